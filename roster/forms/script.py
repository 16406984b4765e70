"""What the scripts on the page of a lesson have to know; they get it as JSON."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _


def script_config(forms, user):
    """Everything that `static/js/lesson.js` needs for a `RegisterForms` that `user` may fill in."""
    lesson = forms.lesson
    return {
        "user": user.pk,
        "lesson": lesson.pk,
        "marks": reverse("roster:lesson_marks", args=[lesson.pk]),
        "worker": reverse("roster:offline_worker"),
        "signIn": reverse(settings.LOGIN_URL),
        "csrfCookie": settings.CSRF_COOKIE_NAME,
        "taken": lesson.is_taken,
        "starts": _milliseconds(lesson.starts),
        "ends": _milliseconds(lesson.ends),
        "statuses": [described(status) for status in forms.statuses],
        "texts": texts(),
    }


def waiting_config(user):
    """What `static/js/waiting.js` needs to send what still waits in the browser of `user`."""
    return {
        "user": user.pk,
        "lesson": reverse("roster:lesson", args=[0]),
        "marks": reverse("roster:lesson_marks", args=[0]),
        "csrfCookie": settings.CSRF_COOKIE_NAME,
        "text": _("This lesson has marks that are not saved yet."),
    }


def described(status):
    """A status for the scripts."""
    return {
        "id": status.pk,
        "kind": status.kind,
        "shade": status.shade,
        "name": status.name,
        "symbol": status.symbol,
        "hotkey": status.hotkey.lower(),
        "minutes": status.needs_minutes,
        "reason": status.takes_reason,
    }


def _milliseconds(moment):
    """Since the epoch, as browsers count."""
    return None if moment is None else int(moment.timestamp() * 1000)


def texts():
    """What the scripts say; `{…}` is filled in by them."""
    return {
        "saving": _("Saving …"),
        "saved": _("Saved"),
        "unchanged": _("Saves by itself"),
        "waiting": _("No connection: {n} waiting here"),
        "signedOut": _("You are signed out: {n} waiting here."),
        "signIn": _("Sign in"),
        "other": _("Somebody else is signed in: {n} waiting for you."),
        "conflicts": _("Set by somebody else meanwhile: {n} to decide"),
        "problems": _("Not saved: {n}"),
        "done": _("Complete"),
        "taken": _("Taken ✓"),
        "blank": _("blank"),
        "set": _("{name}: {status}"),
        "filled": _("{n} marked present"),
        "undone": _("Undone"),
        "nothing": _("Nothing to undo"),
        "meanwhile": _("Meanwhile set by {by} ({at}): {status}."),
        "keep": _("Leave it so"),
        "mine": _("Put mine: {status}"),
    }
