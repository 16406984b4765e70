"""The guardian whom a row of a file of students may name."""

import re
from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from legacy.guessing.recognition import words
from legacy.ownership import follows, owned_names
from legacy.undoing import without_dependents
from legacy.values import fold
from roster.files.fields import Field
from roster.files.rows import Action, insert, problem, update
from roster.models import Guardian
from roster.vocabulary.people import EMAIL, PARENT, PHONE

NOT_DIGITS = re.compile(r"\D")
PREFIX = "guardian_"
KEY = f"{PREFIX}key"  # in what a row keeps: of the guardian that was there before
WHOSE = words("보호자, 학부모, 부모, 부모님, 어머니, 아버지, parent, guardian, mother, father")
RELATION = words("관계, relation, relationship")


def _field(name, label, called, unlike, kind="line", examples=("", "")):
    longest = Guardian._meta.get_field(name).max_length
    return Field(PREFIX + name, label, called, unlike, kind, longest=longest, examples=examples)


def _of(*what):
    """What a column is called: whose, and what of them."""
    return tuple(f"{whose} {one}" for whose in WHOSE for one in what)


FIELDS = (
    _field(
        "name",
        _("guardian's name"),
        PARENT,
        (*PHONE, *EMAIL, *RELATION),
        examples=("김영희", "Younghee Kim"),
    ),
    _field("relation", _("guardian's relation"), _of(*RELATION), (), examples=("모", "mother")),
    _field(
        "phone",
        _("guardian's phone"),
        _of("연락처", "전화", "전화번호", "휴대폰", "phone", "mobile"),
        EMAIL,
        "phone",
        ("010-2345-6789", "010-2345-6789"),
    ),
    _field(
        "email",
        _("guardian's e-mail"),
        _of("이메일", "메일", "전자우편", "email", "e-mail"),
        PHONE,
        "email",
        ("parent@example.org", "parent@example.org"),
    ),
)
NAMES = tuple(field.name.removeprefix(PREFIX) for field in FIELDS)


class Guardians:
    """Those of the students of a chunk."""

    def __init__(self):
        self.owned, self.known, self.free = owned_names(Guardian), {}, set()

    def load(self, students):
        """Reads those of the students with these keys."""
        self.known = defaultdict(list)
        for one in Guardian.objects.filter(student__in=students, retired_at=None).order_by("pk"):
            self.known[one.student_id].append(one)

    def added(self, verdict, values):
        """The Verdict of a student with what `values` say of a guardian besides."""
        said = said_of(values)
        if not said or verdict.action == Action.PROBLEM:
            return verdict
        if not said.keys() - {"relation"}:
            return problem("missing", field=f"{PREFIX}name")
        found = _meant(self.known[verdict.target] if verdict.target else [], said)
        if len(found) > 1:
            return problem("several_guardians", number=len(found))
        before, after = self._compared(found[0], said, verdict) if found else ({}, said)
        verdict.before |= {PREFIX + name: value for name, value in before.items()}
        verdict.after |= {PREFIX + name: value for name, value in after.items()}
        if after and verdict.action == Action.SAME:
            verdict.action = Action.CHANGE
        return verdict

    def _compared(self, there, said, verdict):
        """`(before, after)` of what differs; what follows the old database stays."""
        names = [name for name in said if not _is_same(there, name, said[name])]
        owned = self.owned if follows(there) else set()
        if kept := [PREFIX + name for name in names if name in owned]:
            verdict.reasons.append(["owned", {"fields": kept}])
        names = [name for name in names if name not in owned]
        if not names:
            return {}, {}
        before = {name: getattr(there, name) for name in names}
        return before | {"key": there.pk}, {name: said[name] for name in names} | {"key": there.pk}

    def write(self, rows):
        """Makes and changes what `rows`, which know their students, say of guardians."""
        said = [(row, said_of(row.after)) for row in rows]
        new = [(row, one) for row, one in said if one and KEY not in row.after]
        insert(Guardian, [Guardian(student_id=row.target, **one) for row, one in new])
        changed = {row.after[KEY]: one for row, one in said if KEY in row.after}
        there = _held(changed)
        for key, one in there.items():
            _put(one, changed[key])
        _save(there, changed.values())

    def load_to_undo(self, students):
        """Reads them, and which of them nothing refers to."""
        self.load(students)
        free = without_dependents(Guardian.objects.filter(student__in=students))
        self.free = set(free.values_list("pk", flat=True))

    def take_back(self, rows):
        """Undoes what `rows` did to guardians of students who were there before; returns the
        numbers of the rows of which something stays. Wants `load_to_undo`."""
        made = {row.number: self._as_made(row) for row in rows if KEY not in row.after}
        made = {number: one.pk for number, one in made.items() if one}
        Guardian.objects.filter(pk__in=made.values()).delete()
        changed = {row.after[KEY]: row for row in rows if KEY in row.after}
        there = _held(changed)
        restored = {
            changed[key].number for key, one in there.items() if _restore(one, changed[key])
        }
        _save(there, [said_of(row.before) for row in changed.values()])
        return {row.number for row in rows if said_of(row.after)} - made.keys() - restored

    def are_as_made(self, row):
        """Whether the student whom `row` made has the guardian of the row, as it was made, and no
        other one. Wants `load_to_undo`."""
        known = self.known[row.target]
        if not said_of(row.after):
            return not known
        return len(known) == 1 and self._as_made(row) is not None

    def _as_made(self, row):
        """The guardian whom `row` made, if nobody has changed or used it since."""
        said = dict.fromkeys(NAMES, "") | {"notify": True} | said_of(row.after)
        for one in self.known[row.target] if said_of(row.after) else ():
            if one.pk in self.free and all(getattr(one, name) == said[name] for name in said):
                return one
        return None


def _held(keys):
    return Guardian.objects.select_for_update().order_by("pk").in_bulk(keys)


def _put(one, values):
    for name, value in values.items():
        setattr(one, name, value)


def _restore(one, row):
    """Puts back what was there before, not saved; returns whether that is all that `row` did."""
    before, after = said_of(row.before), said_of(row.after)
    mine = {name: before[name] for name in after if getattr(one, name) == after[name]}
    _put(one, mine)
    return len(mine) == len(after)


def _save(there, values):
    update(Guardian, list(there.values()), {name for said in values for name in said})


def said_of(values):
    """`{name of a field of a guardian: value}` of what a row says, or keeps."""
    return {name: values[PREFIX + name] for name in NAMES if PREFIX + name in values}


def _meant(known, said):
    """Those who can be meant: of this name, or nameless (or, where the row says no name, anybody)
    with this phone or e-mail address."""
    if "name" in said:
        found = [one for one in known if fold(one.name) == fold(said["name"])]
        found = found or [one for one in known if not one.name and _is_reached(one, said)]
    else:
        found = [one for one in known if _is_reached(one, said)]
    if len(found) > 1:
        found = [one for one in found if _is_reached(one, said)] or found
    return found


def _is_reached(one, said):
    ways = [name for name in ("phone", "email") if name in said and getattr(one, name)]
    return any(_is_same(one, name, said[name]) for name in ways)


def _is_same(one, name, value):
    there = getattr(one, name)
    if name == "phone":
        return NOT_DIGITS.sub("", there) == NOT_DIGITS.sub("", value)
    return fold(there) == fold(value) if name in {"name", "email"} else there == value
