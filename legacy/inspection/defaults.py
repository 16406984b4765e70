"""What a column holds where a row says nothing: from the catalogue's words to Python."""

import re

from legacy.inspection.literals import Code

NOW = Code("Now()")
NOWS = re.compile(
    r"(current_timestamp|now|localtimestamp|statement_timestamp|transaction_timestamp)"
    r"(\(\d*\))?|datetime\('now'(, *'localtime')?\)",
    re.IGNORECASE,
)
QUOTED = re.compile(r"(?:_\w+)?'((?:[^']|'')*)'(?:::[\w ]+(?:\([\d,]*\))?(?:\[\])?)?", re.DOTALL)
NUMBER = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?")
TEXTS = {"models.CharField", "models.TextField", "fields.CharField", "fields.TextField",
         "fields.SetField", "fields.DateField", "fields.DateTimeField", "fields.TimeField",
         "fields.IntervalField", "fields.AnyField"}  # fmt: skip
MOMENTS = {"fields.DateTimeField", "fields.DateField", "fields.TimeField", "fields.AnyField"}


def default_of(column, kind):
    """(value for `db_default` or None, note for a person or ""): one of the two, or neither.

    `kind` is the field's class name. An expression of the server is told as a note.
    """
    said = column.default
    if said is None or said.upper() == "NULL" or column.generated or said.startswith("nextval("):
        return None, ""  # nothing, or the next number of a key
    if NOWS.fullmatch(said.strip()) and kind in MOMENTS:
        return NOW, ""
    quoted = QUOTED.fullmatch(said.strip())
    plain = quoted[1].replace("''", "'") if quoted else said
    if kind in TEXTS and (quoted or _is_bare(plain)):
        return plain, ""
    value = _number(plain, kind)
    return (value, "") if value is not None else (None, f"default: {said}")


def _is_bare(text):
    """MySQL 8 gives a text without its quotes; a call or a cast is no text."""
    return not re.search(r"[()]|::", text)


def _number(text, kind):
    if kind == "models.BooleanField":
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
    if not NUMBER.fullmatch(text):
        return None
    if kind == "fields.DecimalField":
        return text
    if kind in {"models.FloatField", "fields.FloatField"}:
        return float(text)
    return int(text) if "Integer" in kind or kind in WHOLE else None


WHOLE = {"fields.FlagField", "fields.YearField"}
