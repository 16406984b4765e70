"""Everything that ever happened to a mark."""

from dataclasses import dataclass

from django.utils import timezone

from roster.models import Mark, MarkEvent


@dataclass(frozen=True)
class Change:
    """One change: the mark before and after (unsaved), who made it, when, how (a label), and
    whether the lesson's days to change it were over."""

    before: Mark
    after: Mark
    by: object
    at: object
    origin: str
    is_correction: bool


def changes_of(mark, lesson):
    """The Changes of a mark, the latest first; `lesson` comes with its rules."""
    related = ("old_status", "new_status", "old_reason", "new_reason", "cause__user")
    events = MarkEvent.objects.filter(mark=mark).select_related(*related)
    return [_change(event, lesson) for event in events]


def is_correction(lesson, moment):
    """Whether a change at `moment` came after the day on which the lesson was locked."""
    days = lesson.lock_after_days
    return days is not None and (timezone.localdate(moment) - lesson.date).days > days


def _change(event, lesson):
    return Change(
        before=_mark(event, "old"),
        after=_mark(event, "new"),
        by=event.cause.user,
        at=event.cause.created_at,
        origin=event.cause.get_origin_display(),
        is_correction=is_correction(lesson, event.cause.created_at),
    )


def _mark(event, side):
    names = ("status", "reason", "minutes", "note")
    return Mark(**{name: getattr(event, f"{side}_{name}") for name in names})
