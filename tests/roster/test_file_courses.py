"""Courses, enrolments and marks from a file."""

import datetime

import pytest
from django.utils import timezone

from roster.models import Course, Enrollment, Lesson, Mark, MarkEvent, Save
from tests import factories
from tests.roster.sent_files import checked, do, said

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2026, 3, 2)


def test_courses_of_a_file_are_made_and_taken_back(client, office):
    term = factories.TermFactory(name="2026-1")
    there = factories.CourseFactory(name="중1 수학", branch="본원")
    for name in ("둘", "둘"):
        factories.CourseFactory(name=name)
    made = checked(
        client,
        "강좌명,학기,지점\n중1  수학,,분원\n새 반,2026-1,본원\n둘,,\n셋,2030-1,\n새 반,2026-1,\n",
        "courses",
    )
    assert said(client, made) == [
        (2, "change", []),
        (3, "create", []),
        (4, "problem", ["이 이름의 강좌가 2개입니다. 학기를 적어 주세요."]),
        (5, "problem", ["‘2030-1’ 학기가 없습니다."]),
        (6, "problem", ["3행에 같은 내용이 이미 있습니다."]),
    ]
    do(client, made, "apply", mode="good")
    new, there = Course.objects.get(name="새 반"), Course.objects.get(pk=there.pk)
    assert (new.term, new.status_set, there.branch) == (term, factories.basic_set(), "분원")
    do(client, made, "undo")
    there.refresh_from_db()
    assert (Course.objects.count(), there.branch) == (3, "본원")


def test_enrolments_of_a_file_are_made_and_taken_back(client, office):
    math = factories.CourseFactory(name="수학")
    one, two, three, four = (
        factories.StudentFactory(number=str(n), name=f"학생{n}") for n in range(1, 5)
    )
    old = factories.EnrollmentFactory(student=two, course=math, starts_on=FIRST)
    made = checked(
        client,
        "학번\t이름\t반\t시작일\t종료일\t출석번호\n"
        "1\t학생1\t수학\t2026.3.2\t\t7\n"
        "2\t\t수학\t2026.3.2\t2026.6.30\t8\n"
        "2\t\t수학\t2026.6.1\t\t\n"
        "3\t다른 이름\t수학\t\t\t\n"
        "3\t학생3\t수학\t2026.3.2\t2026.3.1\t\n"
        "3\t학생3\t과학\t2026.3.2\t\t\n"
        "9\t학생9\t수학\t2026.3.2\t\t\n"
        "4\t학생4\t수학\t2026.3.2\t\t\n",
        "enrollments",
    )
    assert said(client, made) == [
        (2, "create", []),
        (3, "change", []),
        (4, "problem", ["이미 이 강좌에 있는 학생입니다(2026년 3월 2일 – )."]),
        (5, "problem", ["출석부에서 이 학번의 학생 이름은 학생3입니다."]),
        (6, "problem", ["마지막 날이 첫날보다 앞섭니다."]),
        (7, "problem", ["‘과학’ 강좌가 없습니다."]),
        (8, "problem", ["출석부에 없는 학생입니다."]),
        (9, "create", []),
    ]
    do(client, made, "apply", mode="good")
    old.refresh_from_db()
    new = Enrollment.objects.get(student=one)
    assert (new.starts_on, new.ends_on, new.roll_number) == (FIRST, None, 7)
    assert (old.ends_on, old.roll_number) == (datetime.date(2026, 6, 30), 8)
    factories.MarkFactory(lesson=factories.LessonFactory(course=math), student=four)
    do(client, made, "undo")
    old.refresh_from_db()
    assert (old.ends_on, old.roll_number) == (None, None)
    assert list(Enrollment.objects.order_by("pk").values_list("student__number", flat=True)) == [
        "2", "4",
    ]  # fmt: skip


@pytest.fixture
def course(office):
    """Two students, lessons on the second and (two of them) on the third of March."""
    course = factories.course_with(2, name="수학")
    for day, period in ((2, 1), (3, 1), (3, 2)):
        factories.LessonFactory(course=course, date=datetime.date(2026, 3, day), period=period)
    for stay in course.enrollments.all():
        stay.student.number = f"{stay.roll_number}"
        stay.student.save()
    return course


def marks():
    rows = Mark.objects.order_by("lesson_id", "student_id")
    return list(rows.values_list("student__number", "status__code", "minutes", "note", "version"))


def test_marks_of_a_file_are_saved_with_their_history_and_taken_back(client, course):
    first = course.lessons.get(date=FIRST)
    student = course.enrollments.get(roll_number=1).student
    factories.MarkFactory(lesson=first, student=student, note="버스")
    made = checked(
        client,
        "학번,강좌,날짜,교시,출결,분,비고\n1,수학,2026. 3. 2.,,지각,5,\n2,수학,3/2/2026,1,△,,x\n"
        "1,수학,2026-03-03,2,tardy,,\n2,수학,2026-03-03,,출석,,\n2,수학,2026-03-04,,출석,,\n"
        "2,수학,2026-03-03,1,퇴근,,\n2,수학,2026-03-02,1,결석,,\n",
        "marks",
        date_order="mdy",
    )
    assert said(client, made) == [
        (2, "change", []),
        (3, "create", []),
        (4, "create", []),
        (5, "problem", ["이 강좌에 그날 수업이 여러 개입니다. 교시를 적어 주세요."]),
        (6, "problem", ["이 강좌에는 그날 수업이 없습니다."]),
        (7, "problem", ["‘퇴근’은(는) 이 강좌의 출결 상태가 아닙니다."]),
        (8, "problem", ["3행에 같은 내용이 이미 있습니다."]),
    ]
    do(client, made, "apply", mode="good")
    assert marks() == [
        ("1", "late", 5, "버스", 2), ("2", "late", None, "x", 1), ("1", "late", None, "", 1),
    ]  # fmt: skip
    assert set(Save.objects.values_list("origin", "user__name")) == {("file", made.created_by.name)}
    Mark.objects.filter(note="x").update(note="y", version=2)
    do(client, made, "undo")
    assert marks() == [
        ("1", "present", None, "버스", 3), ("2", "late", None, "y", 2), ("1", None, None, "", 2),
    ]  # fmt: skip
    assert MarkEvent.objects.count() == 5
    assert made.counts["kept"] == 1


def test_marks_of_lessons_that_are_closed_say_so(client, course):
    second = course.lessons.filter(date__day=3)
    second.filter(period=1).update(cancelled_at=timezone.now())
    guest = factories.StudentFactory(number="9")
    text = "학번,강좌,날짜,교시,출결\n1,수학,2026-03-03,1,○\n9,수학,2026-03-03,2,○\n"
    assert said(client, checked(client, text, "marks")) == [
        (2, "problem", ["휴강된 수업입니다."]),
        (3, "problem", ["그날 수강하지 않은 학생입니다."]),
    ]
    assert guest.marks.count() == 0
    good = checked(client, "학번,강좌,날짜,출결\n1,수학,2026-03-02,○\n", "marks")
    factories.PolicyFactory(lock_after_days=0)
    Lesson.objects.update(date=datetime.date(2020, 3, 2))
    do(client, good, "apply", mode="all")
    assert (good.state, good.is_stale, good.counts, marks()) == (
        "checked", True, {"problem": 1}, [],
    )  # fmt: skip
    locked = checked(client, "학번,강좌,날짜,교시,출결\n1,수학,2020-03-02,2,○\n", "marks")
    assert said(client, locked) == [(2, "problem", ["잠긴 수업입니다."])]


def test_marks_that_are_there_already_change_nothing(client, course):
    factories.basic_set().reasons.create(code="illness", name_ko="질병", name_en="illness")
    text = "학번,강좌,날짜,출결,사유\n1,수학,2026-03-02,결석,질병\n2,수학,2026-03-02,지각,없음\n"
    made = checked(client, text, "marks")
    assert said(client, made)[1] == (3, "problem", ["‘없음’은(는) 이 강좌의 사유가 아닙니다."])
    do(client, made, "apply", mode="good")
    again = checked(client, text, "marks")
    assert again.counts == {"same": 1, "problem": 1}
