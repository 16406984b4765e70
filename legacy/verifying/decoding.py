"""What the old server sends for a column, as what it means: dates, flags, repaired text.

The importer leaves this to the fields of the generated models; here it is done once more.
"""

import datetime
import json
import unicodedata
import uuid

from django.db import models
from django.utils import timezone

from legacy import fields
from legacy.fields.reading import PostgresText
from legacy.source_models import LONGEST

ENCODINGS = {"mixed": ("utf-8", "cp949")}
DAY = datetime.timedelta(days=1)


class Unclear(str):
    """What stands in a column of dates or times and is none, such as `0000-00-00`."""

    __slots__ = ()


def written(value):
    """Any value as text without blanks around it; None is empty."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        value = str(value, "utf-8", "replace")
    return str(value).strip()


def folded(value):
    """Text that is the same for all ways of writing it that old servers took for equal."""
    wide = unicodedata.normalize("NFKC", written(value))
    return " ".join(wide.casefold().split())


def selected(field, name, vendor):
    """The SQL that asks for a column called `name` (quoted already)."""
    if isinstance(field, models.TextField):
        return f"SUBSTR({name}, 1, {LONGEST + 1})"
    if vendor != "postgresql":
        return name
    if isinstance(field, fields.ArrayField):
        return f"CAST(array_to_json({name}) AS text)"
    return f"CAST({name} AS text)" if isinstance(field, PostgresText) else name


def decoder(field):
    """The function that reads what the server sends for `field`, or None where it is as it is."""
    if getattr(field, "encoding", ""):
        encodings = ENCODINGS.get(field.encoding, (field.encoding,))
        return lambda sent: _repaired(sent, encodings)
    return next((reads for kind, reads in DECODERS if isinstance(field, kind)), None)


def encoded(field, given):
    """A text of the map as the server has it in a column of broken text."""
    encoding = getattr(field, "encoding", "mixed")
    if encoding == "mixed" or not isinstance(given, str) or given.isascii():
        return given
    try:
        return "".join(map(_character, given.encode(encoding)))
    except UnicodeEncodeError:
        return given


def _character(byte):
    """The character that MySQL's latin1 has for a byte."""
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _repaired(sent, encodings):
    if not isinstance(sent, str) or sent.isascii():
        return sent
    raw = bytearray()
    for character in sent:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return sent
            raw.append(ord(character))
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return sent


def _kept(read):
    """A decoder of dates or times: what `read` can not take stays, as Unclear."""

    def decode(sent):
        if not isinstance(sent, (str, int, float)):
            return sent
        try:
            return read(str(sent)) if sent != "" else sent
        except ValueError:
            return Unclear(sent)

    return decode


def _moment(sent):
    moment = datetime.datetime.fromisoformat(sent)
    return timezone.localtime(moment) if moment.tzinfo else moment


def _time(sent):
    hours, minutes, seconds = [*sent.lstrip("-").split(":"), "0"][:3]
    span = datetime.timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    if sent.startswith("-") or span >= DAY:
        return -span if sent.startswith("-") else span
    return (datetime.datetime.min + span).time()


def _flag(sent):
    if sent is None or isinstance(sent, bool):
        return sent
    return bool(_bits(sent))


def _bits(sent):
    if isinstance(sent, bytes):
        return int.from_bytes(sent, "big")
    return int(sent, 2) if isinstance(sent, str) else sent


def _identifier(sent):
    sent = bytes(sent) if isinstance(sent, memoryview) else sent
    return uuid.UUID(bytes=sent) if isinstance(sent, bytes) and len(sent) == 16 else sent


def _json(sent):
    """Plain values only: lists and objects stay the text that the server has."""
    try:
        found = json.loads(sent)
    except (ValueError, TypeError):
        return sent
    return found if isinstance(found, (str, int, bool)) else sent


DECODERS = (
    (fields.DateField, _kept(datetime.date.fromisoformat)),
    (fields.DateTimeField, _kept(_moment)),
    (fields.TimeField, _kept(_time)),
    (fields.BitFlagField, _flag),
    (models.BooleanField, _flag),
    (fields.BitField, _bits),
    (fields.BinaryUUIDField, _identifier),
    (models.BinaryField, lambda sent: bytes(sent) if isinstance(sent, memoryview) else sent),
    (fields.JSONField, _json),
)
