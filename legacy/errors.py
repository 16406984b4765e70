"""What goes wrong at the bridge, said in one line."""

import re


class BridgeError(Exception):
    """Something the operator can mend; its text is the message."""


# What the servers say by number or word (MySQL, PostgreSQL, SQLite), and what to do about it.
ADVICE = (
    (
        re.compile(r"\((1054|1146|1412)\)|no such (table|column)|does not exist"),
        "the old database is not what its models say; run inspect_legacy and look at the map",
    ),
    (
        re.compile(r"\((1142|1143|1370)\)|permission denied|not authorized"),
        "its account may not read that; ask for SELECT on it, or leave it out of the map",
    ),
    (
        re.compile(r"\((2006|2013|2055)\)|connection (is lost|was closed|not open)|terminating"),
        "the old server went away; run it again, and it goes on from there",
    ),
    (
        re.compile(r"\((1153|2020)\)|[Ss]tring or BLOB exceeds"),
        "one cell is larger than the old server sends; raise its max_allowed_packet",
    ),
)


def of_old_database(error):
    """Marks an error that the old database's server has raised, and returns it."""
    error.is_of_old_database = True
    return error


def one_line(error):
    """The message of `error` without line breaks and without a password; for what the old
    database's server says also what to do."""
    message = _message(error)
    if getattr(error, "is_of_old_database", False):
        for said, advice in ADVICE:
            if said.search(message):
                return f"{message}; {advice}"
    return message


def _message(error):
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    arguments = getattr(error, "args", ())
    if len(arguments) == 2 and isinstance(arguments[0], int):  # mysqlclient: (number, text)
        return f"{arguments[1]} ({arguments[0]})"
    return " ".join(str(error).split()) or type(error).__name__
