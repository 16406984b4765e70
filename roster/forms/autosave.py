"""Reads what the page of a lesson sends by itself: JSON with the marks that were changed."""

import json
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from roster.forms.marks import NOTE
from roster.services.register import Entry

MOST_MARKS = 1000
LARGEST_KEY = 10**18
LARGEST_NUMBER = 2**31 - 1


class Unreadable(Exception):
    """The request is not what the page sends; `status` is the HTTP status that says so."""

    def __init__(self, message, status=400):
        self.status = status
        super().__init__(message)


@dataclass(frozen=True)
class Autosave:
    """One request: whose it is (the key of a user), its id, the entries and whether the register
    is said to be complete."""

    user_id: int
    request_id: uuid.UUID
    entries: list
    take: bool = False

    @classmethod
    def read(cls, body):
        """From the bytes `{"user": 3, "request": uuid, "take": false, "marks": [{"student": 1,
        "status": 2, "reason": null, "minutes": null, "note": "", "version": 0}, …]}`.

        Raises Unreadable.
        """
        try:
            said = json.loads(body)
            marks, take = said["marks"], said.get("take", False)
            request_id = uuid.UUID(said["request"])
            user = _integer(said["user"], LARGEST_KEY)
            if not isinstance(marks, list) or not isinstance(take, bool):
                raise TypeError
            if len(marks) > MOST_MARKS:
                raise Unreadable(_("At most %(n)d marks at once.") % {"n": MOST_MARKS}, 413)
            entries = [_entry(mark) for mark in marks]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise Unreadable(_("This request cannot be read. Nothing was saved.")) from None
        if len({entry.student_id for entry in entries}) < len(entries):
            raise Unreadable(_("A student is in this request twice. Nothing was saved."))
        return cls(user, request_id, entries, take)


def _entry(mark):
    try:
        note = NOTE.clean(_text(mark.get("note", "")))
    except ValidationError as error:
        raise Unreadable(error.messages[0]) from None
    return Entry(
        student_id=_integer(mark["student"], LARGEST_KEY),
        status_id=_integer(mark.get("status"), LARGEST_KEY, optional=True),
        reason_id=_integer(mark.get("reason"), LARGEST_KEY, optional=True),
        minutes=_integer(mark.get("minutes"), LARGEST_NUMBER, optional=True),
        note=note,
        version=_version(mark.get("version", 0)),
    )


def _version(value):
    if _integer(value, LARGEST_NUMBER) < 0:
        raise ValueError
    return value


def _integer(value, most, optional=False):
    """`value`, where it is a whole number of a size that the database takes."""
    if value is None and optional:
        return None
    if type(value) is not int or abs(value) > most:
        raise TypeError
    return value


def _text(value):
    if not isinstance(value, str):
        raise TypeError
    return value
