"""What goes wrong at the bridge, said in one line: in English to commands, logs and records, and in
the reader's language on a page."""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


class Said:
    """A sentence. `text` is its English template, marked for translation where it is written;
    `values` fill it: texts, numbers, or further Saids. As a string it is English."""

    def __init__(self, text, /, **values):
        self.text, self.values = text, values

    def __str__(self):
        return self._by(str)

    def translated(self):
        """The sentence in the active language; what fills it stays as it is, but for Saids."""
        return self._by(gettext)

    def parts(self):
        """What `of` makes it of again; JSON can keep it."""
        return {
            "text": self.text,
            "values": {name: _part(value) for name, value in self.values.items()},
        }

    @classmethod
    def of(cls, parts):
        """The Said of its parts."""
        values = {
            name: cls.of(value) if isinstance(value, dict) else value
            for name, value in parts["values"].items()
        }
        return cls(parts["text"], **values)

    def _by(self, translate):
        text = translate(self.text)
        if not self.values:
            return text  # it may be anybody's words, with percent signs in them
        return text % {
            name: value._by(translate) if isinstance(value, Said) else value
            for name, value in self.values.items()
        }


def _part(value):
    if isinstance(value, Said):
        return value.parts()
    return value if isinstance(value, str | int) else str(value)


class BridgeError(Exception):
    """Something the operator can mend; `said` is the Said of it, and its text the English of that.

    What a page may show is raised with a marked template and its values:
    `BridgeError(_("There is no import #%(number)s"), number=5)`.
    """

    def __init__(self, text="", /, **values):
        super().__init__(text)
        self.said = Said(text, **values)

    def __str__(self):
        return str(self.said)


# What the servers say by number or word (MySQL, PostgreSQL, SQLite).
ODD = re.compile(r"\((1054|1146|1412)\)|no such (table|column)|does not exist")
FORBIDDEN = re.compile(r"\((1142|1143|1370)\)|permission denied|not authorized")
AWAY = re.compile(r"\((2006|2013|2055)\)|connection (is lost|was closed|not open)|terminating")
LARGE = re.compile(r"\((1153|2020)\)|[Ss]tring or BLOB exceeds")


def _advice(message):
    """What to do about what a server says; empty where nobody knows."""
    if ODD.search(message):
        return _(
            "the old database is not what its models say; run inspect_legacy and look at the map"
        )
    if FORBIDDEN.search(message):
        return _("its account may not read that; ask for SELECT on it, or leave it out of the map")
    if AWAY.search(message):
        return _("the old server went away; run it again, and it goes on from there")
    if LARGE.search(message):
        return _("one cell is larger than the old server sends; raise its max_allowed_packet")
    return ""


def of_old_database(error):
    """Marks an error that the old database's server has raised, and returns it."""
    error.is_of_old_database = True
    return error


def said_of(error):
    """The Said of an error of whatever kind; for what the old database's server says also what to
    do. A server's own words stay as they are."""
    if isinstance(error, BridgeError):
        return error.said
    message = _message(error)
    if getattr(error, "is_of_old_database", False) and (advice := _advice(message)):
        return Said(_("%(message)s; %(advice)s"), message=message, advice=Said(advice))
    return Said("%(message)s", message=message)


def one_line(error):
    """The English of what `error` says, without line breaks."""
    return " ".join(str(said_of(error)).split())


def kept(said=None):
    """The columns of a Run or Job that keep what is Said: `message`, its English without line
    breaks, and `said`, its parts, for pages. Both are empty where nothing is."""
    return {"message": " ".join(str(said or "").split()), "said": said.parts() if said else {}}


def _message(error):
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    arguments = getattr(error, "args", ())
    if len(arguments) == 2 and isinstance(arguments[0], int):  # mysqlclient: (number, text)
        return f"{arguments[1]} ({arguments[0]})"
    return " ".join(str(error).split()) or type(error).__name__
