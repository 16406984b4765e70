"""`legacy.toml`, read and checked: which tables fill which targets, and how.

Every table of the file is a target (`docs/map.md` has the format). What is checked here needs no
connection: the words, the targets, and tables and columns against the generated models.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache

from legacy.errors import BridgeError
from legacy.map_kinds import ROW_KINDS, check_kinds
from legacy.map_lines import MapError, with_line
from legacy.placeholders import names_in, pattern
from legacy.source_models import all_models, columns_of, models_like
from legacy.targets import registry
from legacy.values import Value, parse_value

TWICE = "Cannot declare"
ROW_WORDS = {"table", "key", "distinct", "where", "join", "columns", "list", "punches", "unlisted"}
VERSION = 1
MOST_NAMES = 4  # in braces, of a family of tables or columns
JOINS = " (nor does a join before this one lend it)"


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
        raise BridgeError(f"{file}, {error}" if file else str(error)) from None


def _plan(text):
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "; a target of several tables is written [[so]] each time"
        hint = hint if TWICE in str(error) else ""
        raise BridgeError(f"The map is no TOML: {error}{hint}") from None
    if given.pop("version", None) != VERSION:
        raise BridgeError(f"The map must begin with `version = {VERSION}`")
    source = given.pop("source", {})
    if not given:
        raise BridgeError("The map fills no target")
    sources = {name: _sources(name, rows, text) for name, rows in given.items()}
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Plan(_source_name(source), text, digest, sources)


def _sources(name, rows, text):
    """The Sources of one target; raises BridgeError with the line."""
    sources = []
    for one in rows if isinstance(rows, list) else [rows]:
        try:
            if name not in registry:
                known = [target.name for target in registry]
                listed = ", ".join(known)
                raise MapError(f"[{name}]", f"no such target; there are {listed}", name, known)
            if not isinstance(one, dict):
                raise MapError(f"[{name}]", "must be a table")
            sources.append(_source(name, one))
            _check_twice(name, sources)
        except BridgeError as error:
            raise BridgeError(with_line(error, text, name, len(sources))) from None
    return sources


def _check_twice(name, sources):
    """Raises BridgeError where the last source takes rows that another one takes already."""
    *others, last = sources
    for other in others:
        if _rows(other) == _rows(last):
            sources.pop()
            raise MapError(f"[{name}]", f"two of them take the same rows of {last.table!r}")


def _rows(source):
    """Which rows a source takes, as far as the map shows it."""
    return source.table.lower(), source.key, source.where, source.columns, source.list


def _source_name(source):
    if not isinstance(source, dict) or set(source) - {"name"}:
        raise MapError("[source]", "has only a name")
    return str(source.get("name", "legacy"))


def _source(name, given):
    where = f"[{name}]"
    if not isinstance(given.get("table"), str):
        raise MapError(where, "needs a table")
    target = registry[name]
    values = {}
    for word, said in given.items():
        if word in ROW_WORDS:
            continue
        if target.field(word) is None:
            known = [field.name for field in target.fields]
            listed = ", ".join(known)
            text = f"no such field {word!r}; there are {listed}"
            raise MapError(where, text, word, [*known, *ROW_WORDS])
        check_kinds(said, f"{where} {word}")
        values[word] = parse_value(said, f"{where} {word}")
        _check_choices(target.field(word), values[word], f"{where} {word}")
    missing = [one.name for one in target.fields if one.required and one.name not in values]
    if missing:
        raise MapError(where, f"needs {missing[0]}")
    rows = {word: given[word] for word in ROW_WORDS & set(given) if word != "table"}
    return _checked(_with_rows(name, given["table"], values, rows, where), where)


def _with_rows(name, table, values, rows, where):
    for word, is_right in ROW_KINDS.items():
        if word in rows and not is_right(rows[word]):
            raise MapError(f"{where} {word}", "is not what it should be")
    key = rows.pop("key", None)
    joins = {name: _join(one, where) for name, one in rows.pop("join", {}).items()}
    listed = rows.pop("list", {})
    listed = {"column": listed} if isinstance(listed, str) else listed
    key = None if key is None else tuple([key] if isinstance(key, str) else key)
    return Source(name, table, values, key=key, join=joins, list=listed, **rows)


def _join(given, where):
    if not isinstance(given, dict) or given.keys() != {"table", "match", "by"}:
        raise MapError(f"{where} join", "has table, match and by")
    if not all(isinstance(one, str) for one in given.values()):
        raise MapError(f"{where} join", "table, match and by are names")
    return Join(**given)


def _checked(source, where):
    """Raises BridgeError where a table or column does not exist in the generated models."""
    for text in (source.table, source.columns, *(join.table for join in source.join.values())):
        _check_pattern(text, where)
    models = models_like(source.table)
    if not models:
        raise _no_table(where, source.table)
    model = next(iter(models.values()))
    known = set(columns_of(model)) | source.extra
    for name, join in source.join.items():
        _check_join(name, join, known, f"{where} join {name}")
    for word, value in source.values.items():
        _check_columns(known, value.names, f"{where} {word}", source.table)
    if source.unlisted:
        _check_word(registry[source.target].field("status"), source.unlisted, f"{where} unlisted")
    _check_columns(known, source.key or (), f"{where} key", source.table)
    _check_columns(known, source.where, f"{where} where", source.table)
    if source.list:
        _check_columns(known, (source.list.get("column"),), f"{where} list", source.table)
    if source.punches:
        wanted = (source.punches.get("at"), *source.punches.get("by", ()))
        _check_columns(known, wanted, f"{where} punches", source.table)
    return source


def _check_pattern(text, where):
    """Raises MapError where the names in braces of `text` cannot be told apart: many of them side
    by side would take a search for ever."""
    names = names_in(text) if isinstance(text, str) else ()
    if len(names) > MOST_NAMES:
        raise MapError(where, f"{text!r} has more than {MOST_NAMES} names in braces", text)
    if len(set(names)) < len(names) or not all(map(str.isidentifier, names)):
        raise MapError(where, f"{text!r}: each name in braces is one word, and there once", text)


def _check_choices(field, value, where):
    """Raises BridgeError where codes are translated into words that the field does not know."""
    meanings = [*value.values.values(), *([] if value.default is None else [value.default])]
    for word in meanings:
        _check_word(field, word, where)


def _check_word(field, word, where):
    if field is not None and field.choices and word not in field.choices:
        text = f"{word!r} is none of {', '.join(field.choices)}"
        raise MapError(where, text, word, field.choices)


def _check_join(name, join, known, where):
    """Adds the columns that a join lends to `known`."""
    models = models_like(join.table)
    if not models:
        raise _no_table(where, join.table)
    lent = columns_of(next(iter(models.values())))
    _check_columns(lent, (join.match,), where, join.table)
    _check_columns(known, (join.by,), where, "of this row", JOINS)
    known |= {f"{name}.{column}" for column in lent}


def _check_columns(known, names, where, table, hint=""):
    for name in names:
        if name not in known:
            raise MapError(where, f"the table {table!r} has no column {name!r}{hint}", name, known)


def _no_table(where, table):
    text = f"the old database has no table {table!r}"
    return MapError(where, text, table, all_models())


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
        raise BridgeError("No map has been used yet; name one with --map legacy.toml")
    return plan
