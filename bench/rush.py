"""A teacher at the beginning of the day, as the site sees one: signs in, takes lessons as the page
does, corrects two marks, and opens the month. Runs in a thread of its own."""

import http.client
import json
import random
import re
import time
import uuid
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
IDLE = 1.5  # seconds after which a connection is made anew; gunicorn keeps one for 2
AGAIN = 0.1  # of the requests that save are sent a second time, as after a lost answer
TRIES = 3
ABSENT, CORRECTED = (3, 16, 25), (3, 9)  # places on the roll of 30


class Browser:
    """One connection with its cookies. `said` has `(what, seconds, statements, CPU ms)` of each
    answer, `errors` what went wrong."""

    def __init__(self, port):
        self.port, self.cookies, self.connection = port, {}, None
        self.said, self.errors, self.used = [], [], 0.0

    def ask(self, what, address, body=None, kind="text/html", expected=200):
        """The body of the answer as text, or None where it is not as expected."""
        headers = {"Host": "localhost", "Accept-Encoding": "gzip", "Cookie": self._cookie()}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrf", "")}
        started = time.perf_counter()
        try:
            response, text = self._send("GET" if body is None else "POST", address, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            self.errors.append(f"{what}: {type(error).__name__}")
            return None
        seconds = time.perf_counter() - started
        statements, spent = response.headers.get("X-Cost", "0 0").split()
        self.said.append((what, seconds, int(statements), float(spent)))
        if response.status != expected:
            self.errors.append(f"{what}: {response.status}")
            return None
        return text

    def _send(self, *request):
        """The answer and its body. A connection that the server has closed meanwhile is made
        anew without a word, as browsers do."""
        is_new = self.connection is None or time.monotonic() - self.used > IDLE
        try:
            return self._exchange(is_new, *request)
        except (ConnectionError, http.client.RemoteDisconnected):
            if is_new:
                raise
            return self._exchange(True, *request)

    def _exchange(self, is_new, *request):
        if is_new:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.request(*request)
        response = self.connection.getresponse()
        raw = response.read()
        self.used = time.monotonic()
        for line in response.headers.get_all("Set-Cookie", ()):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return response, raw

    def _cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def sign_in(self, name, password):
        page = self.ask("door", "/login/")
        data = {"login": name, "password": password, "csrfmiddlewaretoken": _token(page)}
        kind = "application/x-www-form-urlencoded"
        self.ask("sign in", "/login/", urlencode(data), kind, expected=302)


class Teacher:
    """Takes `lessons`, a list of `(lesson id, [student ids])`. `pause` is the mean of the seconds
    between one thing and the next, 0 for none. `kept` has what the site said it saved:
    `{(lesson, student): [status, version]}`; `requests` how many requests it acknowledged."""

    def __init__(self, port, user, lessons, statuses, pause, seed):
        self.browser = Browser(port)
        self.user, self.lessons, self.statuses, self.pause = user, lessons, statuses, pause
        self.chance = random.Random(seed)
        self.kept, self.requests = {}, 0

    def sign_in(self, password):
        self.browser.sign_in(self.user["username"], password)

    def work(self):
        """The morning: for each lesson ten requests, and one for the page to compare with."""
        for lesson, course, students in self.lessons:
            self._rest()
            self.browser.ask("bare", "/bare/")
            self.browser.ask("today", "/")
            self._rest()
            self.browser.ask("lesson", f"/lessons/{lesson}/")
            for place in ABSENT:
                self._rest()
                self._save(lesson, [students[place]], "absent")
            self._rest()
            blank = [one for place, one in enumerate(students) if place not in ABSENT]
            self._save(lesson, blank, "present")
            for place in CORRECTED:
                self._rest()
                self._save(lesson, [students[place]], "late")
            self._rest()
            self.browser.ask("month", f"/courses/{course}/book/")

    def _rest(self):
        if self.pause:
            time.sleep(self.chance.uniform(0, 2 * self.pause))

    def _save(self, lesson, students, code):
        status = self.statuses[code]
        versions = {one: self.kept.get((lesson, one), (None, 0))[1] for one in students}
        marks = [
            {"student": one, "status": status, "version": version}
            for one, version in versions.items()
        ]
        said = {"user": self.user["pk"], "request": str(uuid.uuid4()), "marks": marks}
        what = f"save {len(students)}" if len(students) == 1 else "save 27"
        twice = self.chance.random() < AGAIN
        answers = [self._send(lesson, what, said) for _ in range(1 + twice)]
        if answers[-1] is not None:
            self.requests += 1
            for student, state in json.loads(answers[-1])["marks"].items():
                self.kept[lesson, int(student)] = (state[0], state[4])

    def _send(self, lesson, what, said):
        for _ in range(TRIES):
            address = f"/lessons/{lesson}/marks/"
            answer = self.browser.ask(what, address, json.dumps(said), "application/json")
            if answer is not None:
                return answer
        return None


def _token(page):
    found = TOKEN.search(page.decode()) if page else None
    return found[1] if found else ""
