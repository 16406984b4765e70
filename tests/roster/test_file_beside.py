"""Guardians in files of students, and teachers in files of courses."""

import pytest
from django.utils import timezone

from roster.models import Course, CourseStaff, Guardian, Student
from tests import factories
from tests.roster.sent_files import checked, do, said

pytestmark = pytest.mark.django_db
HEADS = "학번,이름,보호자 이름,보호자 관계,보호자 연락처,보호자 이메일\n"


def guardians():
    rows = Guardian.objects.order_by("student__number", "pk")
    return list(rows.values_list("student__number", "name", "relation", "phone", "email"))


def test_guardians_come_with_students_and_go_with_them(client, office):
    made = checked(
        client, HEADS + "1,김하나,이엄마,모,1012345678,m@example.org\n2,박둘,,,,\n3,최셋,,부,,\n"
    )
    assert len(made.columns) == 6
    assert said(client, made) == [
        (2, "create", []),
        (3, "create", []),
        (4, "problem", ["보호자 이름 값이 없습니다."]),
    ]
    do(client, made, "apply", mode="good")
    assert guardians() == [("1", "이엄마", "모", "01012345678", "m@example.org")]
    do(client, made, "undo")
    assert (Student.objects.count(), Guardian.objects.count()) == (0, 0)


def test_guardians_who_are_known_change_and_get_back_what_they_had(client, office):
    student = factories.StudentFactory(number="1", name="김하나")
    mother = factories.GuardianFactory(student=student, name="이엄마", phone="010-1111-1111")
    father = factories.GuardianFactory(
        student=student, name="김아빠", relation="부", phone="010-1111-1111"
    )
    made = checked(
        client,
        HEADS + "1,김하나,이 엄마,,010-1111-1111,\n",  # as it is but for a blank: somebody else
    )
    assert made.counts == {"change": 1}
    made = checked(client, HEADS + "1,김하나,이엄마,모,01011111111,m@example.org\n")
    assert made.counts == {"change": 1}
    do(client, made, "apply", mode="all")
    mother.refresh_from_db()
    assert (mother.email, mother.phone) == ("m@example.org", "010-1111-1111")
    same = checked(client, HEADS + "1,김하나,이엄마,모,01011111111,m@example.org\n")
    assert same.counts == {"same": 1}
    do(client, made, "undo")
    mother.refresh_from_db()
    assert (mother.email, Guardian.objects.count()) == ("", 2)
    assert Guardian.objects.get(pk=father.pk).name == "김아빠"


def test_guardian_of_a_phone_that_two_share_is_not_guessed(client, office):
    student = factories.StudentFactory(number="1", name="김하나")
    for name in ("이엄마", "김아빠"):
        factories.GuardianFactory(student=student, name=name, phone="02-1")
    made = checked(client, "학번,이름,보호자 연락처\n1,김하나,021\n")
    assert said(client, made) == [(2, "problem", ["이 학생의 보호자 2명이 해당될 수 있습니다."])]


def test_guardian_who_was_changed_since_stays_when_the_file_is_taken_back(client, office):
    factories.StudentFactory(number="1", name="김하나")
    made = checked(client, HEADS + "1,김하나,이엄마,모,010-1,\n2,박둘,박엄마,모,010-2,\n")
    do(client, made, "apply", mode="all")
    Guardian.objects.update(notify=False)
    do(client, made, "undo")
    assert [row[1] for row in guardians()] == ["이엄마", "박엄마"]
    assert [code for _row, code, _why in said(client, made)] == ["kept", "kept"]


def test_new_guardian_of_a_known_student_is_taken_back(client, office):
    student = factories.StudentFactory(number="1", name="김하나")
    there = factories.GuardianFactory(student=student)
    made = checked(client, HEADS + "1,김하나,이엄마,모,010-7,\n")
    do(client, made, "apply", mode="all")
    assert Guardian.objects.count() == 2
    do(client, made, "undo")
    assert list(Guardian.objects.all()) == [there]
    assert [code for _row, code, _why in said(client, made)] == ["removed"]


@pytest.fixture
def staff():
    return [
        factories.TeacherFactory(username="kim_math", name="김수학", email="kim@example.org"),
        factories.TeacherFactory(username="lee1", name="이영어"),
        factories.TeacherFactory(username="lee2", name="이영어"),
        factories.TeacherFactory(username="gone", name="박퇴직", is_active=False),
    ]


def test_teachers_come_with_courses_by_what_they_are_called(client, office, staff):
    there = factories.CourseFactory(name="셋")
    factories.CourseStaffFactory(course=there, user=staff[0])
    made = checked(
        client,
        "강좌명\t담당\n하나\tKIM_math\n둘\tkim@example.org, lee2\n셋\t김수학\n"
        "넷\t이영어\n다섯\t박퇴직\n셋반\t\n",
        "courses",
    )
    assert said(client, made) == [
        (2, "create", []),
        (3, "create", []),
        (4, "same", []),
        (5, "problem", ["직원 가운데 ‘이영어’(이)라는 사람이 여럿입니다. 아이디를 적어 주세요."]),
        (6, "problem", ["직원 가운데 ‘박퇴직’(이)라는 사람이 없습니다."]),
        (7, "create", []),
    ]
    page = client.get(made.get_absolute_url()).context["page"]
    assert [row.changes for row in page][1][-1][1:] == ("", "김수학, 이영어")
    do(client, made, "apply", mode="good")
    found = CourseStaff.objects.exclude(course=there).order_by("course_id", "pk")
    assert [(one.course.name, one.user, one.role) for one in found] == [
        ("하나", staff[0], "teacher"),
        ("둘", staff[0], "teacher"),
        ("둘", staff[2], "teacher"),
    ]
    CourseStaff.objects.filter(course__name="하나").update(starts_on=timezone.localdate())
    do(client, made, "undo")
    assert sorted(Course.objects.values_list("name", flat=True)) == ["셋", "하나"]


def test_new_teacher_of_a_known_course_is_taken_back(client, office, staff):
    there = factories.CourseFactory(name="하나", note="2층")
    factories.CourseStaffFactory(course=there, user=staff[0])
    made = checked(client, "강좌명\t담당\n하나\tkim_math/lee1\n", "courses")
    do(client, made, "apply", mode="all")
    assert set(there.staff.values_list("user", flat=True)) == {staff[0].pk, staff[1].pk}
    do(client, made, "undo")
    assert there.staff.get().user == staff[0]


def lessons_of(course):
    rows = course.schedules.values_list("weekday", "starts_at", "duration", "period")
    return [
        (day, f"{start:%H:%M}", length.seconds // 60, period) for day, start, length, period in rows
    ]


def test_weekly_lessons_come_with_courses_and_go_with_them(client, office):
    there = factories.CourseFactory(name="둘")
    own = factories.ScheduleFactory(course=there)  # Mondays at 16:00
    made = checked(
        client,
        "강좌명\t시간표\n하나\t월수요일 16:00~17:20, Fri 3교시 9:05\n둘\t월 16:00-16:50; 토 10:00\n"
        "셋\t월 25:00\n넷\t아무 때나\n다섯\t화 10:00-09:00\n",
        "courses",
    )
    assert said(client, made) == [
        (2, "create", []),
        (3, "change", []),
        *[
            (row, "problem", [f"‘{text}’에서 요일과 시각을 알아볼 수 없습니다. 예: 월 16:00-16:50"])
            for row, text in ((4, "월 25:00"), (5, "아무 때나"), (6, "화 10:00-09:00"))
        ],
    ]
    page = client.get(made.get_absolute_url()).context["page"]
    assert page[0].changes[-1][2] == "월 16:00–17:20, 수 16:00–17:20, Fri 09:05–09:55"
    do(client, made, "apply", mode="good")
    new = Course.objects.get(name="하나")
    assert lessons_of(new) == [(0, "16:00", 80, None), (2, "16:00", 80, None), (4, "09:05", 50, 3)]
    assert lessons_of(there) == [(0, "16:00", 50, None), (5, "10:00", 50, None)]
    do(client, made, "undo")
    assert list(Course.objects.all()) == [there]
    assert list(there.schedules.all()) == [own]


def test_weekly_lesson_that_was_used_stays_when_the_file_is_taken_back(client, office):
    made = checked(client, "강좌명\t시간표\n하나\t월 16:00\n", "courses")
    do(client, made, "apply", mode="all")
    schedule = Course.objects.get().schedules.get()
    factories.LessonFactory(course=schedule.course, schedule=schedule)
    do(client, made, "undo")
    assert (Course.objects.count(), schedule.course.schedules.count()) == (1, 1)


@pytest.mark.parametrize("kind", ["students", "courses"])
def test_looking_at_more_rows_asks_as_often(client, office, staff, counted_queries, kind):
    rows = {
        "students": lambda n: f"{n},학생{n},보호자{n},모,010-{n},\n",
        "courses": lambda n: f"반{n},kim_math,월 16:00\n",
    }
    heads = {"students": HEADS, "courses": "강좌명,담당,시간표\n"}
    numbers = []
    for count in (2, 20):
        text = heads[kind] + "".join(rows[kind](n) for n in range(count))
        with counted_queries() as queries:
            assert checked(client, text, kind).counts == {"create": count}
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
