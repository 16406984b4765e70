"""A database that is full, read-only, locked or gone: a page that says so, and nothing half
written; what was broken off for the sake of another transaction is done again."""

import json
import uuid
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from roster.days import today
from roster.models import Mark, MarkEvent, Save
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
DEADLOCK = (1213, "Deadlock found when trying to get lock; try restarting transaction")
FAULTS = {
    "full": (1114, "The table 'roster_markevent' is full"),
    "full file": ("database or disk is full",),
    "read-only": (1290, "The MariaDB server is running with the --read-only option"),
    "read-only file": ("attempt to write a readonly database",),
    "lock timeout": (1205, "Lock wait timeout exceeded; try restarting transaction"),
    "locked file": ("database is locked",),
    "gone": (2013, "Lost connection to server during query"),
    "without its cluster": (1047, "WSREP has not yet prepared node for application use"),
}


class Faulty:
    """An execute wrapper that fails `times` statements that write to a table named so."""

    def __init__(self, fault, times=10**6, table=""):
        self.fault, self.left, self.table = fault, times, table

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and self.table in sql and self.left:
            self.left -= 1
            raise OperationalError(*self.fault)
        return execute(sql, params, many, context)


@pytest.fixture
def lesson(client):
    return lesson_of(client, students=2)


def lesson_of(client, students):
    """A lesson of today of a teacher who is signed in."""
    course = factories.course_with(students)
    teacher = factories.TeacherFactory()
    factories.CourseStaffFactory(course=course, user=teacher)
    client.force_login(teacher)
    client.raise_request_exception = False
    client.teacher = teacher
    return factories.LessonFactory(course=course, date=today())


def body(client, lesson):
    present = factories.status("present").pk
    marks = [
        {"student": stay.student_id, "status": present, "version": 0, "note": "지하철 고장" * 10}
        for stay in lesson.course.enrollments.all()
    ]
    return json.dumps({"user": client.teacher.pk, "request": str(uuid.uuid4()), "marks": marks})


def send(client, lesson, sent):
    address = reverse("roster:lesson_marks", args=[lesson.pk])
    return client.post(address, sent, content_type="application/json")


def written():
    return Save.objects.count(), Mark.objects.count(), MarkEvent.objects.count()


def test_database_that_does_not_write_is_503_and_nothing_is_half_written(client, lesson):
    sent, found = body(client, lesson), {}
    for name, fault in FAULTS.items():
        with connection.execute_wrapper(Faulty(fault, table="roster_markevent")):
            response = send(client, lesson, sent)
        page = client.get(lesson.course.get_absolute_url())
        found[name] = response.status_code, response["Retry-After"], written(), page.status_code
    assert found == dict.fromkeys(FAULTS, (503, "5", (0, 0, 0), 200))
    assert (send(client, lesson, sent).status_code, written()) == (200, (1, 2, 2))


READ_ONLY = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "mysql": ("SET SESSION TRANSACTION READ ONLY", "SET SESSION TRANSACTION READ WRITE"),
}


@contextmanager
def read_only():
    """The server itself refuses what this connection would write."""
    begin, end = READ_ONLY[connection.vendor]
    run(connection, begin)
    try:
        yield
    finally:
        run(connection, end)


@contextmanager
def full():
    """The file itself may not grow any more, and holds no room; only SQLite says so of one
    connection."""
    run(connection, "CREATE TABLE filling (bytes)")
    run(connection, "PRAGMA max_page_count = 1")  # that is: as many as there are
    for size in (1_000_000, 50_000, 2_000):
        with pytest.raises(OperationalError, match="full"):
            fill(size)
    try:
        yield
    finally:
        run(connection, "PRAGMA max_page_count = 1000000000")
        run(connection, "DROP TABLE filling")


def fill(size):
    for _ in range(10_000):
        run(connection, f"INSERT INTO filling VALUES (zeroblob({size}))")


REAL = {"sqlite": {"full": full, "read-only": read_only}, "mysql": {"read-only": read_only}}


def test_real_faults_of_the_server_are_503_and_nothing_is_half_written(client):
    lesson = lesson_of(client, students=60)  # more than fits where room is left in a full file
    sent, found, faults = body(client, lesson), {}, REAL[connection.vendor]
    for name, fault in faults.items():
        with fault():
            response, page = send(client, lesson, sent), client.get("/")
        found[name] = response.status_code, written(), page.status_code
    assert found == dict.fromkeys(faults, (503, (0, 0, 0), 200))
    assert (send(client, lesson, sent).status_code, written()) == (200, (1, 60, 60))


IMPATIENT = {
    "sqlite": ("PRAGMA busy_timeout = 10", "PRAGMA busy_timeout = 20000"),
    "mysql": ("SET innodb_lock_wait_timeout = 1", "SET innodb_lock_wait_timeout = DEFAULT"),
}


def test_lock_that_somebody_else_holds_is_503_and_then_saved(client, lesson):
    sent, other = body(client, lesson), connection.copy()
    impatient, patient = IMPATIENT[connection.vendor]
    run(connection, impatient)
    try:
        with transaction_of(other):
            run(other, f"UPDATE roster_lesson SET version = version WHERE id = {lesson.pk}")
            refused = send(client, lesson, sent).status_code
    finally:
        other.close()
        run(connection, patient)
    assert (refused, written()) == (503, (0, 0, 0))
    assert (send(client, lesson, sent).status_code, written()) == (200, (1, 2, 2))


@contextmanager
def transaction_of(other):
    """A transaction of another connection, taken back at the end."""
    other.set_autocommit(False)
    try:
        yield
    finally:
        other.rollback()


def run(on, statement):
    with on.cursor() as cursor:
        cursor.execute(statement)


def test_pages_that_only_read_are_there_while_nothing_can_be_written(client, lesson):
    addresses = [lesson.course.get_absolute_url(), lesson.get_absolute_url(), "/", "/healthz"]
    with connection.execute_wrapper(Faulty(FAULTS["read-only"])):
        found = [client.get(address).status_code for address in addresses]
    assert found == [200] * 4


def test_deadlock_is_tried_again_and_saved_once(client, lesson):
    with connection.execute_wrapper(Faulty(DEADLOCK, 2, "roster_mark")):
        response = send(client, lesson, body(client, lesson))
    assert (response.status_code, written()) == (200, (1, 2, 2))


def test_deadlock_without_end_is_503(client, lesson):
    with connection.execute_wrapper(Faulty(DEADLOCK)):
        response = send(client, lesson, body(client, lesson))
    assert (response.status_code, written()) == (503, (0, 0, 0))
