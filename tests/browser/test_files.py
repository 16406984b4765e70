"""The office pastes students, watches how far it is, and takes them."""

import pytest

from roster.models import Student
from tests import factories
from tests.browser.test_take_lesson import sign_in
from tests.legacy.test_queue import work_off

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def test_office_pastes_students_and_takes_them(phone):
    factories.OfficeFactory(username="shin", password=factories.PASSWORD)
    sign_in(phone, "shin")
    phone.goto("/imports/new/")
    phone.fill("[name=text]", "명단\n학번\t이름\t생일\n007\t김하나\t2013.3.1\n8\t박둘\t\n")
    phone.click(".form-buttons .btn-primary")
    phone.select_option("[name=column_birth_date]", "")
    phone.click(".form-buttons .btn-primary")
    phone.wait_for_selector("[data-progress]")
    work_off()
    phone.wait_for_selector(".row-create")  # the page has loaded itself again
    assert phone.locator(".row-create").count() == 2
    phone.click("[name=mode]")
    phone.wait_for_selector("[data-progress]")
    work_off()
    phone.wait_for_selector(".alert-success")
    students = Student.objects.order_by("number").values_list("number", "name", "birth_date")
    assert list(students) == [("007", "김하나", None), ("8", "박둘", None)]
