"""What comes out of the printer."""

import re

import pytest

from tests import factories
from tests.browser.test_take_lesson import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def test_month_of_the_sample_prints_on_one_sheet(phone, settings):
    settings.IS_SAMPLE = True
    factories.OfficeFactory(username="kang", password=factories.PASSWORD)
    course = factories.course_with(5)
    factories.LessonFactory(course=course)
    sign_in(phone, "kang")
    phone.goto(f"/courses/{course.pk}/book/?month=2026-11")
    assert phone.locator(".sample-note").is_visible()
    paper = phone.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
