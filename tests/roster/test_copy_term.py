"""Courses are copied to another term, and taken back."""

import datetime

import pytest
from django.urls import reverse

from roster.forms.terms import following
from roster.models import Course, CourseStaff, Policy, StatusSet, Term, Turn
from roster.services.copying import DATES
from roster.services.statuses import new_version
from tests import factories

pytestmark = pytest.mark.django_db
FIRST, LAST = datetime.date(2027, 3, 2), datetime.date(2027, 8, 31)
SAID = {
    "name": "2027-1",
    "starts_on": str(FIRST),
    "ends_on": str(LAST),
    "with_schedules": "on",
    "with_staff": "on",
    "with_policies": "on",
}


@pytest.fixture
def term():
    return factories.TermFactory()


@pytest.fixture
def course(office, term):
    """A course with an old and a present weekly lesson, a teacher and a substitute."""
    course = factories.course_with(2, name="중등 수학 2026", term=term, note="2층")
    factories.ScheduleFactory(course=course, ends_on=datetime.date(2026, 10, 31))
    factories.ScheduleFactory(course=course, weekday=2, period=3, units=2)
    factories.CourseStaffFactory(course=course)
    substitute = CourseStaff.Role.SUBSTITUTE
    factories.CourseStaffFactory(course=course, role=substitute)
    factories.CourseStaffFactory(course=course, user__is_active=False)
    return course


def address(term):
    return reverse("roster:term_copy", args=[term.pk])


def copy(client, term, courses, /, **values):
    said = SAID | {"courses": [course.pk for course in courses]} | values
    return client.post(address(term), said)


def test_preview_names_every_course_and_writes_nothing(client, term, course):
    factories.CourseFactory(name="끝난 반", term=term, is_active=False)
    [[planned, ticked, name]] = client.get(address(term), SAID).context["rows"].rows()
    assert (planned.course, ticked, name.value()) == (course, True, "중등 수학 2027")
    assert [schedule.weekday for schedule in planned.schedules] == [2]
    assert [one.role for one in planned.staff] == ["teacher"]
    assert (Term.objects.count(), Course.objects.count(), Turn.objects.count()) == (1, 2, 0)


def test_copy_has_timetable_and_teachers_and_nothing_else(client, office, term, course):
    new_version(StatusSet.objects.get(is_default=True))
    response = copy(client, term, [course], **{f"name_{course.pk}": "중등 수학 심화"})
    made = Course.objects.get(copied_from=course)
    assert response.url == made.term.get_absolute_url()
    assert (made.name, made.note, made.term.name) == ("중등 수학 심화", "2층", "2027-1")
    assert made.status_set.version == 2
    schedule = made.schedules.get()
    assert (schedule.weekday, schedule.period, schedule.units) == (2, 3, 2)
    assert (schedule.starts_on, schedule.ends_on) == (FIRST, LAST)
    teacher = course.staff.filter(role="teacher", user__is_active=True).get().user
    assert list(made.staff.values_list("user", "starts_on")) == [(teacher.pk, None)]
    assert (made.enrollments.count(), made.lessons.count()) == (0, 0)
    assert (Turn.objects.get().user, Turn.objects.get().number) == (office, 1)


def test_copy_without_timetable_and_teachers_to_a_term_that_is_there(client, term, course):
    target = factories.TermFactory(name="2027-1", starts_on=FIRST, ends_on=LAST)
    factories.PolicyFactory(course=course)
    client.post(address(term), {"target": target.pk, "courses": [course.pk]})
    made = target.courses.get()
    assert (made.name, made.schedules.count(), made.staff.count()) == ("중등 수학 2027", 0, 0)
    assert made.policies.count() == 0


def test_copy_has_the_courses_own_rules_in_the_days_of_the_new_term(client, term, course):
    days = [
        (None, None),
        (term.starts_on, datetime.date(2026, 10, 15)),
        (datetime.date(2026, 10, 16), term.ends_on),
        (datetime.date(2026, 3, 1), datetime.date(2026, 8, 31)),  # over before the term
    ]
    for number, (first, last) in enumerate(days):
        factories.PolicyFactory(
            course=course, starts_on=first, ends_on=last, minimum_rate=60 + number
        )
    factories.PolicyFactory(minimum_rate=50)  # the site's
    copy(client, term, [course])
    made = Course.objects.get(copied_from=course)
    rows = made.policies.order_by("minimum_rate").values_list("minimum_rate", *DATES)
    assert list(rows) == [
        (60, None, None),
        (61, FIRST, datetime.date(2027, 4, 15)),
        (62, datetime.date(2027, 4, 16), LAST),
    ]
    assert (course.policies.count(), Policy.objects.count()) == (4, 8)
    client.post(reverse("roster:turn_undo", args=[Turn.objects.get().pk]))
    assert (Course.objects.filter(pk=made.pk).count(), Policy.objects.count()) == (0, 5)


def test_copy_whose_rules_were_changed_is_not_taken_back(client, term, course):
    factories.PolicyFactory(course=course)
    copy(client, term, [course])
    made = Course.objects.get(copied_from=course)
    made.policies.update(grace_minutes=7)
    client.post(reverse("roster:turn_undo", args=[Turn.objects.get().pk]))
    assert made.policies.get().grace_minutes == 7


def test_copy_again_doubles_nothing(client, term, course):
    copy(client, term, [course])
    made = Course.objects.get(copied_from=course)
    Course.objects.filter(pk=made.pk).update(name="새 이름")
    again = copy(client, term, [course], name="새 학기", target=made.term_id)
    assert (again.status_code, Course.objects.count(), Turn.objects.count()) == (302, 2, 1)
    [[planned, _ticked, _name]] = (
        client.get(address(term), SAID | {"target": made.term_id}).context["rows"].rows()
    )
    assert planned.existing == made
    assert copy(client, term, [course]).status_code == 400  # a second term of that name
    assert (Term.objects.count(), Course.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"ends_on": "2027-01-01"}, "ends_on"),
        ({"name": ""}, "name"),
        ({"target": "9" * 30}, "target"),
        ({"courses": ["x"]}, "courses"),
        ({"courses": []}, "courses"),
    ],
)
def test_copy_of_nonsense_is_refused(client, term, course, values, fault):
    response = copy(client, term, [course], **values)
    forms = response.context["form"], response.context["rows"]
    assert response.status_code == 400
    assert [name for form in forms if form for name in form.errors] == [fault]
    assert (Term.objects.count(), Course.objects.count()) == (1, 1)


def test_copy_is_taken_back_but_for_what_is_used(client, term, course):
    other, third = factories.CourseFactory.create_batch(2, term=term)
    copy(client, term, [course, other, third])
    used, changed = (Course.objects.get(copied_from=one) for one in (course, other))
    factories.EnrollmentFactory(course=used)
    Course.objects.filter(pk=changed.pk).update(note="나중에")
    turn = Turn.objects.get()
    response = client.post(reverse("roster:turn_undo", args=[turn.pk]), follow=True)
    assert set(Course.objects.exclude(copied_from=None)) == {used, changed}
    said = [str(message) for message in response.context["messages"]]
    assert sorted(name in said[-1] for name in (used.name, changed.name)) == [True, True]
    assert list(response.context["turns"]) == []
    again = client.post(reverse("roster:turn_undo", args=[turn.pk]))
    assert again.status_code == 404


def test_copy_takes_as_many_queries_to_show_for_20_as_for_2(client, office, term, counted_queries):
    counts = []
    for number in (2, 18):
        for course in factories.CourseFactory.create_batch(number, term=term):
            factories.ScheduleFactory(course=course)
            factories.CourseStaffFactory(course=course)
            factories.PolicyFactory(course=course)
        with counted_queries() as queries:
            client.get(address(term), SAID)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "first", "last", "expected"),
    [
        ("2026학년도", (2026, 3, 1), (2027, 2, 28), ("2027학년도", (2027, 3, 1), (2028, 2, 29))),
        ("2026-1", (2026, 3, 2), (2026, 8, 31), ("2026-1", (2026, 9, 1), (2027, 2, 28))),
        ("봄", (2027, 3, 1), (2028, 2, 28), ("봄", (2028, 2, 29), (2029, 2, 27))),
    ],
)
def test_following_term_is_guessed(name, first, last, expected):
    dates = datetime.date(*first), datetime.date(*last)
    guess = following(Term(name=name, starts_on=dates[0], ends_on=dates[1]))
    expected = expected[0], datetime.date(*expected[1]), datetime.date(*expected[2])
    assert (guess["name"], guess["starts_on"], guess["ends_on"]) == expected
