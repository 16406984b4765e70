"""Where the parts of a drawn chart lie; the template writes them down as SVG."""

from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 24, 28
MOST_LABELS = 14


@dataclass(frozen=True)
class Point:
    """One value: its centre, its text, and the label under it (empty where there is no room).
    `height` and `width` are those of its bar."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: str
    is_valley: bool = False

    @property
    def rise(self):
        """How far the text stands from the value, downwards: below a valley of the line."""
        return 18 if self.is_valley else -8

    @property
    def left(self):
        return round(self.x - self.width / 2, 1)


@dataclass(frozen=True)
class Chart:
    """A drawing of `width` by `height`: bars, or points on a line (`is_line`), before `lines`
    (`[(y, text)]`) at round values. `title` and `summary` are for those who do not see it."""

    title: str
    summary: str
    points: list
    lines: list
    is_line: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM

    @property
    def path(self):
        """The line through all points."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def chart(title, values, is_line=False):
    """A Chart of `[(label, percent)]`, percents from 0 to 100; None where there is nothing to
    compare. A line may begin above zero, bars never do."""
    values = [(str(label), float(value)) for label, value in values]
    if len(values) < 2:
        return None
    summary = ", ".join(f"{label}: {value:.1f}%" for label, value in values)
    low, high = _bounds([value for _label, value in values], is_line)
    room, inner = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step, every = room / len(values), -(-len(values) // MOST_LABELS)
    points = []
    for place, (label, value) in enumerate(values):
        height = inner * (value - low) / (high - low)
        points.append(
            Point(
                x=round(LEFT + step * (place + 0.5), 1),
                y=round(TOP + inner - height, 1),
                width=round(min(step * 0.6, 48), 1),
                height=round(height, 1),
                label=label if place % every == 0 else "",
                value=f"{value:.1f}" if place % every == 0 else "",
                is_valley=is_line and _is_valley([value for _label, value in values], place),
            )
        )
    marks = [low + (high - low) * part / 4 for part in range(5)]
    lines = [(round(TOP + inner - inner * (m - low) / (high - low), 1), f"{m:g}%") for m in marks]
    return Chart(title, summary, points, lines, is_line)


def _is_valley(values, place):
    beside = [*values[max(place - 1, 0) : place], *values[place + 1 : place + 2]]
    return all(values[place] < value for value in beside)


def _bounds(values, is_line):
    """The lowest and the highest value that is drawn, round ones."""
    if is_line:
        return max(0, min(80, int(min(values) // 20) * 20)), 100
    highest = max(values)
    return 0, next(top for top in (4, 8, 20, 40, 60, 80, 100) if highest <= top)
