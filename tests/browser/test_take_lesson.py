"""A teacher takes a lesson on a phone, the way teachers do."""

import pytest
from django.utils import timezone

from tests import factories

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def lesson_of(username):
    """A lesson of today with five students, taught by a new teacher `username`."""
    teacher = factories.TeacherFactory(username=username, password=factories.PASSWORD)
    course = factories.course_with(5, name="중2 수학 심화반")
    factories.CourseStaffFactory(course=course, user=teacher)
    return factories.LessonFactory(course=course, date=timezone.localdate())


def sign_in(page, username):
    page.goto("/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def mark(page, student, code):
    page.click(f'label[for="marks-{student.pk}-{factories.status(code).pk}"]')


def codes(lesson):
    marks = lesson.marks.order_by("student__enrollments__roll_number")
    return list(marks.values_list("status__code", "minutes"))


def test_teacher_takes_a_lesson_on_a_phone(phone):
    lesson = lesson_of("kim")
    first, second, *_ = (s.student for s in lesson.course.enrollments.order_by("roll_number"))
    sign_in(phone, "kim")
    phone.click("text=중2 수학 심화반")
    mark(phone, first, "late")
    phone.fill(f"[name=marks-{first.pk}-minutes]", "7")
    mark(phone, second, "absent")
    assert phone.inner_text('[data-count="blank"]') == "3"
    phone.click("[data-fill-present]")
    assert phone.inner_text('[data-count="blank"]') == "0"
    phone.click("button[value=save]")
    phone.wait_for_selector(".alert-success")
    assert codes(lesson) == [("late", 7), ("absent", None), *[("present", None)] * 3]
    lesson.refresh_from_db()
    assert lesson.taken_by.username == "kim"
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width == phone.viewport_size["width"]


def test_teacher_takes_a_lesson_with_the_keyboard(phone):
    lesson = lesson_of("lee")
    first = lesson.course.enrollments.get(roll_number=1).student
    sign_in(phone, "lee")
    phone.goto(lesson.get_absolute_url())
    phone.focus(f'[id="marks-{first.pk}-{factories.status("present").pk}"]')
    for key in "plxpp":
        phone.keyboard.press(key)
    phone.click("button[value=save]")
    phone.wait_for_selector(".alert-success")
    assert [code for code, _ in codes(lesson)] == ["present", "late", "absent", *["present"] * 2]


def test_teacher_takes_a_lesson_while_hangul_is_switched_on(phone):
    lesson = lesson_of("choi")
    first = lesson.course.enrollments.get(roll_number=1).student
    sign_in(phone, "choi")
    phone.goto(lesson.get_absolute_url())
    present = f'[id="marks-{first.pk}-{factories.status("present").pk}"]'
    phone.dispatch_event(present, "keydown", {"key": "ㅣ", "code": "KeyL"})
    phone.click("button[value=save]")
    phone.wait_for_selector(".alert-success")
    assert codes(lesson) == [("late", None)]


def test_teacher_saves_with_enter_in_a_note(phone):
    lesson = lesson_of("jung")
    first = lesson.course.enrollments.get(roll_number=1).student
    sign_in(phone, "jung")
    phone.goto(lesson.get_absolute_url())
    mark(phone, first, "late")
    phone.fill(f"[name=marks-{first.pk}-note]", "버스")
    phone.press(f"[name=marks-{first.pk}-note]", "Enter")
    phone.wait_for_selector(".alert-success")
    assert codes(lesson) == [("late", None)]


def test_teacher_takes_a_lesson_without_scripts(phone_without_scripts):
    phone = phone_without_scripts
    lesson = lesson_of("park")
    first = lesson.course.enrollments.get(roll_number=1).student
    sign_in(phone, "park")
    phone.goto(lesson.get_absolute_url())
    mark(phone, first, "absent")
    phone.click("button[value=fill_present]")
    assert lesson.marks.count() == 0
    phone.click("button[value=save]")
    phone.wait_for_selector(".alert-success")
    assert [code for code, _ in codes(lesson)] == ["absent", *["present"] * 4]
