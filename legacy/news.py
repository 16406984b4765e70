"""What a run did differently from the one before it."""

from legacy.models import Reject, Run
from legacy.summary import COLUMNS


def run_before(run):
    """The last run before this one that came to its end and still stands, or None."""
    return Run.objects.filter(pk__lt=run.pk, state=Run.State.DONE).order_by("pk").last()


def count_changes(run, before):
    """(target, how much more or less in each of COLUMNS) of the targets whose counts differ."""
    rows = []
    for name in {**run.counts, **before.counts}:
        now, then = run.counts.get(name, {}), before.counts.get(name, {})
        changes = [now.get(column, 0) - then.get(column, 0) for column in COLUMNS]
        if any(changes):
            rows.append((name, changes))
    return rows


def new_rejects(run):
    """Primary keys of the rows that this run left out, and the last one that left any of their
    target out did not, in the order in which they were read."""
    found = []
    for target in run.rejects.order_by().values_list("target", flat=True).distinct():
        earlier = Reject.objects.filter(target=target, run__lt=run.pk).order_by("run")
        last = earlier.values_list("run", flat=True).last()
        known = set(Reject.objects.filter(target=target, run=last).values_list("key", "reason"))
        rows = run.rejects.filter(target=target).values_list("pk", "key", "reason")
        found += [pk for pk, *named in rows.iterator() if tuple(named) not in known]
    return sorted(found)
