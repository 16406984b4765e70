"""What a field's value in a map says, taken apart for select boxes, and put together again."""

from dataclasses import dataclass, field

from legacy.editing.document import inline

WRITTEN = "="  # stands for a column where a value is written out; no column has this name
DATES = {"date", "time", "datetime"}
BETWEEN = " | "  # what stands between several formats


@dataclass
class Given:
    """`column` is the chosen one, empty, or WRITTEN; then `written` is the value as TOML."""

    column: str = ""
    written: str = ""
    values: dict = field(default_factory=dict)
    default: object = ""
    format: str = ""
    to: str = ""

    @property
    def is_written(self):
        """Whether the value is written out."""
        return self.column == WRITTEN

    def value(self):
        """The value for a map where it is not written out; None where there is none."""
        formats = [one.strip() for one in self.format.split(BETWEEN.strip()) if one.strip()]
        more = {
            "values": self.values,
            "default": self.default,
            "format": formats[0] if len(formats) == 1 else formats,
            "to": self.to,
        }
        more = {word: said for word, said in more.items() if said not in ("", {}, [])}
        return {"column": self.column, **more} if more else self.column or None


def of_map(value, declared):
    """The Given of a value in a map, for the field `declared`."""
    if value is None:
        return Given()
    if isinstance(value, str):
        return Given(value, inline(value))
    if not _is_simple(value, declared):
        return Given(WRITTEN, inline(value))
    formats = value.get("format", [])
    formats = BETWEEN.join([formats] if isinstance(formats, str) else formats)
    more = {word: value[word] for word in ("values", "default", "to") if word in value}
    return Given(value["column"], inline(value), format=formats, **more)


def of_post(data, prefix, declared):
    """The Given that a form with this prefix has posted. What was said of a column is dropped
    where another column has been chosen since the form was drawn."""

    def sent(name):
        return str(data.get(f"{prefix}-{name}", ""))

    given = Given(sent("source"), sent("written"))
    if given.is_written or sent("drawn_for") != given.column:
        return given
    is_boolean = declared.kind == "boolean"
    number = 0
    while f"{prefix}-code_{number}" in data:
        if sent(f"meaning_{number}"):
            given.values[sent(f"code_{number}")] = _meaning(sent(f"meaning_{number}"), is_boolean)
        number += 1
    given.default = _meaning(sent("default"), is_boolean)
    given.format, given.to = sent("format"), sent("to")
    return given


def _meaning(word, is_boolean):
    return word == "true" if is_boolean and word else word


def _is_simple(value, declared):
    """Whether select boxes can say all of a value."""
    if not isinstance(value, dict) or not isinstance(value.get("column"), str):
        return False
    fitting = {"column"}
    fitting |= {"values", "default"} if declared.kind in {"choice", "boolean"} else set()
    fitting |= {"format"} if declared.kind in DATES else set()
    fitting |= {"to"} if declared.kind == "reference" else set()
    return set(value) <= fitting and isinstance(value.get("to", ""), str)
