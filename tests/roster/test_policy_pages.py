"""The rules of counting, and what they do to the past."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.days import today
from roster.models import Policy
from tests import factories

pytestmark = pytest.mark.django_db
ADD = reverse("roster:policy_add")


@pytest.fixture
def course(office):
    """Two students; the first was late twice yesterday."""
    course = factories.course_with(2)
    student = course.enrollments.get(roll_number=1).student
    date = today() - datetime.timedelta(days=1)
    for period in (1, 2):
        lesson = factories.LessonFactory(
            course=course, date=date, period=period, taken_at=timezone.now()
        )
        late = factories.status("late")
        factories.MarkFactory(lesson=lesson, student=student, status=late, minutes=10)
    return course


def data(**values):
    rules = {"grace_minutes": 0, "minimum_rate": 80, "basis": "held"}
    rules |= {"day_late": "edge", "day_left": "edge", "day_missed": "on", "day_once": "on"}
    return rules | values


def test_rules_that_begin_today_are_saved_at_once(client, course):
    response = client.post(ADD, data(starts_on=today(), lates_per_absence=2))
    assert (response.status_code, response.url) == (302, reverse("roster:policies"))
    assert Policy.objects.get().lates_per_absence == 2


def test_rules_that_change_the_past_are_shown_first_and_then_saved(client, course):
    said = data(course=course.pk, starts_on=today() - datetime.timedelta(days=9), absent_after=9)
    response = client.post(ADD, said)
    [one] = response.context["differences"]
    assert (response.status_code, Policy.objects.count()) == (409, 0)
    assert (one.course, one.student) == (course, course.enrollments.get(roll_number=1).student)
    assert (one.before.percent, one.after.percent) == (100, Decimal("0.0"))
    seen = response.context["form"]["seen"].value()
    assert client.post(ADD, said | {"seen": seen, "absent_after": 8}).status_code == 409
    assert client.post(ADD, said | {"seen": seen}).status_code == 302
    assert Policy.objects.get().absent_after == 9


def test_changed_rules_are_shown_first(client, course):
    policy = factories.PolicyFactory()
    address = reverse("roster:policy_edit", args=[policy.pk])
    response = client.post(address, data(lates_per_absence=1))
    policy.refresh_from_db()
    assert (response.status_code, policy.lates_per_absence) == (409, None)
    seen = response.context["form"]["seen"].value()
    client.post(address, data(lates_per_absence=1, seen=seen))
    policy.refresh_from_db()
    assert policy.lates_per_absence == 1


def test_rules_of_nonsense_are_refused(client, course):
    said = data(minimum_rate=101, lates_per_absence=0, starts_on="2026-11-02", ends_on="2026-11-01")
    response = client.post(ADD, said)
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {"minimum_rate", "lates_per_absence", "ends_on"}
    assert Policy.objects.count() == 0


def test_rules_are_listed_as_they_count(client, course):
    site, own = factories.PolicyFactory(), factories.PolicyFactory(course=course)
    assert list(client.get(reverse("roster:policies")).context["page"]) == [own, site]


def test_rules_by_a_teacher_are_refused(client, course, teacher):
    assert [client.get(reverse("roster:policies")).status_code, client.post(ADD).status_code] == [
        *(403, 403)
    ]


def test_rules_take_as_many_queries_for_50_as_for_5(client, office, counted_queries):
    counts = []
    for number in (5, 50):
        course = factories.course_with(number)
        lesson = factories.LessonFactory(course=course, taken_at=timezone.now())
        for stay in course.enrollments.all():
            late = factories.status("late")
            factories.MarkFactory(lesson=lesson, student=stay.student, status=late, minutes=9)
        said = data(course=course.pk, starts_on="2020-01-01", absent_after=5)
        with counted_queries() as queries:
            response = client.post(ADD, said)
        counts.append((len(queries), len(response.context["differences"]) == number))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("made", "tables"), [(0, 0), (1, 1)])
def test_page_without_rules_says_so_in_place_of_an_empty_table(client, course, made, tables):
    for _ in range(made):
        client.post(ADD, data(starts_on=today()))
    page = client.get(reverse("roster:policies")).content.decode()
    assert (page.count("<table"), page.count('<p class="empty">')) == (tables, 1 - tables)
