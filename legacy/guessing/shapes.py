"""Tables made into rows that can be looked at alike: families of tables, columns, lists.

What comes out are Tables whose `row_words` say in a map how their rows are had. A table per month
gets its placeholders as columns, a column per day a row per cell (`cell`), a list a row per item
(`item`).
"""

import json
import re
from collections import defaultdict

from legacy.guessing.patterns import date_reading
from legacy.guessing.profiles import SAMPLE, Column, Table
from legacy.placeholders import pattern
from legacy.values import text

NUMBER = re.compile(r"\d+")
VOCABULARY = 14  # different codes in all of these columns together
LIST = re.compile(r"\s*\[.*\]\s*", re.DOTALL)
ITEM = r"[\w.@'’-]{1,24}(?: [\w.@'’-]{1,24}){0,2}"
SEPARATED = re.compile(rf"{ITEM}(\s*[,;|]\s*{ITEM})+\s*[,;|]?")
CELLS = 12_000  # rows at most that a step makes


def families(tables):
    """The tables, with those that differ only by a part of their names made into one."""
    groups, known = defaultdict(list), {table.name for table in tables}
    for table in tables:
        groups[_signature(table)].append(table)
    found = []
    for group in groups.values():
        for members, name in _named(group, known):
            found.append(members[0] if name is None else _merged(name, members))
    return sorted(found, key=lambda table: table.name)


def _signature(table):
    return tuple(sorted(f"{c.name}:{c.kind}" for c in table.columns.values()))


def _named(group, known):
    """(members, pattern) of each family in a group of tables with the same columns."""
    by_shape = defaultdict(list)
    for table in group:
        by_shape[NUMBER.sub("#", table.name)].append(table)
    rest = []
    for members in by_shape.values():
        if len(members) > 1:
            yield from _checked(members, _numbered([table.name for table in members]), known)
        else:
            rest += members
    if len(rest) > 1 and len(rest[0].columns) > 1:
        yield from _checked(rest, _lettered([table.name for table in rest]), known)
    else:
        yield from (([table], None) for table in rest)


def _checked(members, name, known):
    """A family only where its pattern means these tables and no others."""
    fits = pattern(name) if name else None
    if fits and {one for one in known if fits.fullmatch(one)} == {one.name for one in members}:
        yield members, name
    else:
        yield from (([table], None) for table in members)


def _numbered(names):
    """`att_2025_03`, `att_2025_04` give "att_{year}_{month}"."""
    numbers = [NUMBER.findall(name) for name in names]
    parts = NUMBER.split(names[0])
    built, used = parts[0], set()
    for place, rest in enumerate(parts[1:]):
        told = {row[place] for row in numbers}
        word = _placeholder(told, used)
        used.add(word)
        built += (f"{{{word}}}" if len(told) > 1 or word == "year" else numbers[0][place]) + rest
    return built


def _placeholder(told, used):
    numbers = {int(one) for one in told}
    if all(len(one) == 4 and one[:2] in {"19", "20"} for one in told):
        word = "year"
    elif all(1 <= number <= 12 for number in numbers) and "month" not in used:
        word = "month"
    elif all(len(one) == 6 and one[:2] in {"19", "20"} for one in told):
        word = "year_month"
    else:
        word = "part"
    return word if word not in used else f"{word}{len(used)}"


def _lettered(names):
    """`att_A`, `att_B` give "att_{part}"; what they share has to be more than a letter or two."""
    start = 0
    while len({name[: start + 1] for name in names}) == 1 and start < min(map(len, names)) - 1:
        start += 1
    cut = max(names[0].rfind("_", 0, start) + 1, start if start >= 4 else 0)
    shared = names[0][:cut]
    if len(shared.strip("_")) < 3 or not all(name[cut:] for name in names):
        return None
    return f"{shared}{{part}}"


def _merged(name, members):
    """One Table of a family: the members' rows, and a column for each placeholder."""
    fits, most = pattern(name), max(60, SAMPLE // len(members))
    rows = sum(table.rows for table in members)
    first = members[0]
    made = Table(name, first.model, first.comment, rows, False, base=first, key=first.key)
    made.row_words = {"table": name}
    taken = [(table, _spread(table.size, most)) for table in members]
    for column in first.columns.values():
        values = [table.columns[column.name].values[i] for table, places in taken for i in places]
        made.columns[column.name] = _copy(made, column, values)
    for word in fits.groupindex:
        values = [fits.fullmatch(t.name)[word] for t, places in taken for _ in places]
        made.columns[word] = Column(made, word, "text", values, made=True)
    return made


def _spread(size, most):
    return range(0, size, max(1, -(-size // most)))


def _copy(table, column, values):
    return Column(
        table, column.name, column.kind, values, column.comment, column.key and table.base is None,
        False, column.refers, column.choices, column.made,
    )  # fmt: skip


def unfolded(table):
    """Yields what can be made of one table's rows: a row per cell, a row per item."""
    for names, words, made in _wide(table):
        yield _exploded(table, names, words, made)
    for column in table.columns.values():
        separator = _list_kind(column)
        if separator is not None:
            yield _itemised(table, column, separator)


def _wide(table):
    """(columns, row words, {made column: {column: value}}) of each run of columns alike."""
    runs = defaultdict(dict)
    for name in table.columns:
        found = NUMBER.findall(name)
        if len(found) == 1:
            runs[NUMBER.sub("#", name)][name] = found[0]
        elif found:
            runs["date", re.sub(r"\d", "#", name)][name] = "-".join(found)
    for run, numbers in runs.items():
        if len(numbers) >= (3 if isinstance(run, tuple) else 2) and _alike(table, numbers):
            yield _wide_words(table, run, numbers)


def _alike(table, names):
    """Whether columns hold the same few short codes."""
    columns = [table.columns[name] for name in names]
    codes = set()
    for column in columns:
        if column.kind in {"date", "datetime", "time", "decimal", "binary"}:
            return False
        codes |= set(column.counts)
        if len(codes) > VOCABULARY:
            return False
    return bool(codes) and max(map(len, codes)) <= 14


def _wide_words(table, run, numbers):
    if isinstance(run, tuple):
        made = {"day_of": numbers}
        return list(numbers), {"columns": {n: {"day_of": d} for n, d in numbers.items()}}, made
    values = {int(number) for number in numbers.values()}
    by_date = all(len(n) in {6, 8} for n in numbers.values()) and date_reading(
        list(numbers.values())
    )
    word = "day" if by_date or values <= set(range(1, 32)) and len(values) > 20 else "number"
    shape = run.replace("#", f"{{{word}}}")
    while shape.count("{") == 1 and word in table.columns:
        word = f"{word}_"
        shape = run.replace("#", f"{{{word}}}")
    fits = pattern(shape)
    if {name for name in table.columns if fits.fullmatch(name)} == set(numbers):
        return list(numbers), {"columns": shape}, {word: numbers}
    listed = {name: {word: number} for name, number in numbers.items()}
    return list(numbers), {"columns": listed}, {word: numbers}


def _exploded(table, names, words, made):
    """A row for each filled cell."""
    rest = [column for column in table.columns.values() if column.name not in names]
    base = table.base or table
    out = Table(f"{table.name} by column", table.model, table.comment, table.rows, False, base=base)
    out.row_words, out.key = {**table.row_words, **words}, table.key
    places = [
        (row, name)
        for row in _spread(table.size, max(1, CELLS // len(names)))
        for name in names
        if text(table.columns[name].values[row]) != ""
    ]
    for column in rest:
        out.columns[column.name] = _copy(out, column, [column.values[row] for row, _ in places])
    for word, told in made.items():
        out.columns[word] = Column(out, word, "text", [told[n] for _, n in places], made=True)
    cells = [table.columns[name].values[row] for row, name in places]
    out.columns["cell"] = Column(out, "cell", "text", cells, made=True)
    return out


def _list_kind(column):
    """The separator of a column of lists; empty for JSON lists, None where it has no lists."""
    some = column.texts[:200]
    if column.kind not in {"text", "json"} or len(some) < 2 or column.dates is not None:
        return None
    if sum(bool(LIST.fullmatch(one)) for one in some) >= 0.8 * len(some):
        return "" if any(_items(one, "") for one in some) else None
    if sum(bool(SEPARATED.fullmatch(one)) for one in some) >= 0.7 * len(some):
        return next((sign for sign in ";|," if any(sign in one for one in some)), None)
    return None


def _items(value, separator):
    if separator:
        return [part.strip() for part in value.split(separator) if part.strip()]
    try:
        items = json.loads(value)
    except ValueError:
        return []
    plain = isinstance(items, list) and not any(isinstance(one, (dict, list)) for one in items)
    return list(map(text, items)) if plain else []


def _itemised(table, column, separator):
    """A row for each item of a list."""
    base = table.base or table
    out = Table(f"{table.name} by item", table.model, table.comment, table.rows, False, base=base)
    spec = {"column": column.name, "separator": separator} if separator else column.name
    out.row_words, out.key = {**table.row_words, "list": spec}, table.key
    places = [
        (row, item)
        for row in range(table.size)
        for item in dict.fromkeys(_items(text(column.values[row]), separator))
    ][:CELLS]
    for other in table.columns.values():
        if other is not column:
            values = [other.values[row] for row, _ in places]
            out.columns[other.name] = _copy(out, other, values)
    out.columns["item"] = Column(out, "item", "text", [item for _, item in places], made=True)
    return out
