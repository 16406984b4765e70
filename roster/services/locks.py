"""Whether a lesson may still be changed."""

from django.utils import timezone

from roster.models import Lesson, Policy
from roster.services.errors import LessonCancelled, LessonChanged, LessonLocked


def policy_on(course, date):
    """The policy that counts for `course` on `date`, or None where there is none."""
    return Policy.objects.valid(course, date).first()


def is_locked(lesson, now=None):
    """Whether `lesson` is too long ago to be changed at `now` (aware; default: this moment).

    With "locked after 3 days" the third day after the lesson is the last one open.
    """
    now = now or timezone.now()
    if lesson.unlocked_until and now < lesson.unlocked_until:
        return False
    days = _lock_after_days(lesson)
    return days is not None and (timezone.localdate(now) - lesson.date).days > days


def _lock_after_days(lesson):
    if hasattr(lesson, "lock_after_days"):  # LessonQuerySet.with_rules
        return lesson.lock_after_days
    policy = policy_on(lesson.course_id, lesson.date)
    return policy and policy.lock_after_days


def hold(lesson, lessons=None):
    """Takes the row lock on `lesson` until the transaction ends and returns its present state
    with its rules.

    Raises Lesson.DoesNotExist where it is not among `lessons` (a queryset; default: all).
    """
    lessons = Lesson.objects.all() if lessons is None else lessons
    return lessons.with_rules().select_for_update().get(pk=lesson.pk)


def refuse_changed(lesson, version):
    """Raises LessonChanged where the lesson's own fields are no longer those of `version`."""
    if version is not None and lesson.version != version:
        raise LessonChanged


def refuse_closed(lesson):
    """Raises LessonCancelled or LessonLocked where marks can not be changed."""
    if lesson.is_cancelled:
        raise LessonCancelled
    refuse_locked(lesson)


def refuse_locked(lesson):
    """Raises LessonLocked where nothing of the lesson can be changed."""
    if is_locked(lesson):
        raise LessonLocked
