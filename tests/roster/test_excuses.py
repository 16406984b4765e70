"""Absences told ahead: what an approval fills in, and what a withdrawal takes back."""

import datetime
import uuid

import pytest
from django.utils import timezone

from roster.days import today
from roster.models import Excuse, Lesson, Mark, MarkEvent, Save, StatusSet
from roster.querysets.excuses import FILTERS
from roster.services import excuses as services
from roster.services import filling
from roster.services.enrollments import enroll
from roster.services.errors import ExcuseDecided
from roster.services.excused_lessons import lessons_of
from roster.services.filling import fill_since
from roster.services.lessons import (
    add_lesson,
    cancel_lesson,
    generate_lessons,
    restore_lesson,
    update_lesson,
)
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests import factories

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 11, 16)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def office():
    return factories.OfficeFactory()


@pytest.fixture
def stay():
    return factories.EnrollmentFactory()


def excuse_of(stay, first=MONDAY, last=MONDAY, **fields):
    return factories.ExcuseFactory(student=stay.student, starts_on=first, ends_on=last, **fields)


def lesson_of(stay, date=MONDAY, **fields):
    return factories.LessonFactory(course=stay.course, date=date, **fields)


def said(stay):
    """`[(date, code of the status or None)]` of the student's marks."""
    marks = Mark.objects.filter(student=stay.student).order_by("lesson__date", "lesson__starts_at")
    return [(mark.lesson.date, mark.status and mark.status.code) for mark in marks]


def put(stay, lesson, code, user, version=0):
    entry = Entry(stay.student_id, factories.status(code).pk, version=version)
    save_marks(lesson, [entry], user=user, request_id=uuid.uuid4())


def test_approval_fills_blank_marks_of_its_days_only(stay, office):
    before, first, marked, last, after = (lesson_of(stay, MONDAY + n * DAY) for n in range(-1, 4))
    put(stay, marked, "present", office)
    done = services.approve(excuse_of(stay, MONDAY, MONDAY + 2 * DAY), office)
    assert (done.marks, done.locked) == (2, 0)
    expected = [(first.date, "excused"), (marked.date, "present"), (last.date, "excused")]
    assert said(stay) == expected
    assert before.marks.count() == after.marks.count() == 0


def test_approval_is_in_the_history_as_an_excuse_and_takes_no_register(stay, office):
    lesson = lesson_of(stay)
    services.approve(excuse_of(stay), office)
    event = MarkEvent.objects.get()
    assert (event.cause.origin, event.cause.user) == (Save.Origin.EXCUSE, office)
    lesson.refresh_from_db()
    assert lesson.taken_at is None


@pytest.mark.parametrize(
    ("part", "periods"),
    [
        ({"first_period": 2, "last_period": 3}, [2, 3]),
        ({"starts_at": datetime.time(10), "ends_at": datetime.time(11)}, [2]),
        ({"starts_at": datetime.time(9, 30), "ends_at": datetime.time(10, 1)}, [1, 2]),
        ({}, [1, 2, 3]),
    ],
)
def test_part_of_a_day_covers_its_lessons(stay, office, part, periods):
    for period in (1, 2, 3):
        times = datetime.time(8 + period), datetime.time(8 + period, 50)
        lesson_of(stay, period=period, starts_at=times[0], ends_at=times[1])
    services.approve(excuse_of(stay, **part), office)
    marked = Mark.objects.exclude(status=None).values_list("lesson__period", flat=True)
    assert sorted(marked) == periods


def test_reason_goes_by_its_code_to_courses_with_another_set(office):
    school = StatusSet.objects.get(name__startswith="학교")
    stay = factories.EnrollmentFactory(course__status_set=school)
    basic = factories.EnrollmentFactory(student=stay.student)
    lessons = lesson_of(stay), lesson_of(basic)
    illness = school.reasons.get(code="illness")
    services.approve(excuse_of(stay, reason=illness), office)
    found = [(mark.status.code, mark.reason) for one in lessons for mark in one.marks.all()]
    assert found == [("absent", illness), ("excused", None)]


def test_lessons_made_later_and_students_who_join_later_are_filled(office):
    course = factories.CourseFactory()
    student = factories.StudentFactory()
    excuse = factories.ExcuseFactory(student=student)
    lesson = factories.LessonFactory(course=course, date=MONDAY)
    assert services.approve(excuse, office).marks == 0
    enroll(course, [student], MONDAY)
    assert lesson.marks.get().status.code == "excused"
    schedule = factories.ScheduleFactory(course=course, weekday=1)
    generate_lessons(course, MONDAY, MONDAY + 13 * DAY)
    made = Lesson.objects.filter(schedule=schedule).order_by("date")
    assert [one.marks.count() for one in made] == [1, 0]
    added = add_lesson(factories.LessonFactory.build(course=course, date=MONDAY + 2 * DAY))
    assert added.marks.get().status.code == "excused"


def test_cancelled_lesson_is_filled_once_it_takes_place_again(stay, office):
    lesson = lesson_of(stay)
    cancel_lesson(lesson)
    assert services.approve(excuse_of(stay), office).marks == 0
    restore_lesson(lesson)
    assert said(stay) == [(MONDAY, "excused")]


def test_lesson_that_is_moved_out_of_the_excuse_and_back_follows(stay, office):
    lesson = lesson_of(stay)
    services.approve(excuse_of(stay), office)
    for date, code in ((MONDAY + DAY, None), (MONDAY, "excused")):
        lesson.refresh_from_db()
        lesson.date = date
        update_lesson(lesson, lesson.version)
        assert said(stay) == [(date, code)]


def test_withdrawal_restores_what_it_filled_and_nothing_else(stay, office):
    kept, changed, marked = (lesson_of(stay, MONDAY + n * DAY) for n in range(3))
    Mark.objects.create(lesson=kept, student=stay.student, note="전화함", version=3)
    put(stay, marked, "late", office)
    excuse = excuse_of(stay, MONDAY, MONDAY + 2 * DAY)
    services.approve(excuse, office)
    put(stay, changed, "present", office, version=1)
    done = services.withdraw(excuse, office)
    assert (done.marks, done.changed) == (1, 1)
    assert said(stay) == [(kept.date, None), (changed.date, "present"), (marked.date, "late")]
    assert kept.marks.get().note == "전화함"
    words = [(one.lesson, one.word) for one in lessons_of(excuse, office)]
    assert words == [(kept, "restored"), (changed, "changed"), (marked, "marked")]


def test_withdrawal_reaches_cancelled_and_locked_lessons(stay, office):
    lessons = [lesson_of(stay, MONDAY + n * DAY) for n in range(2)]
    excuse = excuse_of(stay, MONDAY, MONDAY + DAY)
    services.approve(excuse, office)
    cancel_lesson(lessons[0])
    factories.PolicyFactory(lock_after_days=0)
    Lesson.objects.filter(pk=lessons[1].pk).update(date=MONDAY - 500 * DAY)
    assert services.withdraw(excuse, office).marks == 2
    assert [code for _date, code in said(stay)] == [None, None]


def test_second_excuse_fills_what_the_first_gives_back(stay, office):
    lesson_of(stay)
    first, second = excuse_of(stay), excuse_of(stay, text="진료")
    assert [services.approve(one, office).marks for one in (first, second)] == [1, 0]
    services.withdraw(first, office)
    assert said(stay) == [(MONDAY, "excused")]
    services.withdraw(second, office)
    assert said(stay) == [(MONDAY, None)]


def test_locked_lesson_is_filled_only_when_the_office_says_so(stay, office):
    factories.PolicyFactory(lock_after_days=0)
    long_ago = datetime.date(2020, 3, 2)
    lesson_of(stay, long_ago)
    excuse = excuse_of(stay, long_ago, long_ago)
    assert [one.word for one in lessons_of(excuse, office)] == ["locked"]
    done = services.approve(excuse, office)
    assert (done.marks, done.locked) == (0, 1)
    other = excuse_of(stay, long_ago, long_ago)
    assert services.approve(other, office, closed_too=True).marks == 1


def test_decided_excuse_is_not_decided_again(stay, office):
    excuse = excuse_of(stay)
    services.refuse(excuse, office, "서류 없음")
    for again in (services.approve, services.withdraw, services.change):
        with pytest.raises(ExcuseDecided):
            again(excuse, office)
    excuse.refresh_from_db()
    assert (excuse.state, excuse.answer) == (Excuse.State.REFUSED, "서류 없음")


def test_recorded_excuse_gets_a_deadline_where_the_reason_needs_a_paper(office, settings):
    settings.EXCUSE_DOCUMENT_DAYS = 3
    school = StatusSet.objects.get(name__startswith="학교")
    for code, due in (("illness", MONDAY + 4 * DAY), ("other", None)):
        reason = school.reasons.get(code=code)
        excuse = factories.ExcuseFactory.build(
            student=factories.StudentFactory(), reason=reason, ends_on=MONDAY + DAY
        )
        services.record(excuse, [], office)
        assert excuse.document_due == due


def test_excuses_are_narrowed_and_counted(stay, office):
    far, long_ago = datetime.date(2999, 1, 1), datetime.date(2000, 1, 1)
    late, asked = excuse_of(stay, document_due=long_ago), excuse_of(stay, document_due=far)
    with_paper = excuse_of(stay, document_due=long_ago, state="approved")
    factories.AttachmentFactory(mark=None, excuse=with_paper)
    refused = excuse_of(stay, document_due=long_ago, state="refused")
    expected = {
        "waiting": {late, asked},
        "approved": {with_paper},
        "refused": {refused},
        "withdrawn": set(),
        "missing": {late, asked},
        "overdue": {late},
    }
    found = {name: set(Excuse.objects.narrowed(name)) for name in FILTERS}
    assert found == expected
    assert Excuse.objects.counts() == {name: len(rows) for name, rows in expected.items()}


def test_lessons_that_an_import_brings_are_filled_while_the_excuse_goes_on(stay, office):
    now = today()
    going_on, over = excuse_of(stay, now, now + DAY), excuse_of(stay, now - 9 * DAY, now - 8 * DAY)
    for one in (going_on, over):
        services.approve(one, office)
    lesson_of(stay, now + DAY)
    lesson_of(stay, now - 8 * DAY)
    fill_since(now)
    assert said(stay) == [(now + DAY, "excused")]


def test_many_lessons_take_as_many_queries_as_few(stay, office, counted_queries):
    numbers = []
    for first, days in ((MONDAY, 2), (MONDAY + 7 * DAY, 6)):
        lessons = [lesson_of(stay, first + n * DAY) for n in range(days)]
        Mark.objects.create(lesson=lessons[0], student=stay.student, note="전화함")
        excuse = excuse_of(stay, first, first + 6 * DAY)
        for act in (services.approve, services.withdraw):
            with counted_queries() as queries:
                assert act(excuse, office).marks == days
            numbers.append(len(queries))
    assert numbers[:2] == numbers[2:]


def test_lessons_are_filled_and_given_back_in_batches(stay, office, monkeypatch):
    monkeypatch.setattr(filling, "BATCH", 2)
    days = [lesson_of(stay, MONDAY + n * DAY).date for n in range(5)]
    excuse = excuse_of(stay, MONDAY, MONDAY + 4 * DAY)
    assert services.approve(excuse, office).marks == 5
    assert said(stay) == [(day, "excused") for day in days]
    assert services.withdraw(excuse, office).marks == 5
    assert said(stay) == [(day, None) for day in days]
    assert MarkEvent.objects.count() == 10


@pytest.mark.parametrize("act", [services.approve, services.withdraw])
def test_decision_that_breaks_off_half_way_leaves_everything_as_it_was(
    stay, office, monkeypatch, act
):
    for n in range(3):
        lesson_of(stay, MONDAY + n * DAY)
    excuse = excuse_of(stay, MONDAY, MONDAY + 2 * DAY)
    if act is services.withdraw:
        services.approve(excuse, office)
    excuse.refresh_from_db()
    before = excuse.state, said(stay), MarkEvent.objects.count()
    monkeypatch.setattr(filling, "BATCH", 1)
    write, left = filling.write_marks, [None]
    monkeypatch.setattr(filling, "write_marks", lambda *given: (left.pop(), write(*given))[1])
    with pytest.raises(IndexError):
        act(excuse, office)
    excuse.refresh_from_db()
    assert (excuse.state, said(stay), MarkEvent.objects.count()) == before


def test_mark_that_somebody_blanked_already_counts_as_given_back(stay, office):
    lesson = lesson_of(stay)
    excuse = excuse_of(stay)
    services.approve(excuse, office)
    blank = Entry(stay.student_id, version=1)
    save_marks(lesson, [blank], user=office, request_id=uuid.uuid4())
    done = services.withdraw(excuse, office)
    assert (done.marks, done.changed, said(stay)) == (1, 0, [(MONDAY, None)])
    assert lesson.marks.get().version == 2


def test_reason_retired_since_is_still_given_back(stay, office):
    lesson = lesson_of(stay)
    illness = stay.course.status_set.reasons.create(code="illness")
    Mark.objects.create(lesson=lesson, student=stay.student, reason=illness)
    excuse = excuse_of(stay)
    services.approve(excuse, office)
    type(illness).objects.update(retired_at=timezone.now())
    services.withdraw(excuse, office)
    assert lesson.marks.get().reason == illness
