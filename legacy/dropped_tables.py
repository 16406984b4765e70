"""Tables that a map reads no more while the site has rows from there: they would be retired."""

import tomllib

from django.utils.translation import gettext_noop as _

from legacy.errors import BridgeError
from legacy.models import Run, SourceState
from legacy.source_models import models_like

SHOWN = 3


def refuse_dropped(run):
    """Raises BridgeError where an ImportRun would retire what came from tables that its map does
    not read any more: somebody may have two maps for one target, or a table a new name."""
    for target, former in _former_maps(run.targets()).items():
        if former.digest == run.plan.digest:
            continue
        now = [source.table for source in run.plan.sources(target.name)]
        dropped = sorted(_tables(_tables_of(former.text, target.name)) - _tables(now))
        if dropped and target(run).imported().exists():
            told = ", ".join(dropped[:SHOWN]) + (" …" if len(dropped) > SHOWN else "")
            raise BridgeError(
                _(
                    "[%(target)s] does not read %(tables)s any more: what came from there would be"
                    " retired. Name both tables, or allow it: --retire, or the box on the page"
                ),
                target=target.name,
                tables=told,
            )


def _former_maps(targets):
    """`{target: Map}` of the import that last carried the whole of each, or else of the last one
    that stands."""
    states = SourceState.objects.select_related("run__map")
    maps = {state.target: state.run.map for state in states}
    left = {target.name for target in targets} - maps.keys()
    if left:
        for run in Run.objects.exclude(state=Run.State.UNDONE).select_related("map"):
            maps |= dict.fromkeys(left & run.counts.keys() - maps.keys(), run.map)
            if left <= maps.keys():
                break
    return {target: maps[target.name] for target in targets if target.name in maps}


def _tables_of(text, target):
    given = tomllib.loads(text).get(target, [])
    return [source["table"] for source in (given if isinstance(given, list) else [given])]


def _tables(names):
    """The tables that these names mean now; a name itself where there is none any more."""
    return {table.lower() for name in names for table in models_like(name) or (name,)}
