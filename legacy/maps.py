"""Versions of the map in the site's database. A file is their import and export."""

import difflib
import re
from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from legacy.errors import BridgeError, Said, one_line
from legacy.mapping import parse_map
from legacy.models import Map


class Stale(BridgeError):
    """Somebody has saved another version, `newest`, meanwhile."""

    def __init__(self, newest):
        text = _("Version %(number)s has been saved by %(who)s meanwhile.")
        who = str(newest.created_by or "") or Said(_("a command"))
        super().__init__(text, number=newest.pk, who=who)


def save(text, user=None, base=None):
    """Keeps `text` as the newest version and returns it; the newest one where nothing differs.

    `base` is the number of the version that was edited (0: there was none). Raises BridgeError
    where the map is wrong, Stale where `base` is not the newest any more.
    """
    plan = check(text)
    with transaction.atomic():
        newest = Map.objects.select_for_update().newest()
        if base is not None and newest is not None and newest.pk != base:
            raise Stale(newest)
        return keep(plan, user)


def check(text):
    """The Plan of a text that may become a version; raises BridgeError where it may not."""
    try:
        plan = parse_map(text)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise misshapen(error) from None
    refuse_other_name(plan)
    return plan


def misshapen(error):
    """The BridgeError for a fault of Python's over a map that nobody has thought of."""
    text = _("Something in the map has the wrong shape: %(error)s")
    return BridgeError(text, error=one_line(error))


def keep(plan, user=None):
    """The newest version where it has the text of `plan`, otherwise a new one."""
    newest = Map.objects.newest()
    if newest is not None and newest.digest == plan.digest:
        return newest
    return Map.objects.create(
        text=plan.text, digest=plan.digest, source_name=plan.name, created_by=user
    )


def use(version):
    """Notes that an import uses this version now."""
    version.used_at = timezone.now()
    version.save(update_fields=["used_at"])
    return version


def map_to_import(path=None):
    """The Plan of the file at `path`, or else of the newest version; raises BridgeError, OSError
    or UnicodeDecodeError."""
    if path is not None:
        return parse_map(path.read_text(encoding="utf-8"), path)
    newest = Map.objects.newest()
    if newest is None:
        raise BridgeError(_("There is no map yet; name one with --map legacy.toml"))
    return parse_map(newest.text)


def refuse_other_name(plan):
    """Raises BridgeError where the source has another name than the last import's."""
    last = Map.objects.last_used()
    if last and last.source_name != plan.name:
        text = _(
            "The map's source is called %(name)r, and was %(before)r: "
            "under another name no row is known, and every row would come a second time"
        )
        raise BridgeError(text, name=plan.name, before=last.source_name)


def difference(old, new):
    """(kind, line) of what differs between two texts, with three lines around each place; `kind`
    is "added", "removed", "same" or "place"."""
    names = {"+": "added", "-": "removed", "@": "place"}
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="")
    return [(names.get(line[:1], "same"), line) for line in list(lines)[2:]]


def empty():
    """The text that a new map begins with."""
    return f'version = 1\n\n[source]\nname = "{source_name()}"\n'


def source_name():
    """What the source is called where nobody says: as in the last import, or as the database (also
    where the site's own database has no tables yet: a map can be made before there is a site)."""
    with suppress(DatabaseError):
        if last := Map.objects.last_used():
            return last.source_name
    name = str(connections["legacy"].settings_dict["NAME"]).partition("?")[0]
    return re.sub(r"[^\w-]+", "_", Path(name).stem).strip("_") or "legacy"
