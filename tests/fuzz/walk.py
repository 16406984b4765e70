"""One walk: a visitor with a role goes from page to page and sends what nobody should."""

import time
import traceback
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import get_resolver

from roster import reports
from roster.files import kinds
from tests.factories import PASSWORD
from tests.fuzz import nasty
from tests.fuzz.pages import Page
from tests.fuzz.world import SECRET, rows
from tests.site.test_closed_doors import addresses

ADDRESSES = sorted(set(addresses(get_resolver())))
FORM = "application/x-www-form-urlencoded"
SEES_OWN = {"teacher", "nobody", "stranger"}
WRITES_NO_BOOK = {"viewer", "nobody", "stranger"}
# Links to one's own calendar, asking for a password, views of reports of one's own.
EVERYBODYS = {"roster.calendarlink", "legacy.job", "roster.savedreport"}
LONG = 10  # seconds of a processor; no page takes one
QUERY = [
    "course", "date", "from", "month", "next", "page", "q", "range", "reason", "risk", "show",
    "since", "state", "students", "teacher", "term", "to", "week", "o", "e",
]  # fmt: skip
MODELS = {
    "attachments": "roster.attachment",
    "courses": "roster.course", "enrollments": "roster.enrollment", "excuses": "roster.excuse",
    "imports": "roster.fileimport", "jobs": "legacy.job", "lessons": "roster.lesson",
    "messages": "roster.alertmessage", "policies": "roster.policy", "rules": "roster.alertrule",
    "runs": "legacy.run", "saved": "roster.savedreport", "staff": "accounts.user",
    "students": "roster.student", "suggestions": "legacy.job", "terms": "roster.term",
    "turns": "roster.turn", "unlocks": "roster.unlockrequest", "versions": "legacy.map",
}  # fmt: skip
WORDS = {
    "map": ["students", "courses", "marks", "x"], "reports": [*reports.KINDS, "x"],
    "rows": ["student", "course", "x"], "templates": [*kinds.KINDS, "x"],
}  # fmt: skip
# What a guardian's link lets anybody write who has it.
GUARDIANS = {
    "roster.attachment", "roster.excuse", "roster.excuseevent", "roster.excuselink",
}  # fmt: skip
NEVER_GONE = {"roster.mark", "roster.markevent", "roster.save"}


@dataclass(frozen=True)
class Fault:
    """What went wrong, and the request that did it; `kind` groups those of one cause."""

    kind: str
    request: str
    detail: str = ""


class Walk:
    """`steps(number)` sends so many requests as `role` in `world` and returns the faults; what
    was done is undone at the end."""

    def __init__(self, world, role, chance):
        self.world, self.role, self.chance = world, role, chance
        self.client = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"10.0.0.{len(role)}")
        self.page, self.here, self.address = None, "/", ""
        self.pages = [one for one in ADDRESSES if not one.startswith("/admin/")]
        self.admin = [one for one in ADDRESSES if one.startswith("/admin/")]
        self.sent = 0

    def steps(self, number):
        """Returns `[Fault]`; a walk ends early where a page broke."""
        faults = []
        with transaction.atomic():
            self._sign_in()
            self.state = rows()
            for _ in range(number):
                faults += self._step()
                if any(fault.detail for fault in faults):
                    break  # the transaction may be broken as well
            transaction.set_rollback(True)
        return faults

    def _sign_in(self):
        if self.role != "stranger":
            login = {"login": self.role, "password": PASSWORD}
            self.client.post("/login/", login)

    def _step(self):
        method, address, body, kind = self._request()
        self.address = address
        said = f"{self.role}: {method} {address} {kind} {body[:600]!r}"
        self.sent += 1
        started = time.thread_time()
        try:
            response = self.client.generic(method, address, body, kind, headers=self._headers())
            content = b"" if response.streaming else response.content
            if response.streaming:
                b"".join(response.streaming_content)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} at {last.filename}:{last.lineno}"
            return [Fault(where, said, traceback.format_exc())]
        took = time.thread_time() - started
        self._look(response, address)
        slow = [Fault("keeps a processor busy", f"{took:.0f} s: {said}")] if took > LONG else []
        return slow + list(self._judge(method, response, content, said))

    def _judge(self, method, response, content, said):
        status = response.status_code
        if status >= 500 and status != 503:
            yield Fault(f"{status}", said)
        if self.role in SEES_OWN and SECRET.encode() in content:
            yield Fault("shows what is somebody else's", said)
        before, self.state = self.state, rows()
        if before != self.state:
            keys = {key for key in before | self.state if before.get(key) != self.state.get(key)}
            yield from self._judge_writes(method, status, before, keys, said)

    def _judge_writes(self, method, status, before, keys, said):
        changed = sorted({model for model, _key in keys})
        if method in {"GET", "HEAD", "OPTIONS"}:
            yield Fault(f"reading wrote {changed}", said)
        elif status >= 400:
            yield Fault(f"refused with {status}, and wrote {changed}", said)
        gone = {model for model, key in keys if (model, key) not in self.state}
        if gone & NEVER_GONE:
            yield Fault(f"lost {sorted(gone & NEVER_GONE)}", said)
        edited = {model for model, key in keys if (model, key) in before}
        if "roster.markevent" in edited:
            yield Fault("changed history", said)
        if self.role == "teacher" and keys & self.world.foreign:
            yield Fault(
                f"changed what is somebody else's {sorted(keys & self.world.foreign)}", said
            )
        book = {one for one in changed if one.startswith(("roster.", "legacy.", "auth."))}
        may = EVERYBODYS | GUARDIANS if self.address.startswith("/g/") else EVERYBODYS
        if self.role in WRITES_NO_BOOK and book - may:
            yield Fault(f"may not write, and wrote {sorted(book)}", said)

    def _look(self, response, address):
        """Remembers the page, so that the next step may start from its links and forms."""
        if response.status_code in {301, 302}:
            self.page, self.here = None, response.headers["Location"]
        elif response.headers.get("Content-Type", "").startswith("text/html"):
            self.page, self.here = Page(response.content.decode()), address

    # --- What is sent ---------------------------------------------------------------------------

    def _request(self):
        """`(method, address, body, content type)` of the next request."""
        chance = self.chance
        if self.page is None and self.here.startswith("/") and chance.random() < 0.8:
            return "GET", self._with_query(self.here), b"", ""
        if self.page and self.page.forms and chance.random() < 0.55:
            return self._form(chance.choice(self.page.forms))
        if self.page and self.page.links and chance.random() < 0.4:
            return "GET", self._with_query(self._join(chance.choice(self.page.links))), b"", ""
        to_admin = chance.random() < (0.4 if self.role == "administrator" else 0.05)
        address = self._filled(chance.choice(self.admin if to_admin else self.pages))
        if address.endswith("/marks/") and chance.random() < 0.7:
            user = self.world.users.get(self.role)
            body = nasty.marks(chance, user.pk if user else 0, self.world)
            return "POST", address, body, "application/json"
        if chance.random() < 0.75:
            return chance.choice(["GET"] * 9 + ["HEAD"]), self._with_query(address), b"", ""
        fields = [(nasty.text(chance)[:20], nasty.text(chance)) for _ in range(3)]
        method = chance.choice(["POST"] * 8 + ["PUT", "DELETE", "OPTIONS", "PATCH"])
        return method, address, urlencode(fields, errors="surrogatepass").encode(), FORM

    def _form(self, form):
        chance, address = self.chance, self._join(form.action)
        fields = nasty.changed(chance, form.fields, self.world)
        if form.method != "POST":
            separator = "&" if "?" in address else "?"
            return "GET", f"{address}{separator}{urlencode(fields)}", b"", ""
        if not form.files:
            return "POST", address, urlencode(fields).encode(), FORM
        data = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        for name in form.files:
            data[name] = [nasty.file(chance) for _ in range(chance.randrange(3))]
        return "POST", address, encode_multipart(BOUNDARY, data), MULTIPART_CONTENT

    def _join(self, link):
        """The address that a link of this page leads to, of this site only."""
        parts = urlsplit(urljoin(self.here, link))
        return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"

    def _filled(self, address):
        """The address with keys of the world, or impossible ones, for its numbers."""
        parts = address.split("/")
        words = {} if parts[1] == "admin" else WORDS | self.world.tokens
        for place, part in enumerate(parts):
            if parts[place - 1] in words and part.startswith("x"):
                parts[place] = self.chance.choice(words[parts[place - 1]]) + part[1:]
            elif part in {"1", "x"}:
                model = MODELS.get(parts[place - 1]) or ".".join(parts[place - 2 : place])
                parts[place] = str(self.world.key(self.chance, model))
        return "/".join(parts)

    def _with_query(self, address):
        chance = self.chance
        if chance.random() < 0.5:
            return address
        path, _mark, query = address.partition("?")
        names = [pair.partition("=")[0] for pair in query.split("&") if pair] or QUERY
        pairs = [(chance.choice(names), nasty.text(chance)) for _ in range(chance.randrange(1, 4))]
        return f"{path}?{urlencode(pairs, errors='surrogatepass')}"

    def _headers(self):
        if self.chance.random() < 0.85:
            return {}
        name = self.chance.choice(list(nasty.HEADERS))
        return {name: self.chance.choice(nasty.HEADERS[name])}
