"""The command that makes the sample's demo accounts."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from roster.demo import COURSES, PASSWORD
from roster.models import Course, CourseStaff, StatusSet

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample_site(settings):
    settings.IS_SAMPLE = True


@pytest.fixture
def courses():
    status_set = StatusSet.objects.get(is_default=True)
    names = (*COURSES, "고1 영어 내신반")
    return [Course.objects.create(name=name, status_set=status_set) for name in names]


def test_demo_accounts_have_their_roles_and_the_teacher_courses(sample_site, courses, capsys):
    call_command("create_demo_accounts")
    users = {user.username: user for user in get_user_model().objects.filter(is_demo=True)}
    roles = {"admin": {"administrator"}, "office": {"office"}, "teacher": {"teacher"}}
    assert {name: user.roles for name, user in users.items()} == roles
    assert all(user.check_password(PASSWORD) for user in users.values())
    taught = Course.objects.visible_to(users["teacher"])
    assert set(taught.values_list("name", flat=True)) == set(COURSES)
    assert capsys.readouterr().out == "Made the demo accounts admin, office, teacher.\n"


def test_demo_accounts_are_left_as_they_are_the_second_time(sample_site, courses, capsys):
    call_command("create_demo_accounts")
    teacher = get_user_model().objects.get(username="teacher")
    teacher.set_password("a password of one's own")
    teacher.save()
    CourseStaff.objects.filter(user=teacher).delete()
    capsys.readouterr()
    call_command("create_demo_accounts")
    teacher.refresh_from_db()
    assert teacher.check_password("a password of one's own")
    assert not teacher.course_roles.exists()
    assert capsys.readouterr().out == ""


def test_demo_accounts_are_refused_on_another_site():
    with pytest.raises(CommandError) as raised:
        call_command("create_demo_accounts")
    assert str(raised.value) == "Demo accounts belong to the bundled sample only."
    assert not get_user_model().objects.exists()
