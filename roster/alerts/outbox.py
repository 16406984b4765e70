"""Empties the outbox. A message is claimed, looked at once more, and sent; each step is one
statement that only one sender can win.

At most once: a sender that dies between sending and writing that down leaves the message as "being
sent". Nobody knows then whether it went, so it is not sent again by itself: the page of alerts
lists it, and a person decides.
"""

import datetime
import logging
from collections import Counter

from django.conf import settings
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from legacy.errors import one_line
from roster.alerts.channels import Message, deliver
from roster.alerts.collecting import is_paused
from roster.alerts.finding import find
from roster.alerts.recipients import recipients_of
from roster.models import AlertMessage, Lesson

logger = logging.getLogger(__name__)
TRIES = 6
FIRST_PAUSE = datetime.timedelta(minutes=5)
AT_ONCE = 500
State = AlertMessage.State


def send_due():
    """Sends what is due; returns a Counter of the states that messages came to. On holidays
    everything waits."""
    done = Counter()
    if is_paused():
        return done
    for pk in list(AlertMessage.objects.due().values_list("pk", flat=True)[:AT_ONCE]):
        if _claim(pk):
            done[_send(pk)] += 1
    return done


def send_again(message):
    """Has a message that failed, or of which nobody knows whether it went, tried once more."""
    AlertMessage.objects.repeatable().filter(pk=message.pk).update(
        state=State.WAITING, attempts=0, try_at=timezone.now(), why=""
    )


def _claim(pk):
    waiting = AlertMessage.objects.filter(pk=pk, state=State.WAITING)
    return waiting.update(
        state=State.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1
    )


def _send(pk):
    message = AlertMessage.objects.select_related("alert__rule", "alert__student").get(pk=pk)
    with translation.override(settings.LANGUAGE_CODE):
        event = _event(message.alert)
        if event is None:
            return _end(message, State.CANCELLED, why=_("It is not so any more."))
        recipient = _recipient(message, event)
        if recipient is None:
            return _end(message, State.CANCELLED, why=_("This person is not to be told any more."))
        try:
            sent_to = deliver(_written(message, recipient, event))
        except Exception as error:  # of whatever kind: SMTP, DNS, a channel of one's own
            logger.warning("Alert %s could not be sent: %s", pk, one_line(error))
            return _put_off(message, one_line(error)[:200])
        if not sent_to:
            return _end(message, State.CANCELLED, why=_("No channel reaches this person."))
    return _end(message, State.SENT, sent_to=sent_to, sent_at=timezone.now(), why="")


def _recipient(message, event):
    """The person as they are to be told now, or None."""
    (found,) = recipients_of(message.alert.rule, [event])
    mine = message.guardian_id, message.user_id
    return next((one for one in found if (one.guardian, one.user) == mine), None)


def _event(alert):
    """The event as it is now, or None where it is none any more."""
    if not alert.rule.is_active:
        return None
    events = find(alert.rule, alert.student_id, alert.course_id)
    if alert.rule.lasts:
        return next(iter(events), None)
    return next((event for event in events if event.key(alert.rule) == alert.key), None)


def _written(message, recipient, event):
    alert = message.alert
    lessons = Lesson.objects.filter(pk__in=event.lessons).select_related("course").in_order()
    context = {
        "kind": alert.rule.kind,
        "student": alert.student,
        "course": alert.course,
        "excuse": alert.excuse,
        "lessons": lessons,
        "to_guardian": recipient.guardian is not None,
    }
    subject = " ".join(render_to_string("roster/email/alert_subject.txt", context).split())
    body = render_to_string("roster/email/alert_message.txt", context).strip() + "\n"
    key = f"{alert.key}-{message.pk}"
    return Message(key, recipient.name, recipient.email, recipient.phone, subject, body)


def _put_off(message, why):
    if message.attempts >= TRIES:
        return _end(message, State.FAILED, why=why)
    pause = FIRST_PAUSE * 3 ** (message.attempts - 1)
    return _end(message, State.WAITING, try_at=timezone.now() + pause, why=why)


def _end(message, state, **values):
    AlertMessage.objects.filter(pk=message.pk, state=State.SENDING).update(state=state, **values)
    return str(state)
