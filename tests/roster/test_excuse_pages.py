"""The pages about absences told ahead."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roster.models import Excuse, StatusSet
from roster.services.excuses import approve
from tests import factories

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("roster:excuses"), reverse("roster:excuse_add")
DAY = "2026-11-16"


@pytest.fixture
def lesson():
    stay = factories.EnrollmentFactory()
    return factories.LessonFactory(course=stay.course, period=3)


@pytest.fixture
def student(lesson):
    return lesson.course.enrollments.get().student


def new(student):
    return f"{NEW}?student={student.pk}"


def data(**fields):
    return {"starts_on": DAY, "ends_on": DAY, "text": "독감"} | fields


def page(name, excuse):
    return reverse(f"roster:{name}", args=[excuse.pk])


def test_list_shows_the_waiting_ones_and_counts_all(client, office, student):
    waiting = factories.ExcuseFactory(student=student)
    refused = factories.ExcuseFactory(student=student, state="refused")
    response = client.get(LIST)
    assert list(response.context["page"]) == [waiting]
    assert response.context["counts"]["refused"] == 1
    assert list(client.get(LIST, {"show": "refused"}).context["page"]) == [refused]
    assert list(client.get(LIST, {"show": "all", "q": student.number}).context["page"]) == [
        refused,
        waiting,
    ]


def test_empty_list_says_so(client, viewer):
    assert "결정을 기다리는 결석계가 없습니다." in client.get(LIST).text


def test_list_takes_as_many_queries_for_many_rows(client, office, student, counted_queries):
    factories.ExcuseFactory(student=student)
    numbers = []
    for _round in range(2):
        with counted_queries() as queries:
            client.get(LIST)
        numbers.append(len(queries))
        for _more in range(5):
            factories.ExcuseFactory(reason=StatusSet.objects.last().reasons.first())
    assert numbers[0] == numbers[1]


def test_teacher_records_for_own_students_and_may_not_decide(client, teacher, lesson, student):
    assert client.get(new(student)).status_code == 404
    factories.CourseStaffFactory(course=lesson.course, user=teacher)
    response = client.post(new(student), data(action="approve"), follow=True)
    excuse = Excuse.objects.get()
    assert response.redirect_chain[0][0] == excuse.get_absolute_url()
    assert (excuse.state, excuse.added_by) == ("waiting", teacher)
    assert client.post(page("excuse_decide", excuse), {"decision": "approve"}).status_code == 403


def test_setting_lets_teachers_decide(client, teacher, lesson, student, settings):
    settings.TEACHERS_DECIDE_EXCUSES = True
    factories.CourseStaffFactory(course=lesson.course, user=teacher)
    client.post(new(student), data(action="approve"))
    assert Excuse.objects.get().state == "approved"
    assert lesson.marks.get().status.code == "excused"


def test_office_refuses_with_a_word_of_why(client, office, student):
    excuse = factories.ExcuseFactory(student=student)
    response = client.post(page("excuse_decide", excuse), {"decision": "refuse"})
    assert response.status_code == 400
    assert "거절하는 이유를 적어 주세요." in response.text
    client.post(page("excuse_decide", excuse), {"decision": "refuse", "answer": "서류 없음"})
    excuse.refresh_from_db()
    assert (excuse.state, excuse.answer) == ("refused", "서류 없음")


def test_excuse_shows_each_lesson_before_it_is_decided(client, office, lesson, student):
    excuse = factories.ExcuseFactory(student=student)
    response = client.get(excuse.get_absolute_url())
    found = [(one.lesson, one.word) for one in response.context["lessons"]]
    assert found == [(lesson, "fill")]
    approve(excuse, office)
    response = client.get(excuse.get_absolute_url())
    assert [one.word for one in response.context["lessons"]] == ["filled"]


def test_withdrawing_an_approved_excuse_is_for_who_decides(client, teacher, lesson, student):
    factories.CourseStaffFactory(course=lesson.course, user=teacher)
    excuse = factories.ExcuseFactory(student=student)
    approve(excuse, factories.OfficeFactory())
    assert client.post(page("excuse_withdraw", excuse)).status_code == 403
    client.force_login(factories.OfficeFactory())
    response = client.post(page("excuse_withdraw", excuse), follow=True)
    assert [str(said) for said in response.context["messages"]] == [
        "철회했습니다: 출결 1건을 되돌렸습니다"
    ]
    assert lesson.marks.get().status is None


def test_lesson_shows_who_is_announced_in_its_part_of_the_day(client, office, lesson, student):
    excuse = factories.ExcuseFactory(student=student, first_period=3, last_period=3)
    rows = client.get(lesson.get_absolute_url()).context["forms"].rows
    assert [row.notice for row in rows] == ["가족 여행"]
    Excuse.objects.update(first_period=4, last_period=5)
    rows = client.get(lesson.get_absolute_url()).context["forms"].rows
    assert [row.notice for row in rows] == [None]
    Excuse.objects.update(first_period=None, last_period=None)
    client.post(page("excuse_withdraw", excuse))
    rows = client.get(lesson.get_absolute_url()).context["forms"].rows
    assert [row.notice for row in rows] == [None]


def test_students_of_a_lesson_are_offered_and_others_do_not_exist(client, office, lesson, student):
    response = client.get(NEW, {"lesson": lesson.pk})
    assert response.context["rows"] == [(student.pk, student.name, student.number)]
    both = {"lesson": lesson.pk, "student": student.pk}
    assert client.get(NEW, both).context["form"].initial["starts_on"] == lesson.date
    other = factories.StudentFactory()
    assert client.get(NEW, both | {"student": other.pk}).status_code == 404
    assert client.get(NEW, {"student": "9" * 30}).status_code == 404


def test_students_are_looked_for_by_initials(client, office):
    student = factories.StudentFactory(name="김민수")
    rows = client.get(NEW, {"q": "ㄱㅁㅅ"}).context["rows"]
    assert rows == [(student.pk, "김민수", student.number)]


@pytest.mark.parametrize(
    ("fields", "field", "error"),
    [
        ({"ends_on": "2026-11-15"}, "ends_on", "시작일보다 앞선 날짜입니다."),
        ({"ends_on": "2027-12-21"}, "ends_on", "결석은 1년까지 기록할 수 있습니다."),
        ({"starts_on": "0001-01-01"}, "starts_on", "너무 먼 날짜입니다."),
        ({"text": ""}, "text", "필수 항목입니다."),
        ({"first_period": 5, "last_period": 3}, "last_period", "첫 교시보다 앞선 교시입니다."),
        ({"starts_at": "10:00"}, "ends_at", "하루 중 일부는 시작과 끝이 있어야 합니다."),
        ({"starts_at": "10:00", "ends_at": "9:00"}, "ends_at", "끝이 시작보다 늦지 않습니다."),
        (
            {"first_period": 1, "starts_at": "10:00", "ends_at": "11:00"},
            "starts_at",
            "교시와 시간 가운데 하나만 적어 주세요.",
        ),
    ],
)
def test_bad_excuse_is_refused_with_its_reason(client, office, student, fields, field, error):
    response = client.post(new(student), data(**fields))
    assert response.status_code == 400
    assert response.context["form"].errors[field] == [error]
    assert Excuse.objects.count() == 0


def test_reason_of_another_set_is_refused(client, office, student):
    school = StatusSet.objects.get(name__startswith="학교")
    response = client.post(new(student), data(reason=school.reasons.first().pk))
    said = ["이 학생의 수업에는 그런 사유가 없습니다."]
    assert response.context["form"].errors["reason"] == said
    factories.EnrollmentFactory(student=student, course__status_set=school)
    assert client.post(new(student), data(reason=school.reasons.first().pk)).status_code == 302


@pytest.mark.parametrize("content", [b"<html><script>", b"PK\x03\x04 bomb", b""])
def test_document_that_is_no_photo_is_refused(client, office, student, content):
    file = SimpleUploadedFile("진단서.pdf", content, "application/pdf")
    response = client.post(new(student), data(files=file))
    assert (response.status_code, Excuse.objects.count()) == (400, 0)
    excuse = factories.ExcuseFactory(student=student)
    file.seek(0)
    assert client.post(excuse.get_absolute_url(), {"files": file}).status_code == 400


def test_document_is_kept_served_and_taken_away(client, office, lesson, student, tmp_path):
    file = SimpleUploadedFile("진단서.pdf", b"%PDF-1.7 paper", "text/html")
    client.post(new(student), data(files=file))
    excuse = Excuse.objects.get()
    attachment = excuse.attachments.get()
    response = client.get(reverse("roster:attachment", args=[attachment.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 paper"
    assert response.headers["Content-Type"] == "application/pdf"
    approve(excuse, office)
    rows = client.get(lesson.get_absolute_url()).context["forms"].rows
    assert [bool(row.has_files) for row in rows] == [True]
    response = client.post(reverse("roster:attachment_remove", args=[attachment.pk]))
    assert response.url == excuse.get_absolute_url()
    assert excuse.attachments.kept().count() == 0


def test_document_of_a_foreign_student_does_not_exist(client, teacher, student):
    excuse = factories.ExcuseFactory(student=student)
    attachment = factories.AttachmentFactory(mark=None, excuse=excuse)
    address = reverse("roster:attachment", args=[attachment.pk])
    assert client.get(address).status_code == 404


def test_waiting_excuse_is_changed_and_a_decided_one_is_not(client, office, student):
    excuse = factories.ExcuseFactory(student=student)
    response = client.post(page("excuse_edit", excuse), data(text="병원"))
    assert response.url == excuse.get_absolute_url()
    excuse.refresh_from_db()
    assert (excuse.text, excuse.ends_on) == ("병원", datetime.date(2026, 11, 16))
    approve(excuse, office)
    response = client.post(page("excuse_edit", excuse), data(text="여행"))
    assert response.status_code == 409
    excuse.refresh_from_db()
    assert excuse.text == "병원"


def test_page_takes_as_many_queries_for_many_lessons(
    client, office, lesson, student, counted_queries
):
    excuse = factories.ExcuseFactory(student=student)
    approve(excuse, office)
    numbers = []
    for _round in range(2):
        with counted_queries() as queries:
            response = client.get(excuse.get_absolute_url())
        numbers.append((len(response.context["lessons"]), len(queries)))
        for period in range(4, 9):
            other = factories.LessonFactory(course=lesson.course, date=lesson.date, period=period)
            factories.MarkFactory(lesson=other, student=student)
    assert [number for number, _queries in numbers] == [1, 6]
    assert numbers[0][1] == numbers[1][1]
