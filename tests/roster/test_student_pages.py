"""The list of students, one student, and the form."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.models import Course, Excuse, Lesson, Mark, Student
from tests import factories

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"roster:{name}", args=args)


def guardians(**row):
    data = {"guardian-TOTAL_FORMS": int(bool(row)), "guardian-INITIAL_FORMS": 0}
    return data | {f"guardian-0-{name}": value for name, value in row.items()}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["김민수", "박서연"]),
        ("q=민수", ["김민수"]),
        ("q=ㄱㅁ", ["김민수"]),
        ("q=ㅅㅇ", ["박서연"]),
        ("q=2601", ["김민수"]),
        ("q=02", ["박서연"]),
        ("q=_", []),
        ("state=all&q=이", ["이전학"]),
    ],
)
def test_students_are_found(client, office, query, names):
    factories.StudentFactory(name="김민수", number="260101")
    factories.StudentFactory(name="박서연", number="260202")
    factories.StudentFactory(name="이전학", number="250001", is_active=False)
    page = client.get(f"{url('students')}?{query}").context["page"]
    assert [student.name for student in page] == names


def test_students_by_htmx_sends_the_list_only(client, office):
    response = client.get(url("students"), headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response.headers["Vary"]


def test_students_are_paged(client, office):
    factories.StudentFactory.create_batch(51)
    page = client.get(f"{url('students')}?page=2").context["page"]
    assert (len(page.object_list), page.paginator.num_pages) == (1, 2)


def test_students_for_a_teacher_are_those_of_own_courses(client, teacher):
    own = factories.EnrollmentFactory()
    factories.CourseStaffFactory(course=own.course, user=teacher)
    factories.EnrollmentFactory()
    assert list(client.get(url("students")).context["page"]) == [own.student]


def test_students_take_as_many_queries_for_50_as_for_5(client, office, counted_queries):
    counts = []
    for number in (5, 40):
        factories.StudentFactory.create_batch(number)
        with counted_queries() as queries:
            client.get(url("students"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_student_shows_marks_courses_and_rate(client, office):
    stay = factories.EnrollmentFactory()
    for day, code in ((1, "present"), (2, "absent")):
        factories.MarkFactory(
            lesson__course=stay.course,
            lesson__date=datetime.date(2026, 3, day),
            lesson__taken_at=datetime.datetime(2026, 3, day, tzinfo=datetime.UTC),
            student=stay.student,
            status=factories.status(code),
        )
    context = client.get(url("student", stay.student_id)).context
    [(course, rate)] = context["rates"]
    assert [mark.status.code for mark in context["page"]] == ["absent", "present"]
    assert (course, rate.percent) == (stay.course, 50)
    assert list(context["stays"]) == [stay]


def test_student_for_a_teacher_shows_own_courses_only(client, teacher):
    own = factories.EnrollmentFactory()
    factories.CourseStaffFactory(course=own.course, user=teacher)
    other = factories.EnrollmentFactory(student=own.student)
    mark = factories.MarkFactory(lesson__course=own.course, student=own.student)
    factories.MarkFactory(lesson__course=other.course, student=own.student)
    context = client.get(url("student", own.student_id)).context
    assert list(context["stays"]) == [own]
    assert list(context["page"]) == [mark]
    assert [course for course, _ in context["rates"]] == [own.course]


def test_student_of_another_teacher_does_not_exist(client, teacher):
    student = factories.EnrollmentFactory().student
    assert client.get(url("student", student.pk)).status_code == 404


def test_student_takes_as_many_queries_for_50_marks_as_for_5(client, office, counted_queries):
    stay = factories.EnrollmentFactory()
    counts = []
    for month, number in ((3, 5), (5, 28)):
        for day in range(1, number + 1):
            date = datetime.date(2026, month, day)
            lesson = factories.LessonFactory(course=stay.course, date=date)
            factories.MarkFactory(lesson=lesson, student=stay.student)
        with counted_queries() as queries:
            client.get(url("student", stay.student_id))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_student_add_saves_guardians(client, office):
    data = {"name": "새 학생", "number": "1", "is_active": "on"}
    data |= guardians(name="김어머니", relation="모", phone="010-1111-2222", notify="on")
    response = client.post(url("student_add"), data)
    student = Student.objects.get()
    assert (response.status_code, response.url) == (302, student.get_absolute_url())
    assert (student.initials, student.guardians.get().relation) == ("ㅅㅎㅅ", "모")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"birth_date": "2026-02-30"},
        {"email": "nobody"},
        {"number": "1" * 41},
    ],
)
def test_student_add_with_bad_input_saves_nothing(client, office, wrong):
    response = client.post(url("student_add"), {"name": "새 학생"} | guardians() | wrong)
    assert list(response.context["form"].errors) == list(wrong)
    assert Student.objects.count() == 0


def test_student_add_with_an_empty_guardian_saves_nothing(client, office):
    data = {"name": "새 학생"} | guardians(relation="모")
    response = client.post(url("student_add"), data)
    assert response.context["guardians"].total_error_count() == 1
    assert Student.objects.count() == 0


def test_student_add_with_a_number_that_is_taken_asks_first(client, office):
    factories.StudentFactory(number="7", name="김하나")
    data = {"name": "새 학생", "number": "7"} | guardians()
    response = client.post(url("student_add"), data)
    form = response.context["form"]
    assert list(form.errors) == ["number"]
    assert form["same_number"].is_hidden is False
    assert client.post(url("student_add"), data | {"same_number": "on"}).status_code == 302
    assert Student.objects.filter(number="7").count() == 2


def test_student_edit_with_an_old_repeated_number_asks_nothing(client, office):
    factories.StudentFactory(number="7")
    student = factories.StudentFactory(number="7")
    data = {"name": "새 이름", "number": "7"} | guardians()
    assert client.post(url("student_edit", student.pk), data).status_code == 302
    student.refresh_from_db()
    assert student.name == "새 이름"


def test_student_edit_of_owned_fields_changes_nothing(client, office, monkeypatch):
    monkeypatch.setattr("legacy.owned_forms.owned_fields", lambda row: {"name"})
    student = factories.StudentFactory(name="옛 이름")
    data = {"name": "새 이름", "phone": "010"} | guardians()
    client.post(url("student_edit", student.pk), data)
    student.refresh_from_db()
    assert (student.name, student.phone) == ("옛 이름", "010")


def test_student_edit_does_not_delete_a_guardian_of_the_old_database(client, office, monkeypatch):
    monkeypatch.setattr(
        "legacy.owned_forms.owned_fields", lambda row: {"phone"} if row.legacy_key else set()
    )
    guardian = factories.GuardianFactory(legacy_key="0" * 40)
    own = factories.GuardianFactory(student=guardian.student)
    data = {"name": "새 이름", "guardian-TOTAL_FORMS": 2, "guardian-INITIAL_FORMS": 2}
    for number, row in enumerate((guardian, own)):
        data |= {f"guardian-{number}-id": row.pk, f"guardian-{number}-name": row.name}
        data |= {f"guardian-{number}-DELETE": "on"}
    response = client.post(url("student_edit", guardian.student_id), data)
    assert response.status_code == 302
    assert list(guardian.student.guardians.all()) == [guardian]


def test_student_edit_leaves_out_guardians_gone_from_the_old_database(client, office):
    gone = factories.GuardianFactory(legacy_key="0" * 40, retired_at=timezone.now())
    there = factories.GuardianFactory(student=gone.student)
    page = client.get(url("student_edit", gone.student_id))
    assert [form.instance for form in page.context["guardians"].initial_forms] == [there]


@pytest.mark.parametrize("role", ["teacher", "viewer"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_student_forms_are_for_the_office(client, request, role, method):
    request.getfixturevalue(role)
    student = factories.StudentFactory()
    for address in (url("student_add"), url("student_edit", student.pk)):
        assert getattr(client, method)(address).status_code == 403


@pytest.mark.parametrize("model", [Student, Course, Lesson, Mark, Excuse])
def test_what_a_teacher_sees_is_found_from_the_courses_not_row_by_row(teacher, model):
    assert "EXISTS" not in str(model.objects.visible_to(teacher).query).upper()
