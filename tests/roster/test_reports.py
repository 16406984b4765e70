"""Reports: rates of many, and the marks that they are made of."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from roster.days import today
from tests import factories

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 3, 2)
DAYS = "from=2026-03-02&to=2026-03-29"


def url(kind="", query=DAYS):
    names = {"": "reports", "marks": "report_marks"}
    args = [] if kind in names else [kind]
    return f"{reverse('roster:' + names.get(kind, 'report'), args=args)}?{query}"


def give(course, date, codes, period=None, **lesson):
    """A taken lesson at which the students of `course`, in roll order, get `codes`: p, l, x."""
    names = {"p": "present", "l": "late", "x": "absent"}
    made = factories.LessonFactory(
        course=course, date=date, period=period, taken_at=timezone.now(), **lesson
    )
    stays = course.enrollments.in_roll_order()
    for stay, code in zip(stays, codes, strict=True):
        status = factories.status(names[code])
        factories.MarkFactory(lesson=made, student=stay.student, status=status)
    return made


@pytest.fixture
def course():
    """Two students: two weeks of Monday and Tuesday, two periods on Mondays."""
    course = factories.course_with(2, name="가반", branch="강남")
    for week, codes in enumerate((("xp", "xp", "pp"), ("pp", "xx", "lp"))):
        monday = MONDAY + datetime.timedelta(days=7 * week)
        first, second = ({"starts_at": datetime.time(hour)} for hour in (9, 10))
        give(course, monday, codes[0], period=1, **first)
        give(course, monday, codes[1], period=2, **second)
        give(course, monday + datetime.timedelta(days=1), codes[2], period=1, **first)
    return course


def rates(response):
    """`{head of the line: the cell with its rate}` of a report."""
    report = response.context["report"]
    place = [column.kind for column in report.columns].index("percent")
    return {str(line[0].value): line[place] for line in report.lines}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("weeks", {"2026-03-02": "66.7", "2026-03-09": "66.7"}),
        ("months", {"2026년 3월": "66.7"}),
        ("weekdays", {"월요일": "50.0", "화요일": "100.0"}),
        ("periods", {"1": "87.5", "2": "25.0"}),
        (
            "places",
            {"모든 수업": "66.7", "하루의 첫 수업": "75.0", "하루의 마지막 수업": "25.0"},
        ),
        ("courses", {"가반": "66.7"}),
        ("branches", {"강남": "66.7"}),
        ("terms", {"없음": "66.7"}),
        ("teachers", {"없음": "66.7"}),
    ],
)
def test_report_groups_the_rates(client, office, course, kind, expected):
    found = rates(client.get(url(kind)))
    assert {name: str(cell.value) for name, cell in found.items()} == expected


def test_every_rate_opens_the_marks_it_is_made_of(client, office, course):
    factories.PolicyFactory(lates_per_absence=1)
    opened = {}
    for kind in (
        "weeks",
        "months",
        "weekdays",
        "periods",
        "places",
        "courses",
        "branches",
        "students",
    ):
        for name, cell in rates(client.get(url(kind))).items():
            made_of = client.get(cell.url).context["rate"]
            opened[kind, name] = (cell.value, made_of.percent)
    assert {one for one, (shown, made_of) in opened.items() if shown != made_of} == set()
    assert len(opened) == 14


def test_counts_of_a_kind_open_those_marks(client, office, course):
    [line] = client.get(url("courses")).context["report"].lines
    page = client.get(line[3].url).context["page"]
    assert (line[3].value, page.paginator.count) == (4, 4)
    assert {row[5].value for row in page} == {"결석"}


def test_lates_are_added_up_for_each_student_alone(client, office):
    factories.PolicyFactory(lates_per_absence=2)
    course = factories.course_with(2)
    for day, codes in enumerate(("lp", "pl", "lp")):
        give(course, MONDAY + datetime.timedelta(days=day), codes)
    context = client.get(url()).context
    assert (context["total"].deduction, str(context["total"].percent)) == (1, "83.3")


def test_students_who_miss_most_come_first(client, office, course):
    first, second = course.enrollments.in_roll_order()
    lines = client.get(url("students")).context["report"].lines
    assert [line[0].value for line in lines] == [first.student.name, second.student.name]
    assert [[cell.value for cell in line[3:6]] for line in lines] == [[3, 1, 0], [1, 0, 0]]
    mondays = rates(client.get(url("students", f"{DAYS}&weekday=1")))
    assert [cell.value for cell in mondays.values()] == [100, 100]


def test_risk_names_who_is_below_and_who_is_absent_in_a_row(client, office):
    course = factories.course_with(3)
    for ago, codes in enumerate(("xpp", "xpx", "xxx", "ppx", "ppx", "ppx", "ppx", "pxx")):
        give(course, today() - datetime.timedelta(days=ago + 1), codes)
    factories.PolicyFactory(minimum_rate=62)
    lines = client.get(url("risk")).context["report"].lines
    assert [(line[3].value, line[4].value, str(line[-1].value)) for line in lines] == [
        ("도달 불가", None, "12.5"),
        ("여러 번 연속 결석", 3, "62.5"),
    ]


def test_registers_lists_what_nobody_took(client, office):
    lesson = factories.LessonFactory(date=MONDAY)
    staff = factories.CourseStaffFactory(course=lesson.course)
    factories.LessonFactory(date=MONDAY, course=lesson.course, taken_at=timezone.now())
    [line] = client.get(url("registers")).context["report"].lines
    assert (line[0].url, line[4].value) == (lesson.get_absolute_url(), str(staff.user))


def test_documents_lists_marks_that_need_one(client, office):
    from roster.models import Reason

    reason = Reason.objects.get(code="illness")
    lesson = factories.LessonFactory(date=MONDAY)
    without, with_one = (factories.MarkFactory(lesson=lesson, reason=reason) for _ in range(2))
    factories.AttachmentFactory(mark=with_one)
    excuse = factories.ExcuseFactory()
    excuse.fills.create(mark=factories.MarkFactory(lesson=lesson, reason=reason), version=1)
    factories.AttachmentFactory(mark=None, excuse=excuse)
    factories.MarkFactory(lesson=lesson)
    lines = client.get(url("documents")).context["report"].lines
    assert [line[1].value for line in lines] == [without.student.name]


@pytest.mark.parametrize("kind", ["courses", "students", "marks", "risk", "registers"])
def test_files_hold_what_the_page_shows_and_no_formula(client, office, course, kind):
    course.name = "=가반"
    course.save()
    stay = course.enrollments.in_roll_order()[0]
    stay.student.name, stay.student.number = "=김", "+82"
    stay.student.save()
    give(course, today() - datetime.timedelta(days=1), "xx")
    factories.LessonFactory(course=course, date=MONDAY)
    page = client.get(url(kind))
    found = page.context["report"].lines if "report" in page.context else page.context["page"]
    text = b"".join(
        client.get(f"{reverse('roster:report_csv', args=[kind])}?{DAYS}").streaming_content
    )
    lines = text.decode("utf-8-sig").splitlines()
    assert len(lines) == len(list(found)) + 1
    cells = [cell for line in lines[1:] for cell in line.split(",")]
    assert any(cell.startswith("'=") for cell in cells)
    assert [cell for cell in cells if cell.startswith("=")] == []
    sent = client.get(f"{reverse('roster:report_xlsx', args=[kind])}?{DAYS}")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sent.streaming_content)))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert book.active.max_row == len(lines)
    assert {cell.data_type for cell in cells}.isdisjoint({"f", "e"})


@pytest.mark.parametrize(
    "query",
    ["from=2026-03-09&to=2026-03-02", "from=x", "weekday=8", "course=0", "to=9999-01-01",
     "from=2020-01-01&to=2026-01-01", "period=-1", "range=term", "range=x", "place=middle"],
)  # fmt: skip
def test_reports_of_nonsense_are_a_bad_request(client, office, query):
    pages = [url(kind, query) for kind in ("", "courses", "marks")]
    pages.append(f"{reverse('roster:report_csv', args=['courses'])}?{query}")
    assert [client.get(page).status_code for page in pages] == [400] * 4


def test_report_of_another_name_is_not_there(client, office):
    assert client.get(url("nothing")).status_code == 404
    assert client.get(reverse("roster:report_xlsx", args=["nothing"])).status_code == 404


def test_reports_of_a_teacher_are_about_own_courses(client, teacher, course):
    assert client.get(url()).context["total"].counted == 0
    own = factories.course_with(1, name="나반")
    factories.CourseStaffFactory(course=own, user=teacher)
    give(own, MONDAY, "p")
    assert client.get(url()).context["total"].counted == 1
    found = rates(client.get(url("courses")))
    assert {name: cell.value for name, cell in found.items()} == {"나반": 100}
    assert client.get(url("courses", f"{DAYS}&course={course.pk}")).status_code == 400
    other = course.enrollments.first().student_id
    assert client.get(url("marks", f"{DAYS}&student={other}")).status_code == 400
    assert client.get(url("marks")).context["page"].paginator.count == 1


def test_reports_without_days_are_about_the_last_four_weeks(client, office):
    course = factories.course_with(1)
    give(course, today(), "p")
    give(course, today() - datetime.timedelta(days=40), "x")
    assert client.get(url(query="")).context["total"].counted == 1
    assert client.get(url(query="range=quarter")).context["total"].counted == 2


KINDS = ("", "marks", "weeks", "places", "courses", "teachers", "students", "risk", "registers")


def test_reports_take_as_many_queries_for_30_as_for_3(client, office, counted_queries):
    factories.PolicyFactory(lates_per_absence=2)
    counts = []
    for number in (3, 30):
        for _ in range(2):
            course = factories.course_with(number)
            factories.CourseStaffFactory(course=course)
            for ago in (1, 2, 3):
                day = today() - datetime.timedelta(days=ago)
                give(course, day, "x" * number, period=1)
                factories.LessonFactory(course=course, date=day, period=2)
        taken = {}
        for kind in KINDS:
            with counted_queries() as queries:
                client.get(url(kind, ""))
            taken[kind] = len(queries)
        counts.append(taken)
    assert counts[0] == counts[1]
    assert max(counts[0].values()) < 20


def test_handout_tells_the_rates_and_what_was_not_present(client, office, course):
    student = course.enrollments.in_roll_order()[0].student
    page = client.get(f"{reverse('roster:handout', args=[student.pk])}?{DAYS}")
    handout = page.context["handout"]
    [(own, rate)] = handout.courses
    assert (own, str(rate.percent), rate.kinds["absent"]) == (course, "50.0", 3)
    assert [mark.status.code for mark in handout.marks] == ["late", "absent", "absent", "absent"]
    assert handout.more == 0


def test_handout_stays_on_one_page(client, office):
    course = factories.course_with(1)
    for ago in range(25):
        give(course, today() - datetime.timedelta(days=ago), "x")
    student = course.enrollments.get().student
    handout = client.get(reverse("roster:handout", args=[student.pk])).context["handout"]
    assert (len(handout.marks), handout.more) == (20, 5)


def test_handout_of_another_teachers_student_is_not_there(client, teacher, course):
    student = course.enrollments.first().student
    assert client.get(reverse("roster:handout", args=[student.pk])).status_code == 404


def test_handout_of_no_days_is_a_bad_request(client, office, course):
    student = course.enrollments.first().student
    page = client.get(f"{reverse('roster:handout', args=[student.pk])}?from=x")
    assert page.status_code == 400
