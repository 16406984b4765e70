"""What comes out of the printer."""

import datetime
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


def test_paper_of_a_full_class_has_a_page_of_paper_for_each_page(phone):
    """40 students by 3 lessons a day: nothing is cut, nothing flows over."""
    factories.OfficeFactory(username="kang", password=factories.PASSWORD)
    course = factories.course_with(40, name="아주 긴 이름을 가진 3학년 2반 심화 보충 수업")
    for number in range(62):
        date = datetime.date(2026, 10, 1) + datetime.timedelta(days=number // 2)
        factories.LessonFactory(course=course, date=date, period=number % 2 + 1)
    sign_in(phone, "kang")
    phone.goto(f"/courses/{course.pk}/book/print/?month=2026-10")
    fits = "page => page.querySelector('.paper-foot').getBoundingClientRect().bottom"
    fits += " <= page.getBoundingClientRect().bottom"
    sections = phone.locator(".paper")
    assert [section.evaluate(fits) for section in sections.all()] == [True, True, True]
    paper = phone.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 3
    assert re.findall(rb"/MediaBox\s*\[0 0 (\d+)[.\d]* (\d+)", paper)[0] == (b"841", b"594")
