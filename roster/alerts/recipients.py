"""Who is told, as things stand at this moment."""

from collections import defaultdict
from dataclasses import dataclass

from accounts import roles
from accounts.models import User
from roster.days import today
from roster.models import AlertRule, CourseStaff, Enrollment, Guardian


@dataclass(frozen=True)
class Recipient:
    """A guardian or a member of staff (the key of one of them), with the ways to reach them."""

    name: str
    email: str
    phone: str
    guardian: int | None = None
    user: int | None = None


def recipients_of(rule, events):
    """A list of Recipients for each of `events` that `rule` has found, in two queries at most."""
    if rule.recipient == AlertRule.Recipient.GUARDIAN:
        by_student = _guardians({event.student for event in events})
        return [by_student[event.student] for event in events]
    if rule.recipient == AlertRule.Recipient.OFFICE:
        people = _office()
        return [people for _event in events]
    return _teachers(events)


def _guardians(students):
    """Guardians of active students who want to be told and can be reached."""
    reachable = Guardian.objects.filter(student__in=students, notify=True, retired_at=None)
    active = reachable.filter(student__is_active=True, student__retired_at=None)
    found = defaultdict(list)
    for one in active.exclude(email="", phone=""):
        recipient = Recipient(str(one), one.email, one.phone, guardian=one.pk)
        found[one.student_id].append(recipient)
    return found


def _office():
    """Active staff of the role."""
    people = User.objects.active().filter(groups__name=roles.OFFICE).exclude(email="", phone="")
    return [_user(one) for one in people]


def _teachers(events):
    """Active staff who today teach the course of each event, or where it is about none, one of
    the courses that the student is in today."""
    students = {event.student for event in events if event.course is None}
    stays = Enrollment.objects.filter(student__in=students).on(today()) if students else ()
    courses = defaultdict(set)
    for stay in stays:
        courses[stay.student_id].add(stay.course_id)
    each = [{event.course} if event.course else courses[event.student] for event in events]
    taught = CourseStaff.objects.filter(course__in=set().union(*each)).on(today())
    people = defaultdict(dict)
    for one in taught.select_related("user"):
        if one.user.is_active and (one.user.email or one.user.phone):
            people[one.course_id][one.user_id] = _user(one.user)
    return [_merged(people[course] for course in found) for found in each]


def _merged(groups):
    merged = {}
    for group in groups:
        merged |= group
    return list(merged.values())


def _user(one):
    return Recipient(str(one), one.email, one.phone, user=one.pk)
