"""Text, and text that was broken long ago.

Old programs wrote the bytes of one encoding into a column that claims another; the server then
gives each byte as a character of latin1. `encoding` says which bytes they are: `cp949`, `utf-8`
(also where text was encoded twice) or `mixed` (either, value by value). A value that does not fit
is left as it is.
"""

from django.core.exceptions import ValidationError
from django.db import models

MIXED = "mixed"
ENCODINGS = ("utf-8", "cp949")


def _byte_of():
    """`{character: byte}` of MySQL's latin1: cp1252, and control characters in its five holes."""
    table = {chr(byte): byte for byte in range(256)}
    for byte in range(0x80, 0xA0):
        try:
            table[bytes((byte,)).decode("cp1252")] = byte
        except UnicodeDecodeError:
            continue
    return table


BYTE_OF = _byte_of()
CHARACTER_OF = {byte: character for character, byte in BYTE_OF.items()}


def bytes_of(text):
    """The bytes that `text` was before they were read as latin1; None where it never was."""
    try:
        return bytes([BYTE_OF[character] for character in text])
    except KeyError:
        return None


def repaired(text, encoding):
    """`text` as it was meant, or as it is where its bytes are none of `encoding`."""
    if not isinstance(text, str) or text.isascii():
        return text
    raw = bytes_of(text)
    for name in ENCODINGS if encoding == MIXED else (encoding,):
        try:
            return raw.decode(name) if raw else text
        except UnicodeDecodeError:
            continue
    return text


def broken(text, encoding):
    """The opposite of `repaired`, for looking up a value: how the server has `text`."""
    if not isinstance(text, str) or text.isascii() or encoding == MIXED:
        return text
    try:
        return "".join(CHARACTER_OF[byte] for byte in text.encode(encoding))
    except UnicodeEncodeError:
        return text


class Repaired:
    """A text field with an `encoding` (see the module's text)."""

    def __init__(self, *args, encoding, **options):
        self.encoding = encoding
        super().__init__(*args, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"encoding": self.encoding}

    def from_db_value(self, value, expression, connection):
        return repaired(value, self.encoding)

    def get_prep_value(self, value):
        return broken(super().get_prep_value(value), self.encoding)


class CharField(Repaired, models.CharField):
    """Short text whose bytes are of another encoding."""


class TextField(Repaired, models.TextField):
    """Long text whose bytes are of another encoding."""


class LookupOfBroken:
    """Looks for the bytes as the server has them."""

    def get_prep_lookup(self):
        return broken(super().get_prep_lookup(), self.lhs.output_field.encoding)


for _lookup in (
    models.lookups.Contains,
    models.lookups.IContains,
    models.lookups.StartsWith,
    models.lookups.IStartsWith,
    models.lookups.EndsWith,
    models.lookups.IEndsWith,
    models.lookups.IExact,
):
    _class = type(_lookup.__name__, (LookupOfBroken, _lookup), {})
    CharField.register_lookup(_class)
    TextField.register_lookup(_class)


class SetField(models.CharField):
    """MySQL's SET: the chosen `members` as text, separated by commas."""

    def __init__(self, *args, members=(), **options):
        self.members = tuple(members)
        super().__init__(*args, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"members": self.members}

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        unknown = set(filter(None, str(value or "").split(","))) - set(self.members)
        if unknown:
            raise ValidationError(f"{sorted(unknown)[0]!r} is none of {', '.join(self.members)}.")
