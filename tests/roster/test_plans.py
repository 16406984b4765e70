"""What databases make of queries over millions of rows: plans that hold for a site of any size."""

import datetime
import re

import pytest
from django.db import connection
from django.urls import reverse

from roster.days import today
from roster.models import Mark
from roster.reports import KINDS
from roster.reports.scope import Scope
from roster.weights import weighed
from tests import factories

pytestmark = pytest.mark.django_db


def left_joined(queryset):
    """The tables that the database joins to the rows that it has, as outer joins: with them it
    cannot begin."""
    sql, values = queryset.order_by().query.sql_with_params()
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if is_sqlite else 'EXPLAIN EXTENDED'} {sql}", values)
        if not is_sqlite:
            cursor.execute("SHOW WARNINGS")
        said = " | ".join(str(row[-1]).replace("`", "") for row in cursor.fetchall())
    found = r"(roster_\w+) USING[^|]*LEFT-JOIN" if is_sqlite else r"left join \w+\.(roster_\w+) on"
    return set(re.findall(found, said)) & {"roster_status", "roster_reason"}


MARKS = {
    "counted": lambda marks: weighed(marks, []),
    "of a kind": lambda marks: marks.of_kinds(["absent"]).to_list(),
    "not present": lambda marks: marks.not_present().to_list(),
    "without a document": lambda marks: marks.without_documents().to_list(),
}


@pytest.mark.parametrize("name", MARKS)
def test_no_database_begins_with_the_few_statuses_of_all_marks(name):
    found = MARKS[name](Mark.objects.all()).values_list("pk", "status__name_ko", "reason__name_ko")
    assert left_joined(found) == {"roster_status", "roster_reason"}


def test_page_of_marks_is_found_before_what_is_joined_to_it(
    client, office, counted_queries, monkeypatch
):
    monkeypatch.setattr("roster.views.asked.PAGE_SIZE", 2)
    made = []
    for ago in (3, 1, 2):
        day = today() - datetime.timedelta(days=ago)
        made.append(factories.MarkFactory(lesson__date=day, status=factories.status("late")))
    with counted_queries() as queries:
        page = client.get(reverse("roster:report_marks")).context["page"]
    limited = [one["sql"] for one in queries if one["sql"].endswith("LIMIT 2")]
    assert [sql.count("JOIN") for sql in limited] == [1]
    assert [line[4].value for line in page] == [one.student.number for one in made[1:]]
    assert page.paginator.count == 3


def test_stays_in_courses_without_lessons_in_these_days_are_left_out():
    now, before = (factories.EnrollmentFactory(starts_on=None) for _ in range(2))
    for stay, ago in ((now, 3), (now, 2), (before, 300)):
        day = today() - datetime.timedelta(days=ago)
        factories.LessonFactory(course=stay.course, date=day)
    scope = Scope(today() - datetime.timedelta(days=7), today())
    assert list(scope.throughout()) == [now]


@pytest.mark.parametrize("page", ["reports", "dashboard"])
def test_reports_of_a_teacher_look_for_the_courses_once(client, teacher, counted_queries, page):
    factories.CourseStaffFactory(user=teacher, course=factories.course_with(1))
    with counted_queries() as queries:
        client.get(reverse(f"roster:{page}"))
    of_rates = [one["sql"] for one in queries if "SUM(" in one["sql"]]
    assert ["roster_coursestaff" in sql for sql in of_rates] == [False]


def test_reports_of_a_teacher_without_courses_are_empty(client, teacher):
    factories.MarkFactory(status=factories.status("late"))
    for kind in KINDS:
        report = client.get(reverse("roster:report", args=[kind])).context["report"]
        assert (kind, report.lines) == (kind, [])
    assert client.get(reverse("roster:report_marks")).context["page"].paginator.count == 0


@pytest.mark.parametrize(
    ("model", "words"),
    [("lesson", "가반 분수"), ("enrollment", "가반 '김 민'"), ("enrollment", "S7 가")],
)
def test_admin_search_of_other_tables_joins_none(client, counted_queries, model, words):
    client.force_login(factories.AdministratorFactory())
    for name in ("가반", "나반"):
        stay = factories.EnrollmentFactory(
            course__name=name, student__name="김 민준", student__number="S7"
        )
        for topic in ("분수", "소수"):
            factories.LessonFactory(course=stay.course, topic=topic)
    with counted_queries() as queries:
        found = client.get(reverse(f"admin:roster_{model}_changelist"), {"q": words}).context["cl"]
    counted = [one["sql"] for one in queries if "COUNT(" in one["sql"]]
    assert ["JOIN" in sql for sql in counted] == [False]
    assert [one.course.name for one in found.result_list] == ["가반"]


def test_admin_finds_marks_of_a_kind_without_joins(client, counted_queries):
    client.force_login(factories.AdministratorFactory())
    _late, absent = (
        factories.MarkFactory(status=factories.status(code)) for code in ("late", "absent")
    )
    page = reverse("admin:roster_mark_changelist")
    with counted_queries() as queries:
        found = client.get(page, {"status__kind__exact": "absent"}).context["cl"]
    counted = [one["sql"] for one in queries if "COUNT(" in one["sql"]]
    assert ["JOIN" in sql for sql in counted] == [False]
    assert list(found.result_list) == [absent]
    nobody = client.get(page, {"status__kind__exact": "nonsense"}).context["cl"]
    assert (nobody.result_count, client.get(page).context["cl"].result_count) == (0, 2)
