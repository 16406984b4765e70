"""Kills processes of a site at random moments, under load, and proves that nothing is lost.

    script/chaos [--times N] [--only worker web database all import mail]

It needs no site and touches none: everything is made in a folder of its own, and removed.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time

import django

from bench.chaos import processes
from bench.chaos.load import Teacher, Visitor
from bench.chaos.processes import Database, Process, environment_of, manage, wait_for

PASSWORD = "only-for-chaos-only"
VICTIMS = ("worker", "web", "database", "all")
PARTS = (*VICTIMS, "import", "mail")
TEACHERS, MAILS = 6, 300
SOON = 5.0  # seconds within which all is well again
AT_ONCE = 2.0  # seconds within which a page says that the database is away


class Site:
    """A web server on a port of its own, and its database where that is a process."""

    def __init__(self, folder, kind):
        self.folder = folder
        self.database = Database(folder) if kind == "mariadb" else None
        if self.database:
            self.database.start()
        url = self.database.url if self.database else f"sqlite:///{folder / 'site.sqlite3'}"
        self.port = processes.free_port()
        self.environment = environment_of(url, folder) | {"PORT": str(self.port)}
        gunicorn = (sys.executable, "-m", "gunicorn", "--log-level", "warning")
        command = (*gunicorn, "--bind", f"127.0.0.1:{self.port}", "attendance_site.wsgi")
        self.web = Process("web", command, folder, self.environment)

    def prepare(self):
        """Makes the tables, in this process, which looks into the database afterwards."""
        from django.core.management import call_command

        os.environ.update(self.environment)
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)

    def run(self, name, *arguments):
        """A management command in a process of its own, started."""
        process = Process(name, manage(*arguments), self.folder, self.environment)
        process.start()
        return process

    def says(self, path, cookies=()):
        """(status, seconds, Retry-After) of a page, None as status where nobody answers."""
        started = time.monotonic()
        visitor = Visitor(self.port)
        visitor.cookies |= dict(cookies)
        answer = visitor.ask("GET", path)
        seconds = time.monotonic() - started
        return (answer[0], seconds, answer[1]["Retry-After"]) if answer else (None, seconds, None)

    def start_web(self):
        self.web.start()
        wait_for(lambda: self.says("/healthz")[0] == 200, "the web server")

    def end(self):
        self.web.kill()
        if self.database:
            self.database.kill()


class Marks:
    """Teachers at work while `victim` is killed `times` times."""

    def __init__(self, site, victim, times):
        from bench.chaos.proof import make_schools

        self.site, self.victim, self.times = site, victim, times
        self.stop, self.faults, self.slowest = threading.Event(), [], 0.0
        logins = make_schools(TEACHERS, PASSWORD, victim)
        self.teachers = [Teacher(site.port, PASSWORD, one, self.stop) for one in logins]

    def execute(self):
        """Returns the figures; what is wrong is in `faults`."""
        from django.db import connections

        for teacher in self.teachers:
            teacher.sign_in()
        for teacher in self.teachers:
            teacher.start()
        wait_for(lambda: self._is_over_or(0, all), "the first marks")
        for _number in range(self.times):
            time.sleep(random.uniform(0.1, 1.0))
            back = getattr(self, f"_kill_{self.victim}")()
            self.slowest = max(self.slowest, self._well_again(back))
        self.stop.set()
        for teacher in self.teachers:
            teacher.join()
        connections.close_all()
        return self._figures()

    def _kill_worker(self):
        self.site.web.kill_child()
        return time.monotonic()

    def _kill_web(self):
        self.site.web.kill()
        time.sleep(random.uniform(0, 0.3))
        self.site.start_web()
        return time.monotonic()

    def _kill_database(self):
        self.site.database.kill()
        someone = self.teachers[0]
        for path in ("/healthz", "/", f"/lessons/{someone.lesson}/"):
            status, seconds, again = self.site.says(path, someone.visitor.cookies)
            if status != 503 or seconds > AT_ONCE or not again:
                self.faults.append(f"{path} without a database: {status} in {seconds:.1f} s")
        self.site.database.start()
        return time.monotonic()

    def _kill_all(self):
        self.site.web.kill()
        if self.site.database:
            self.site.database.kill()
            self.site.database.start()
        self.site.start_web()
        return time.monotonic()

    def _well_again(self, back):
        """Seconds from `back` until every teacher had something acknowledged; that the first of
        them takes too long is a fault."""
        first = wait_for(lambda: self._is_over_or(back, any), "a mark")
        if first > SOON:
            self.faults.append(f"well again after {first:.1f} s only")
        return first + wait_for(lambda: self._is_over_or(back, all), "the marks")

    def _is_over_or(self, moment, of):
        """Whether `of` the teachers had something acknowledged after `moment`, or one a fault."""
        return self.stop.is_set() or of(one.last > moment for one in self.teachers)

    def _figures(self):
        from bench.chaos.proof import faults_of

        said = [teacher.said for teacher in self.teachers]
        for one in said:
            self.faults += faults_of(one)
        return {
            "killed": self.times,
            "requests acknowledged": sum(len(one.requests) for one in said),
            "marks acknowledged": sum(sum(one.requests.values()) for one in said),
            "sent again": sum(one.repeated for one in said),
            "everybody well again after s, at most": round(self.slowest, 1),
            "faults": self.faults[:20],
        }


def imports(site, times):
    """Kills an import again and again; the next one goes on, and in the end all has arrived."""
    first = ("import_legacy", "--map", "legacy/sample/legacy.toml", "--no-progress")
    ended = 0
    for _number in range(times):
        process = site.run("import", *first)
        time.sleep(random.uniform(1, 8))
        ended += process.is_over
        process.kill()
    faults = [_fault(site, *first), _fault(site, "verify_legacy", "--no-progress")]
    return {"killed": times - ended, "faults": [one for one in faults if one]}


def _fault(site, *command):
    ran = subprocess.run(
        manage(*command), env=site.environment, cwd=processes.ROOT, capture_output=True, text=True
    )
    return (
        f"{command[0]}: {ran.stderr.strip()[-300:] or ran.stdout[-300:]}" if ran.returncode else ""
    )


def mails(site, times):
    """Kills the worker that sends mails; each is sent, and at most one for each kill twice."""
    from django.db import connections

    from accounts import mail
    from legacy.models import Job
    from tests.factories import UserFactory

    user = UserFactory(username=f"reader{times}")
    for number in range(MAILS):
        mail.send("account/email/password_changed", f"to{number}@example.org", user)
    for _number in range(times):
        worker = site.run("mail", "run_worker")
        time.sleep(random.uniform(1.5, 4))
        worker.kill()
    worker = site.run("mail", "run_worker")
    connections.close_all()
    wait_for(lambda: not Job.objects.open().filter(kind=mail.MAIL).exists(), "the mails", 180)
    worker.kill()
    failed = Job.objects.exclude(state=Job.State.DONE).values_list("message", flat=True)
    faults = [f"not done: {message}" for message in failed.distinct()[:3]]
    sent = [to for file in (site.folder / "mails").glob("*") for to in _readers(file)]
    lost = MAILS - len(set(sent))
    faults += [f"{lost} mails lost"] if lost else []
    if len(sent) - len(set(sent)) > times:
        faults.append(f"{len(sent) - len(set(sent))} mails twice")
    return {"killed": times, "mails": MAILS, "twice": len(sent) - len(set(sent)), "faults": faults}


def _readers(file):
    """Whom the mails in a file are for: what is sent in one second can share a file."""
    return [line for line in file.read_text().splitlines() if line.startswith("To: ")]


def run(kind, parts, times):
    """`{part: figures}` on one database."""
    with processes.scratch() as folder:
        site, figures = Site(folder, kind), {}
        try:
            site.prepare()
            from legacy.sample.writers import write_sqlite

            write_sqlite(folder / "old.sqlite3", today=django.utils.timezone.localdate())
            for part in parts:
                if part == "database" and site.database is None:
                    continue
                figures[part] = _part(site, part, times)
                print(f"{kind} {part}: {json.dumps(figures[part], ensure_ascii=False)}", flush=True)
        finally:
            site.end()
    return figures


def _part(site, part, times):
    if part == "import":
        return imports(site, times)
    if part == "mail":
        return mails(site, times)
    site.start_web()
    try:
        return Marks(site, part, times).execute()
    finally:
        site.web.kill()


def main():
    parser = argparse.ArgumentParser(prog="script/chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5, help="how often each is killed")
    parser.add_argument("--database", choices=("sqlite", "mariadb"), default="sqlite")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    figures = run(given.database, given.only, given.times)
    sys.exit(any(one["faults"] for one in figures.values()))


if __name__ == "__main__":
    main()
