"""What was aimed at, what came of it, and why an aim was missed where it was."""

from collections.abc import Callable
from typing import NamedTuple

from bench.tables import table

MORNING = "people, 2 workers"


class Aim(NamedTuple):
    """`value(figures of one database)` should be at most `limit`; `reason` stands on the page where
    it is not."""

    part: str
    text: str
    limit: float
    value: Callable
    reason: str


def beside(one, other):
    """CPU of a page as so many times that of another."""
    return lambda found: round(found[one]["CPU ms"] / found[other]["CPU ms"], 1)


def total(name):
    """The sum of one figure over all mornings."""
    return lambda found: sum(row[name] for row in found.values() if "requests/s" in row)


def megabytes(step):
    """The most memory that a step of an import took."""
    return lambda found: found[f"{step} MB"]


GROWING = "What has to be known of all rows at once grows with them."
AIMS = (
    Aim(
        "taking",
        "page of a class of 30, beside a bare page, CPU",
        2,
        beside("page of 30", "bare page"),
        "What is left is mostly drawing the frame of the page: header, words, addresses.",
    ),
    Aim(
        "taking",
        "30 marks saved, beside a bare page that writes as many, CPU",
        2.5,
        beside("autosave of 30", "bare page and write of 30"),
        "A save reads what stood there, and writes the history and the request beside the marks.",
    ),
    Aim(
        "taking",
        "page of 300 students with gzip, KB",
        15,
        lambda found: found["weight of 300"]["warm KB"],
        "Each row names its student twelve times, in the fields that make it work as a plain form.",
    ),
    Aim(
        "load",
        f"95 of 100 answers to 32 teachers ({MORNING}), ms",
        200,
        lambda found: found[MORNING]["p95 ms"],
        "The teachers of this measurement share the two cores with the site and the database, and "
        "with other work where the line above says so.",
    ),
    Aim(
        "imports",
        "limit (`INSERT … SELECT`) beside the first import, rows/s",
        3,
        lambda found: round(found["INSERT … SELECT rows/s"] / found["first rows/s"], 1),
        "Each row is read by Python, understood and checked, and marks have five indexes beside "
        "the key: the one of students is written all over the place.",
    ),
    Aim(
        "imports",
        "first import beside an unchanged one, rows/s",
        0.1,
        lambda found: round(found["first rows/s"] / found["unchanged rows/s"], 3),
        "Every row is compared.",
    ),
    *(
        Aim("imports", f"memory of an import, {step}, MB", 100, megabytes(step), GROWING)
        for step in ("first", "1% changed")
    ),
    Aim("load", "errors in all mornings", 0, total("errors"), "A fault."),
    Aim("load", "marks lost or wrong in all mornings", 0, total("lost or wrong"), "A fault."),
)


def aims(results):
    """The table of all aims whose part was measured, and the reasons of those that were missed."""
    rows, reasons = [], []
    for aim in AIMS:
        if aim.part not in results:
            continue
        figures = results[aim.part]["figures"]
        values = [aim.value(figures[name]) for name in ("SQLite", "MariaDB")]
        missed = max(values) > aim.limit
        rows.append((aim.text, aim.limit, *values, "**missed**" if missed else "met"))
        if missed:
            reasons.append(f"- **Missed**: {aim.text}. {aim.reason}")
    heads = ("aim", "at most", "SQLite", "MariaDB", "")
    return table(heads, rows) + "\n\n" + "\n".join(reasons)
