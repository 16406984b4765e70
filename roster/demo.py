"""The accounts with which the bundled sample is tried out."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from accounts import roles
from accounts.models import User
from roster.models import Course, CourseStaff

PASSWORD = "demo-attendance-2026"  # noqa: S105 - of the sample; elsewhere the site refuses to start
ACCOUNTS = (
    ("admin", "데모 관리자", roles.ADMINISTRATOR),
    ("office", "데모 사무실", roles.OFFICE),
    ("teacher", "데모 선생님", roles.TEACHER),
)
# One of these meets on every day but Sunday.
COURSES = ("초등 수학 3학년 A반", "초등 수학 4학년 A반", "중1 수학 A반", "고2 수학Ⅱ 내신반")


class NotTheSample(Exception):
    """Demo accounts were asked for on a site that is not the sample's."""


@transaction.atomic
def create_demo_accounts():
    """Makes those that are missing and returns their sign-in names; changes none that is there.

    Raises NotTheSample: their password is known to everyone.
    """
    if not settings.IS_SAMPLE:
        raise NotTheSample
    made = [name for name, *who in ACCOUNTS if _make(name, *who)]
    if "teacher" in made:
        _give_courses(User.objects.get(username="teacher"))
    return made


def _make(username, name, role):
    if User.objects.filter(username=username).exists():
        return False
    user = User.objects.create_user(username, password=PASSWORD, name=name, is_demo=True)
    user.groups.add(Group.objects.get(name=role))
    return True


def _give_courses(teacher):
    courses = Course.objects.filter(name__in=COURSES)
    CourseStaff.objects.bulk_create(CourseStaff(course=course, user=teacher) for course in courses)
