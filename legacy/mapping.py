"""`legacy.toml`, read and checked: which tables fill which targets, and how.

Every table of the file is a target (`docs/map.md` has the format). What is checked here needs no
connection: the words, the targets, and tables and columns against the generated models.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache

from legacy.errors import BridgeError
from legacy.placeholders import names_in
from legacy.source_models import columns_of, models_like
from legacy.targets import registry
from legacy.values import Value, parse_value

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


def parse_map(text):
    """A Plan from the text of a map; raises BridgeError with the place that is wrong."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BridgeError(f"The map is no TOML: {error}") from None
    if given.pop("version", None) != VERSION:
        raise BridgeError(f"The map must begin with `version = {VERSION}`")
    source = given.pop("source", {})
    unknown = [name for name in given if name not in registry]
    if unknown:
        known = ", ".join(target.name for target in registry)
        raise BridgeError(f"[{unknown[0]}]: no such target; there are {known}")
    if not given:
        raise BridgeError("The map fills no target")
    plan = {
        name: [_source(name, one) for one in _listed(name, rows)] for name, rows in given.items()
    }
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Plan(_source_name(source), text, digest, plan)


def _source_name(source):
    if not isinstance(source, dict) or set(source) - {"name"}:
        raise BridgeError("[source]: has only a name")
    return str(source.get("name", "legacy"))


def _listed(name, rows):
    rows = rows if isinstance(rows, list) else [rows]
    if not all(isinstance(one, dict) for one in rows):
        raise BridgeError(f"[{name}]: must be a table")
    return rows


def _source(name, given):
    where = f"[{name}]"
    if not isinstance(given.get("table"), str):
        raise BridgeError(f"{where}: needs a table")
    target = registry[name]
    values = {}
    for word, said in given.items():
        if word in ROW_WORDS:
            continue
        if target.field(word) is None:
            known = ", ".join(field.name for field in target.fields)
            raise BridgeError(f"{where}: no such field {word!r}; there are {known}")
        values[word] = parse_value(said, f"{where} {word}")
        _check_choices(target.field(word), values[word], f"{where} {word}")
    missing = [one.name for one in target.fields if one.required and one.name not in values]
    if missing:
        raise BridgeError(f"{where}: needs {missing[0]}")
    rows = {word: given[word] for word in ROW_WORDS & set(given) if word != "table"}
    return _checked(_with_rows(name, given["table"], values, rows, where), where)


def _with_rows(name, table, values, rows, where):
    key = rows.pop("key", None)
    joins = {name: _join(one, where) for name, one in rows.pop("join", {}).items()}
    listed = rows.pop("list", {})
    listed = {"column": listed} if isinstance(listed, str) else listed
    for word, kinds in (("where", dict), ("punches", dict), ("columns", (str, dict))):
        if word in rows and not isinstance(rows[word], kinds):
            raise BridgeError(f"{where}: {word} is not what it should be")
    key = None if key is None else tuple([key] if isinstance(key, str) else key)
    return Source(name, table, values, key=key, join=joins, list=listed, **rows)


def _join(given, where):
    if not isinstance(given, dict) or set(given) != {"table", "match", "by"}:
        raise BridgeError(f"{where} join: has table, match and by")
    return Join(**given)


def _checked(source, where):
    """Raises BridgeError where a table or column does not exist in the generated models."""
    models = models_like(source.table)
    if not models:
        raise BridgeError(f"{where}: the old database has no table {source.table!r}")
    model = next(iter(models.values()))
    known = set(columns_of(model)) | source.extra
    for name, join in source.join.items():
        _check_join(name, join, known, f"{where} join {name}")
    for word, value in source.values.items():
        _check_columns(known, value.names, f"{where} {word}", source.table)
    _check_columns(known, source.key or (), f"{where} key", source.table)
    _check_columns(known, source.where, f"{where} where", source.table)
    if source.list:
        _check_columns(known, (source.list.get("column"),), f"{where} list", source.table)
    if source.punches:
        wanted = (source.punches.get("at"), *source.punches.get("by", ()))
        _check_columns(known, wanted, f"{where} punches", source.table)
    return source


def _check_choices(field, value, where):
    """Raises BridgeError where codes are translated into words that the field does not know."""
    meanings = [*value.values.values(), *([] if value.default is None else [value.default])]
    wrong = [word for word in meanings if field.choices and word not in field.choices]
    if wrong:
        raise BridgeError(f"{where}: {wrong[0]!r} is none of {', '.join(field.choices)}")


def _check_join(name, join, known, where):
    """Adds the columns that a join lends to `known`."""
    models = models_like(join.table)
    if not models:
        raise BridgeError(f"{where}: the old database has no table {join.table!r}")
    lent = columns_of(next(iter(models.values())))
    _check_columns(lent, (join.match,), where, join.table)
    _check_columns(known, (join.by,), where, "of this row")
    known |= {f"{name}.{column}" for column in lent}


def _check_columns(known, names, where, table):
    for name in names:
        if name not in known:
            raise BridgeError(f"{where}: the table {table!r} has no column {name!r}")


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
        return parse_map(path.read_text(encoding="utf-8"))
    plan = active_map()
    if plan is None:
        raise BridgeError("No map has been used yet; name one with --map legacy.toml")
    return plan
