"""Everything that is done in the admin is written down, and nobody can change that."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry

from accounts.models import SignIn
from roster.models import Holiday, StatusSet
from tests.factories import (
    AdministratorFactory,
    LessonFactory,
    MarkFactory,
    OfficeFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/admin/logentry/"


@pytest.fixture
def administrator(client):
    user = AdministratorFactory(name="원장")
    client.force_login(user)
    return user


def entries():
    return [
        (one.user.name, one.action_flag, one.object_repr)
        for one in LogEntry.objects.order_by("pk").select_related("user")
    ]


def test_adding_changing_and_deleting_are_logged(client, administrator):
    data = {"date": "2026-11-23", "name": "개교기념일"}
    client.post("/admin/roster/holiday/add/", data)
    day = Holiday.objects.get()
    client.post(f"/admin/roster/holiday/{day.pk}/change/", data | {"name": "체육대회"})
    client.post(f"/admin/roster/holiday/{day.pk}/delete/", {"post": "yes"})
    assert not Holiday.objects.exists()
    assert entries() == [
        ("원장", 1, "2026-11-23 개교기념일"),
        ("원장", 2, "2026-11-23 체육대회"),
        ("원장", 3, "2026-11-23 체육대회"),
    ]


def test_deleting_many_at_once_is_logged_one_by_one(client, administrator):
    students = StudentFactory.create_batch(3)
    chosen = {"action": "delete_selected", "_selected_action": [one.pk for one in students]}
    client.post("/admin/roster/student/", chosen | {"post": "yes"})
    assert sorted(entries()) == sorted(("원장", 3, str(one)) for one in students)


def test_exporting_the_sign_ins_is_logged(client, administrator):
    line = SignIn.objects.create(username="kim", outcome="entered")
    chosen = {"action": "export", "_selected_action": [line.pk]}
    assert client.post("/admin/accounts/signin/", chosen).status_code == 200
    assert entries() == [("원장", 2, "원장")]


def test_unlocking_is_logged(client, administrator):
    lesson = LessonFactory()
    chosen = {"action": "unlock", "_selected_action": [lesson.pk]}
    client.post("/admin/roster/lesson/", chosen)
    assert entries() == [("원장", 2, str(lesson))]


def test_new_version_of_a_status_set_is_logged(client, administrator):
    used = MarkFactory().status.status_set
    chosen = {"action": "make_new_version", "_selected_action": [used.pk]}
    client.post("/admin/roster/statusset/", chosen)
    made = StatusSet.objects.exclude(pk=used.pk).latest("pk")
    assert entries() == [("원장", 1, str(made))]


def test_actions_are_the_logged_ones():
    """Whoever gives the admin another action has it logged, and names it here."""
    named = {
        name if isinstance(name, str) else name.__name__
        for model_admin in admin.site._registry.values()
        for name in model_admin.actions or ()
    }
    assert named == {"export", "make_new_version", "unlock"}
    assert [name for name, _action in admin.site.actions] == ["delete_selected"]


def test_no_list_of_the_admin_goes_without_the_log():
    logging = {"log_addition", "log_change", "log_deletions"}
    silent = [one for one in admin.site._registry.values() if logging & set(vars(type(one)))]
    assert silent == []


def test_log_is_shown_to_administrators(client, administrator):
    client.post("/admin/roster/holiday/add/", {"date": "2026-11-23", "name": "개교기념일"})
    listed = client.get(LIST).context["cl"].result_list
    assert [str(entry) for entry in listed] == [str(LogEntry.objects.get())]


@pytest.mark.parametrize("path", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_log_cannot_be_changed(client, administrator, path):
    client.post("/admin/roster/holiday/add/", {"date": "2026-11-23", "name": "개교기념일"})
    address = LIST + path.format(pk=LogEntry.objects.get().pk)
    assert client.post(address, {"post": "yes", "object_repr": "x"}).status_code == 403
    assert entries() == [("원장", 1, "2026-11-23 개교기념일")]


def test_log_is_closed_to_others(client):
    client.force_login(OfficeFactory())
    assert client.get(LIST).status_code == 403
