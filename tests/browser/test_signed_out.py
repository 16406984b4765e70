"""After signing out the browser shows nothing of what was there."""

import pytest

from roster.models import CourseStaff
from tests.factories import PASSWORD, TeacherFactory, course_with

pytestmark = pytest.mark.browser


def test_back_after_signing_out_shows_the_door(phone):
    user = TeacherFactory(username="kim", password=PASSWORD)
    course = course_with(3)
    CourseStaff.objects.create(course=course, user=user)
    name = course.enrollments.first().student.name
    phone.goto("/login/")
    phone.fill("[name=login]", "kim")
    phone.fill("[name=password]", PASSWORD)
    phone.get_by_role("button", name="로그인").click()
    phone.goto(f"/courses/{course.pk}/")
    assert name in phone.content()
    phone.evaluate("caches.open('register-pages-1')")
    phone.goto("/logout/")
    phone.get_by_role("button", name="로그아웃").click()
    phone.wait_for_url("**/login/")
    assert phone.evaluate("caches.keys()") == []
    phone.go_back()
    phone.go_back()
    assert "/login/" in phone.url
    assert name not in phone.content()
