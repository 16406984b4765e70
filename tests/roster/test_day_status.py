"""What a day of several lessons was, by each school's own rules."""

import datetime

import pytest
from django.urls import reverse

from roster.day_status import day_counts, statuses_of
from roster.models import Mark, Policy, Reason
from tests import factories
from tests.roster.test_reports import MONDAY, give

pytestmark = pytest.mark.django_db
KINDS = {"p": "present", "l": "late", "e": "left_early", "x": "absent"}


def said(codes, **rules):
    lessons = [(KINDS[code], number) for number, code in enumerate(codes)]
    return [status for status, _reason in statuses_of(lessons, Policy(**rules))]


@pytest.mark.parametrize(
    ("codes", "rules", "statuses"),
    [
        ("pppp", {}, []),
        ("xxxx", {}, ["absent"]),
        ("xxxp", {}, ["late"]),
        ("xxxp", {"day_absent_from": 3}, ["absent"]),
        ("xp", {"day_absent_from": 3}, ["late"]),
        ("xx", {"day_absent_from": 3}, ["absent"]),
        ("lppp", {}, ["late"]),
        ("plpp", {}, []),
        ("plpp", {"day_late": "any"}, ["late"]),
        ("lppp", {"day_late": "never"}, []),
        ("pppe", {}, ["left_early"]),
        ("ppxx", {}, ["left_early"]),
        ("pepp", {"day_left": "any"}, ["left_early"]),
        ("pxpp", {}, ["missed"]),
        ("pxpp", {"day_missed": False}, []),
        ("xpxe", {}, ["late"]),
        ("xppe", {"day_once": False}, ["late", "left_early"]),
        ("xpxpe", {"day_once": False}, ["late", "left_early", "missed"]),
        ("xppp", {"day_late": "any"}, ["missed"]),
        ("x", {}, ["absent"]),
    ],
)
def test_day_is_what_the_rules_say(codes, rules, statuses):
    assert said(codes, **rules) == statuses


def test_day_has_the_reason_of_the_lesson_that_decided():
    assert statuses_of([("absent", 7), ("absent", 8)], Policy()) == [("absent", 7)]
    assert statuses_of([("present", 1), ("absent", 8), ("present", 2)], Policy()) == [("missed", 8)]


@pytest.fixture
def course(db):
    """A student of the school's course: four lessons on three days."""
    course = factories.course_with(1)
    for day, codes in enumerate(("xxpp", "xxxx", "pxpp")):
        for period, code in enumerate(codes, 1):
            date = MONDAY + datetime.timedelta(days=day)
            give(course, date, code, period=period, starts_at=datetime.time(8 + period))
    return course


def counts(**filters):
    policies = list(Policy.objects.in_force_first())
    found = day_counts(Mark.objects.filter(**filters), policies)
    return [{key: n for key, n in one.items() if isinstance(key, str)} for one in found.values()]


def test_days_follow_the_rules_of_their_date(course):
    assert counts() == [{"late": 1, "absent": 1, "missed": 1}]
    factories.PolicyFactory(day_absent_from=2, starts_on=MONDAY, ends_on=MONDAY)
    assert counts() == [{"absent": 2, "missed": 1}]
    factories.PolicyFactory(course=course, day_missed=False)
    assert counts() == [{"late": 1, "absent": 1}]


def test_days_with_a_reason_that_counts_as_present_are_none(course):
    Mark.objects.update(reason=Reason.objects.get(code="recognised"))
    assert counts() == []


def test_days_are_reported_by_reason_and_on_the_students_page(client, office, course):
    illness = Reason.objects.get(code="illness")
    Mark.objects.filter(lesson__date=MONDAY + datetime.timedelta(days=1)).update(reason=illness)
    address = reverse("roster:report", args=["days"])
    report = client.get(f"{address}?from=2026-03-02&to=2026-03-08").context["report"]
    numbers = {
        column.name: cell.value
        for column, cell in zip(report.columns, report.lines[0], strict=True)
    }
    assert [numbers[name] for name in ("결석", "결석: 질병", "지각", "지각: 질병")] == [1, 1, 1, 0]
    student = course.enrollments.get().student
    address = reverse("roster:handout", args=[student.pk])
    handout = client.get(f"{address}?from=2026-03-02&to=2026-03-08").context["handout"]
    assert [number for _name, number in handout.days] == [1, 1, 0, 1]
    page = client.get(reverse("roster:student", args=[student.pk]))
    assert len(page.context["days"]) == 4


def test_number_of_days_opens_the_marks_of_these_days_only(client, office, course):
    illness = Reason.objects.get(code="illness")
    Mark.objects.filter(lesson__date=MONDAY + datetime.timedelta(days=1)).update(reason=illness)
    address = reverse("roster:report", args=["days"])
    report = client.get(f"{address}?from=2026-03-02&to=2026-03-08").context["report"]
    opened = {}
    for column, cell in zip(report.columns, report.lines[0], strict=True):
        if cell.value and "day=" in cell.url:
            page = client.get(cell.url)
            dates = [line[0].value for line in page.context["page"]]
            opened[column.name] = (len(dates), {(date - MONDAY).days for date in dates})
            assert f"이렇게 세는 날: {column.name[:2]}" in page.text
    assert opened == {
        "결석": (4, {1}),
        "결석: 질병": (4, {1}),
        "지각": (4, {0}),
        "결과": (4, {2}),
    }


def test_days_of_nobody_or_of_nonsense_are_no_report(client, office, course):
    student = course.enrollments.get().student_id
    page = reverse("roster:report_marks")
    for asked in ("day=absent", f"student={student}&day=x", f"student={student}&reason=x"):
        assert client.get(f"{page}?{asked}").status_code == 400


def test_rules_of_days_show_first_what_they_change(client, office, course):
    said = {"minimum_rate": 80, "grace_minutes": 0, "basis": "held", "day_absent_from": 2}
    said |= {"day_late": "edge", "day_left": "edge", "day_missed": "on", "day_once": "on"}
    response = client.post(reverse("roster:policy_add"), said)
    [one] = response.context["days"]
    assert (response.status_code, one.before, one.after) == (409, [1, 1, 0, 1], [2, 0, 0, 1])
    seen = response.context["form"]["seen"].value()
    assert client.post(reverse("roster:policy_add"), said | {"seen": seen}).status_code == 302
    assert Policy.objects.get().day_absent_from == 2


def test_rules_that_change_no_day_are_saved_at_once(client, office, course):
    said = {"minimum_rate": 80, "grace_minutes": 0, "basis": "held", "lock_after_days": 9}
    said |= {"day_late": "edge", "day_left": "edge", "day_missed": "on", "day_once": "on"}
    assert client.post(reverse("roster:policy_add"), said).status_code == 302
