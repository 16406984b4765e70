"""The site that is killed: its web server, its database, and the commands that it runs."""

import os
import subprocess
import sys
import time

import django

from bench.chaos import processes
from bench.chaos.load import Visitor
from bench.chaos.processes import Database, Process, environment_of, manage, wait_for


class Site:
    """A web server on a port of its own, and its database where that is a process."""

    def __init__(self, folder, kind):
        self.folder, self.kind = folder, kind
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
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("dumpdata", output=self.folder / "new.json", verbosity=0)

    def empty(self):
        """Leaves of the database what the migrations have made of it."""
        from django.core.management import call_command

        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        call_command("loaddata", self.folder / "new.json", verbosity=0)

    def run(self, name, *arguments):
        """A management command in a process of its own, started."""
        process = Process(name, manage(*arguments), self.folder, self.environment)
        process.start()
        return process

    def fault_of(self, *command):
        """What a management command that should succeed says of its failure, "" without one."""
        ran = subprocess.run(
            manage(*command), env=self.environment, cwd=processes.ROOT, capture_output=True,
            text=True,
        )  # fmt: skip
        said = ran.stderr.strip()[-300:] or ran.stdout[-300:]
        return f"{command[0]}: {said}" if ran.returncode else ""

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
