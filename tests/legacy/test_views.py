"""The pages under /legacy/ and the old tables in the admin."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.utils import quote
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from legacy import maps
from legacy.models import Map, Reject, Run
from legacy.wording import reason_text
from roster.models import Course, Student
from tests.factories import AdministratorFactory, OfficeFactory, StudentFactory, TeacherFactory

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
MAP = settings.BASE_DIR / "legacy/sample/legacy.toml"


@pytest.fixture
def administrator(client):
    user = AdministratorFactory()
    client.force_login(user)
    return client


@pytest.fixture
def imported():
    """The sample's people and courses."""
    only = ["staff", "students", "courses", "enrollments"]
    call_command("import_legacy", map=MAP, only=only, verbosity=0, rejects=None, stdout=_Silent())


class _Silent:
    def write(self, text):
        return len(text)


def pages():
    """Every page under /legacy/, for a run and a student that are there."""
    run, student = Run.objects.first(), Student.objects.first()
    return [
        reverse("legacy:index"),
        reverse("legacy:run", args=(run.pk,)),
        reverse("legacy:rejects", args=(run.pk,)),
        reverse("legacy:row", args=("students", student.pk)),
    ]


@pytest.mark.parametrize("factory", [OfficeFactory, TeacherFactory])
def test_pages_exist_for_administrators_only(client, imported, factory):
    client.force_login(factory())
    assert [client.get(page).status_code for page in pages()] == [404] * 4


def test_pages_send_strangers_to_sign_in(client, imported):
    assert {client.get(page).url.partition("?")[0] for page in pages()} == {"/login/"}


def test_pages_are_only_read(administrator, imported):
    assert [administrator.post(page).status_code for page in pages()] == [405] * 4


def test_index_before_the_first_import(administrator):
    response = administrator.get(reverse("legacy:index"))
    assert (response.context["targets"], list(response.context["runs"])) == ([], [])
    assert response.context["connection"].error == ""
    assert len(response.context["tables"]) == 10


def test_index_shows_what_the_map_says(administrator, imported):
    targets = administrator.get(reverse("legacy:index")).context["targets"]
    assert ("students", ["hakseng"]) in [(name, tables) for name, tables, _ in targets]


def test_run_shows_rejects_by_reason(administrator, imported):
    run = Run.objects.get()
    response = administrator.get(reverse("legacy:run", args=(run.pk,)), {"reason": "orphan course"})
    rejected = {one.reason for one in response.context["page"]}
    assert rejected == {"orphan course"}
    assert sum(one["number"] for one in response.context["reasons"]) == run.rejects.count()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("failed", "살펴본 행 가운데에는 없습니다."),
        ("running", "살펴본 행 가운데에는 없습니다."),
        ("done", "모든 행을 가져왔습니다."),
    ],
)
def test_run_claims_no_more_than_it_did(administrator, state, said):
    run = Run.objects.create(map=maps.save(MAP.read_text()), state=state)
    page = administrator.get(reverse("legacy:run", args=(run.pk,))).content.decode()
    assert f'<p class="empty">{said}</p>' in page


def test_rejects_as_csv_are_harmless(administrator):
    run = Run.objects.create(map=Map.objects.create(text="", digest="0", source_name="x"))
    Reject.objects.create(run=run, target="marks", table="t", key="=1+1", reason="duplicate")
    response = administrator.get(reverse("legacy:rejects", args=(run.pk,)))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == ["target,table,key,reason,detail,values", "marks,t,'=1+1,duplicate,,{}"]


def test_row_shows_what_goes_where(administrator, imported):
    student = Student.objects.get(legacy_ref="hakseng:2101")
    old = administrator.get(reverse("legacy:row", args=("students", student.pk))).context["old"]
    cells = {column: (value, fields) for column, _, value, fields in old.cells}
    assert cells["irum"] == (student.name, "이름")
    assert old.table == "hakseng"


def test_row_masks_passwords_and_resident_numbers(administrator, imported):
    staff = apps.get_model("accounts", "User").objects.get(username="wonjang")
    old = administrator.get(reverse("legacy:row", args=("staff", staff.pk))).context["old"]
    cells = {column: value for column, _, value, _ in old.cells}
    assert (cells["bimil"], cells["jumin_bunho"]) == ("••••••", "••••••")


def test_row_that_is_gone(administrator):
    student = StudentFactory(legacy_key="1" * 40, legacy_ref="hakseng:99999999")
    response = administrator.get(reverse("legacy:row", args=("students", student.pk)))
    assert (response.context["old"], response.status_code) == (None, 200)


def test_row_of_what_was_entered_here(administrator):
    response = administrator.get(reverse("legacy:row", args=("students", StudentFactory().pk)))
    assert (response.context["old"], response.status_code) == (None, 200)


@pytest.mark.parametrize("address", ["/legacy/rows/pupils/1/", "/legacy/rows/students/0/"])
def test_row_that_never_was(administrator, address):
    assert administrator.get(address).status_code == 404


def test_every_old_table_opens_in_the_admin(administrator, django_assert_max_num_queries):
    for model in apps.get_app_config("source").get_models():
        base = f"/admin/source/{model._meta.model_name}/"
        key = quote(model.objects.first().pk)
        for page in (base, f"{base}?q=김", f"{base}{key}/change/"):
            with django_assert_max_num_queries(8):
                assert (page, administrator.get(page).status_code) == (page, 200)
        for page in (f"{base}add/", f"{base}{key}/delete/"):
            assert (page, administrator.get(page).status_code) == (page, 403)
        assert administrator.post(f"{base}{key}/change/", {"irum": "x"}).status_code == 403


def test_old_tables_are_closed_to_the_office(client):
    client.force_login(OfficeFactory(is_staff=True))
    assert client.get("/admin/source/hakseng/").status_code in {302, 403}


def test_old_table_masks_secrets_in_the_admin(administrator):
    page = administrator.get("/admin/source/kangsa/").content.decode()
    model = apps.get_model("source", "Kangsa")
    secrets = [row.bimil for row in model.objects.all() if row.bimil]
    assert secrets
    assert not any(secret in page for secret in secrets)


def test_course_links_to_its_old_row(administrator, imported):
    course = Course.objects.first()
    page = administrator.get(course.get_absolute_url()).content.decode()
    assert f'href="{reverse("legacy:row", args=("courses", course.pk))}"' in page


@pytest.mark.parametrize(
    ("reason", "english", "korean_differs"),
    [
        ("orphan student", "no such student", True),
        ("ambiguous course", "several possible: course", True),
        ("no date", "missing: date", True),
        ("unknown code", "unknown code", True),
        ("name is not valid", "not valid: name", True),
        ("something else", "something else", False),
    ],
)
def test_reason_text_in_both_languages(reason, english, korean_differs):
    with translation.override("en"):
        assert reason_text(reason) == english
    with translation.override("ko"):
        assert (reason_text(reason) != english) == korean_differs


AWAY = """
from django.contrib.auth.models import Group
from django.test import Client
from accounts.models import User
user = User.objects.create_user("walker", name="Walker")
user.groups.add(Group.objects.get(name="administrator"))
client = Client(SERVER_NAME="localhost")
client.force_login(user)
response = client.get("/legacy/")
print(response.status_code, response.content.decode().count("t connect to server"))
"""


def test_index_while_the_old_server_is_away(manage, site_url):
    where = {"site": site_url, "legacy": "mysql://reader@127.0.0.1:1/none", "DEBUG": "yes"}
    ran = manage("shell", "-v0", "-c", AWAY, **where)
    assert ran.stdout == "200 1\n", ran.stderr
