"""Where in a map something is said: Python's parser of TOML keeps no lines."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext_noop as _

from legacy.errors import BridgeError, Said

HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w-]+)\s*[.=]""")


@dataclass(frozen=True)
class Place:
    """A place in the table `target` of a map: the words under which it stands there, as
    ("date", "to")."""

    target: str
    words: tuple = ()

    def at(self, *words):
        """The place under further words."""
        return Place(self.target, (*self.words, *words))

    def __str__(self):
        between = " " if self.words[:1] == ("join",) else "."
        return f"[{self.target}] {between.join(self.words)}".rstrip()


class MapError(BridgeError):
    """Something that is wrong at a Place: `text` says what, with `wrong`, the word there, and
    `values` in it; `known` are the words that could stand there. `fault` is the Said without the
    line that `on_line` adds."""

    def __init__(self, place, text, wrong="", known=(), **values):
        fault = Said(text, wrong=wrong, **values)
        super().__init__("%(place)s: %(text)s", place=str(place), text=fault)
        self.place, self.wrong = place, wrong
        if near := _nearest(wrong, known):
            self.said = Said(_("%(text)s; did you mean %(near)r?"), text=self.said, near=near)
        self.fault = self.said

    def on_line(self, line):
        """The same error, with its line in the map (None where nobody knows)."""
        if line:
            self.said = Said(_("line %(line)s, %(text)s"), line=line, text=self.said)
        return self


def _nearest(wrong, known):
    """The word that was meant for `wrong`, or an empty text where there is none like it."""
    folded = {str(name).casefold(): str(name) for name in known}
    close = get_close_matches(str(wrong).casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close and wrong else ""


def line_of(text, target, number=0, words=(), wrong=""):
    """The line (from 1) in the `number`th section of `target` that says `wrong` under the keys
    `words`; else the first of those keys; else that of the section. None where there is none."""
    section = _section(text.splitlines(), target, number)
    named = _under(words, section)
    says = re.compile(rf"(?<!\w){re.escape(str(wrong))}(?!\w)") if wrong != "" else None
    spoken = [place for place, line, _keys in section if says and says.search(line)]
    both = [place for place in spoken if place in named]
    return next(iter(both or spoken or named or [place for place, *_ in section]), None)


def _under(words, section):
    """The lines that stand under as many of `words` as any line does."""
    for length in range(len(words), 0, -1):
        under = [place for place, _line, keys in section if keys[:length] == words[:length]]
        if under:
            return under
    return []


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
