"""Of what kind the words of a map are: texts, lists, tables."""

from django.utils.translation import gettext_noop as _

from legacy.map_lines import MapError
from legacy.values import WORDS, parse_value


def _is_texts(said):
    return isinstance(said, list) and all(isinstance(one, str) for one in said)


def _is_text_or_texts(said):
    return isinstance(said, str) or _is_texts(said)


def _is_cells(said):
    tables = isinstance(said, dict) and all(isinstance(one, dict) for one in said.values())
    return isinstance(said, str) or tables


def _is_where(said):
    if not isinstance(said, dict):
        return False
    ranges = [set(one) for one in said.values() if isinstance(one, dict)]
    return all(words and words <= {"not", "from", "to"} for words in ranges)


def _is_list(said):
    return isinstance(said, str) or (
        isinstance(said, dict)
        and isinstance(said.get("column"), str)
        and isinstance(said.get("separator", ""), str)
        and set(said) <= {"column", "separator"}
    )


def _is_punches(said):
    return (
        isinstance(said, dict)
        and isinstance(said.get("at"), str)
        and _is_texts(said.get("by"))
        and isinstance(said.get("only", {}), dict)
        and isinstance(said.get("grace", 0), int)
        and set(said) <= {"at", "by", "only", "start", "grace"}
    )


ROW_KINDS = {
    "key": _is_text_or_texts,
    "distinct": lambda said: isinstance(said, bool),
    "where": _is_where,
    "join": lambda said: isinstance(said, dict),
    "columns": _is_cells,
    "list": _is_list,
    "punches": _is_punches,
    "unlisted": lambda said: isinstance(said, str),
}
VALUE_KINDS = {
    "column": lambda said: isinstance(said, str),
    "columns": _is_texts,
    "template": lambda said: isinstance(said, str),
    "separator": lambda said: isinstance(said, str),
    "values": lambda said: isinstance(said, dict),
    "format": _is_text_or_texts,
}


def checked_value(said, place):
    """The Value of what the map says at `place`; raises MapError."""
    _check_kinds(said, place)
    return parse_value(said, place)


def _check_kinds(said, place):
    """Raises MapError where a value has a word that is none, or one of a wrong kind."""
    for word in said if isinstance(said, dict) else ():
        if word not in WORDS:
            text, listed = _("%(wrong)r means nothing here; use %(listed)s"), sorted(WORDS)
            raise MapError(place, text, word, WORDS, listed=", ".join(listed))
    for word, is_right in VALUE_KINDS.items():
        if isinstance(said, dict) and word in said and not is_right(said[word]):
            raise MapError(place, _("%(wrong)s is not what it should be"), word)
    if isinstance(said, dict) and "to" in said:
        _check_kinds(said["to"], place.at("to"))
