"""A teacher takes a lesson on a phone, the way teachers do."""

import pytest
from django.utils import timezone

from roster.models import MarkEvent
from tests import factories

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def lesson_of(username, students):
    """A lesson of today without a time, taught by a new teacher `username`."""
    teacher = factories.TeacherFactory(username=username, password=factories.PASSWORD)
    course = factories.course_with(students, name="중2 수학 심화반")
    factories.CourseStaffFactory(course=course, user=teacher)
    times = {"starts_at": None, "ends_at": None}
    return factories.LessonFactory(course=course, date=timezone.localdate(), **times)


def sign_in(page, username):
    page.goto("/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def press(page, student, code):
    """Taps a status button."""
    name, value = f"marks-{student.pk}-status", factories.status(code).pk
    page.click(f'label:has([name="{name}"][value="{value}"])')


def codes(lesson):
    marks = lesson.marks.order_by("student__enrollments__roll_number")
    return list(marks.values_list("status__code", "minutes"))


def saved(page):
    """Waits until the page says that everything is saved."""
    page.wait_for_selector('[data-state="saved"]')


def kept_for_later(page):
    """Waits until the browser has a copy of the page for a time without a network."""
    kept = "caches.match(location.pathname).then(Boolean)"
    while not page.evaluate(kept):
        page.wait_for_timeout(50)


def opened(page, username, students=5):
    """A new lesson on the page of its new teacher; returns it and its students in roll order."""
    lesson = lesson_of(username, students)
    sign_in(page, username)
    page.goto(lesson.get_absolute_url())
    stays = lesson.course.enrollments.select_related("student").order_by("roll_number")
    return lesson, [stay.student for stay in stays]


THREE_ABSENT = ["absent" if roll in (4, 17, 26) else "present" for roll in range(1, 31)]


def test_teacher_takes_a_class_of_30_with_4_taps(phone):
    lesson, students = opened(phone, "kim", 30)
    for roll in (4, 17, 26):
        press(phone, students[roll - 1], "absent")
    phone.click("[data-fill-present]")
    assert phone.inner_text('[data-count="blank"]') == "0"
    saved(phone)
    assert [code for code, _ in codes(lesson)] == THREE_ABSENT
    lesson.refresh_from_db()
    assert lesson.taken_by.username == "kim"
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width == phone.viewport_size["width"]


def test_teacher_takes_a_class_of_30_with_10_keys(phone):
    lesson, _ = opened(phone, "lee", 30)
    keys = "4x17x26xa"
    for key in keys:
        phone.keyboard.press(key)
    saved(phone)
    assert len(keys) <= 10
    assert [code for code, _ in codes(lesson)] == THREE_ABSENT


def test_teacher_undoes_moves_and_blanks_with_keys(phone):
    lesson, students = opened(phone, "han")
    for key in ["p", "l", "x", "a", "u", "ArrowUp", "Backspace", "?", "Escape"]:
        phone.keyboard.press(key)
    saved(phone)
    assert [code for code, _ in codes(lesson) if code] == ["present", "late"]


def test_teacher_takes_a_lesson_while_hangul_is_switched_on(phone):
    lesson, students = opened(phone, "choi")
    row = f'[name="marks-{students[0].pk}-status"] >> nth=1'
    phone.dispatch_event(row, "keydown", {"key": "ㅣ", "code": "KeyL"})
    saved(phone)
    assert codes(lesson) == [("late", None)]


def test_teacher_writes_minutes_and_a_note(phone):
    lesson, (first, *_) = opened(phone, "jung")
    press(phone, first, "late")
    phone.fill(f"[name=marks-{first.pk}-minutes]", "7")
    phone.fill(f"[name=marks-{first.pk}-note]", "버스")
    phone.press(f"[name=marks-{first.pk}-note]", "Enter")
    saved(phone)
    mark = lesson.marks.get()
    assert (mark.status.code, mark.minutes, mark.note) == ("late", 7, "버스")


def test_marks_wait_through_a_dead_network_and_a_reload(offline_phone):
    phone = offline_phone
    lesson, (first, second, *_) = opened(phone, "noh")
    press(phone, first, "late")
    saved(phone)
    kept_for_later(phone)
    phone.context.set_offline(True)
    press(phone, second, "absent")
    phone.wait_for_selector('[data-state="offline"]')
    # Chromium lets through what a page sends while it goes, as a dead network does not.
    phone.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    phone.reload()
    phone.wait_for_selector('[data-state="offline"]')
    kinds = phone.eval_on_selector_all(".mark-row", "rows => rows.map((row) => row.dataset.kind)")
    assert kinds == ["late", "absent", "", "", ""]
    assert [code for code, _ in codes(lesson)] == ["late"]
    phone.close()
    phone.context.set_offline(False)
    today = phone.context.new_page()
    with today.expect_response(f"**{lesson.get_absolute_url()}marks/"):
        today.goto("/")
    assert [code for code, _ in codes(lesson)] == ["late", "absent"]


def test_marks_wait_for_the_one_who_made_them(offline_phone):
    phone = offline_phone
    lesson, (first, *_) = opened(phone, "moon")
    other = factories.TeacherFactory(username="other", password=factories.PASSWORD)
    factories.CourseStaffFactory(course=lesson.course, user=other)
    phone.context.clear_cookies()
    press(phone, first, "absent")
    phone.wait_for_selector('[data-state="signedOut"]')
    second_tab = phone.context.new_page()
    sign_in(second_tab, "other")
    phone.wait_for_selector('[data-state="other"]')
    second_tab.goto(lesson.get_absolute_url())
    second_tab.wait_for_selector('[data-state="unchanged"]')
    assert lesson.marks.count() == 0
    phone.context.clear_cookies()
    sign_in(second_tab, "moon")
    saved(phone)
    assert [code for code, _ in codes(lesson)] == ["absent"]
    assert MarkEvent.objects.get().cause.user.username == "moon"


def test_a_request_that_was_saved_but_not_answered_is_saved_once(offline_phone):
    phone = offline_phone
    lesson, (first, *_) = opened(phone, "baek")
    requests = []

    def lose(route):
        requests.append(route.request.post_data_json["request"])
        if len(requests) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.route(
        "**/marks/", lambda route: lose(route) if route.request.post_data else route.continue_()
    )
    press(phone, first, "late")
    saved(phone)
    assert (len(requests), len(set(requests))) == (2, 1)
    assert MarkEvent.objects.count() == 1


def test_two_teachers_in_two_browsers_lose_nothing(phone, chromium, live_server):
    lesson, (first, second, third, *_) = opened(phone, "gong")
    colleague = factories.TeacherFactory(username="ok", name="옥선생", password=factories.PASSWORD)
    factories.CourseStaffFactory(course=lesson.course, user=colleague)
    context = chromium.new_context(locale="ko-KR", base_url=live_server.url)
    other = context.new_page()
    sign_in(other, "ok")
    other.goto(lesson.get_absolute_url())
    press(other, first, "late")
    saved(other)
    press(phone, second, "absent")
    phone.wait_for_selector(f'#student-{first.pk}[data-kind="late"]', timeout=10_000)
    other.route("**/marks/", lambda r: r.continue_() if r.request.post_data else r.abort())
    press(phone, third, "late")
    saved(phone)
    press(other, third, "absent")
    other.wait_for_selector(f'#student-{third.pk}[data-save="conflict"]')
    assert "선생" in other.inner_text(f"#student-{third.pk} .mark-problem")
    other.click(f"#student-{third.pk} .mark-problems button >> nth=1")
    saved(other)
    assert [code for code, _ in codes(lesson)] == ["late", "absent", "absent"]
    phone.wait_for_selector(f'#student-{third.pk}[data-kind="absent"]', timeout=10_000)
    context.close()


def test_teacher_takes_a_lesson_without_scripts(phone_without_scripts):
    phone = phone_without_scripts
    lesson, (first, *_) = opened(phone, "park")
    press(phone, first, "absent")
    phone.click("button[value=fill_present]")
    assert lesson.marks.count() == 0
    phone.click("button[value=save]")
    phone.wait_for_selector(".alert-success")
    assert [code for code, _ in codes(lesson)] == ["absent", *["present"] * 4]
