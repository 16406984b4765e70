"""Looks through a dump before anything of it is run: is it one, of what, and is it whole?"""

import bz2
import gzip
import lzma
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from legacy.errors import BridgeError

PACKED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open))
# How files begin that are no dump of MySQL or MariaDB, and what to do with them.
OTHERS = (
    (b"SQLite format 3\0", "is an SQLite database; connect it: LEGACY_DATABASE_URL=sqlite:///…"),
    (b"PGDMP", "is a dump of PostgreSQL; load it there and connect that"),
    (b"PK\x03\x04", "is a ZIP archive; unpack it first"),
    (b"\xff\xfe", "is UTF-16, as PowerShell's > writes; dump with --result-file=FILE"),
    (b"\xfe\xff", "is UTF-16; save it as UTF-8"),
)
POSTGRES = re.compile(rb"-- PostgreSQL database dump|COPY .* FROM stdin;")
NAME = rb"(?:`((?:[^`]|``)+)`|'([^']+)'|([\w$]+))"
DATABASE = re.compile(
    rb"\s*(?:USE\s+" + NAME + rb"\s*;?\s*$|CREATE (?:DATABASE|SCHEMA)"
    rb"(?:\s|/\*!\d+|IF NOT EXISTS|\*/)*" + NAME + rb"[^;]*;)",
    re.IGNORECASE,
)
STATEMENT = re.compile(rb"\s*(?:/\*!\d+ )?(?:CREATE (?:TABLE|VIEW)|INSERT|REPLACE) ", re.I)
SET_NAMES = re.compile(rb"\s*(?:/\*!\d+ )?SET NAMES ", re.I)
ENDED = re.compile(rb"(?:;|\*/|;;|\$\$|//)\s*$")
COMMENT = re.compile(rb"\s*(?:(?:--|#).*)?$", re.DOTALL)
# How the programs that write dumps begin, and what they all end with.
WRITERS = (
    (re.compile(rb"-- (?:MySQL|MariaDB) dump "), re.compile(rb"-- Dump completed")),
    (re.compile(rb"-- phpMyAdmin SQL Dump"), re.compile(rb"COMMIT;|SET CHARACTER_SET_CLIENT=@OLD")),
    (re.compile(rb"-- HeidiSQL"), re.compile(rb"SET \w+=(?:IFNULL\()?@OLD_")),
)
SYSTEM = {"mysql", "sys", "information_schema", "performance_schema"}


class NoDump(BridgeError):
    """The file is no whole dump of one MySQL or MariaDB database."""


@dataclass
class Survey:
    """What is known of a dump: the one database that it names (or "old"), and the character set
    that it is in unless it says so itself."""

    PIECE = 1 << 20

    database: str
    charset: str


def opened(path):
    """The dump as a file of bytes, unpacked."""
    with open(path, "rb") as file:
        start = file.read(16)
    for magic, opener in PACKED:
        if start.startswith(magic):
            return opener(path, "rb")
    return open(path, "rb")


def survey(path):
    """The Survey of the dump at `path`; raises NoDump or OSError."""
    look = Look(Path(path))
    try:
        with opened(path) as file:
            look.through(file)
    except EOFError:
        raise NoDump(f"{path} is cut off: the archive has no end") from None
    except (zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise NoDump(f"{path} cannot be unpacked: {error}") from None
    return look.judged()


class Look:
    """One pass over a dump, a piece of a line at a time: a line may be longer than the memory."""

    def __init__(self, path):
        self.path, self.databases, self.head = path, {}, b""
        self.statements, self.says_names = 0, False
        self.foreign, self.tail, self.last, self.end = b"", [], b"", b""

    def through(self, file):
        """Reads all of it."""
        starts, carried = True, b""
        while piece := file.readline(Survey.PIECE):
            if starts:
                self._line(piece)
            self.last = (self.last if not starts else b"")[-64:] + piece[-64:]
            carried = self._encoding(carried + piece)
            starts = piece.endswith(b"\n")
            if starts and not COMMENT.match(self.last):
                self.end = self.last
        if not COMMENT.match(self.last):
            self.end = self.last

    def _line(self, piece):
        if len(self.head) < 4096:
            self.head += piece[:1024]
        self.tail = [*self.tail[-19:], piece[:200]]
        if found := DATABASE.match(piece):
            name = next(filter(None, found.groups())).replace(b"``", b"`")
            self.databases[name.decode(errors="replace")] = True
        self.statements += bool(STATEMENT.match(piece))
        self.says_names = self.says_names or bool(SET_NAMES.match(piece))

    def _encoding(self, piece):
        """Keeps the first line that is no UTF-8; returns the bytes of a letter cut in two."""
        if self.foreign or self.says_names:
            return b""
        try:
            piece.decode()
        except UnicodeDecodeError as error:
            if error.end == len(piece) and len(piece) - error.start < 4:
                return piece[error.start :]
            self.foreign = piece[:200_000]
        return b""

    def judged(self):
        """The Survey; raises NoDump."""
        for magic, advice in OTHERS:
            if self.head.startswith(magic):
                raise NoDump(f"{self.path} {advice}")
        if POSTGRES.search(self.head):
            raise NoDump(f"{self.path} {OTHERS[1][1]}")
        if not self.statements:
            raise NoDump(f"{self.path} is no dump: it makes no table")
        names = [name for name in self.databases if name.lower() not in SYSTEM]
        if len(names) > 1:
            some = ", ".join(names[:5])
            raise NoDump(f"{self.path} holds several databases ({some}); dump the one you want")
        self._refuse_half()
        return Survey(names[0] if names else "old", self._charset())

    def _refuse_half(self):
        """Most programs write a last line; what has none has at least a last statement's end."""
        ending = b"".join(self.tail)
        for begins, ends in WRITERS:
            if begins.search(self.head) and not ends.search(ending):
                raise NoDump(f"{self.path} is cut off: its end is missing")
        if not ENDED.search(self.end):
            raise NoDump(f"{self.path} is cut off in the middle of a statement")

    def _charset(self):
        if not self.foreign:
            return "utf8mb4"
        try:
            self.foreign.decode("cp949")
        except UnicodeDecodeError as error:
            return "euckr" if error.end >= len(self.foreign) - 1 else "latin1"
        return "euckr"
