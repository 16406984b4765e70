"""Every address of the site, opened as everybody: it does what the table in docs/roles.md says."""

import datetime
import json
import re
import uuid
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import resolve

from roster.days import today
from roster.models import CourseStaff
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    AlertMessageFactory,
    AlertRuleFactory,
    AttachmentFactory,
    CourseStaffFactory,
    EnrollmentFactory,
    ExcuseFactory,
    FileImportFactory,
    LessonFactory,
    MarkFactory,
    OfficeFactory,
    PolicyFactory,
    SavedReportFactory,
    StudentFactory,
    TeacherFactory,
    TermFactory,
    TurnFactory,
    UnlockRequestFactory,
    UserFactory,
    ViewerFactory,
)
from tests.site.test_closed_doors import ALL

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ROLES = {
    "administrator": AdministratorFactory,
    "office": OfficeFactory,
    "teacher": TeacherFactory,
    "viewer": ViewerFactory,
    "nobody": UserFactory,
    "stranger": None,
}
WORDS = {"yes": "yes", "no": "no", "–": "absent", "door": "door", "own": "own"}
NAMES = {"SESSION": "0" * 40, "TOKEN": "x"}


@dataclass(frozen=True)
class Row:
    """One line of the table: `methods` is empty where `path` stands for all that begins so."""

    methods: tuple
    path: str
    expected: dict


def table():
    """The lines of docs/roles.md that have a request."""
    text = (settings.BASE_DIR / "docs/roles.md").read_text()
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 2 + len(ROLES) and cells[1].startswith("`"):
            *methods, path = cells[1].strip("`").split()
            words = (WORDS[cell] for cell in cells[2:])
            yield Row(tuple(methods), path, dict(zip(ROLES, words, strict=True)))


ROWS = list(table())
PAGES = [row for row in ROWS if row.methods]
AREAS = [row for row in ROWS if not row.methods]


def area_of(path):
    return next((row for row in AREAS if path.startswith(row.path.removesuffix("…"))), None)


def path_to(row, **rows):
    """The row's address with the numbers of `course`, `lesson`, … in it."""
    numbers = {name.upper(): str(one.pk) for name, one in rows.items()}
    return re.sub(r"[A-Z]{4,}", lambda found: (NAMES | numbers)[found[0]], row.path)


def verdict(response):
    """What an answer says to the one who asked, in the words of the table."""
    if response.headers.get("Location", "").startswith("/login/"):
        return "door"
    return {403: "no", 404: "absent"}.get(response.status_code, "yes")


def body_of(row, client):
    """What a page sends by itself is read before it is asked whether its sender may."""
    if not row.path.endswith("/marks/"):
        return ""
    user = int(client.session.get("_auth_user_id", 0))
    return json.dumps({"user": user, "request": str(uuid.uuid4()), "marks": []})


def answers(client, row, rows):
    """What each method of `row` says; nothing that it does stays done."""
    said = set()
    for method in row.methods:
        with transaction.atomic():
            response = client.generic(method, path_to(row, **rows), body_of(row, client))
            said.add(verdict(response))
            assert response.status_code < 500
            transaction.set_rollback(True)
    return said


def things(teacher=None):
    """A course with a student and a lesson; `teacher` teaches it."""
    enrollment = EnrollmentFactory()
    if teacher:
        CourseStaffFactory(course=enrollment.course, user=teacher)
    lesson = LessonFactory(course=enrollment.course, date=today())
    mark = MarkFactory(lesson=lesson, student=enrollment.student)
    return {
        "course": enrollment.course,
        "student": enrollment.student,
        "enrollment": enrollment,
        "lesson": lesson,
        "attachment": AttachmentFactory(mark=mark),
        "unlock": UnlockRequestFactory(lesson=lesson),
        "excuse": ExcuseFactory(student=enrollment.student),
        "guest": StudentFactory(is_guest=True),
        "policy": PolicyFactory(),
        "rule": (rule := AlertRuleFactory()),
        "message": AlertMessageFactory(alert__rule=rule),
        "report": SavedReportFactory(),
        "term": (term := TermFactory()),
        "turn": TurnFactory(term=term),
        "import": FileImportFactory(),
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_as_the_table_says(client, role):
    user = ROLES[role](password=PASSWORD) if ROLES[role] else None
    own, foreign = things(user if role == "teacher" else None), things()
    if user:
        client.force_login(user)
    found, expected = {}, {}
    for row in PAGES:
        word = row.expected[role]
        of_own, of_foreign = answers(client, row, own), answers(client, row, foreign)
        found[row.path, row.methods] = (of_own, of_foreign)
        expected[row.path, row.methods] = (
            ({"yes"}, {"absent"}) if word == "own" else ({word}, {word})
        )
    # Signing out, when signed in already: both lead to the door.
    expected["/logout/", ("GET", "POST")] = found["/logout/", ("GET", "POST")]
    assert found == expected


@pytest.mark.django_db(databases=["default", "legacy"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("area", AREAS, ids=lambda row: row.path)
def test_every_area_answers_as_the_table_says(client, role, area):
    if ROLES[role]:
        client.force_login(ROLES[role]())
    addresses = [address for address in ALL if area_of(address) is area]
    found = {}
    for address in addresses:
        for method in ("GET", "POST"):
            with transaction.atomic():
                response = client.generic(method, address)
                if response.status_code != 405:
                    found[method, address] = verdict(response)
                transaction.set_rollback(True)
    if area.expected[role] != "yes":
        assert found == dict.fromkeys(found, area.expected[role])
    else:
        assert found[("GET", area.path.removesuffix("…"))] == "yes"
        assert "door" not in {said for (_, path), said in found.items() if "log" not in path}


def test_table_has_every_address():
    own = dict.fromkeys(things(), type("Row", (), {"pk": 1}))
    named = {resolve(path_to(row, **own)).route for row in PAGES}
    missing = {
        address
        for address in ALL
        if area_of(address) is None and resolve(address).route not in named
    }
    assert missing == set()


def test_table_has_every_method(client):
    """What the table does not name is refused, even to an administrator."""
    client.force_login(AdministratorFactory(password=PASSWORD))
    methods = {}
    for row in PAGES:
        methods.setdefault(row.path, set()).update(row.methods)
    rows, wrong = things(), {}
    for row in PAGES:
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - methods[row.path]:
            status = client.generic(method, path_to(row, **rows)).status_code
            if status != 405:
                wrong[method, row.path] = status
    assert wrong == {}


@pytest.mark.parametrize(
    ("first", "last", "word"),
    [(0, 0, "yes"), (-3, 3, "yes"), (1, 3, "absent"), (-3, -1, "absent"), (None, 0, "yes")],
)
def test_substitute_teaches_from_the_first_day_to_the_last(client, first, last, word):
    teacher, rows = TeacherFactory(), things()
    CourseStaffFactory(
        course=rows["course"],
        user=teacher,
        role=CourseStaff.Role.SUBSTITUTE,
        starts_on=None if first is None else today() + first * DAY,
        ends_on=today() + last * DAY,
    )
    client.force_login(teacher)
    own = [row for row in PAGES if row.expected["teacher"] == "own"]
    found = {(row.path, row.methods): answers(client, row, rows) for row in own}
    assert found == {key: {word} for key in found}
    assert len(found) == 32
