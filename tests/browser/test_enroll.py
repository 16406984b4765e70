"""The office enrols students."""

import pytest

from tests import factories
from tests.browser.test_take_lesson import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def test_office_ticks_students_over_several_searches(phone):
    factories.OfficeFactory(username="shin", password=factories.PASSWORD)
    course = factories.CourseFactory()
    first, second = factories.StudentFactory(name="김하나"), factories.StudentFactory(name="박둘")
    sign_in(phone, "shin")
    phone.goto(f"/courses/{course.pk}/enroll/")
    for student in (first, second):
        with phone.expect_response("**/enroll/?**"):
            phone.fill("main [name=q]", student.name)
        phone.check(f'#found [value="{student.pk}"]')
    phone.click(".form-buttons .btn-primary")
    phone.wait_for_selector(".alert-success")
    assert set(course.enrollments.values_list("student", flat=True)) == {first.pk, second.pk}
