"""What the rules find is written down once, with a message for everybody who is told."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from roster.alerts.finding import Event, find
from roster.alerts.recipients import recipients_of
from roster.days import today
from roster.models import Alert, AlertMessage, AlertRule
from roster.services.days_off import days_off


@dataclass(frozen=True)
class News:
    """An Event of `rule` that nobody was told of, its `key`, and the Recipients."""

    rule: AlertRule
    event: Event
    key: str
    recipients: list


def is_paused():
    """Whether today is a holiday or in a vacation."""
    return bool(days_off(today(), today()))


def collect():
    """Writes down what the active rules find and is new; returns how many alerts were made.
    On holidays nothing is found."""
    if is_paused():
        return 0
    return sum(_collect(rule) for rule in AlertRule.objects.active())


def news_of(rule):
    """The News of `rule`, whether it is active or not."""
    return _news(rule, find(rule))


def _collect(rule):
    events = find(rule)
    if rule.lasts:
        _end(rule, {(event.student, event.course) for event in events})
    return sum(_put(news) for news in _news(rule, events))


def _end(rule, going_on):
    """Ends the states that are over, so that they are news when they come again."""
    lasting = Alert.objects.lasting().filter(rule=rule)
    over = [
        pk
        for pk, *both in lasting.values_list("pk", "student", "course")
        if tuple(both) not in going_on
    ]
    Alert.objects.filter(pk__in=over).update(ended_at=timezone.now())


def _news(rule, events):
    alerts = Alert.objects.filter(rule=rule)
    numbers, lasting = {}, set()
    if rule.lasts:
        for student, course, ended_at in alerts.values_list("student", "course", "ended_at"):
            numbers[student, course] = numbers.get((student, course), 0) + 1
            lasting |= {(student, course)} if ended_at is None else set()
    keys = [
        (event, event.key(rule, numbers.get((event.student, event.course), 0)))
        for event in events
        if (event.student, event.course) not in lasting
    ]
    known = set(alerts.values_list("key", flat=True))
    new = [(event, key) for event, key in keys if key not in known]
    told = recipients_of(rule, [event for event, _key in new])
    return [News(rule, *both, people) for both, people in zip(new, told, strict=True)]


def _put(news):
    """Writes one alert with its messages; False where another run was faster."""
    event = news.event
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                rule=news.rule,
                key=news.key,
                student_id=event.student,
                course_id=event.course,
                excuse_id=event.excuse,
                date=event.date,
                lessons=list(event.lessons),
            )
            AlertMessage.objects.bulk_create(
                AlertMessage(
                    alert=alert, guardian_id=one.guardian, user_id=one.user, try_at=timezone.now()
                )
                for one in news.recipients
            )
    except IntegrityError:
        return False
    return True
