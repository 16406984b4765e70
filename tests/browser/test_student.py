"""A student's page on a phone."""

import pytest

from tests import factories
from tests.browser.test_take_lesson import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def test_student_page_on_a_phone_begins_with_the_rate(phone):
    factories.OfficeFactory(username="lim", password=factories.PASSWORD)
    student = factories.MarkFactory().student
    sign_in(phone, "lim")
    phone.goto(student.get_absolute_url())
    places = [phone.locator(name).bounding_box() for name in ("#rates", "#stays", "#history")]
    assert places == sorted(places, key=lambda place: place["y"])
    phone.set_viewport_size({"width": 1280, "height": 800})
    assert phone.locator("#history").bounding_box()["x"] < 100
    assert phone.locator("#rates").bounding_box()["x"] > 640
