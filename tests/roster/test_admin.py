"""The book in the admin: lists stay fast, records stay as they are."""

import datetime
import uuid

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from roster.models import Enrollment, Lesson, Policy, StatusSet, Student
from roster.services.marks import save_marks
from roster.services.register import Entry
from roster.services.statuses import new_version
from tests import factories

pytestmark = pytest.mark.django_db
MODELS = sorted(apps.get_app_config("roster").get_models(), key=lambda model: model.__name__)
# Secret; on pages of their own; on the page of their set.
UNLISTED = {
    *("CalendarLink", "ExcuseLink"),
    *(
        "Alert",
        "AlertMessage",
        "AlertRule",
        "Claim",
        "ExcuseEvent",
        "ExcuseFill",
        "FileContent",
        "FileImport",
        "FileRow",
        "SavedReport",
        "Turn",
    ),
    *("Reason", "Status"),
}
LISTED = [model for model in MODELS if model.__name__ not in UNLISTED]
SHOWN = {"Attachment", "Excuse", "Mark", "MarkEvent", "Policy", "Save", "UnlockRequest"}
RECORDS = [model for model in LISTED if model.__name__ in SHOWN]


@pytest.fixture
def administrator(client):
    user = factories.AdministratorFactory()
    client.force_login(user)
    return user


def url(model, action, *args):
    name = model if isinstance(model, str) else model.__name__.lower()
    return reverse(f"admin:roster_{name}_{action}", args=args)


def lesson_with_marks(number, user):
    """A lesson whose students were all marked by `user`, and a row of everything else."""
    lesson = factories.LessonFactory(course=factories.course_with(number), taken_by=user)
    late = factories.status("late").pk
    entries = [Entry(stay.student_id, late) for stay in lesson.course.enrollments.all()]
    for stay in lesson.course.enrollments.all():
        factories.GuardianFactory(student=stay.student)
        course = factories.CourseFactory(term=factories.TermFactory())
        factories.CourseStaffFactory(course=course, user=user)
        factories.ScheduleFactory(course=course)
        factories.PolicyFactory(course=course)
        one = factories.LessonFactory(course=course, taken_by=user)
        factories.AttachmentFactory(added_by=user)
        factories.UnlockRequestFactory(asked_by=user, decided_by=user)
        factories.ExcuseFactory(added_by=user)
        student = factories.EnrollmentFactory(course=course).student
        save_marks(one, [Entry(student.pk, late)], user=user, request_id=uuid.uuid4())
    save_marks(lesson, entries, user=user, request_id=uuid.uuid4())
    return lesson


@pytest.mark.parametrize("model", LISTED)
def test_admin_list_takes_as_many_queries_for_many_rows(
    client, administrator, counted_queries, monkeypatch, model
):
    monkeypatch.setattr(admin.site._registry[model], "list_per_page", 1000)  # one page each time
    counts = []
    for number in (3, 12):
        lesson_with_marks(number, administrator)
        if model.__name__ == "Holiday":
            day = datetime.date(2026, 1, number)
            factories.HolidayFactory(date=day, name="날")
        client.get(url(model, "changelist"))
        with counted_queries() as queries:
            response = client.get(url(model, "changelist"))
        counts.append(len(queries))
    assert response.context["cl"].result_count == model.objects.count()
    assert counts[0] == counts[1]


@pytest.mark.parametrize("model", LISTED)
def test_admin_search_finds_nothing_without_an_error(client, administrator, model):
    response = client.get(url(model, "changelist"), {"q": "없는 이름"})
    assert response.context["cl"].queryset.count() == 0


@pytest.mark.parametrize("model", [model for model in LISTED if model not in RECORDS])
def test_admin_form_of_a_row_opens(client, administrator, model):
    lesson_with_marks(1, administrator)
    factories.HolidayFactory(date=datetime.date(2026, 1, 2), name="날")
    row = model.objects.first()
    assert client.get(url(model, "add")).context["add"] is True
    assert client.get(url(model, "change", row.pk)).context["original"] == row


@pytest.mark.parametrize("model", RECORDS)
def test_admin_records_are_only_looked_at(client, administrator, model):
    lesson_with_marks(1, administrator)
    row = model.objects.first()
    page = client.get(url(model, "change", row.pk))
    assert page.context["original"] == row
    assert page.context["has_change_permission"] is False
    assert client.post(url(model, "change", row.pk), {"note": "x"}).status_code == 403
    assert client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.get(url(model, "add")).status_code == 403


def test_admin_enrollment_that_overlaps_is_refused(client, administrator):
    stay = factories.EnrollmentFactory()
    data = {"student": stay.student_id, "course": stay.course_id, "starts_on": "2026-01-01"}
    response = client.post(url("enrollment", "add"), data)
    assert response.context["adminform"].form.has_error("__all__", "overlap")
    assert Enrollment.objects.count() == 1


def test_admin_course_with_marks_keeps_its_status_set(client, administrator):
    lesson = lesson_with_marks(1, administrator)
    form = client.get(url("course", "change", lesson.course_id)).context["adminform"].form
    assert "status_set" not in form.fields


def test_admin_owned_fields_are_read_only(client, administrator, monkeypatch):
    monkeypatch.setattr("roster.admin.base.owned_fields", lambda row: {"name", "number"})
    student = factories.StudentFactory(legacy_key="0" * 40, legacy_ref="students:1")
    page = client.get(url("student", "change", student.pk))
    assert {"name", "number"} & set(page.context["adminform"].form.fields) == set()
    assert "students:1" in page.content.decode()


def test_admin_does_not_delete_what_the_old_database_has(client, administrator, monkeypatch):
    monkeypatch.setattr("roster.admin.base.owned_fields", lambda row: {"name"})
    student = factories.StudentFactory(legacy_key="0" * 40)
    response = client.post(url("student", "delete", student.pk), {"post": "yes"})
    assert (response.status_code, Student.objects.count()) == (403, 1)


def test_admin_lesson_bumps_the_version(client, administrator):
    lesson = factories.LessonFactory()
    data = {"kind": "regular", "date": "2026-11-17", "units": "1", "topic": "도형"}
    assert client.post(url("lesson", "change", lesson.pk), data).status_code == 302
    lesson.refresh_from_db()
    assert (lesson.topic, lesson.version) == ("도형", 2)


def test_admin_lesson_that_is_locked_is_read_only_until_unlocked(client, administrator):
    Policy.objects.create(lock_after_days=0)
    lesson = factories.LessonFactory(date=datetime.date(2020, 1, 1))
    address = url("lesson", "change", lesson.pk)
    assert client.get(address).context["has_change_permission"] is False
    action = {"action": "unlock", "_selected_action": [lesson.pk]}
    client.post(url("lesson", "changelist"), action)
    lesson.refresh_from_db()
    assert lesson.unlocked_until > timezone.now()
    assert client.get(address).context["has_change_permission"] is True


def test_admin_status_set_in_use_is_not_edited(client, administrator):
    used = factories.MarkFactory().status.status_set
    page = client.get(url("statusset", "change", used.pk))
    inlines = page.context["inline_admin_formsets"]
    assert [inline.has_change_permission for inline in inlines] == [False, False]
    assert "name" not in page.context["adminform"].form.fields


def test_admin_status_set_not_in_use_is_edited(client, administrator):
    page = client.get(url("statusset", "change", factories.basic_set().pk))
    inlines = page.context["inline_admin_formsets"]
    assert [inline.has_change_permission for inline in inlines] == [True, True]


def test_admin_makes_a_new_version_of_a_status_set(client, administrator):
    used = factories.MarkFactory().status.status_set
    action = {"action": "make_new_version", "_selected_action": [used.pk]}
    client.post(url("statusset", "changelist"), action)
    copy = StatusSet.objects.get(name=used.name, version=2)
    assert copy.statuses.count() == used.statuses.count()
    assert copy.is_default is False


def test_new_version_leaves_retired_statuses_behind():
    school = StatusSet.objects.exclude(is_default=True).get()
    school.statuses.filter(code="missed").update(retired_at=timezone.now())
    copy = new_version(school)
    assert list(copy.statuses.values_list("code", flat=True)) == [
        "present",
        "late",
        "left_early",
        "absent",
    ]
    assert copy.reasons.count() == 4


def test_admin_default_status_set_is_one(client, administrator):
    school = StatusSet.objects.exclude(is_default=True).get()
    data = {"name": school.name, "is_default": "on"}
    for prefix in ("statuses", "reasons"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    assert client.post(url("statusset", "change", school.pk), data).status_code == 302
    assert list(StatusSet.objects.filter(is_default=True)) == [school]


def test_admin_for_a_teacher_without_staff_rights_is_closed(client, teacher):
    response = client.get(url(Lesson, "changelist"), follow=True)
    assert response.status_code == 403


def test_admin_draws_no_more_rows_than_a_form_may_have(client, administrator):
    data = {"schedules-TOTAL_FORMS": 4_000_000, "schedules-INITIAL_FORMS": 0}
    data |= {"staff-TOTAL_FORMS": 0, "staff-INITIAL_FORMS": 0}
    context = client.post(url("course", "add"), data).context
    rows = {one.formset.prefix: len(one.formset.forms) for one in context["inline_admin_formsets"]}
    assert rows == {"schedules": 120, "staff": 0}


def test_admin_counts_no_further_than_it_lists(client, administrator, counted_queries, monkeypatch):
    monkeypatch.setattr("roster.paging.MOST_ROWS", 3)
    monkeypatch.setattr("roster.admin.marks.MarkAdmin.list_per_page", 2)
    lesson = factories.LessonFactory()
    made = [factories.MarkFactory(lesson=lesson).pk for _ in range(5)]
    with counted_queries() as queries:
        response = client.get(url("mark", "changelist"), headers={"accept-language": "en"})
    counted = [one["sql"] for one in queries if "COUNT(" in one["sql"]]
    assert [("LIMIT 4" in sql, "JOIN" in sql) for sql in counted] == [(True, False)]
    listed = response.context["cl"]
    assert [mark.pk for mark in listed.result_list] == made[:2:-1]
    assert (listed.result_count, "Only the latest 3 are listed." in response.text) == (3, True)


def test_admin_lists_all_where_there_are_few_and_counts_none_by_filter(client, administrator):
    factories.MarkFactory()
    response = client.get(
        url("mark", "changelist"), {"_facets": "True"}, headers={"accept-language": "en"}
    )
    listed = response.context["cl"]
    assert (listed.paginator.is_cut, listed.add_facets) == (False, False)
    assert "Only the latest" not in response.text


@pytest.mark.parametrize("model", ["mark", "markevent"])
def test_admin_search_of_marks_looks_for_the_students_first(
    client, administrator, counted_queries, model
):
    row, _other = (factories.MarkEventFactory() for _ in range(2))
    student = row.mark.student
    with counted_queries() as queries:
        response = client.get(url(model, "changelist"), {"q": student.number})
    found = [one.pk for one in response.context["cl"].result_list]
    assert found == [row.pk if model == "markevent" else row.mark_id]
    assert sum("LIKE" in one["sql"] for one in queries) == 1


def test_admin_search_of_marks_of_too_many_asks_for_the_number(client, administrator, monkeypatch):
    monkeypatch.setattr("roster.admin.huge.MOST_STUDENTS", 1)
    for number in ("9001", "9002"):
        factories.MarkFactory(student__name="김민준", student__number=number)
    response = client.get(
        url("mark", "changelist"), {"q": "김민준"}, headers={"accept-language": "en"}
    )
    assert response.context["cl"].result_count == 0
    assert "More than 1 student is found: search by number." in response.text


@pytest.mark.parametrize(
    ("model", "order"),
    [("lesson", ["-date", "-pk"]), ("enrollment", ["-pk"]), ("guardian", ["-pk"])],
)
def test_admin_list_is_in_the_order_of_an_index(client, administrator, model, order):
    listed = client.get(url(model, "changelist")).context["cl"]
    assert list(dict.fromkeys(listed.queryset.query.order_by)) == order


@pytest.mark.parametrize("model", ["mark", "lesson"])
def test_admin_finds_the_keys_of_a_page_without_joins(
    client, administrator, counted_queries, monkeypatch, model
):
    monkeypatch.setattr(f"roster.admin.{model}s.{model.title()}Admin.list_per_page", 2)
    rows = [getattr(factories, f"{model.title()}Factory")() for _ in range(3)]
    with counted_queries() as queries:
        response = client.get(url(model, "changelist"))
    limited = [one["sql"] for one in queries if one["sql"].endswith("LIMIT 2")]
    assert ["JOIN" in sql for sql in limited] == [False]
    assert [one.pk for one in response.context["cl"].result_list] == [rows[2].pk, rows[1].pk]
