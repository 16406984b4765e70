"""Two people, or two taps, at the same moment."""

import datetime
import random
import threading
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from roster.models import Enrollment, MarkEvent, Save, Student
from roster.services.enrollments import save_enrollment
from roster.services.errors import MarkConflict
from roster.services.lessons import generate_lessons
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """What each call returned or raised, all begun at the same moment."""
    outcomes, gate = [None] * len(calls), threading.Barrier(len(calls))

    def run(index, call):
        gate.wait()
        try:
            outcomes[index] = call()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def test_the_same_request_twice_at_once_is_saved_once():
    lesson = factories.LessonFactory(course=factories.course_with(5))
    user, late = factories.TeacherFactory(), factories.status("late").pk
    entries = [Entry(stay.student_id, late) for stay in lesson.course.enrollments.all()]
    request_id = uuid.uuid4()

    def save():
        return save_marks(lesson, entries, user=user, request_id=request_id).repeated

    assert sorted(at_once(save, save)) == [False, True]
    assert (Save.objects.count(), MarkEvent.objects.count()) == (1, 5)


def test_two_people_at_once_cannot_mark_one_student_differently():
    lesson = factories.LessonFactory(course=factories.course_with(1))
    student = lesson.course.enrollments.get().student_id
    users = factories.TeacherFactory.create_batch(2)
    codes = [factories.status(code).pk for code in ("late", "absent")]

    def save(user, code):
        return save_marks(lesson, [Entry(student, code)], user=user, request_id=uuid.uuid4())

    calls = [lambda u=user, c=code: save(u, c) for user, code in zip(users, codes, strict=True)]
    outcomes = at_once(*calls)
    assert sum(isinstance(outcome, MarkConflict) for outcome in outcomes) == 1
    assert lesson.marks.get().version == 1


def write_batches(lesson, user, codes, seed):
    """Marks random students in batches, each on what it sees; returns what was acknowledged:
    `[(student, version, status)]`. What somebody else was faster with is left out."""
    chance, acknowledged = random.Random(seed), []
    students = [stay.student_id for stay in lesson.course.enrollments.all()]
    for _ in range(6):
        seen = dict(lesson.marks.values_list("student_id", "version"))
        picked = {s: chance.choice(codes) for s in chance.sample(students, 60)}
        entries = [Entry(s, code, version=seen.get(s, 0)) for s, code in picked.items()]
        while entries:
            try:
                saved = save_marks(lesson, entries, user=user, request_id=uuid.uuid4())
            except MarkConflict as refused:
                entries = [one for one in entries if one.student_id not in refused.conflicts]
            else:
                acknowledged += [(s, m.version, m.status_id) for s, m in saved.marks.items()]
                break
    return acknowledged


def test_eight_writers_over_500_marks_lose_and_mix_nothing():
    course = factories.CourseFactory()
    people = [Student(name=f"학생{n}") for n in range(500)]
    Enrollment.objects.bulk_create(
        Enrollment(course=course, student=student)
        for student in Student.objects.bulk_create(people)
    )
    lesson = factories.LessonFactory(course=course)
    users = factories.TeacherFactory.create_batch(8)
    codes = [factories.status(code).pk for code in ("present", "late", "absent", "excused")]
    calls = [lambda u=u, n=n: write_batches(lesson, u, codes, n) for n, u in enumerate(users)]
    outcomes = at_once(*calls)
    history = {}
    for event in MarkEvent.objects.select_related("mark", "cause").order_by("pk"):
        steps = history.setdefault(event.mark.student_id, [None])
        assert (event.version, event.old_status_id) == (len(steps), steps[-1])
        steps.append(event.new_status_id)
    assert sum(map(len, outcomes)) > 500
    for student, version, status in (said for outcome in outcomes for said in outcome):
        assert history[student][version] == status
    now = dict(lesson.marks.values_list("student_id", "status_id"))
    assert now == {student: steps[-1] for student, steps in history.items()}


def test_two_clerks_at_once_cannot_enrol_one_student_twice():
    student, course = factories.StudentFactory(), factories.CourseFactory()

    def enroll():
        start = datetime.date(2026, 11, 16)
        return save_enrollment(Enrollment(student=student, course=course, starts_on=start))

    outcomes = at_once(enroll, enroll)
    assert sum(isinstance(outcome, ValidationError) for outcome in outcomes) == 1
    assert Enrollment.objects.count() == 1


def test_lessons_made_at_once_are_made_once():
    course = factories.ScheduleFactory().course
    first, last = datetime.date(2026, 11, 1), datetime.date(2026, 11, 30)
    outcomes = at_once(*[lambda: generate_lessons(course, first, last)] * 2)
    assert sorted(outcome.made + outcome.existing for outcome in outcomes) == [5, 5]
    assert course.lessons.count() == 5
