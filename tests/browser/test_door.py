"""From an invitation to the first lesson taken; the second step with an app, a key and a code."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from roster.days import today
from roster.models import Mark
from tests import factories
from tests.browser.test_take_lesson import saved, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "twelve wet horses on a hill"


def code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_invitation_leads_to_the_first_lesson_taken(phone, live_server):
    factories.AdministratorFactory(username="head", password=factories.PASSWORD)
    sign_in(phone, "head")
    phone.goto("/staff/add/")
    phone.fill("[name=username]", "Lee.Su")
    phone.fill("[name=name]", "이수진")
    phone.get_by_label("교사").check()
    phone.get_by_role("button", name="추가하고 초대하기").click()
    phone.wait_for_url(re.compile(r"/staff/\d+/$"))
    assert phone.locator(".invitation-code").bounding_box()["width"] > 100
    link = phone.locator("#address").text_content()
    member = factories.User.objects.get(username="lee.su")
    course = factories.course_with(2)
    factories.CourseStaffFactory(course=course, user=member)
    lesson = factories.LessonFactory(course=course, date=today())
    phone.context.clear_cookies()
    phone.goto(link)
    assert phone.input_value("[name=username]") == "lee.su"
    phone.fill("[name=new_password1]", NEW)
    phone.fill("[name=new_password2]", NEW)
    phone.get_by_role("button", name="저장하고 로그인").click()
    phone.wait_for_url(f"{live_server.url}/")
    phone.goto(lesson.get_absolute_url())
    phone.click("[data-fill-present]")
    saved(phone)
    assert Mark.objects.filter(lesson=lesson, status__code="present").count() == 2


def test_second_step_is_set_up_and_recovered(phone, live_server, settings):
    settings.MFA_REQUIRED_ROLES = ["administrator"]
    factories.AdministratorFactory(username="head", password=factories.PASSWORD)
    sign_in(phone, "head")
    phone.wait_for_url("**/account/second-factor/")
    phone.get_by_role("link", name="앱 등록").click()
    phone.fill("[name=code]", code(phone.locator("code").text_content()))
    phone.get_by_role("button", name="코드 확인").click()
    phone.wait_for_url("**/recovery-codes/")
    codes = phone.locator("#codes").text_content().split()
    phone.get_by_role("link", name="보관했습니다").click()
    phone.wait_for_url(f"{live_server.url}/")
    key = phone.context.new_cdp_session(phone)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    phone.goto("/account/second-factor/webauthn/add/")
    phone.fill("[name=name]", "책상 서랍의 열쇠")
    phone.get_by_role("button", name="보안 키 추가").click()
    phone.wait_for_url("**/account/second-factor/")
    assert "책상 서랍의 열쇠" in phone.locator("main").text_content()
    phone.context.clear_cookies()
    sign_in(phone, "head")
    phone.wait_for_url("**/authenticate/")
    phone.get_by_role("button", name="보안 키 사용").click()
    phone.wait_for_url("**/trust/")
    phone.get_by_role("button", name="신뢰하지 않음").click()
    phone.wait_for_url(f"{live_server.url}/")
    phone.context.clear_cookies()
    sign_in(phone, "head")
    phone.wait_for_url("**/authenticate/")
    phone.fill("[name=code]", codes[0])
    phone.get_by_role("button", name="로그인").click()
    phone.wait_for_url("**/trust/")
