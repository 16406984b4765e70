"""Pages of the office that say something only once there is something to say."""

import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from roster.days import today
from roster.files.checking import check
from roster.files.reading import read_text
from roster.files.starting import CHECK, start
from roster.files.uploading import keep
from roster.models import Excuse, Lesson, Student
from roster.services import excuses
from roster.services.excuse_links import make_link, receive
from tests import factories

YEAR = datetime.timedelta(days=364)
FILE = "학번,이름,보호자,보호자 연락처\n1,가,나,010-1\n,다,,\n"


def filled_pages(rows, user):
    """Their addresses, by name; `rows` are those of `tests.site.test_rights.things`."""
    Lesson.objects.update(taken_at=timezone.now())
    days = urlencode({"from": today() - YEAR, "to": today()})
    return {
        **_guardians(rows, user),
        **_files(user),
        **_terms(rows),
        "privacy": _former(rows),
        "marks of days": _marks_of_days(rows, days),
        "excuse": _excuse(rows, user),
        **{
            kind: f"{reverse('roster:report', args=[kind])}?{days}"
            for kind in ("weeks", "days", "risk")
        },
    }


def _guardians(rows, user):
    known = {"student": rows["student"], "email": "mother@example.org"}
    guardian = factories.GuardianFactory(**known)
    tokens = [make_link(rows["student"], person, user) for person in (guardian, None)]
    link = rows["student"].excuse_links.get(guardian=guardian)
    sent = Excuse(student=rows["student"], text="독감", starts_on=today(), ends_on=today())
    excuses.refuse(receive(link, sent, [], "어머니"), user, "진단서를 보내 주세요.")
    used, unused = (reverse("roster:guardian_excuse", args=[token]) for token in tokens)
    return {"used link": used, "link": unused}


def _files(user):
    looked_at, waiting = (keep("students", "명단.csv", read_text(FILE), user) for _ in range(2))
    check(looked_at)
    start(waiting, CHECK, user)
    return {"file": looked_at.get_absolute_url(), "file at work": waiting.get_absolute_url()}


def _terms(rows):
    term, course = rows["term"], rows["course"]
    old = factories.course_with(2, term=term)
    factories.ScheduleFactory(course=old)
    factories.CourseStaffFactory(course=old)
    factories.PolicyFactory(course=old, starts_on=term.starts_on)
    new = {"name": "2027-1", "starts_on": "2027-03-01", "ends_on": "2027-08-31"}
    copied = urlencode(new | dict.fromkeys(("with_schedules", "with_staff", "with_policies"), "on"))
    moved = {"target": course.pk, "last": term.ends_on, "numbering": "keep"}
    moved = urlencode(moved | {"first": term.ends_on + datetime.timedelta(days=1)})
    return {
        "copy": f"{reverse('roster:term_copy', args=[term.pk])}?{copied}",
        "move": f"{reverse('roster:course_move', args=[old.pk])}?{moved}",
    }


def _former(rows):
    student = factories.EnrollmentFactory(course=rows["course"], student__name="남궁별").student
    Student.objects.filter(pk=student.pk).update(is_active=False)
    factories.LessonFactory(course=rows["course"], note="남궁별 학생의 발표")
    return reverse("roster:student_privacy", args=[student.pk])


def _marks_of_days(rows, days):
    student = rows["lesson"].marks.get(status__kind="absent").student_id
    return f"{reverse('roster:report_marks')}?{days}&student={student}&day=absent"


def _excuse(rows, user):
    stay = factories.EnrollmentFactory(course=rows["course"])
    made = factories.ExcuseFactory(student=stay.student, starts_on=today(), ends_on=today())
    excuses.approve(made, user)
    return made.get_absolute_url()
