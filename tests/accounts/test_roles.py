"""Roles as the migration makes them, and what a user with them is."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts import roles
from accounts.models import User
from tests.factories import (
    AdministratorFactory,
    OfficeFactory,
    TeacherFactory,
    UserFactory,
    ViewerFactory,
)

pytestmark = pytest.mark.django_db


def test_roles_are_the_four_groups():
    names = set(Group.objects.values_list("name", flat=True))
    assert names == {roles.ADMINISTRATOR, roles.OFFICE, roles.TEACHER, roles.VIEWER}


@pytest.mark.parametrize(
    ("factory", "expected"),
    [
        (AdministratorFactory, (True, True, True, True)),
        (OfficeFactory, (True, True, True, False)),
        (TeacherFactory, (False, False, True, False)),
        (ViewerFactory, (True, False, False, False)),
        (UserFactory, (False, False, False, False)),
    ],
)
def test_role_decides_what_a_user_may(factory, expected):
    user = factory()
    rights = (user.sees_everything, user.edits_roster, user.takes_attendance, user.is_administrator)
    assert rights == expected


def test_superuser_is_an_administrator():
    user = User.objects.create_superuser("Root", password="x", name="뿌리")
    assert (user.username, user.roles) == ("root", {roles.ADMINISTRATOR})


def test_administrators_are_the_active_ones():
    active = AdministratorFactory()
    AdministratorFactory(is_active=False)
    OfficeFactory()
    assert list(User.objects.administrators()) == [active]


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        (roles.ADMINISTRATOR, "roster.delete_course", "roster.change_mark"),
        (roles.ADMINISTRATOR, "accounts.change_user", "accounts.delete_user"),
        (roles.OFFICE, "roster.change_student", "roster.delete_student"),
        (roles.OFFICE, "roster.view_policy", "accounts.view_user"),
        (roles.TEACHER, "roster.view_student", "roster.change_student"),
        (roles.VIEWER, "roster.view_mark", "roster.add_lesson"),
    ],
)
def test_group_begins_with_its_permissions(role, allowed, refused):
    user = UserFactory(role=role)
    assert user.has_perm(allowed)
    assert not user.has_perm(refused)


@pytest.mark.parametrize("right", sorted(roles.RIGHTS))
def test_right_of_a_role_can_be_given_and_taken(right):
    permission = Permission.objects.get(codename=right)
    teachers = Group.objects.get(name=roles.TEACHER)
    teachers.permissions.clear()
    user = TeacherFactory()
    assert (user.roles, user.rights) == ({roles.TEACHER}, set())
    teachers.permissions.add(permission)
    assert User.objects.get(pk=user.pk).rights == {right}


def test_rights_of_two_roles_add_up():
    user = TeacherFactory()
    user.groups.add(Group.objects.get(name=roles.VIEWER))
    assert User.objects.get(pk=user.pk).rights == {roles.TAKE_ATTENDANCE, roles.SEE_EVERYTHING}


def test_roles_and_rights_are_one_query(django_assert_num_queries):
    user = User.objects.get(pk=OfficeFactory().pk)
    with django_assert_num_queries(1):
        assert (user.is_administrator, user.edits_roster) == (False, True)
        assert user.roles == {roles.OFFICE}
