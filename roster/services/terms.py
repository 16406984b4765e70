"""Puts terms and courses out of the way, and back."""

from django.db import transaction
from django.utils import timezone

from legacy.retrying import retried
from roster.models import Course, Term


@retried
@transaction.atomic
def archive_term(term):
    """Archives `term` with those of its courses that are not archived yet; returns how many."""
    held, now = _hold(term), timezone.now()
    if held.archived_at is not None:
        return 0
    Term.objects.filter(pk=held.pk).update(archived_at=now)
    return held.courses.current().update(archived_at=now)


@retried
@transaction.atomic
def bring_back_term(term):
    """Brings `term` back with the courses that were archived with it, but for those that somebody
    had archived before; returns how many."""
    held = _hold(term)
    if held.archived_at is None:
        return 0
    with_it = held.courses.filter(archived_at=held.archived_at)
    Term.objects.filter(pk=held.pk).update(archived_at=None)
    return with_it.update(archived_at=None)


def archive_course(course):
    """Takes `course` out of lists, search and today; what it holds stays as it is."""
    Course.objects.current().filter(pk=course.pk).update(archived_at=timezone.now())


def bring_back_course(course):
    """Puts `course` back into lists, search and today."""
    Course.objects.filter(pk=course.pk).update(archived_at=None)


def _hold(term):
    return Term.objects.select_for_update().get(pk=term.pk)
