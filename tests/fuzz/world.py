"""A small school in which a walk takes place: what is a teacher's own, and what is not."""

import datetime
from dataclasses import dataclass

from django.apps import apps
from django.core.files.base import ContentFile

from accounts.models import Link
from accounts.services import links
from legacy.models import Job, Map, Reject, Run
from roster.days import today
from roster.services import calendars, excuse_links
from tests import factories

SECRET = "남의비밀"  # stands in everything that is not the teacher's
ROLES = {
    "administrator": factories.AdministratorFactory,
    "office": factories.OfficeFactory,
    "teacher": factories.TeacherFactory,
    "viewer": factories.ViewerFactory,
    "nobody": factories.UserFactory,
    "stranger": None,
}
# What every request may write: who is here, who tried, what is to be done, and what was done.
TRACES = {
    "accounts.session", "accounts.attempt", "accounts.signin", "mfa.authenticator",
}  # fmt: skip


IMPOSSIBLE = [0, 2**31, 2**63, 10**30]


@dataclass
class World:
    """The users by role, and `{(model, key)}` of the rows that are not the teacher's,
    and `{model: its keys in order}`: by place, and not by number, so that a walk is the same one
    whatever was in the tables before. `tokens` are those of links that need no account, by the word
    that stands before them in the address."""

    users: dict
    foreign: set
    keys: dict
    tokens: dict

    def key(self, chance, model):
        """A key of `model` (such as "roster.course"), or one that nothing has."""
        known = self.keys.get(model)
        return chance.choice(known if known and chance.random() < 0.9 else IMPOSSIBLE)

    def any_key(self, chance):
        return self.key(chance, chance.choice(sorted(self.keys)))


def build():
    """Makes the school; returns a World."""
    users = {
        role: make(username=role, name=role, password=factories.PASSWORD, email=f"{role}@x.example")
        for role, make in ROLES.items()
        if make
    }
    own = _course("우리 반", "김민준")
    factories.CourseStaffFactory(course=own, user=users["teacher"])
    _of(users["teacher"], "우리")
    before = set(rows())
    _course(f"{SECRET} 반", SECRET)
    _of(users["office"], SECRET)
    state, tokens = rows(), _tokens(own, users)
    keys = {}
    for model, key in sorted(state):
        keys.setdefault(model, []).append(key)
    return World(users, set(state) - before, keys, tokens)


def _tokens(course, users):
    """Links that work: a guardian's, a calendar's and one that sets a password."""
    student = course.enrollments.first().student
    invited = factories.UserFactory(username="invited")
    link = links.make_link(invited, Link.Purpose.INVITATION)
    return {
        "g": [excuse_links.make_link(student, None, users["office"]), "x"],
        "calendar": [calendars.make_link(users["teacher"]), "x"],
        "link": [link.get_absolute_url().split("/")[2], "x"],
    }


def _of(user, person):
    """What hangs on no course: reports of `user`, alerts, and runs of an import."""
    factories.SavedReportFactory(user=user, name=f"{person} 보고")
    factories.AlertMessageFactory(why=person)
    run = Run.objects.create(map=Map.objects.create(text=person, digest=person, source_name="x"))
    Reject.objects.create(run=run, target="student", table="s", key=person, reason="odd")
    Job.objects.create(kind="import", slot=f"ended {person}", state=Job.State.DONE)


def _course(name, person):
    """A course with everything that hangs on one."""
    term = factories.TermFactory()
    factories.TurnFactory(term=term)
    factories.FileImportFactory(name=f"{person}.xlsx")
    course = factories.CourseFactory(name=name, term=term)
    factories.ScheduleFactory(course=course)
    factories.PolicyFactory(course=course)
    for number in (1, 2):
        student = factories.StudentFactory(name=f"{person}{number}", phone="010-2222-3333")
        factories.GuardianFactory(student=student, name=f"{person} 어머니")
        factories.EnrollmentFactory(course=course, student=student, roll_number=number)
        factories.ExcuseFactory(student=student, text=f"{person} 여행")
    factories.StudentFactory(name=f"{person} 손님", is_guest=True)
    asked_by = factories.TeacherFactory(name=f"{person} 선생")
    factories.CourseStaffFactory(course=course, user=asked_by)
    for days in (0, 1, 30):
        date = today() - datetime.timedelta(days=days)
        lesson = factories.LessonFactory(course=course, date=date, topic=f"{person} 주제")
        mark = factories.MarkFactory(lesson=lesson, student=student, note=f"{person} 메모")
        factories.MarkEventFactory(mark=mark)
    file = ContentFile(b"%PDF-1.7", name="x.pdf")
    factories.AttachmentFactory(mark=mark, name=f"{person}.pdf", file=file)
    factories.UnlockRequestFactory(lesson=lesson, asked_by=asked_by, reason=f"{person} 까닭")
    return course


def rows():
    """Everything that the site holds: `{(model, key): values}`, without traces."""
    held = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if not model._meta.managed or label in TRACES:
            continue
        if model._meta.app_label not in {"roster", "accounts", "legacy", "auth"}:
            continue
        for values in model.objects.order_by().values_list():
            held[label, values[0]] = values
    return held
