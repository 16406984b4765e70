"""The list of courses, one course, and its forms."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.models import Course, Lesson, Term
from tests import factories

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"roster:{name}", args=args)


def formsets(**rows):
    """Management data of the two formsets, with the fields given."""
    data = {}
    for prefix in ("schedule", "staff"):
        own = [name for name in rows if name.startswith(prefix)]
        data |= {f"{prefix}-TOTAL_FORMS": int(bool(own)), f"{prefix}-INITIAL_FORMS": 0}
    return data | {name.replace("__", "-0-"): value for name, value in rows.items()}


def test_courses_lists_active_ones_with_students_of_today(client, office):
    course = factories.course_with(2, name="수학")
    factories.CourseFactory(name="옛 수학", is_active=False)
    page = client.get(url("courses")).context["page"]
    assert [(found.name, found.students) for found in page] == [(course.name, 2)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=수학", ["수학 A", "수학 B"]),
        ("q=목동", ["수학 B"]),
        ("branch=목동", ["수학 B"]),
        ("state=all&q=영어", ["영어"]),
        ("q=영어", []),
        ("q=100%25", []),
    ],
)
def test_courses_can_be_narrowed(client, office, query, names):
    factories.CourseFactory(name="수학 A", branch="대치")
    factories.CourseFactory(name="수학 B", branch="목동")
    factories.CourseFactory(name="영어", is_active=False)
    page = client.get(f"{url('courses')}?{query}").context["page"]
    assert [course.name for course in page] == names


def test_courses_of_a_term(client, office):
    term = factories.TermFactory()
    course = factories.CourseFactory(term=term)
    factories.CourseFactory()
    page = client.get(f"{url('courses')}?term={term.pk}").context["page"]
    assert list(page) == [course]


def test_courses_with_a_filter_that_is_none_says_so(client, office):
    response = client.get(f"{url('courses')}?term=999")
    assert list(response.context["form"].errors) == ["term"]


def test_courses_are_paged(client, office):
    factories.CourseFactory.create_batch(51)
    page = client.get(f"{url('courses')}?page=2").context["page"]
    assert (len(page.object_list), page.paginator.count) == (1, 51)


def test_courses_for_a_teacher_are_the_own_ones(client, teacher):
    own = factories.CourseStaffFactory(user=teacher).course
    factories.CourseFactory()
    assert list(client.get(url("courses")).context["page"]) == [own]


def test_courses_take_as_many_queries_for_50_as_for_5(client, office, counted_queries):
    counts = []
    for number in (5, 45):
        for _ in range(number):
            factories.course_with(1, term=Term.objects.first() or factories.TermFactory())
        with counted_queries() as queries:
            client.get(url("courses"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_course_shows_the_roll_of_a_day(client, office):
    course = factories.course_with(2)
    left = factories.EnrollmentFactory(course=course, ends_on=datetime.date(2026, 3, 1))
    assert len(client.get(url("course", course.pk)).context["roll"]) == 2
    roll = client.get(f"{url('course', course.pk)}?date=2026-03-01").context["roll"]
    assert left in roll
    assert len(roll) == 3


def test_course_shows_lessons_around_today(client, office):
    course = factories.CourseFactory()
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=n) for n in (-1, 0, 1)]
    lessons = [factories.LessonFactory(course=course, date=day) for day in days]
    context = client.get(url("course", course.pk)).context
    assert list(context["recent"]) == [lessons[1], lessons[0]]
    assert list(context["upcoming"]) == [lessons[2]]


def test_course_labels_a_derived_enrolment(client, office):
    stay = factories.EnrollmentFactory(source="derived")
    page = client.get(url("course", stay.course_id)).content.decode()
    assert stay.get_source_display() in page


def test_course_links_its_old_row_for_administrators_only(client):
    course = factories.CourseFactory(legacy_key="0" * 40, legacy_ref="class:1")
    link = f'href="{reverse("legacy:row", args=["courses", course.pk])}"'
    client.force_login(factories.AdministratorFactory())
    assert link in client.get(url("course", course.pk)).content.decode()
    client.force_login(factories.OfficeFactory())
    assert link not in client.get(url("course", course.pk)).content.decode()


@pytest.mark.parametrize("name", ["course", "book", "lesson_add"])
def test_course_of_another_teacher_does_not_exist(client, teacher, name):
    course = factories.CourseFactory()
    assert client.get(url(name, course.pk)).status_code == 404


def test_course_takes_as_many_queries_for_50_as_for_5(client, office, counted_queries):
    counts = []
    for number in (5, 50):
        course = factories.course_with(number)
        for day in range(1, min(number, 28)):
            factories.LessonFactory(course=course, date=datetime.date(2026, 2, day))
        with counted_queries() as queries:
            client.get(url("course", course.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_course_add_saves_schedule_and_teachers(client, office):
    teacher = factories.TeacherFactory()
    data = {"name": "새 반", "status_set": factories.basic_set().pk, "is_active": "on"}
    data |= formsets(
        schedule__weekday=1,
        schedule__starts_at="17:30",
        schedule__duration=90,
        schedule__units="1.5",
        staff__user=teacher.pk,
        staff__role="teacher",
    )
    response = client.post(url("course_add"), data)
    course = Course.objects.get(name="새 반")
    schedule = course.schedules.get()
    assert (response.status_code, response.url) == (302, course.get_absolute_url())
    assert (schedule.weekday, schedule.ends_at) == (1, datetime.time(19, 0))
    assert course.staff.get().user == teacher


def test_course_add_begins_with_the_default_status_set(client, office):
    form = client.get(url("course_add")).context["form"]
    assert form["status_set"].value() == factories.basic_set().pk


def test_course_edit_changes_and_keeps_the_status_set_of_marks(client, office):
    lesson = factories.MarkFactory().lesson
    other = factories.basic_set().__class__.objects.exclude(is_default=True).get()
    data = {"name": "다른 이름", "status_set": other.pk, "is_active": "on"} | formsets()
    assert client.post(url("course_edit", lesson.course_id), data).status_code == 302
    course = Course.objects.get(pk=lesson.course_id)
    assert (course.name, course.status_set) == ("다른 이름", factories.basic_set())


def test_course_with_more_rows_than_a_form_may_have_is_refused(client, office):
    data = {"name": "새 반", "status_set": factories.basic_set().pk} | formsets()
    data |= {"schedule-TOTAL_FORMS": 4_000_000, "staff-TOTAL_FORMS": 4_000_000}
    context = client.post(url("course_add"), data).context
    assert (len(context["schedules"].forms), len(context["staff"].forms)) == (120, 120)
    assert Course.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"status_set": "999"},
        {"schedule-0-weekday": "9"},
        {"schedule-0-duration": "0"},
        {"schedule-0-duration": "1440"},
        {"schedule-0-starts_at": "25:00"},
        {"schedule-0-ends_on": "2020-01-01", "schedule-0-starts_on": "2020-01-02"},
        {"staff-0-user": "999999", "staff-TOTAL_FORMS": 1, "staff-0-role": "teacher"},
    ],
)
def test_course_add_with_bad_input_saves_nothing(client, office, wrong):
    data = {"name": "새 반", "status_set": factories.basic_set().pk}
    data |= formsets(
        schedule__weekday=1,
        schedule__starts_at="17:30",
        schedule__duration=90,
        schedule__units=1,
    )
    response = client.post(url("course_add"), data | wrong)
    assert response.status_code == 200
    assert Course.objects.count() == 0


def test_course_edit_of_owned_fields_changes_nothing(client, office, monkeypatch):
    monkeypatch.setattr("legacy.owned_forms.owned_fields", lambda row: {"name", "branch"})
    course = factories.CourseFactory(name="옛 이름", legacy_key="0" * 40)
    data = {"name": "새 이름", "status_set": course.status_set_id, "note": "메모"} | formsets()
    page = client.get(url("course_edit", course.pk))
    assert page.context["form"].fields["name"].disabled is True
    client.post(url("course_edit", course.pk), data)
    course.refresh_from_db()
    assert (course.name, course.note) == ("옛 이름", "메모")


EDITS = ("course_add", "course_edit", "enrollment_add", "lessons_generate")


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_course_edits_by_a_viewer_are_refused(client, viewer, name, method):
    course = factories.CourseFactory()
    args = [] if name == "course_add" else [course.pk]
    assert getattr(client, method)(url(name, *args)).status_code == 403


@pytest.mark.parametrize("name", EDITS)
def test_course_edits_by_a_teacher_are_refused(client, teacher, name):
    course = factories.CourseStaffFactory(user=teacher).course
    args = [] if name == "course_add" else [course.pk]
    assert client.post(url(name, *args)).status_code == 403


def test_lessons_generate_makes_lessons(client, office):
    schedule = factories.ScheduleFactory()
    address = url("lessons_generate", schedule.course_id)
    response = client.post(address, {"first": "2026-11-02", "last": "2026-11-30"})
    assert (response.status_code, response.url) == (302, schedule.course.get_absolute_url())
    assert Lesson.objects.count() == 5


def test_lessons_generate_offers_the_term(client, office):
    term = factories.TermFactory(ends_on=timezone.localdate() + datetime.timedelta(days=9))
    course = factories.CourseFactory(term=term)
    form = client.get(url("lessons_generate", course.pk)).context["form"]
    assert form["last"].value() == term.ends_on


@pytest.mark.parametrize(
    ("first", "last"), [("2026-11-02", "2026-11-01"), ("2026-01-01", "2027-01-03"), ("x", "")]
)
def test_lessons_generate_with_bad_dates_makes_none(client, office, first, last):
    schedule = factories.ScheduleFactory()
    address = url("lessons_generate", schedule.course_id)
    response = client.post(address, {"first": first, "last": last})
    assert response.context["form"].errors != {}
    assert Lesson.objects.count() == 0
