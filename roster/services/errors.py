"""Why a service refuses. Each carries one sentence for the person who tried (`str(error)`)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from roster.models import Mark


class Refused(Exception):
    """Nothing was written."""


class LessonCancelled(Refused):
    """The lesson does not take place."""

    def __init__(self):
        super().__init__(_("This lesson was cancelled. Nothing was saved."))


class LessonLocked(Refused):
    """The lesson is too long ago to be changed."""

    def __init__(self):
        super().__init__(
            _("This lesson is locked, because its day is too long ago. Nothing was saved.")
        )


class LessonChanged(Refused):
    """Somebody changed the lesson's own fields meanwhile."""

    def __init__(self):
        super().__init__(
            _(
                "Somebody changed the date, time or text of this lesson meanwhile. "
                "Nothing was saved: look, and save again."
            )
        )


class RequestReused(Refused):
    """A request id came back with other content."""

    def __init__(self):
        super().__init__(
            _("This form was sent before with other content. Nothing was saved: save again.")
        )


class ExcuseDecided(Refused):
    """Somebody has decided or withdrawn the excuse meanwhile."""

    def __init__(self):
        super().__init__(_("This excuse was decided meanwhile. Nothing was changed."))


class InvalidEntries(Refused):
    """Some entries cannot be; `errors` is `{student id: sentence}`."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(_("Some marks cannot be saved. Nothing was saved."))


@dataclass(frozen=True)
class Conflict:
    """Another person's mark that stands where one was about to be saved: the mark as it is now,
    who set it (None: unknown, or an import) and when."""

    mark: Mark
    by: object
    at: object


class MarkConflict(Refused):
    """Others changed the same marks meanwhile; `conflicts` is `{student id: Conflict}`."""

    def __init__(self, conflicts):
        self.conflicts = conflicts
        super().__init__(_("Somebody else marked the same students meanwhile. Nothing was saved."))
