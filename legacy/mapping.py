"""`legacy.toml`, read and checked: which tables fill which targets, and how.

Every table of the file is a target (`docs/map.md` has the format). What is checked here needs no
connection: the words, the targets, and tables and columns against the generated models.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext_noop as _

from legacy.errors import BridgeError, Said
from legacy.map_checks import check_choices, checked
from legacy.map_kinds import ROW_KINDS, checked_value
from legacy.map_lines import MapError, Place, line_of
from legacy.map_overlaps import shared_table
from legacy.placeholders import names_in, pattern
from legacy.targets import registry
from legacy.values import Value

TWICE = re.compile(r"Cannot (?:declare|overwrite).*at line (\d+)")
ROW_WORDS = {"table", "key", "distinct", "where", "join", "columns", "list", "punches", "unlisted"}
VERSION = 1


@dataclass(frozen=True)
class Join:
    """Another table, whose row with `match` equal to this row's `by` lends its columns."""

    table: str
    match: str
    by: str


@dataclass
class Source:
    """One table, or one family of tables of a pattern, that fills one target."""

    target: str
    table: str
    values: dict[str, Value]
    key: tuple[str, ...] | None = None
    distinct: bool = False
    where: dict = field(default_factory=dict)
    join: dict[str, Join] = field(default_factory=dict)
    columns: str | dict = ""
    list: dict = field(default_factory=dict)
    punches: dict = field(default_factory=dict)
    unlisted: str = ""

    @property
    def used(self):
        """Names of all columns that the map speaks of, joined ones as "name.column"."""
        names = {name for value in self.values.values() for name in value.names}
        names |= {name for value in self.values.values() if value.to for name in value.to.names}
        return names | set(self.key or ()) | {join.by for join in self.join.values()}

    def reads(self, name):
        """Whether anything that the map says is made of the table's column `name`."""
        if name in self.used or name == self.list.get("column") or name in self._punched:
            return True
        if isinstance(self.columns, str):
            return bool(self.columns) and pattern(self.columns).fullmatch(name) is not None
        return name in self.columns

    def lends(self, join, name):
        """Whether the join called `join` lends the column `name`, or is made by it."""
        return f"{join}.{name}" in self.used or name == self.join[join].match

    @property
    def _punched(self):
        """The columns that punches of a gate are made of."""
        start = self.punches.get("start", {})
        start = start if isinstance(start, dict) else {"column": start}
        said = [*self.punches.get("by", ()), *self.punches.get("only", ())]
        return {self.punches.get("at"), start.get("column"), *start.get("columns", ()), *said}

    @property
    def extra(self):
        """Names that rows of this source have besides the table's columns."""
        names = set(names_in(self.table))
        if isinstance(self.columns, str):
            names |= set(names_in(self.columns))
        else:
            names |= {name for given in self.columns.values() for name in given}
        names |= {"cell"} if self.columns or self.punches else set()
        names |= {"item"} if self.list else set()
        return names | ({"date", "time", "minutes"} if self.punches else set())


@dataclass
class Plan:
    """A whole map. `name` is part of every row's key; `digest` names the text."""

    name: str
    text: str
    digest: str
    by_target: dict[str, list[Source]]

    def sources(self, target):
        """The sources of one target, in the order of the file."""
        return self.by_target.get(target, [])


def parse_map(text, file=""):
    """A Plan from the text of a map; raises BridgeError with the place that is wrong: the `file`
    (where it is one), the line, and what was meant, as far as that can be told."""
    try:
        return _plan(text)
    except BridgeError as error:
        if file:
            error.said = Said("%(file)s, %(text)s", file=str(file), text=error.said)
        raise


def _plan(text):
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(error, text) from None
    if given.pop("version", None) != VERSION:
        raise BridgeError(_("The map must begin with `version = %(version)s`"), version=VERSION)
    source = given.pop("source", {})
    if not given:
        raise BridgeError(_("The map fills no target"))
    sources = {name: _sources(name, rows, text) for name, rows in given.items()}
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Plan(_source_name(source), text, digest, sources)


def _no_toml(error, text):
    """The BridgeError, with what may have been meant where something cannot be said again."""
    found = TWICE.search(str(error))
    if not found:
        return BridgeError(_("The map is no TOML: %(error)s"), error=str(error))
    if not text.splitlines()[int(found[1]) - 1].lstrip().startswith("["):
        return BridgeError(_("The map is no TOML: %(error)s; it is said twice"), error=str(error))
    return BridgeError(
        _("The map is no TOML: %(error)s; a target of several tables is written [[so]] each time"),
        error=str(error),
    )


def _sources(name, rows, text):
    """The Sources of one target; raises MapError with the line."""
    sources, place = [], Place(name)
    for one in rows if isinstance(rows, list) else [rows]:
        try:
            sources.append(_source(place, one))
            _check_twice(place, sources)
        except MapError as error:
            line = line_of(text, name, len(sources), error.place.words, error.wrong)
            raise error.on_line(line) from None
    return sources


def _check_twice(place, sources):
    """Raises MapError where the last source takes rows that another one takes already."""
    *others, last = sources
    for other in others:
        if table := shared_table(other, last):
            sources.pop()
            text = _(
                "two of them take the same rows of %(table)r; "
                "tell these apart by `where` of one column, or by `key`"
            )
            raise MapError(place, text, table=table)


def _source_name(source):
    if not isinstance(source, dict) or set(source) - {"name"}:
        raise MapError(Place("source"), _("has only a name"))
    return str(source.get("name", "legacy"))


def _source(place, given):
    if place.target not in registry:
        known = [target.name for target in registry]
        text, listed = _("no such target; there are %(listed)s"), ", ".join(known)
        raise MapError(place, text, place.target, known, listed=listed)
    if not isinstance(given, dict):
        raise MapError(place, _("must be a table"))
    if not isinstance(given.get("table"), str):
        raise MapError(place, _("needs a table"))
    target = registry[place.target]
    values = {
        word: _value(target, word, said, place)
        for word, said in given.items()
        if word not in ROW_WORDS
    }
    missing = [one.name for one in target.fields if one.required and one.name not in values]
    if missing:
        raise MapError(place, _("needs %(field)s"), field=missing[0])
    rows = {word: given[word] for word in ROW_WORDS & set(given) if word != "table"}
    return checked(_with_rows(given["table"], values, rows, place), place)


def _value(target, word, said, place):
    """The Value of the field `word`; raises MapError."""
    field = target.field(word)
    if field is None:
        known = [one.name for one in target.fields]
        text, listed = _("no such field %(wrong)r; there are %(listed)s"), ", ".join(known)
        raise MapError(place, text, word, [*known, *ROW_WORDS], listed=listed)
    value = checked_value(said, place.at(word))
    check_choices(field, value, place.at(word))
    return value


def _with_rows(table, values, rows, place):
    for word, is_right in ROW_KINDS.items():
        if word in rows and not is_right(rows[word]):
            raise MapError(place.at(word), _("is not what it should be"))
    if "start" in rows.get("punches", ()):
        checked_value(rows["punches"]["start"], place.at("punches", "start"))
    key = rows.pop("key", None)
    joins = {name: _join(one, place.at("join")) for name, one in rows.pop("join", {}).items()}
    listed = rows.pop("list", {})
    listed = {"column": listed} if isinstance(listed, str) else listed
    key = None if key is None else tuple([key] if isinstance(key, str) else key)
    return Source(place.target, table, values, key=key, join=joins, list=listed, **rows)


def _join(given, place):
    if not isinstance(given, dict) or given.keys() != {"table", "match", "by"}:
        raise MapError(place, _("has table, match and by"))
    if not all(isinstance(one, str) for one in given.values()):
        raise MapError(place, _("table, match and by are names"))
    return Join(**given)


@lru_cache(maxsize=8)
def _parsed(digest, text):
    return parse_map(text)


def active_map():
    """The Plan of the map that the last import used, or None before the first one."""
    from legacy.models import Map

    used = Map.objects.only("digest", "text").last_used()
    try:
        return _parsed(used.digest, used.text) if used else None
    except BridgeError:
        return None  # the old database's models have changed under an old map


def read_map(path=None):
    """The Plan of the file at `path`, or of the map used last; raises BridgeError or OSError."""
    if path is not None:
        return parse_map(path.read_text(encoding="utf-8"), path)
    plan = active_map()
    if plan is None:
        raise BridgeError(_("No map has been used yet; name one with --map legacy.toml"))
    return plan
