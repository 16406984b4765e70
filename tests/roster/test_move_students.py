"""Students of one course are moved to another, and taken back."""

import datetime

import pytest
from django.urls import reverse

from roster.models import Enrollment, Turn
from roster.services import moving
from tests import factories

pytestmark = pytest.mark.django_db
LAST, FIRST = datetime.date(2027, 2, 28), datetime.date(2027, 3, 2)


@pytest.fixture
def source(office):
    """Three students, whose names do not follow their roll numbers."""
    source = factories.CourseFactory(name="1-1")
    for number, name in ((1, "한지우"), (2, "강하은"), (3, "박시우")):
        factories.EnrollmentFactory(course=source, roll_number=number, student__name=name)
    return source


@pytest.fixture
def target():
    return factories.CourseFactory(name="2-1")


def said(source, course, /, **values):
    students = [stay.student_id for stay in source.enrollments.all()]
    dates = {"last": str(LAST), "first": str(FIRST)}
    return dates | {"target": course.pk, "numbering": "name", "students": students} | values


def address(source):
    return reverse("roster:course_move", args=[source.pk])


def stays(course):
    rows = course.enrollments.order_by("student__name", "starts_on")
    return list(rows.values_list("student__name", "starts_on", "ends_on", "roll_number"))


def test_preview_says_what_happens_to_whom(client, source, target):
    factories.EnrollmentFactory(course=source, student__is_active=False, student__name="가나다")
    there = factories.EnrollmentFactory(course=source, student__name="나라")
    factories.EnrollmentFactory(course=target, student=there.student, roll_number=7)
    assert client.get(address(source)).context["form"]["target"].value() == target.pk
    response = client.get(address(source), said(source, target))
    rows = [
        (one.student.name, one.can_move, ticked, one.number)
        for one, ticked in response.context["rows"].rows()
    ]
    assert rows == [
        ("한지우", True, True, 11),
        ("강하은", True, True, 9),
        ("박시우", True, True, 10),
        ("가나다", True, False, 8),
        ("나라", False, False, None),
    ]
    assert (target.enrollments.count(), Turn.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("numbering", "numbers"),
    [("name", [1, 2]), ("keep", [2, 1]), ("none", [None, None])],
)
def test_students_are_moved_but_for_those_without_a_tick(
    client, office, source, target, numbering, numbers
):
    ticked = source.enrollments.exclude(roll_number=3).values_list("student", flat=True)
    values = said(source, target, students=list(ticked), numbering=numbering)
    response = client.post(address(source), values)
    assert response.url == target.get_absolute_url()
    assert [stay[2] for stay in stays(source)] == [LAST, None, LAST]
    assert stays(target) == [
        ("강하은", FIRST, None, numbers[0]),
        ("한지우", FIRST, None, numbers[1]),
    ]
    assert (Turn.objects.get().number, Turn.objects.get().user) == (2, office)


def test_move_again_doubles_nothing(client, source, target):
    values = said(source, target)
    client.post(address(source), values)
    again = client.post(address(source), values)
    assert (again.status_code, len(again.context["rows"].non_field_errors())) == (400, 1)
    assert (target.enrollments.count(), Turn.objects.count()) == (3, 1)


def test_stay_that_follows_the_old_database_is_not_moved(client, source, target, monkeypatch):
    monkeypatch.setattr(moving, "owned_fields", lambda stay: {"ends_on"})
    source.enrollments.filter(roll_number=1).update(legacy_key="a" * 40)
    ended = source.enrollments.filter(roll_number=2)
    ended.update(legacy_key="b" * 40, ends_on=LAST)
    client.post(address(source), said(source, target))
    assert [stay[0] for stay in stays(target)] == ["강하은", "박시우"]
    assert source.enrollments.get(roll_number=1).ends_on is None


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"first": str(LAST)}, "first"),
        ({"target": "x"}, "target"),
        ({"numbering": "dice"}, "numbering"),
        ({"students": ["9" * 30]}, "students"),
        ({"last": "0001-01-01"}, "last"),
    ],
)
def test_move_of_nonsense_is_refused(client, source, target, values, fault):
    response = client.post(address(source), said(source, target, **values))
    forms = response.context["form"], response.context["rows"]
    assert response.status_code == 400
    assert [name for form in forms if form for name in form.errors] == [fault]
    assert Enrollment.objects.filter(ends_on=None).count() == 3


def test_move_by_a_teacher_is_refused(client, source, target, teacher):
    factories.CourseStaffFactory(course=source, user=teacher)
    assert client.post(address(source), said(source, target)).status_code == 403
    assert target.enrollments.count() == 0


def test_move_is_taken_back_but_for_who_was_marked(client, source, target):
    before = stays(source)
    client.post(address(source), said(source, target))
    marked = target.enrollments.get(student__name="강하은").student
    lesson = factories.LessonFactory(course=target, date=FIRST)
    factories.MarkFactory(lesson=lesson, student=marked)
    url = reverse("roster:turn_undo", args=[Turn.objects.get().pk])
    response = client.post(url, follow=True)
    assert "강하은" in [str(message) for message in response.context["messages"]][-1]
    assert stays(target) == [("강하은", FIRST, None, 1)]
    assert [stay for stay in stays(source) if stay[0] != "강하은"] == before[1:]
    assert source.enrollments.get(student=marked).ends_on == LAST


def test_move_is_not_taken_back_for_who_came_again_since(client, source, target):
    client.post(address(source), said(source, target))
    student = source.enrollments.get(roll_number=1).student
    factories.EnrollmentFactory(course=source, student=student, starts_on=FIRST)
    client.post(reverse("roster:turn_undo", args=[Turn.objects.get().pk]))
    assert [stay[0] for stay in stays(target)] == ["한지우"]


def test_move_takes_as_many_queries_to_show_for_30_as_for_3(
    client, source, target, counted_queries
):
    counts = []
    for number in (0, 27):
        factories.EnrollmentFactory.create_batch(number, course=source)
        with counted_queries() as queries:
            client.get(address(source), said(source, target))
        counts.append(len(queries))
    assert counts[0] == counts[1]
