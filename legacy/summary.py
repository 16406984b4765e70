"""What a run did, as a table for the operator."""

import unicodedata

from legacy.undoing import KEPT, REMOVED, RESTORED

COLUMNS = ("read", "new", "changed", "unchanged", "retired", "conflicts", "rejected")
UNDONE = (REMOVED, RESTORED, KEPT)


def summary(run):
    """The table of a finished `ImportRun`, and below it why rows were left out."""
    lines = aligned([("", *COLUMNS), *run_rows(run.counts)])
    for name, counts in run.counts.items():
        lines += [f"{name}: {number} {what}" for what, number in notes(counts)]
        if counts.get("same"):
            lines.append(f"{name}: nothing has changed in the old database")
        if counts.get("rejected") and counts["rejected"] == counts.get("read"):
            lines.append(f"{name}: not one row arrived; look at the map")
    if run.dry_run:
        lines.append("Dry run: nothing was written.")
    elif run.rejects.file is not None:
        lines.append(f"Rejected rows: {run.rejects.path}")
    return "\n".join(lines)


def undo_summary(done):
    """The table of what was taken back."""
    rows = [("", *UNDONE)]
    for name, counts in done.items():
        rows.append((name, *(str(counts[column]) for column in UNDONE)))
    return "\n".join(aligned(rows))


def undo_rows(counts):
    """(target, how many it brought, how many it changed) for targets where a run did anything."""
    rows = [
        (name, one.get("new", 0), one.get("changed", 0) + one.get("retired", 0))
        for name, one in counts.items()
    ]
    return [row for row in rows if row[1] or row[2]]


def run_rows(counts):
    """(target, read, new, …) as texts, for every target of a run's counts."""
    return [
        (name, *(str(one.get(column, 0)) for column in COLUMNS)) for name, one in counts.items()
    ]


def notes(counts):
    """(what, how many) of everything that is no column of the table."""
    for reason, number in sorted(counts.get("reasons", {}).items()):
        yield f"not taken: {reason}", number
    for what, number in sorted(counts.get("notes", {}).items()):
        yield f"left empty: {what}", number
    for what in (
        "not a mark",
        "skipped",
        "withheld",
        "implied",
        "enrolments derived",
        "placeholders",
    ):
        if counts.get(what):
            yield what, counts[what]


def aligned(rows):
    """Lines of a table, the first column to the left and the others to the right."""
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(_cell(row, place, width) for place, width in enumerate(widths)) for row in rows
    ]


def _cell(row, place, width):
    space = " " * (width - _width(row[place]))
    return f"{row[place]}{space}" if place == 0 else f"{space}{row[place]}"


def _width(text):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
