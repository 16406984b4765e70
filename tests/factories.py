"""Makes rows for tests, with the least that each needs."""

import datetime
import uuid

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts import roles
from accounts.models import User
from roster.models import (
    Alert,
    AlertMessage,
    AlertRule,
    Attachment,
    Course,
    CourseStaff,
    Enrollment,
    Excuse,
    FileImport,
    Guardian,
    Holiday,
    Lesson,
    Mark,
    MarkEvent,
    Policy,
    Save,
    SavedReport,
    Schedule,
    StatusSet,
    Student,
    Term,
    Turn,
    UnlockRequest,
)

PASSWORD = "correct horse battery staple"
SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍"
GIVEN = (
    "민준",
    "서연",
    "도윤",
    "하은",
    "시우",
    "지우",
    "예준",
    "수아",
    "주원",
    "다은",
    "현우",
    "유진",
)


def basic_set():
    """The status set "Basic" that the migration makes."""
    return StatusSet.objects.get(is_default=True)


def status(code, status_set=None):
    """One status of the basic (or another) set by its code."""
    return (status_set or basic_set()).statuses.get(code=code)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"staff{n}")
    name = factory.Sequence(lambda n: f"선생{n}")
    role = None

    @classmethod
    def _create(cls, model_class, *args, role=None, password=None, **kwargs):
        user = model_class.objects.create_user(*args, password=password, **kwargs)
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user


class AdministratorFactory(UserFactory):
    role = roles.ADMINISTRATOR
    is_staff = True


class OfficeFactory(UserFactory):
    role = roles.OFFICE


class TeacherFactory(UserFactory):
    role = roles.TEACHER


class ViewerFactory(UserFactory):
    role = roles.VIEWER


class StudentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Student

    number = factory.Sequence(lambda n: f"26{n:04}")
    name = factory.Sequence(lambda n: SURNAMES[n % len(SURNAMES)] + GIVEN[n % len(GIVEN)])


class GuardianFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Guardian

    student = factory.SubFactory(StudentFactory)
    name = "김어머니"
    relation = "모"
    phone = "010-1234-5678"


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Term

    name = "2026-2"
    starts_on = datetime.date(2026, 9, 1)
    ends_on = datetime.date(2027, 2, 28)


class TurnFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Turn

    kind = Turn.Kind.COPY
    term = factory.SubFactory(TermFactory)
    number = 0
    made = factory.LazyFunction(lambda: {"courses": {}})


class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course

    name = factory.Sequence(lambda n: f"중등 수학 {n}반")
    status_set = factory.LazyFunction(basic_set)


class CourseStaffFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseStaff

    course = factory.SubFactory(CourseFactory)
    user = factory.SubFactory(TeacherFactory)


class EnrollmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrollment

    student = factory.SubFactory(StudentFactory)
    course = factory.SubFactory(CourseFactory)


class ScheduleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Schedule

    course = factory.SubFactory(CourseFactory)
    weekday = Schedule.Weekday.MONDAY
    starts_at = datetime.time(16)


class LessonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lesson

    course = factory.SubFactory(CourseFactory)
    date = datetime.date(2026, 11, 16)
    starts_at = datetime.time(16)
    ends_at = datetime.time(16, 50)


class MarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mark

    lesson = factory.SubFactory(LessonFactory)
    student = factory.SubFactory(StudentFactory)
    status = factory.LazyFunction(lambda: status("present"))


class SaveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Save

    request_id = factory.LazyFunction(uuid.uuid4)
    digest = b""
    origin = Save.Origin.PAGE


class MarkEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MarkEvent

    mark = factory.SubFactory(MarkFactory)
    cause = factory.SubFactory(SaveFactory)
    version = 2


class PolicyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Policy


class FileImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FileImport

    kind = FileImport.Kind.STUDENTS
    name = "학생.xlsx"


class SavedReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedReport

    user = factory.SubFactory(TeacherFactory)
    name = "월요일"


class AttachmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attachment

    mark = factory.SubFactory(MarkFactory)
    file = factory.django.FileField(data=b"%PDF-1.7")
    name = "진단서.pdf"
    content_type = "application/pdf"
    size = 8


class UnlockRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnlockRequest

    lesson = factory.SubFactory(LessonFactory)
    asked_by = factory.SubFactory(TeacherFactory)
    reason = "결석을 지각으로"


class ExcuseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Excuse

    student = factory.SubFactory(StudentFactory)
    starts_on = datetime.date(2026, 11, 16)
    ends_on = datetime.date(2026, 11, 18)
    text = "가족 여행"


class AlertRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AlertRule

    kind = AlertRule.Kind.ABSENT
    recipient = AlertRule.Recipient.GUARDIAN


class AlertFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Alert

    rule = factory.SubFactory(AlertRuleFactory)
    student = factory.SubFactory(StudentFactory)
    key = factory.Sequence(str)
    date = datetime.date(2026, 11, 16)


class AlertMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AlertMessage

    alert = factory.SubFactory(AlertFactory)
    guardian = factory.SubFactory(GuardianFactory)
    state = AlertMessage.State.FAILED
    try_at = factory.LazyFunction(timezone.now)


class HolidayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Holiday


def course_with(students, **fields):
    """A course in which `students` new students are enrolled, with roll numbers from 1."""
    course = CourseFactory(**fields)
    for number in range(1, students + 1):
        EnrollmentFactory(course=course, roll_number=number)
    return course
