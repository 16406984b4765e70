"""What works beside the pages – imports, mails, alerts – killed at random moments of its work.

Each function kills `times` times, or until the moment `until` of `time.monotonic`, and returns the
figures. Only a kill in the middle of the work counts.
"""

import json
import random
import time
from collections import Counter

from bench.chaos.processes import wait_for

IMPORT = ("import_legacy", "--map", "legacy/sample/legacy.toml", "--no-progress")
VERIFY = ("verify_legacy", "--no-progress")
WAITING, MORE = 150, 300  # of mails: put in where fewer wait, and how many
STUDENTS = 20  # absent in each new lesson of which guardians are told
PATIENCE = 180  # seconds for what is left in the end


def imports(site, times, until):
    """Kills an import again and again; the next one goes on, and when one comes to its end all has
    to have arrived. Then it begins with an empty database."""
    from legacy.models import Run

    killed, begun, faults = 0, 1, []
    while killed < times and time.monotonic() < until and not faults:
        process = site.run("import", *IMPORT)
        mine = Run.objects.filter(pid=process.running.pid, state=Run.State.RUNNING)
        wait_for(lambda: process.is_over or mine.exists(), "the import")  # noqa: B023 - at once
        time.sleep(random.uniform(0, 1.5))
        is_over = process.is_over
        process.kill()
        killed += not is_over
        if is_over:
            faults, begun = _arrived(site), begun + 1
            site.empty()
    return {"killed": killed, "imports begun": begun, "faults": faults or _arrived(site)}


def _arrived(site):
    """What is wrong after one more import, as texts."""
    return [fault for fault in (site.fault_of(*IMPORT), site.fault_of(*VERIFY)) if fault]


def mails(site, times, until):
    """Kills the worker that sends the mails of the accounts. At least once: each leaves, and one
    that was on its way at a kill can leave twice."""
    from legacy.models import Job

    box, killed, asked = Mailbox(site), 0, 0
    while killed < times and time.monotonic() < until:
        if Job.objects.open().count() < WAITING:
            asked += box.ask_for(MORE)
        before = box.left()
        worker = site.run("mail", "run_worker")
        wait_for(lambda: box.left() > before, "the first mail")  # noqa: B023 - at once
        time.sleep(random.uniform(0, 0.5))
        worker.kill()
        killed += 1
    box.take_rest()
    sent = Counter(box.readers())
    twice = sum(sent.values()) - len(sent)
    faults = [f"not done: {message}" for message in box.given_up()]
    faults += [f"{asked - len(sent)} mails lost"] if asked != len(sent) else []
    faults += [f"{twice} mails twice, of {killed} kills"] if twice > killed else []
    return {"killed": killed, "mails": asked, "left twice": twice, "lost": asked - len(sent)} | {
        "faults": faults
    }


class Mailbox:
    """The mails that the site was asked for, and those that have left."""

    def __init__(self, site):
        from tests.factories import UserFactory

        self.site, self.folder, self.asked = site, site.folder / "mails", 0
        self.about = UserFactory(username="reader")

    def ask_for(self, number):
        """Has so many mails sent, each to an address of its own."""
        from django.db import transaction

        from accounts import mail

        with transaction.atomic():
            for one in range(self.asked, self.asked + number):
                to = f"to{one}@example.org"
                mail.send("account/email/password_changed", to, self.about)
        self.asked += number
        return number

    def take_rest(self):
        from accounts import mail
        from legacy.models import Job

        worker = self.site.run("mail", "run_worker")
        waiting = Job.objects.open().filter(kind=mail.MAIL)
        wait_for(lambda: not waiting.exists(), "the mails", PATIENCE)
        worker.kill()

    def given_up(self):
        """Why, of jobs that did not end well; at most three reasons."""
        from legacy.models import Job

        failed = Job.objects.exclude(state=Job.State.DONE)
        return list(failed.values_list("message", flat=True).distinct()[:3])

    def left(self):
        """Bytes of all mails that have left, which is quicker to know than their number."""
        return sum(file.stat().st_size for file in self.folder.glob("*"))

    def readers(self):
        """Whom the mails are for: what is sent in one second can share a file."""
        for file in self.folder.glob("*"):
            yield from (line for line in file.read_text().splitlines() if line.startswith("To: "))


def alerts(site, times, until):
    """Kills what empties the outbox of alerts. At most once: a guardian is never told twice, and
    what was on its way at a kill is listed as such until a person has it sent again."""
    from roster.models import AlertMessage

    outbox, killed, faults = Outbox(site), 0, []
    while killed < times and time.monotonic() < until and not faults:
        if AlertMessage.objects.due().count() < STUDENTS:
            outbox.put()
        before = outbox.size()
        sender = site.run("alerts", "send_alerts")
        wait_for(lambda: sender.is_over or outbox.size() > before, "an alert")  # noqa: B023
        faults += ["no alert was sent"] if outbox.size() == before else []
        time.sleep(random.uniform(0, 0.3))
        killed += not sender.is_over
        sender.kill()
    while AlertMessage.objects.due().exists() and not faults:
        faults += filter(None, [site.fault_of("send_alerts")])
    told, states = outbox.told(), dict(AlertMessage.objects.values_list("pk", "state"))
    unclear = sum(state == "sending" for state in states.values())
    return {
        "killed": killed,
        "alerts": len(states),
        "told twice": sum(told.values()) - len(told),
        "to be decided by a person": unclear,
        "faults": faults + list(_faults_of(told, states, unclear, killed)),
    }


def _faults_of(told, states, unclear, killed):
    for pk, state in states.items():
        if told[pk] > 1:
            yield f"message {pk} left {told[pk]} times"
        if state not in ("sent", "sending") or (state == "sent" and not told[pk]):
            yield f"message {pk} is {state} and left {told[pk]} times"
    if unclear > killed:
        yield f"{unclear} unclear, of {killed} kills"


class Outbox:
    """Absences of which guardians are told, and what a guardian has got."""

    def __init__(self, site):
        from tests.factories import AlertRuleFactory

        self.file = site.folder / "alerts.jsonl"
        AlertRuleFactory(is_active=True)

    def put(self):
        """A new lesson in which everybody is absent."""
        from django.db import transaction
        from django.utils import timezone

        from roster.days import today
        from tests import factories

        with transaction.atomic():
            course, absent = factories.course_with(STUDENTS), factories.status("absent")
            lesson = factories.LessonFactory(course=course, date=today(), taken_at=timezone.now())
            for stay in course.enrollments.select_related("student"):
                factories.GuardianFactory(student=stay.student, email=f"g{stay.pk}@example.org")
                factories.MarkFactory(lesson=lesson, student=stay.student, status=absent)

    def size(self):
        return self.file.stat().st_size if self.file.exists() else 0

    def told(self):
        """`{message id: how often}`, of all that have left."""
        lines = self.file.read_text().splitlines() if self.file.exists() else ()
        return Counter(int(json.loads(line)["key"].rpartition("-")[2]) for line in lines)
