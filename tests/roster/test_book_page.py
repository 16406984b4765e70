"""The month book."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.models import Lesson, Mark, Save
from roster.spans import Span
from tests import factories

pytestmark = pytest.mark.django_db


LATER = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)


def page(course, name="book"):
    return reverse(f"roster:{name}", args=[course.pk])


def url(course, month="2026-11", name="book"):
    return f"{page(course, name)}?month={month}"


def lesson_on(course, day, **fields):
    date = datetime.date(2026, 11, day)
    return factories.LessonFactory(course=course, date=date, taken_at=timezone.now(), **fields)


def test_book_has_a_row_per_student_and_a_column_per_lesson(client, office):
    course = factories.course_with(2)
    first, second = (stay.student for stay in course.enrollments.order_by("roll_number"))
    monday, tuesday = lesson_on(course, 2), lesson_on(course, 3)
    factories.LessonFactory(course=course, date=datetime.date(2026, 12, 1))
    factories.MarkFactory(lesson=monday, student=first)
    factories.MarkFactory(lesson=tuesday, student=first, status=factories.status("absent"))
    factories.MarkFactory(lesson=monday, student=second, status=factories.status("late"))
    sheet = client.get(url(course)).context["sheet"]
    codes = {None: None} | {pk: status.code for pk, status in sheet.statuses.items()}
    assert sheet.lessons == [monday, tuesday]
    assert [[codes[cell.status_id] for cell in row.cells] for row in sheet.rows] == [
        ["present", "absent"],
        ["late", None],
    ]
    assert [row.totals for row in sheet.rows] == [[1, 0, 0, 1, 0], [0, 1, 0, 0, 0]]
    assert [row.rate.percent for row in sheet.rows] == [50, 100]
    assert sheet.totals == [
        ("present", [1, 0]),
        ("late", [1, 0]),
        ("left_early", [0, 0]),
        ("absent", [0, 1]),
        ("excused", [0, 0]),
    ]


def test_book_leaves_days_outside_of_a_stay_empty(client, office):
    course = factories.CourseFactory()
    stay = factories.EnrollmentFactory(course=course, starts_on=datetime.date(2026, 11, 3))
    lesson_on(course, 2), lesson_on(course, 3)
    [row] = client.get(url(course)).context["sheet"].rows
    assert (row.student, [cell.is_enrolled for cell in row.cells]) == (stay.student, [False, True])


def test_book_does_not_count_a_cancelled_lesson(client, office):
    course = factories.course_with(1)
    lesson = lesson_on(course, 2, cancelled_at=timezone.now())
    factories.MarkFactory(lesson=lesson, student=course.enrollments.get().student)
    sheet = client.get(url(course)).context["sheet"]
    assert (sheet.rows[0].totals, sheet.rows[0].rate.percent) == ([0, 0, 0, 0, 0], None)
    assert [numbers for _, numbers in sheet.totals] == [[0]] * 5


def test_book_shows_somebody_with_marks_who_was_not_enrolled(client, office):
    course = factories.CourseFactory()
    mark = factories.MarkFactory(lesson=lesson_on(course, 2))
    [row] = client.get(url(course)).context["sheet"].rows
    assert (row.student, row.roll_number, row.cells[0].is_enrolled) == (mark.student, None, False)


def test_book_without_a_month_is_this_month(client, office):
    course = factories.CourseFactory()
    response = client.get(reverse("roster:book", args=[course.pk]))
    assert response.context["span"] == Span.month(timezone.localdate())


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("month=2026-02", "2026-02-01", "2026-02-28"),
        ("week=2026-11-18", "2026-11-16", "2026-11-22"),
        ("range=term", "2026-09-01", "2027-02-28"),
        ("from=2026-11-03&to=2026-11-05", "2026-11-03", "2026-11-05"),
    ],
)
def test_book_shows_the_days_that_are_asked_for(client, office, query, first, last):
    course = factories.CourseFactory(term=factories.TermFactory())
    span = client.get(f"{page(course)}?{query}").context["span"]
    assert (str(span.first), str(span.last), query) == (first, last, span.query.replace("16", "18"))


@pytest.mark.parametrize(
    ("query", "before", "after"),
    [
        ("month=2026-01", "month=2025-12", "month=2026-02"),
        ("week=2026-11-16", "week=2026-11-09", "week=2026-11-23"),
        (
            "from=2026-11-03&to=2026-11-05",
            "from=2026-10-31&to=2026-11-02",
            "from=2026-11-06&to=2026-11-08",
        ),
    ],
)
def test_book_leads_to_the_days_beside(client, office, query, before, after):
    span = client.get(f"{page(factories.CourseFactory())}?{query}").context["span"]
    assert (span.previous.query, span.next.query) == (before, after)


@pytest.mark.parametrize(
    "query",
    [
        *("month=2026-13", "month=november", "month=0001-01", "month=2026-11-02", "week=monday"),
        *("range=term", "from=2026-11-05&to=2026-11-03", "from=2020-01-01&to=2026-11-03"),
    ],
)
def test_book_of_no_days_is_a_bad_request(client, office, query):
    assert client.get(f"{page(factories.CourseFactory())}?{query}").status_code == 400


def test_book_of_a_locked_lesson_says_so_to_the_scripts(client, office):
    factories.PolicyFactory(lock_after_days=3)
    course = factories.course_with(1)
    for day, fields in enumerate(({}, {"cancelled_at": LATER}, {"unlocked_until": LATER}), 2):
        date = datetime.date(2020, 11, day)
        factories.LessonFactory(course=course, date=date, **fields)
    response = client.get(url(course, "2020-11"))
    assert [lesson["closed"] for lesson in response.context["script"]["lessons"]] == [
        *(True, True, False)
    ]
    assert response.content.decode().count('class="sheet-locked"') == 2


def test_book_shows_what_was_changed_after_the_register_was_taken(client, office):
    course = factories.course_with(2)
    lesson = lesson_on(course, 2)
    for stay, old in zip(course.enrollments.all(), ("late", None), strict=True):
        mark = factories.MarkFactory(lesson=lesson, student=stay.student)
        changed = old and factories.status(old)
        factories.MarkEventFactory(mark=mark, old_status=changed, new_status=mark.status)
    rows = client.get(url(course)).context["sheet"].rows
    assert [row.cells[0].is_corrected for row in rows] == [True, False]


def test_book_shows_what_was_changed_after_the_lock(client, office):
    factories.PolicyFactory(lock_after_days=3)
    course = factories.course_with(2)
    lesson = lesson_on(course, 2)
    Lesson.objects.filter(pk=lesson.pk).update(unlocked_until=LATER)
    moments = [datetime.datetime(2026, 11, day, 3, tzinfo=datetime.UTC) for day in (5, 6)]
    for stay, moment in zip(course.enrollments.all(), moments, strict=True):
        mark = factories.MarkFactory(lesson=lesson, student=stay.student)
        event = factories.MarkEventFactory(mark=mark, new_status=mark.status)
        Save.objects.filter(pk=event.cause_id).update(created_at=moment)
    response = client.get(url(course))
    cells = [row.cells[0] for row in response.context["sheet"].rows]
    assert [(cell.is_corrected, cell.is_after_lock) for cell in cells] == [
        *((False, False), (True, True))
    ]
    assert response.content.decode().count(" is-after-lock") == 1


def test_book_writes_names_and_notes_as_text(client, office):
    course = factories.CourseFactory()
    student = factories.StudentFactory(name="<i>김</i>")
    factories.EnrollmentFactory(course=course, student=student)
    factories.MarkFactory(lesson=lesson_on(course, 2), student=student, note='"><script>')
    content = client.get(url(course)).content.decode()
    assert "<i>김" not in content
    assert 'title="&quot;&gt;&lt;script&gt;"' in content


def test_book_is_only_read_by_a_viewer(client, viewer):
    course = factories.course_with(1)
    lesson_on(course, 2)
    response = client.get(url(course))
    assert (response.context["script"], "book-bar" in response.content.decode()) == (None, False)


def test_book_of_another_teacher_is_not_there(client, teacher):
    course = factories.course_with(1)
    assert client.get(url(course)).status_code == 404
    assert client.get(url(course, name="book_marks")).status_code == 404


def test_book_marks_are_those_of_the_days(client, office):
    course = factories.course_with(1)
    mark = factories.MarkFactory(
        lesson=lesson_on(course, 2),
        student=course.enrollments.get().student,
        note="버스",
        version=3,
    )
    response = client.get(url(course, name="book_marks"))
    student = str(mark.student_id)
    assert response.json() == {
        "user": office.pk,
        "marks": {str(mark.lesson_id): {student: [mark.status_id, None, None, "버스", 3]}},
        "rates": {student: "100.0"},
    }


def test_book_marks_are_not_sent_again_until_one_changes(client, office):
    course = factories.course_with(1)
    mark = factories.MarkFactory(
        lesson=lesson_on(course, 2), student=course.enrollments.get().student
    )
    tag = client.get(url(course, name="book_marks")).headers["ETag"]
    again = client.get(url(course, name="book_marks"), headers={"if-none-match": tag})
    Mark.objects.filter(pk=mark.pk).update(version=2)
    after = client.get(url(course, name="book_marks"), headers={"if-none-match": tag})
    assert (again.status_code, after.status_code) == (304, 200)


def test_book_for_a_stranger_leads_to_the_door(client):
    response = client.get(url(factories.CourseFactory()))
    assert (response.status_code, response.url.split("?")[0]) == (302, "/login/")


def test_book_takes_as_many_queries_for_50_as_for_5(client, office, counted_queries):
    counts = []
    for number in (5, 50):
        course = factories.course_with(number)
        for day in range(1, 1 + number // 5):
            lesson = lesson_on(course, day)
            for stay in course.enrollments.all()[: number // day]:
                factories.MarkFactory(lesson=lesson, student=stay.student)
        with counted_queries() as queries:
            client.get(url(course))
        counts.append(len(queries))
    assert counts[0] == counts[1]
