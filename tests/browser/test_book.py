"""The office fills in a month's book."""

import datetime

import pytest
from django.utils import timezone

from roster.models import Save
from tests import factories
from tests.browser.test_take_lesson import codes, saved, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def test_book_is_filled_by_cell_column_and_row_and_taken_back(phone):
    factories.OfficeFactory(username="kang", password=factories.PASSWORD)
    course = factories.course_with(3)
    first, second, cancelled = (
        factories.LessonFactory(course=course, date=datetime.date(2026, 11, day))
        for day in (2, 3, 4)
    )
    cancelled.cancelled_at = timezone.now()
    cancelled.save()
    sign_in(phone, "kang")
    phone.set_viewport_size({"width": 1280, "height": 800})
    phone.goto(f"/courses/{course.pk}/book/?month=2026-11")
    phone.click("#sheet tbody tr:nth-child(2) td:nth-child(3)")
    phone.keyboard.press("l")
    phone.keyboard.press("ArrowUp")
    phone.fill("[data-minutes]", "7")
    history = phone.locator("[data-history]")
    saved(phone)
    second_student = course.enrollments.get(roll_number=2).student_id
    address = f"/lessons/{first.pk}/students/{second_student}/"
    assert (history.is_visible(), history.get_attribute("href")) == (True, address)
    phone.click("#sheet thead th:nth-child(3) [data-column]")
    phone.click("[data-status]:has-text('출석')")
    phone.click("#sheet tbody tr:nth-child(3) [data-row]")
    phone.uncheck("[data-only-blank]")
    phone.keyboard.press("x")
    saved(phone)
    phone.wait_for_selector("#sheet tbody tr:nth-child(3) [data-rate]:text-is('0.0%')")
    assert codes(first) == [("present", None), ("late", 7), ("absent", None)]
    assert codes(second) == [("absent", None)]
    assert cancelled.marks.count() == 0
    assert set(Save.objects.values_list("origin", flat=True)) == {"book"}
    phone.click("[data-undo]")
    saved(phone)
    phone.reload()
    cells = phone.locator("#sheet tbody tr:nth-child(3) td").all_inner_texts()
    assert [text.split()[-1] for text in cells[1:3]] == ["○", "·"]
