"""Pages are read from the replica only where nobody notices. The replica of these tests is a copy
of the book that stands still, so that what comes from it is old."""

import sqlite3
from contextlib import closing

import pytest
from django.conf import settings as site_settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction
from django.urls import resolve, reverse

from attendance_site import environment
from legacy.replicas import middleware, routing
from roster.days import today
from roster.models import Course, Student
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
REPLICA = "replica"


class Fresh:
    """A Freshness that takes the replica for usable until it is given up."""

    usable = True

    def is_usable(self):
        return self.usable

    def give_up(self):
        self.usable = False


@pytest.fixture
def book():
    """A course with a lesson of today, as the replica knows it."""
    course = factories.course_with(2, name="old name")
    return factories.LessonFactory(course=course, date=today()).course


@pytest.fixture
def fresh(monkeypatch):
    monkeypatch.setattr(middleware, "freshness", found := Fresh())
    return found


@pytest.fixture
def replica(book, fresh, settings, request, suffix, tmp_path):
    """The connection to a copy of the site's database as it is now."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        name = str(tmp_path / "replica.sqlite3")
        connection.ensure_connection()
        with closing(sqlite3.connect(name)) as into:
            connection.connection.backup(into)  # with what is in the write-ahead log
    else:
        request.getfixturevalue("mariadb").copy(name, f"replica{suffix}")
        name = f"replica{suffix}"
    copied = connection.copy(REPLICA)
    copied.settings_dict["NAME"] = name
    connections[REPLICA] = copied
    settings.DATABASE_ROUTERS = [*settings.DATABASE_ROUTERS, f"{routing.__name__}.ReplicaRouter"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{middleware.__name__}.ReplicaMiddleware"]
    yield copied
    copied.close()
    del connections[REPLICA]


@pytest.fixture
def reader(replica, book, client):
    """A browser of the office; the course has another name by now."""
    client.force_login(factories.OfficeFactory())
    Course.objects.filter(pk=book.pk).update(name="new name")
    return client


def names(client, address):
    """Which of the two names of the course a page has."""
    text = client.get(address).content.decode()
    return {name for name in ("old name", "new name") if name in text}


def test_pages_that_only_show_are_read_from_the_replica(reader, book, fresh):
    assert names(reader, book.get_absolute_url()) == {"old name"}
    lesson = book.lessons.get()
    addresses = [
        reverse("roster:today"),
        lesson.get_absolute_url(),
        reverse("roster:book", args=[book.pk]),
    ]
    found = {address: names(reader, address) for address in addresses}
    assert found == dict.fromkeys(addresses, {"new name"})
    others = (
        reverse("roster:lesson_marks", args=[lesson.pk]),
        reverse("roster:book_marks", args=[book.pk]),
        reverse("roster:mark", args=[lesson.pk, 1]),
    )
    assert [resolve(address).func.reads_primary for address in others] == [True] * 3
    fresh.usable = False  # it is behind
    assert names(reader, book.get_absolute_url()) == {"new name"}


def test_what_was_just_written_is_read_from_the_primary(reader, book):
    edit = reverse("roster:course_edit", args=[book.pk])
    assert names(reader, edit) == {"old name"}
    answer = reader.post(reverse("set_language"), {"language": "en"})
    cookie = answer.cookies["wrote"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (7, True, "Lax")
    assert names(reader, edit) == {"new name"}
    del reader.cookies["wrote"]
    assert names(reader, edit) == {"old name"}
    course = factories.CourseFactory(name="new name")  # what the replica has not yet
    assert names(reader, course.get_absolute_url()) == {"new name"}
    assert reader.get(reverse("roster:course", args=[course.pk + 1])).status_code == 404


def test_replica_that_is_away_is_given_up_and_the_page_is_there(reader, book, replica, fresh):
    replica.close()
    if replica.vendor == "sqlite":
        replica.settings_dict["NAME"] = "/nowhere/replica.sqlite3"
    else:
        replica.settings_dict["PORT"] = 1
    assert names(reader, book.get_absolute_url()) == {"new name"}
    assert fresh.usable is False


def test_what_was_read_from_the_replica_is_written_to_the_primary(reader, book):
    routing.read_from_replica(True)
    try:
        found = Course.objects.get(pk=book.pk)
        assert (found._state.db, found.name) == (REPLICA, "old name")
        with transaction.atomic():
            assert Course.objects.get(pk=book.pk).name == "new name"
        found.name = "third name"
        found.save(update_fields=["name"])
        student = factories.StudentFactory()
        factories.EnrollmentFactory(course=found, student=student)
    finally:
        routing.read_from_replica(False)
    assert Course.objects.get(pk=book.pk).name == "third name"
    assert Student.objects.filter(enrollments__course=book.pk).count() == 3
    assert Course.objects.using(REPLICA).get(pk=book.pk).name == "old name"


def test_site_without_a_replica_has_no_part_of_it():
    parts = (*site_settings.MIDDLEWARE, *site_settings.DATABASE_ROUTERS)
    assert [part for part in parts if "replica" in part] == []


def test_replica_of_another_kind_is_refused_in_one_line():
    primary = environment.database("sqlite:////srv/book.sqlite3", "DATABASE_URL")
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.replica("mysql://book@db2.example/book", primary)
    assert str(refused.value) == "DATABASE_REPLICA_URL works only where both are on MariaDB"
