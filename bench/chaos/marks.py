"""Teachers at work while parts of the site are killed; every mark has to be there afterwards."""

import random
import threading
import time

from bench.chaos.load import Teacher
from bench.chaos.phone import Phone
from bench.chaos.processes import Stuck, wait_for

PASSWORD = "only-for-chaos-only"
TEACHERS = 6
# Aims, in seconds: a mark is saved again, and a page says that the database is away. That one is
# missed is counted, and is no fault: a busy machine is late with everything.
SOON, AT_ONCE = 5.0, 2.0


class Marks:
    """`execute(times, until)` kills `victim` so often, or until that moment of `time.monotonic`."""

    def __init__(self, site, victim):
        from bench.chaos.proof import make_schools

        self.site, self.victim, self.killed = site, victim, 0
        self.stop, self.faults, self.late = threading.Event(), [], 0
        self.first, self.slowest = 0.0, 0.0
        *schools, self.school = make_schools(TEACHERS + 1, PASSWORD, victim)
        self.teachers = [Teacher(site.port, PASSWORD, one, self.stop) for one in schools]

    def execute(self, times, until):
        """Returns the figures."""
        from django.db import connections

        phone = Phone(self.site, self.school, PASSWORD)
        try:
            self._work(phone, times, until)
            connections.close_all()
            self.faults += phone.faults()
        finally:
            self.stop.set()
            phone.close()
            connections.close_all()  # those of this thread without the browser's loop
        return self._figures(phone)

    def _work(self, phone, times, until):
        for teacher in self.teachers:
            teacher.sign_in()
        for teacher in self.teachers:
            teacher.start()
        wait_for(lambda: self._is_over_or(0, all), "the first marks")
        try:
            while self.killed < times and time.monotonic() < until and not self.stop.is_set():
                time.sleep(random.uniform(0.1, 1.0))
                self.killed += 1
                self._well_again(getattr(self, f"_kill_{self.victim}")(phone))
        except Stuck as error:
            self.faults.append(str(error))
        self.stop.set()
        for teacher in self.teachers:
            teacher.join()

    def _kill_worker(self, phone):
        self.site.web.kill_child()
        phone.tap()
        return time.monotonic()

    def _kill_web(self, phone):
        self.site.web.kill()
        phone.tap()
        time.sleep(random.uniform(0, 0.3))
        self.site.start_web()
        return time.monotonic()

    def _kill_database(self, phone):
        self.site.database.kill()
        phone.tap()
        someone = self.teachers[0]
        for path in ("/healthz", "/", f"/lessons/{someone.lesson}/"):
            status, seconds, again = self.site.says(path, someone.visitor.cookies)
            self.late += seconds > AT_ONCE
            if status != 503 or not again:
                self.faults.append(f"{path} without a database: {status} in {seconds:.1f} s")
        self.site.database.start()
        return time.monotonic()

    def _kill_all(self, phone):
        self.site.web.kill()
        phone.tap()
        if self.site.database:
            self.site.database.kill()
            self.site.database.start()
        self.site.start_web()
        return time.monotonic()

    def _kill_upgrade(self, phone):
        """In the order of docs/operations.md; nobody is killed, and everybody has to wait."""
        self._done("backup", self.site.folder / "before.zip")
        self.site.web.stop()
        phone.tap()
        self._done("migrate", "--no-input")
        self.site.start_web()
        return time.monotonic()

    def _done(self, *command):
        if fault := self.site.fault_of(*command):
            self.faults.append(fault)

    def _well_again(self, back):
        """Waits from `back` until every teacher had something acknowledged."""
        wait_for(lambda: self._is_over_or(back, any), "a mark")
        first = time.monotonic() - back
        self.late += first > SOON
        wait_for(lambda: self._is_over_or(back, all), "the marks of all")
        self.first = max(self.first, first)
        self.slowest = max(self.slowest, time.monotonic() - back)

    def _is_over_or(self, moment, of):
        """Whether `of` the teachers had something acknowledged after `moment`, or one a fault."""
        return self.stop.is_set() or of(one.last > moment for one in self.teachers)

    def _figures(self, phone):
        from bench.chaos.proof import faults_of

        said = [teacher.said for teacher in self.teachers]
        for one in said:
            self.faults += faults_of(one)
        return {
            "killed": self.killed,
            "requests acknowledged": sum(len(one.requests) for one in said),
            "marks acknowledged": sum(sum(one.requests.values()) for one in said),
            "sent again": sum(one.repeated for one in said),
            "tapped in Chromium": phone.taps,
            "a mark again after s, at most": round(self.first, 1),
            "everybody well again after s, at most": round(self.slowest, 1),
            "later than aimed at": self.late,
            "faults": self.faults,
        }
