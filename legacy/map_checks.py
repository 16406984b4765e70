"""What a map says, held against the generated models: its tables, columns and codes."""

from django.utils.translation import gettext_noop as _

from legacy.map_lines import MapError
from legacy.placeholders import names_in
from legacy.source_models import all_models, columns_of, models_like
from legacy.targets import registry

MOST_NAMES = 4  # in braces, of a family of tables or columns
NO_COLUMN = _("the table %(table)r has no column %(wrong)r")
NOT_LENT = _(
    "the table %(table)r has no column %(wrong)r (nor does a join before this one lend it)"
)


def checked(source, place):
    """The Source again; raises MapError where a table or column that it names does not exist in the
    generated models, or a word that it gives as a status is none."""
    for text in (source.table, source.columns, *(join.table for join in source.join.values())):
        _check_pattern(text, place)
    models = models_like(source.table)
    if not models:
        raise _no_table(place, source.table)
    known = set(columns_of(next(iter(models.values())))) | source.extra
    for name, join in source.join.items():
        _check_join(name, join, known, place.at("join", name), source.table)
    if source.unlisted:
        field = registry[source.target].field("status")
        _check_word(field, source.unlisted, place.at("unlisted"))
    for word, names in _spoken(source):
        _check_columns(known, names, place.at(word), source.table)
    return source


def _spoken(source):
    """(word, the columns that it names) of what a source says of its rows."""
    yield from ((word, value.names) for word, value in source.values.items())
    yield "key", source.key or ()
    yield "where", source.where
    if source.list:
        yield "list", (source.list.get("column"),)
    if source.punches:
        yield "punches", (source.punches.get("at"), *source.punches.get("by", ()))


def _check_pattern(text, place):
    """Raises MapError where the names in braces of `text` cannot be told apart: many of them side
    by side would take a search for ever."""
    names = names_in(text) if isinstance(text, str) else ()
    if len(names) > MOST_NAMES:
        many = _("%(wrong)r has more than %(most)s names in braces")
        raise MapError(place, many, text, most=MOST_NAMES)
    if len(set(names)) < len(names) or not all(map(str.isidentifier, names)):
        odd = _("%(wrong)r: each name in braces is one word, and there once")
        raise MapError(place, odd, text)


def check_choices(field, value, place):
    """Raises MapError where codes are translated into words that the field does not know."""
    meanings = [*value.values.values(), *([] if value.default is None else [value.default])]
    for word in meanings:
        _check_word(field, word, place)


def _check_word(field, word, place):
    if field is not None and field.choices and word not in field.choices:
        text, listed = _("%(wrong)r is none of %(listed)s"), ", ".join(field.choices)
        raise MapError(place, text, word, field.choices, listed=listed)


def _check_join(name, join, known, place, table):
    """Adds the columns that a join of `table` lends to `known`."""
    models = models_like(join.table)
    if not models:
        raise _no_table(place, join.table)
    lent = columns_of(next(iter(models.values())))
    _check_columns(lent, (join.match,), place, join.table)
    _check_columns(known, (join.by,), place, table, NOT_LENT)
    known |= {f"{name}.{column}" for column in lent}


def _check_columns(known, names, place, table, text=NO_COLUMN):
    for name in names:
        if name not in known:
            raise MapError(place, text, name, known, table=table)


def _no_table(place, table):
    text = _("the old database has no table %(wrong)r")
    return MapError(place, text, table, all_models())
