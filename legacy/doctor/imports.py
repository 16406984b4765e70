"""Is there a map that still holds, and did the last import go well?"""

from datetime import timedelta

from django.utils import timezone

from legacy.doctor.findings import check, ok, problem, warning
from legacy.errors import BridgeError
from legacy.mapping import parse_map
from legacy.models import Map, Run
from legacy.running import is_alive

OLD = timedelta(days=2)


@check("map", needs=["site database", "migrations", "models"])
def used_map():
    """The map in use names only tables and columns that there are."""
    used = Map.objects.newest()
    if used is None:
        yield warning("none has been used yet", "manage.py import_legacy --map legacy.toml")
        return
    try:
        plan = parse_map(used.text)
    except BridgeError as error:
        yield problem(
            f"{used} does not fit the models any more: {error}",
            "correct it, and manage.py import_legacy --map legacy.toml",
        )
    else:
        yield ok(f"{used} fills {', '.join(plan.by_target)}")


@check("import", needs=["site database", "migrations"])
def last_import():
    """The last import went through, not long ago, and took what there was."""
    run = Run.objects.first()
    if run is None:
        yield warning("there was none yet", "manage.py import_legacy --map legacy.toml")
        return
    started = f"{run} of {timezone.localtime(run.started_at):%Y-%m-%d %H:%M}"
    yield _state(run, started)
    if run.started_at > timezone.now() + timedelta(minutes=5):
        yield problem(f"{started} is in the future", "set this machine's clock; let NTP do it")
    rejected = sum(one.get("rejected", 0) for one in run.counts.values())
    if rejected:
        yield warning(f"{started} left {rejected} rows out", "look at /legacy/ for the reasons")


def _state(run, started):
    again = "manage.py import_legacy"
    if run.state == Run.State.FAILED:
        return problem(f"{started} failed: {run.message}", f"mend that, then {again}")
    if run.state == Run.State.RUNNING:
        if is_alive(run):
            return ok(f"{started} is running")
        return problem(f"{started} was stopped half way", f"{again}, which goes on")
    if timezone.now() - run.started_at > OLD:
        return warning(f"{started} is the last", f"{again}; docs/operations.md has a cron line")
    return ok(f"{started} went through")
