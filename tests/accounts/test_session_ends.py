"""What ends the sessions of a user besides signing out."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from accounts import roles
from accounts.models import Session, User
from tests.factories import OfficeFactory, TeacherFactory

pytestmark = pytest.mark.django_db


def ended_meanwhile(request):
    Session.objects.of(request.user).delete()
    request.session["anything"] = "new"
    return HttpResponse("done")


urlpatterns = [path("ended/", ended_meanwhile), path("", include("attendance_site.urls"))]


@pytest.fixture
def teacher():
    return TeacherFactory(password="old")


@pytest.fixture
def signed_in(teacher):
    """Signed in as that teacher; somebody else is signed in, too."""
    Client().force_login(OfficeFactory())
    client = Client()
    client.force_login(teacher)
    return client


def is_open(client):
    return client.get("/students/").status_code == 200


def set_password(user):
    user.set_password("new")
    user.save()


def deactivate(user):
    user.is_active = False
    user.save(update_fields=["is_active"])


CHANGES = {
    "password": set_password,
    "active": deactivate,
    "active by queryset": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "superuser": lambda user: User.objects.filter(pk=user.pk).update(is_superuser=True),
    "bulk": lambda user: User.objects.bulk_update([User(pk=user.pk, password="!")], ["password"]),
    "role added": lambda user: user.groups.add(Group.objects.get(name=roles.OFFICE)),
    "role removed": lambda user: user.groups.clear(),
    "roles set": lambda user: user.groups.set([Group.objects.get(name=roles.VIEWER)]),
    "members set": lambda user: Group.objects.get(name=roles.VIEWER).user_set.add(user),
    "members cleared": lambda user: Group.objects.get(name=roles.TEACHER).user_set.clear(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_of_rights_ends_that_users_sessions(signed_in, teacher, change):
    assert is_open(signed_in)
    CHANGES[change](User.objects.get(pk=teacher.pk))
    assert not is_open(signed_in)
    assert not Session.objects.of(teacher).exists()
    assert Session.objects.count() == 1


def rename(user):
    user.name = "다른 이름"
    user.save()


@pytest.mark.parametrize(
    "change",
    [
        rename,
        lambda user: User.objects.filter(pk=user.pk).update(phone="02-1"),
        lambda user: user.groups.add(Group.objects.get(name=roles.TEACHER)),
    ],
)
def test_change_of_anything_else_ends_nothing(signed_in, teacher, change):
    change(User.objects.get(pk=teacher.pk))
    assert is_open(signed_in)


def activate(user, active):
    """As somebody would who is at the database's own prompt."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET is_active = %s WHERE id = %s", [active, user.pk])


def test_reactivated_account_does_not_revive_a_cookie(signed_in, teacher):
    deactivate(teacher)
    User.objects.filter(pk=teacher.pk).update(is_active=True)
    assert not is_open(signed_in)


def test_reactivated_account_does_not_revive_a_cookie_seen_in_between(signed_in, teacher):
    activate(teacher, False)
    assert not is_open(signed_in)
    activate(teacher, True)
    assert not is_open(signed_in)


def test_reactivating_ends_what_was_never_ended(signed_in, teacher):
    activate(teacher, False)
    User.objects.filter(pk=teacher.pk).update(is_active=True)
    assert not is_open(signed_in)


def test_session_ended_while_the_answer_was_made_leads_to_the_door(signed_in, settings):
    settings.ROOT_URLCONF = __name__
    response = signed_in.get("/ended/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/?next=/ended/")
    assert Session.objects.count() == 1
