"""Locks that hold on every node of a cluster, and what is broken off for their sake."""

import datetime
import uuid

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from legacy.models import Job
from legacy.queue.jobs import enqueue
from roster.models import Claim, Enrollment, Lesson
from roster.services.claims import claim
from roster.services.enrollments import enroll, save_enrollment
from roster.services.excuses import refuse
from roster.services.lessons import cancel_lesson
from roster.services.locks import hold
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests import factories

DAY = datetime.date(2026, 3, 2)
COMMIT_REFUSED = (1213, "Deadlock found when trying to get lock; try restarting transaction")


@pytest.fixture
def cluster(settings):
    settings.CLUSTER = True


def save(lesson, student):
    entry = Entry(student.pk, factories.status("late").pk)
    user = factories.TeacherFactory()
    return save_marks(lesson, [entry], user=user, request_id=uuid.uuid4())


def school():
    stay = factories.EnrollmentFactory(starts_on=None, ends_on=None)
    return factories.LessonFactory(course=stay.course), stay.student


@pytest.mark.django_db
def test_claim_comes_before_anything_is_read(cluster):
    lesson, _student = school()
    with CaptureQueriesContext(connection) as captured:
        hold(lesson)
    tables = [word for word in ("roster_claim", "roster_lesson") if word in captured[0]["sql"]]
    assert tables == ["roster_claim"]


@pytest.mark.django_db
def test_claim_of_the_same_row_writes_the_same_row_anew(cluster):
    claim(Lesson, [7])
    [before] = Claim.objects.values_list("place", "by")
    claim(Lesson, [7])
    [after] = Claim.objects.values_list("place", "by")
    assert (after[0], after[1] == before[1]) == (before[0], False)


@pytest.mark.django_db
def test_claim_of_many_rows_is_one_statement(cluster, django_assert_num_queries):
    with django_assert_num_queries(1):
        claim(Lesson, range(100))


@pytest.mark.django_db
def test_one_database_has_no_claims():
    lesson, student = school()
    save(lesson, student)
    assert not Claim.objects.exists()


class Refused:
    """An execute wrapper that breaks the first INSERT or UPDATE of a table off."""

    def __init__(self, table):
        self.table, self.done = table, False

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")) and self.table in sql and not self.done:
            self.done = True
            raise OperationalError(*COMMIT_REFUSED)
        return execute(sql, params, many, context)


def _enrolls():
    course, student = factories.CourseFactory(), factories.StudentFactory()
    yield lambda: enroll(course, [student], DAY)
    yield Enrollment.objects.filter(course=course, student=student).count()


def _saves_a_stay():
    parts = {"course": factories.CourseFactory(), "student": factories.StudentFactory()}
    yield lambda: save_enrollment(factories.EnrollmentFactory.build(**parts))
    yield Enrollment.objects.filter(**parts).count()


def _cancels():
    lesson, _student = school()
    yield lambda: cancel_lesson(lesson)
    yield Lesson.objects.get(pk=lesson.pk).version - lesson.version


def _refuses_an_excuse():
    excuse, user = factories.ExcuseFactory(), factories.AdministratorFactory()
    yield lambda: refuse(excuse, user, "No.")
    yield excuse.events.count()


def _enqueues():
    yield lambda: enqueue("forgotten password", who="x", site="https://book.example")
    yield Job.objects.count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "steps"),
    [
        ("roster_claim", _enrolls),
        ("roster_enrollment", _saves_a_stay),
        ("roster_lesson", _cancels),
        ("roster_excuseevent", _refuses_an_excuse),
        ("legacy_job", _enqueues),
    ],
)
def test_what_another_node_broke_off_is_done_again_once(cluster, table, steps):
    refused, steps = Refused(table), steps()
    work = next(steps)
    with connection.execute_wrapper(refused):
        work()
    assert (next(steps), refused.done) == (1, True)
