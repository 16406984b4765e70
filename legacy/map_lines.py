"""Where in a map something is said: Python's parser of TOML keeps no lines."""

import re
from difflib import get_close_matches

from legacy.errors import BridgeError

HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w-]+)\s*[.=]""")
PLACE = re.compile(r"\[[^\]]+\](?: (?:join )?([^\s:.]+))?")


class MapError(BridgeError):
    """A place of the map that is wrong: `where` as in "[marks] date", `wrong` the word there,
    `known` those that it could be."""

    def __init__(self, where, text, wrong="", known=()):
        self.where, self.wrong = where, wrong
        super().__init__(f"{where}: {text}{_nearest(wrong, known)}")


def _nearest(wrong, known):
    """A word for the one that was meant, where there is one like it."""
    folded = {str(name).casefold(): name for name in known}
    close = get_close_matches(str(wrong).casefold(), folded, n=1, cutoff=0.6)
    return f"; did you mean {folded[close[0]]!r}?" if close and wrong else ""


def with_line(error, text, target, number):
    """The message of `error` with the line; it is about the `number`th [target] of `text`."""
    found = PLACE.match(str(error))
    word = found[1] if found and found[1] else ""
    line = line_of(text, target, number, word, getattr(error, "wrong", ""))
    return f"line {line}, {error}" if line else str(error)


def line_of(text, target, number=0, word="", wrong=""):
    """The line (from 1) in the `number`th section of `target` that says `wrong` under the key
    `word`; else the first of that key; else that of the section. None where there is none."""
    section = _section(text.splitlines(), target, number)
    named = [place for place, _line, keys in section if word and word in keys]
    says = re.compile(rf"(?<!\w){re.escape(str(wrong))}(?!\w)") if wrong != "" else None
    spoken = [place for place, line, _keys in section if says and says.search(line)]
    both = [place for place in spoken if place in named]
    return next(iter(both or spoken or named or [place for place, *_ in section]), None)


def _section(lines, target, number):
    """(line, its text, the keys it stands under) of the `number`th section of `target`."""
    found, seen, path, key = [], -1, [], ""
    for place, line in enumerate(lines, start=1):
        if header := HEADER.match(line):
            path, key = _parts(header[1].strip()), ""
            seen += path == [target]
        elif said := KEY.match(line):
            key = said[1].strip("\"'")
        if path[:1] == [target] and max(seen, 0) == number:
            found.append((place, line, (*path[1:], key)))
    return found


def _parts(name):
    """The names of a dotted name, some of which may be in quotes."""
    return [part.strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", name)]
