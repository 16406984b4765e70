"""How a row says to which group it belongs: by a column, through other tables, or not at all."""

from dataclasses import dataclass

from legacy.guessing.words import likeness, same_subject

STEPS = 3  # tables away
GROUPS = 2000  # a text column with more different values is no name of a group


@dataclass(frozen=True)
class Path:
    """From a table to a group: `links` lead to the table whose `columns` name it.

    Where there is a table of groups, `group` is the Link to it from the last table (else None:
    the group is only the text in `columns`).
    """

    links: tuple
    columns: tuple
    group: object
    score: float
    reason: str

    @property
    def table(self):
        """The table of the groups, or the table that has them as a text."""
        return self.group.table if self.group else self.columns[0].table

    @property
    def key(self):
        """The columns by which the groups' table is asked."""
        return self.group.to if self.group else tuple(column.name for column in self.columns)

    @property
    def resolved(self):
        """The share of values that lead to a group."""
        share = self.group.share if self.group else self.columns[0].filled
        for link in self.links:
            share *= link.share
        return share


def paths(evidence, table, leave_out=(), avoid=(), steps=STEPS):
    """The Paths of a table, best first."""
    found = list(_walk(evidence, table, (), set(avoid), leave_out, steps))
    found = [_refined(evidence, path, found) for path in found]
    return sorted(found, key=lambda path: (-path.score, len(path.links)))


def _walk(evidence, table, links, avoid, leave_out, steps):
    fade = 0.85 ** len(links)
    for column in table.columns.values():
        if (not links and column.name in leave_out) or not column.counts:
            continue
        for link in evidence.links.of(column):
            if link.table in avoid or link.by_name:
                continue
            score = _group_score(evidence, column, link)
            if score >= 0.4:
                yield Path(links, (column,), link, score * fade, link.reason)
            if steps > 1 and link.table.rows and link.score >= 0.42:
                further = avoid | {link.table, table}
                yield from _walk(evidence, link.table, (*links, link), further, (), steps - 1)
    yield from _as_text(evidence, table, links, leave_out, fade)


def _group_score(evidence, column, link):
    there = link.table
    if evidence.person(there) >= 0.5 or evidence.called(there, "operator") > 0.6:
        return 0.0
    label, _ = evidence.label(there)
    known = evidence.recognition("group")
    against = likeness((there.name,), known.unlike)
    called = max(likeness(there.names, known.words), likeness(column.names, known.words))
    if against >= 0.8 and likeness((there.name,), known.words) < against:
        return 0.0
    if evidence.date_columns(there, "event") and called < 0.7:
        return 0.0
    if called < 0.5 and there.rows > 0.3 * column.table.rows:
        return 0.0
    return 0.3 * link.score + 0.5 * called + 0.2 * min(1.0, label)


def _as_text(evidence, table, links, leave_out, fade):
    """Groups that are only a text, or two (a year and a letter)."""
    known = evidence.recognition("group")
    found = []
    for column in table.columns.values():
        if column.name in leave_out and not links or not column.counts:
            continue
        if column.kind not in {"text", "integer"} or column.dates or not _repeats(column):
            continue
        called = likeness(column.names, known.words) - likeness(column.names, known.unlike)
        if called >= 0.55 and not _refers(evidence, column):
            found.append((called, column))
    found.sort(key=lambda pair: (-pair[0], len(pair[1].counts)))
    for called, column in found:
        if column.is_numeric and len(column.counts) < 13 and len(found) > 1:
            continue
        score = (0.35 + 0.35 * called) * fade
        yield Path(links, (column,), None, score, f"{len(column.counts)} different values")
    pair = _year_and_letter([column for _, column in found])
    if pair:
        both = " and ".join(column.name for column in pair)
        yield Path(links, pair, None, 0.75 * fade, f"{both} together")


def _refers(evidence, column):
    """Whether a column refers to rows of another table, and not only says the same as a column
    of some person over there."""
    return any(
        evidence.person(link.table) < 0.3 or link.to == link.table.key
        for link in evidence.links.of(column)
    )


def _repeats(column):
    return len(column.counts) <= min(GROUPS, max(2, 0.7 * len(column.texts)))


def _year_and_letter(columns):
    years = [c for c in columns if c.is_numeric and len(c.counts) <= 13]
    if not years:
        return None
    for other in columns:
        if other is not years[0] and len(other.counts) <= 40:
            order = years[0].table.columns
            names = list(order)
            pair = sorted((years[0], other), key=lambda column: names.index(column.name))
            return tuple(pair)
    return None


def _refined(evidence, path, found):
    """Prefers the finer of two groups of which one belongs to the other (class and section)."""
    for other in found:
        if path.group and other.group and other is not path and other.links == path.links:
            upper = evidence.links.between(path.table, other.table)
            if upper and path.table is not other.table and upper.score >= 0.5:
                return Path(path.links, path.columns, path.group, path.score + 0.15, path.reason)
    return path


def upper_group(evidence, table):
    """The Link from a table of groups to the larger groups they are part of, or None."""
    for column in table.columns.values():
        for link in evidence.links.of(column):
            related = same_subject(link.table.name, table.name)
            called = evidence.called(link.table, "group")
            part = related > 0 or called >= 0.8 and link.table.rows <= table.rows
            if link.by_name or called < 0.6 or not part or link.score < 0.5:
                continue
            if evidence.label(link.table)[1] and evidence.person(link.table) < 0.5:
                return link
    return None
