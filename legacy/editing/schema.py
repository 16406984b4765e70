"""What a map can speak of: the tables of the connected database, their columns, their codes."""

from collections import Counter

from legacy.guessing.profiles import count, sample
from legacy.mapping import Source
from legacy.masking import masked, secret_columns
from legacy.source_models import all_models, columns_of, models_like
from legacy.values import fold, text

CODES, LONGEST = 24, 40  # how many codes of a column are offered, and how long they may be


def tables():
    """Names of all tables, sorted."""
    return sorted(all_models())


def _model(table):
    return next(iter(models_like(table).values()), None) if isinstance(table, str) else None


def columns(table):
    """Names of the columns of a table (of the first one that fits a pattern)."""
    model = _model(table)
    return list(columns_of(model)) if model else []


def row_columns(words):
    """Names that the rows of a part have: the table's columns, those that its joins lend, and
    those that patterns and lists add."""
    names = columns(words.get("table"))
    for name, join in _joins(words).items():
        names += [f"{name}.{column}" for column in columns(join.get("table"))]
    return names + sorted(_extra(words) - set(names))


def _joins(words):
    joins = words.get("join", {})
    return joins if isinstance(joins, dict) else {}


def _extra(words):
    spoken = {word: words[word] for word in ("columns", "list", "punches") if word in words}
    try:
        return Source("", str(words.get("table", "")), {}, **spoken).extra
    except (AttributeError, TypeError):
        return set()


def is_masked(words, column):
    """Whether the values of a column of a part's rows must not be shown."""
    table, column = _place(words, column)
    model = _model(table)
    return model is not None and column in secret_columns(model)


def codes(words, column):
    """The codes found in a sample of a column, the most frequent first; none where it is masked,
    or where there are too many to be codes."""
    table, column = _place(words, column)
    model = _model(table)
    if model is None or column not in columns_of(model) or is_masked(words, column):
        return []
    place = list(columns_of(model)).index(column)
    found = Counter(text(row[place]) for row in sample(model, count(model)))
    if len(found) > CODES:
        return []
    shown = [code for code, _number in found.most_common() if code and len(code) <= LONGEST]
    return [code for code in dict.fromkeys(shown) if masked(code) == code and fold(code)]


def _place(words, column):
    """(table, column) where a name of a row comes from."""
    lent, dot, name = column.partition(".")
    join = _joins(words).get(lent) if dot else None
    return (join.get("table"), name) if join else (words.get("table"), column)
