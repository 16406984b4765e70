"""A guardian tells of an absence through a single-use link."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from legacy.models import Job
from legacy.queue.worker import Loop
from roster.models import Excuse, ExcuseLink, StatusSet
from roster.services import excuses as services
from roster.services.excuse_links import make_link
from tests import factories

pytestmark = pytest.mark.django_db
DAY = "2026-11-16"


@pytest.fixture
def stay():
    student = factories.StudentFactory(name="남궁민수", phone="010-1111-2222", number="S-77")
    return factories.EnrollmentFactory(student=student)


def address(stay, guardian=None):
    token = make_link(stay.student, guardian, factories.TeacherFactory())
    return reverse("roster:guardian_excuse", args=[token])


def data(**fields):
    return {"starts_on": DAY, "ends_on": DAY, "text": "독감", "sender": "어머니"} | fields


def test_link_records_a_waiting_excuse_once(client, stay):
    link = address(stay, factories.GuardianFactory(student=stay.student, name="김어머니"))
    file = SimpleUploadedFile("진단서.jpg", b"\xff\xd8\xff photo")
    assert client.post(link, data(files=file)).url == link
    excuse = Excuse.objects.get()
    assert (excuse.student, excuse.state, excuse.added_by) == (stay.student, "waiting", None)
    assert [one.text for one in excuse.events.all()] == ["김어머니 · 어머니"]
    assert excuse.attachments.get().content_type == "image/jpeg"
    assert client.post(link, data()).url == link
    assert Excuse.objects.count() == 1


def test_page_shows_the_given_name_and_courses_only(client, stay):
    page = client.get(address(stay)).text
    assert "<strong>민수</strong>" in page
    assert stay.course.name in page
    assert not re.search("남궁|S-77|010-1111", page)


def test_looking_uses_nothing_up_and_keeps_nothing(client, stay):
    link = address(stay)
    response = client.get(link)
    assert ExcuseLink.objects.get().used_at is None
    headers = [response.headers[name] for name in ("X-Robots-Tag", "Referrer-Policy")]
    assert headers == ["noindex, nofollow", "same-origin"]
    assert "no-store" in response.headers["Cache-Control"]


def test_database_keeps_no_token(stay):
    token = make_link(stay.student, None, factories.TeacherFactory())
    assert token not in str(ExcuseLink.objects.values())


@pytest.mark.parametrize("gone", ["expired", "replaced", "left", "invented"])
def test_link_that_is_gone_says_the_same_whatever_the_reason(client, stay, gone):
    link = address(stay)
    if gone == "expired":
        ExcuseLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    elif gone == "replaced":
        address(stay)
    elif gone == "left":
        type(stay.student).objects.update(is_active=False)
    else:
        link = reverse("roster:guardian_excuse", args=["x" * 43])
    response = client.post(link, data())
    assert response.status_code == 410
    assert "학교에 새 링크를 요청해 주세요." in response.text
    assert Excuse.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_on": "2026-11-15"},
        {"ends_on": "2027-12-21"},
        {"sender": ""},
        {"files": SimpleUploadedFile("진단서.pdf", b"<html>")},
    ],
)
def test_bad_message_uses_nothing_up(client, stay, fields):
    link = address(stay)
    assert client.post(link, data(**fields)).status_code == 400
    assert (Excuse.objects.count(), ExcuseLink.objects.get().used_at) == (0, None)


def test_guardian_can_not_set_what_is_the_offices(client, stay):
    school = StatusSet.objects.get(name__startswith="학교")
    sent = data(document_due="2026-12-01", state="approved", first_period=1)
    link = address(stay)
    refused = client.post(link, sent | {"reason": school.reasons.first().pk})
    assert refused.status_code == 400
    client.post(link, sent)
    excuse = Excuse.objects.get()
    assert (excuse.document_due, excuse.state, excuse.first_period) == (None, "waiting", None)


def test_links_can_not_be_tried_out(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "excuse_link": "2/m/ip"}
    made_up = reverse("roster:guardian_excuse", args=["made-up"])
    assert [client.post(made_up).status_code for _try in range(3)] == [410, 410, 429]


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("ko-KR,ko;q=0.9", "결석을 알려 주세요"),
        ("en-GB", "Tell us of an absence"),
        ("de", "결석을"),
    ],
)
def test_page_speaks_the_language_of_the_browser(client, stay, language, heading):
    response = client.get(address(stay), headers={"accept-language": language})
    assert f"<h1>{heading}" in response.text


def test_teacher_makes_links_for_own_students(client, teacher, stay):
    make = reverse("roster:excuse_link", args=[stay.student_id])
    assert client.post(make).status_code == 404
    factories.CourseStaffFactory(course=stay.course, user=teacher)
    response = client.post(make)
    link = response.context["address"]
    assert "data:image/svg+xml;base64," in response.text
    assert Client().get(link).context["link"].made_by == teacher


def test_link_is_mailed_to_the_guardian(client, office, stay, mailoutbox):
    make = reverse("roster:excuse_link", args=[stay.student_id])
    without = factories.GuardianFactory(student=stay.student)
    response = client.post(make, {"guardian": without.pk, "mail": "on"})
    assert response.context["form"].errors["mail"] == ["이 보호자는 전자우편 주소가 없습니다."]
    guardian = factories.GuardianFactory(student=stay.student, email="mother@example.com")
    response = client.post(make, {"guardian": guardian.pk, "mail": "on"})
    assert [mail.to for mail in mailoutbox] == [["mother@example.com"]]
    assert response.context["address"] in mailoutbox[0].body
    stranger = factories.GuardianFactory(email="other@example.com")
    assert client.post(make, {"guardian": stranger.pk, "mail": "on"}).status_code == 400
    assert len(mailoutbox) == 1


def test_link_that_cannot_be_mailed_is_shown(client, office, stay, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where nobody listens
    guardian = factories.GuardianFactory(student=stay.student, email="mother@example.com")
    make = reverse("roster:excuse_link", args=[stay.student_id])
    response = client.post(make, {"guardian": guardian.pk, "mail": "on"})
    said = [str(message) for message in response.context["messages"]]
    assert said == ["메일을 보내지 못했습니다. 아래 코드를 보여 주거나 인쇄해 주세요."]
    assert Client().get(response.context["address"]).status_code == 200


# --- What became of it ---------------------------------------------------------------------------


def work():
    loop = Loop(once=True)
    loop.register()
    loop.work_off()


def sent(client, stay, language="ko", **fields):
    """The address of a link that a guardian with an e-mail address has used, and the excuse."""
    known = {"student": stay.student, "email": "mother@example.com"} | fields
    link = address(stay, factories.GuardianFactory(**known))
    client.post(link, data(), headers={"accept-language": language})
    return link, Excuse.objects.get()


ANSWERS = [
    (services.approve, "approved", "ko", "결석이 승인되었습니다", "민수 학생의 결석: 승인"),
    (services.refuse, "refused", "en", "The excuse was refused", "Absence of 민수: refused"),
]


@pytest.mark.parametrize(("act", "state", "language", "heading", "subject"), ANSWERS)
def test_guardian_is_told_of_the_decision_in_the_language_of_the_link(
    client, stay, mailoutbox, act, state, language, heading, subject
):
    link, excuse = sent(client, stay, language)
    act(excuse, factories.OfficeFactory(), "학생증을 가져오세요")
    assert mailoutbox == []
    work()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["mother@example.com"], subject)
    assert "학생증을 가져오세요" in mail.body
    page = client.get(link, headers={"accept-language": language})
    assert (page.status_code, page.context["excuse"].state) == (200, state)
    assert f"<h1>{heading}</h1>" in page.text
    assert "학생증을 가져오세요" in page.text
    assert not re.search("남궁|S-77|010-1111|독감", page.text + mail.body)
    assert not Job.objects.exists()


@pytest.mark.parametrize("fields", [{"email": ""}, {"notify": False}, {"retired_at": True}])
def test_guardian_who_is_not_to_be_told_gets_no_mail(client, stay, mailoutbox, fields):
    if "retired_at" in fields:
        fields = {"retired_at": timezone.now()}
    _link, excuse = sent(client, stay, **fields)
    services.approve(excuse, factories.OfficeFactory())
    work()
    assert (mailoutbox, Job.objects.count()) == ([], 0)


def test_decision_that_was_withdrawn_before_the_mail_left_is_not_told(client, stay, mailoutbox):
    link, excuse = sent(client, stay)
    office = factories.OfficeFactory()
    services.approve(excuse, office)
    services.withdraw(excuse, office)
    work()
    assert mailoutbox == []
    assert "<h1>결석계가 철회되었습니다</h1>" in client.get(link).text


def test_mail_goes_to_the_address_of_the_moment(client, stay, mailoutbox):
    _link, excuse = sent(client, stay)
    services.approve(excuse, factories.OfficeFactory())
    stay.student.guardians.update(email="new@example.com")
    work()
    assert [mail.to for mail in mailoutbox] == [["new@example.com"]]


@pytest.mark.parametrize("gone", ["long ago", "left", "excuse gone"])
def test_used_link_shows_nothing_for_ever(client, stay, gone):
    link, excuse = sent(client, stay)
    if gone == "long ago":
        ExcuseLink.objects.update(used_at=timezone.now() - datetime.timedelta(days=30))
    elif gone == "left":
        type(stay.student).objects.update(is_active=False)
    else:
        excuse.delete()
    assert client.get(link).status_code == 410
