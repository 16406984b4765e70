"""A report as a table: what a page shows, a file holds and a chart draws."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from roster.models import Status

NUMBER, PERCENT, DATE, TEXT = "number", "percent", "date", "text"


@dataclass(frozen=True)
class Column:
    """The head of a column; `kind` is one of NUMBER, PERCENT, DATE and TEXT."""

    name: str
    kind: str = TEXT

    @property
    def is_number(self):
        return self.kind in {NUMBER, PERCENT}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value (None: nothing to say), and the page that opens it. `shade` is a `Status.Kind` whose
    colour it has."""

    value: object
    url: str = ""
    shade: str = ""


@dataclass
class Report:
    """`columns` and `lines` (lists of Cells, one for each); `chart` is a `charts.Chart` or None,
    `note` says what a reader has to know."""

    columns: list
    lines: list = field(default_factory=list)
    chart: object = None
    note: str = ""


def rate_columns():
    """The Columns of `rate_cells`: the rate first, which a phone has to show."""
    names = (_("Absent"), _("Late"), _("Left early"), _("Attended"), _("Deducted"), _("Counted"))
    return [Column(_("Rate"), PERCENT), *(Column(name, NUMBER) for name in names)]


def rate_cells(rate, address=None):
    """What a Rate is made of; `address(**narrower)` is the page that opens its marks."""
    kinds = (Status.Kind.ABSENT, Status.Kind.LATE, Status.Kind.LEFT_EARLY)
    counts = [(rate.kinds.get(kind, 0), kind) for kind in kinds]
    cells = [Cell(n, address(kind=kind) if address and n else "") for n, kind in counts]
    units = (rate.attended, -rate.deduction, rate.counted)
    cells += [Cell(short(number)) for number in units]
    return [Cell(rate.percent, address() if address else ""), *cells]


def short(number):
    """A whole number without its `.0`."""
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded
