"""Takes back one whole import, unless somebody has built on it since."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext_noop as _

from legacy.errors import BridgeError
from legacy.mapping import parse_map
from legacy.models import Run, SourceState
from legacy.targets import registry


class BuiltOn(BridgeError):
    """A later import, `later`, has to be taken back first."""

    def __init__(self, number, later):
        text = _("Take back import %(later)s first; it came after #%(number)s")
        super().__init__(text, later=str(later), number=number)
        self.later = later


class Undoing:
    """Stands in for the run of an import while one is taken back."""

    def __init__(self, record):
        self.record, self.user = record, None
        self.plan = parse_map(record.map.text)

    def counts_of(self, target):
        return Counter()


def take_back(number):
    """Undoes import `number`; returns `{target: Counter of removed, restored, kept}`.

    Only the newest import that still stands can be taken back, because a later one has built on
    it. Everything happens in one transaction. Raises BridgeError.
    """
    with transaction.atomic():
        record = _undoable(number)
        undoing = Undoing(record)
        targets = [target for target in registry if undoing.plan.sources(target.name)]
        done = {one.name: one(undoing).undo(record) for one in reversed(targets)}
        SourceState.objects.all().delete()
        Run.objects.filter(pk=record.pk).update(state=Run.State.UNDONE)
    return done


def check_undoable(number):
    """Raises BridgeError, with the reason, where import `number` can not be taken back."""
    with transaction.atomic():
        _undoable(number)


def _undoable(number):
    runs = Run.objects.select_for_update()
    record = runs.filter(pk=number).first()
    if record is None:
        raise BridgeError(_("There is no import #%(number)s"), number=number)
    if record.state == Run.State.UNDONE:
        raise BridgeError(_("Import #%(number)s has been taken back already"), number=number)
    if record.state == Run.State.RUNNING:
        raise BridgeError(_("Import #%(number)s is still running"), number=number)
    later = runs.filter(pk__gt=number).exclude(state=Run.State.UNDONE).order_by("pk").last()
    if later is not None:
        raise BuiltOn(number, later)
    return record
