"""What a Verification found, as lines for the operator."""

from legacy.summary import aligned
from legacy.verifying.outcomes import CHANGED, FAULTS, OUTCOMES

SHOWN = 20


def lines(done):
    """The table of outcomes by target, why rows were rejected, and the first that differ."""
    table = [("", *OUTCOMES)]
    for name, counts in done.counts.items():
        table.append((name, *(str(counts[outcome]) for outcome in OUTCOMES)))
    yield from aligned(table)
    for name, reasons in done.reasons.items():
        for reason, number in sorted(reasons.items()):
            yield f"{name}: {number} rejected: {reason}"
    for outcome in (*FAULTS, CHANGED):
        yield from _findings(done, outcome)
    for table in done.left_out:
        yield f"{table} fits the map and is in no model; run inspect_legacy, and import again"
    if done.changed:
        yield "What has changed in the old database since the last import comes with the next one."
    yield f"{done.read} old rows were read and compared in {done.seconds:.1f} s."


def _findings(done, outcome):
    of_this = [one for one in done.findings if one.outcome == outcome]
    number = sum(counts[outcome] for counts in done.counts.values())
    for one in of_this[:SHOWN]:
        yield f"{one.target}: {one.reference} {outcome} {one.detail}".rstrip()
    if number > SHOWN:
        yield f"… and {number - SHOWN} more {outcome}"
