"""Alerts: what rules find, whom they tell, and that nobody is told twice or wrongly."""

import json
from smtplib import SMTPException

import pytest
from django.core.management import call_command
from django.utils import timezone

from legacy.models import Job
from legacy.queue.work import Later, Work
from roster.alerts import channels, collecting, outbox
from roster.alerts.collecting import collect, news_of
from roster.alerts.outbox import send_due
from roster.alerts.scheduling import schedule
from roster.days import today
from roster.doctor_checks import alerts as check_alerts
from roster.jobs import tell
from roster.models import Alert, AlertMessage, AlertRule, Mark
from tests import factories
from tests.roster.alerting import DAY, mark, rule_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("working_day")]


def found(rule):
    return [(one.event.student, set(one.event.lessons)) for one in news_of(rule)]


def states():
    return list(AlertMessage.objects.values_list("state", flat=True))


# --- What rules find -----------------------------------------------------------------------------


def test_absence_without_notice_is_found_and_others_are_not(stay):
    rule = rule_of("absent")
    absent = mark(stay, 1)
    mark(stay, 2, "late")
    mark(stay, 20)
    excused = mark(stay, 3)
    factories.ExcuseFactory(
        student=stay.student, starts_on=excused.lesson.date, ends_on=excused.lesson.date
    )
    untaken = mark(stay, 4)
    type(untaken.lesson).objects.filter(pk=untaken.lesson_id).update(taken_at=None)
    assert found(rule) == [(stay.student_id, {absent.lesson_id})]


def test_rule_of_a_course_finds_nothing_elsewhere(stay):
    mark(stay)
    assert found(rule_of("absent", course=factories.CourseFactory())) == []
    assert len(found(rule_of("absent", course=stay.course))) == 1


def test_nothing_before_the_first_day_of_a_rule_is_found(stay):
    mark(stay, 2)
    assert found(rule_of("absent", starts_on=today() - DAY)) == []


def test_absences_in_a_row_name_their_lessons(stay):
    rule = rule_of("row", number=2)
    mark(stay, 4, "absent")
    mark(stay, 3, "present")
    row = {mark(stay, days).lesson_id for days in (2, 1)}
    assert found(rule) == [(stay.student_id, row)]
    mark(stay, 0, "present")
    assert found(rule) == []


def test_rate_below_the_minimum_names_the_last_absences(stay):
    rule = rule_of("below")
    for days in (3, 4, 5):
        mark(stay, days, "present")
    absent = mark(stay, 2)
    assert found(rule) == [(stay.student_id, {absent.lesson_id})]
    factories.PolicyFactory(minimum_rate=70)
    assert found(rule) == []


def test_documents_are_reminded_of_before_and_after_the_day(stay):
    soon, late = rule_of("document", number=3), rule_of("overdue")
    for days in (2, 10, -2):
        factories.ExcuseFactory(student=stay.student, document_due=today() + days * DAY)
    due = [[one.event.date - today() for one in news_of(rule)] for rule in (soon, late)]
    assert due == [[2 * DAY], [-2 * DAY]]


# --- Once, and to the right person ---------------------------------------------------------------


def test_alert_is_sent_once_and_names_the_lesson(stay, guardian, mailoutbox):
    rule_of("absent")
    lesson = mark(stay).lesson
    for _round in range(2):
        collect()
        send_due()
    assert [mail.to for mail in mailoutbox] == [["mother@example.com"]]
    assert stay.student.name in mailoutbox[0].subject
    assert lesson.date.isoformat() in mailoutbox[0].body
    assert (states(), Alert.objects.count()) == (["sent"], 1)


def test_state_that_lasts_is_told_once_until_it_comes_again(stay, guardian, mailoutbox):
    rule_of("row", number=1)
    mark(stay, 3)
    collect()
    mark(stay, 2)
    assert collect() == 0
    mark(stay, 1, "present")
    assert collect() == 0
    assert Alert.objects.lasting().count() == 0
    mark(stay, 0)
    assert collect() == 1


def test_address_is_that_of_the_moment_of_sending(stay, guardian, mailoutbox):
    rule_of("absent")
    mark(stay)
    collect()
    guardian.email = "new@example.com"
    guardian.save()
    send_due()
    assert [mail.to for mail in mailoutbox] == [["new@example.com"]]
    assert AlertMessage.objects.get().sent_to == "new@example.com"


@pytest.mark.parametrize(
    "change",
    [
        lambda stay: stay.student.guardians.update(notify=False),
        lambda stay: stay.student.guardians.update(retired_at=timezone.now()),
        lambda stay: stay.student.guardians.update(student=factories.StudentFactory()),
        lambda stay: type(stay.student).objects.update(is_active=False),
        lambda stay: AlertRule.objects.update(is_active=False),
        lambda stay: Mark.objects.update(status=factories.status("present")),
        lambda stay: factories.ExcuseFactory(
            student=stay.student, starts_on=today() - 2 * DAY, ends_on=today()
        ),
    ],
    ids=["silenced", "gone", "another's", "left", "rule off", "corrected", "excused"],
)
def test_what_has_changed_since_cancels_the_message(stay, guardian, mailoutbox, change):
    rule_of("absent")
    mark(stay)
    collect()
    change(stay)
    send_due()
    assert (mailoutbox, states()) == ([], ["cancelled"])
    assert AlertMessage.objects.get().why != ""


def test_teacher_and_office_are_told_of_their_own(stay):
    teacher = factories.TeacherFactory(email="teacher@example.com")
    factories.CourseStaffFactory(course=stay.course, user=teacher)
    factories.CourseStaffFactory(user=factories.TeacherFactory(email="other@example.com"))
    factories.CourseStaffFactory(course=stay.course, ends_on=today() - 9 * DAY)
    office = factories.OfficeFactory(email="office@example.com")
    mark(stay)
    told = [news_of(rule_of("absent", who))[0].recipients for who in ("teacher", "office")]
    assert [[one.user for one in people] for people in told] == [[teacher.pk], [office.pk]]
    factories.ExcuseFactory(student=stay.student, document_due=today() - DAY)
    people = news_of(rule_of("overdue", "teacher"))[0].recipients
    assert [one.user for one in people] == [teacher.pk]


def test_number_of_queries_does_not_grow_with_the_alerts(django_assert_max_num_queries):
    course = factories.course_with(6)
    for stay in course.enrollments.all():
        factories.GuardianFactory(student=stay.student, email="a@example.com")
        mark(stay)
    for kind in ("absent", "row", "below", "overdue"):
        rule = rule_of(kind, number=1)
        with django_assert_max_num_queries(10):
            news_of(rule)


def test_holiday_finds_and_sends_nothing(stay, guardian, mailoutbox, monkeypatch):
    rule_of("absent")
    mark(stay)
    collect()
    monkeypatch.setattr(collecting, "days_off", lambda first, last: {first: "방학"})
    assert (collect(), send_due()) == (0, {})
    assert (states(), mailoutbox) == (["waiting"], [])


# --- Failures ------------------------------------------------------------------------------------


class Broken:
    def send(self, message):
        raise SMTPException("451 try later")


class Died(BaseException):
    """The process is gone."""


class Deadly:
    def send(self, message):
        raise Died


def test_failed_message_is_put_off_longer_each_time_and_given_up(stay, guardian, settings):
    settings.ALERT_CHANNELS = [f"{__name__}.Broken"]
    rule_of("absent")
    mark(stay)
    collect()
    pauses = []
    for _try in range(outbox.TRIES):
        before = timezone.now()
        AlertMessage.objects.update(try_at=before)
        send_due()
        pauses.append(AlertMessage.objects.get().try_at - before)
    assert [round(pause.total_seconds() / 60) for pause in pauses[:-1]] == [5, 15, 45, 135, 405]
    message = AlertMessage.objects.get()
    assert (message.state, message.why) == ("failed", "451 try later")


def test_sender_that_dies_leaves_a_message_that_a_person_decides_on(
    client, office, stay, guardian, mailoutbox, settings
):
    rule_of("absent")
    mark(stay)
    collect()
    settings.ALERT_CHANNELS = [f"{__name__}.Deadly"]
    with pytest.raises(Died):
        send_due()
    settings.ALERT_CHANNELS = ["roster.alerts.channels.Email"]
    AlertMessage.objects.update(claimed_at=timezone.now() - DAY)
    send_due()
    assert (states(), mailoutbox) == (["sending"], [])
    message = AlertMessage.objects.unclear().get()
    client.post(f"/alerts/messages/{message.pk}/again/")
    send_due()
    assert (states(), len(mailoutbox)) == (["sent"], 1)


def test_message_that_another_sender_has_claimed_is_left_alone(stay, guardian, mailoutbox):
    rule_of("absent")
    mark(stay)
    collect()
    pk = AlertMessage.objects.get().pk
    assert (outbox._claim(pk), outbox._claim(pk)) == (1, 0)
    assert send_due() == {}


# --- Channels, command, worker, doctor -----------------------------------------------------------


def test_file_channel_writes_a_line_for_each_message(stay, guardian, settings, tmp_path):
    settings.ALERT_CHANNELS = ["roster.alerts.channels.File"]
    settings.ALERT_FILE = tmp_path / "out" / "alerts.jsonl"
    rule_of("absent")
    mark(stay)
    collect()
    send_due()
    line = json.loads(settings.ALERT_FILE.read_text())
    assert (line["phone"], line["email"]) == (guardian.phone, guardian.email)
    assert stay.student.name in line["body"]


def test_first_channel_that_reaches_the_person_is_taken(settings, mailoutbox, tmp_path):
    settings.ALERT_CHANNELS = ["roster.alerts.channels.Email", "roster.alerts.channels.File"]
    settings.ALERT_FILE = tmp_path / "alerts.jsonl"
    by_phone = channels.Message("k", "모", "", "010-1", "제목", "글")
    assert channels.deliver(by_phone) == "010-1"
    assert mailoutbox == []


def test_command_previews_and_sends(stay, guardian, mailoutbox, capsys):
    rule_of("absent")
    mark(stay)
    call_command("send_alerts", "--dry-run")
    assert "mother@example.com" in capsys.readouterr().out
    assert Alert.objects.count() == 0
    call_command("send_alerts")
    assert capsys.readouterr().out.startswith("1 new; sent 1, ")
    assert Job.objects.get().kind == "alerts"


def test_worker_comes_back_as_long_as_a_rule_is_active(stay, guardian, mailoutbox):
    rule = rule_of("absent")
    mark(stay)
    schedule()
    schedule()
    work = Work(Job.objects.get())
    with pytest.raises(Later):
        tell(work)
    assert len(mailoutbox) == 1
    rule.is_active = False
    rule.save()
    assert tell(work) is None


def test_doctor_finds_a_stuck_outbox(stay, guardian, settings):
    assert [one.level for one in check_alerts()] == ["ok"]
    rule_of("absent")
    assert [one.level for one in check_alerts()] == ["problem"]
    schedule()
    mark(stay)
    collect()
    assert [one.level for one in check_alerts()] == ["ok"]
    AlertMessage.objects.update(state="failed")
    assert [one.level for one in check_alerts()] == ["warning"]
    AlertMessage.objects.update(state="waiting", try_at=timezone.now() - DAY)
    settings.ALERT_CHANNELS = ["nowhere.Class"]
    assert [one.level for one in check_alerts()] == ["problem", "problem"]
