"""Teachers who save marks as a lesson's page does, and note what the site has acknowledged."""

import http.client
import json
import random
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

TIMEOUT = 10
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Acknowledged:
    """`marks`: `{(lesson, student): (status, version)}` as last acknowledged; `requests`: ids of
    the requests, with the number of marks each changed; `faults`: what should not have been."""

    marks: dict = field(default_factory=dict)
    requests: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    repeated: int = 0


class Visitor:
    """Keeps cookies, and opens a connection for each request: the one before may be dead."""

    def __init__(self, port):
        self.port, self.cookies = port, {}

    def ask(self, method, path, body=None, kind="application/json"):
        """(status, headers, text), or None where nobody answers."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrf", "")}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return response.status, response.headers, text

    def sign_in(self, login, password):
        page = self.ask("GET", "/login/")
        said = {"csrfmiddlewaretoken": TOKEN.search(page[2])[1], "login": login}
        form = urlencode(said | {"password": password})
        status, _headers, _text = self.ask(
            "POST", "/login/", form, "application/x-www-form-urlencoded"
        )
        assert status == 302, status


class Teacher(threading.Thread):
    """Saves one to three marks of an own lesson at a time; what is not acknowledged is sent again
    under the same id until it is, as the page does."""

    def __init__(self, port, password, school, stop):
        super().__init__(daemon=True)
        self.visitor, self.login, self.password = Visitor(port), school["login"], password
        self.user, self.lesson = school["user"], school["lesson"]
        self.students, self.statuses = school["students"], school["statuses"]
        self.versions, self.said, self.stop = {}, Acknowledged(), stop
        self.moments = [0.0]  # when something was acknowledged

    @property
    def last(self):
        return self.moments[-1]

    def sign_in(self):
        self.visitor.sign_in(self.login, self.password)

    def run(self):
        while not self.stop.is_set():
            self._save()
            time.sleep(random.uniform(0, 0.02))

    def _save(self):
        students = random.sample(self.students, random.randint(1, 3))
        marks = [self._mark(student) for student in students]
        request = str(uuid.uuid4())
        body = json.dumps({"user": self.user, "request": request, "marks": marks})
        while (answer := self._send(body)) is None:
            self.said.repeated += 1
            time.sleep(0.1)
        if answer[0] != 200:
            self.said.faults.append(f"{answer[0]}: {answer[2][:200]}")
            self.stop.set()
            return
        states = json.loads(answer[2])["marks"]
        self.said.requests[request] = len(students)
        self.moments.append(time.monotonic())
        for mark in marks:
            student = mark["student"]
            status, *_rest, version = states[str(student)]
            if status != mark["status"]:
                self.said.faults.append(f"asked for {mark}, got {states[str(student)]}")
            self.versions[student] = version
            self.said.marks[self.lesson, student] = (status, version)

    def _mark(self, student):
        now = self.said.marks.get((self.lesson, student), (None,))[0]
        status = random.choice([one for one in self.statuses if one != now])
        version = self.versions.get(student, 0)
        return {"student": student, "status": status, "version": version}

    def _send(self, body):
        """The answer, or None where it has to be sent again."""
        answer = self.visitor.ask("POST", f"/lessons/{self.lesson}/marks/", body)
        return None if answer is None or answer[0] >= 500 else answer
