"""The tables of docs/performance.md, as Markdown, from the figures of the parts."""

LOAD = {
    "requests/s": "requests/s",
    "p50 ms": "p50 ms",
    "p95 ms": "p95 ms",
    "p99 ms": "p99 ms",
    "web CPU ms": "CPU of the site, ms a request",
    "database CPU ms": "of the database",
    "errors": "errors",
    "lost or wrong": "lost or wrong",
    "saved twice": "saved twice",
}
KINDS = {
    "today": "today",
    "lesson": "the page of a lesson of 30, with the last five lessons",
    "save 1": "one mark",
    "save 27": "27 marks, which complete the register",
    "month": "the month of 30 students and 21 lessons",
}
TAKING = {
    "bare page": "bare page",
    "page of 30": "page of a class of 30",
    "page of 300": "page of a class of 300",
    "bare page and write of 30": "bare page, and 30 marks written with one statement",
    "autosave of 1": "one mark saved",
    "autosave of 30": "30 marks saved, with history",
}
WEIGHTS = {
    "warm KB, Brotli": "the page, Brotli (HTTPS, or localhost)",
    "warm KB": "the page, gzip",
    "cold KB": "the page and all that it loads for the first time, gzip",
}


POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LITTLE = 5  # of the database's work, below which nothing can be told


def table(heads, rows):
    """A table of Markdown; a number is written as people read it, None as nothing."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def cell(value):
    """One value as text: thousands apart, and no fraction of what is large."""
    if value is None:
        return ""
    if isinstance(value, float) and abs(value) >= 100:
        return f"{value:,.0f}"
    return str(value) if isinstance(value, str) else f"{value:,}"


def plain(figures):
    """All figures of a part, a line for each, the databases side by side."""
    rows = []
    for what, value in next(iter(figures.values())).items():
        if isinstance(value, dict):
            for name in value:
                cells = [one[what].get(name) for one in figures.values()]
                rows.append((f"{what}: {name}", *cells))
        else:
            rows.append((what, *(one[what] for one in figures.values())))
    return {"table": table(["", *figures], rows)}


def taking(figures):
    """CPU of the pages beside the bare page, and their weight."""
    heads, rows = [""], []
    for name in figures:
        heads += [name, "beside a bare page"]
    for what, label in TAKING.items():
        cells = []
        for one in figures.values():
            spent = one[what]["CPU ms"]
            cells += [round(spent, 1), round(spent / one["bare page"]["CPU ms"], 1)]
        rows.append((label, *cells, next(iter(figures.values()))[what]["queries"]))
    weight = next(iter(figures.values()))
    heavy = [
        (label, weight["weight of 30"][what], weight["weight of 300"][what])
        for what, label in WEIGHTS.items()
    ]
    return {
        "pages": table([*heads, "queries"], rows),
        "weight": table(("compressed, KB", "30 students", "300 students"), heavy),
    }


def load(figures):
    """Each morning, and each kind of request of the last one beside the bare page."""
    mornings = [
        (f"{database}, {name.replace('1 workers', '1 worker')}", *(row.get(one) for one in LOAD))
        for database, found in figures.items()
        for name, row in found.items()
        if "requests/s" in row
    ]
    last = {database: _of_last_morning(found) for database, found in figures.items()}
    kinds = [
        (label, *(found[kind]["queries"] for found in list(last.values())[:1]),
         *(found[kind]["CPU / bare"] for found in last.values()))
        for kind, label in KINDS.items()
    ]  # fmt: skip
    return {
        "mornings": table(("", *LOAD.values()), mornings),
        "kinds": table(("", "queries", *last), kinds),
    }


def _of_last_morning(found):
    """`{kind of request: its figures}`."""
    return {name.partition(" (")[0]: row for name, row in found.items() if "CPU / bare" in row}


def growth(figures):
    """Of each group of pages the times by the size of the school, and how both times and the work
    of the database grow from the smallest school to the largest."""
    sizes = {size: "10" + POWERS[len(size) - 1] for size in next(iter(figures.values()))}
    heads = ["ms", "queries"]
    for database in figures:
        first, *others = sizes.values()
        heads += [f"{database} {first}", *others, "×", "work ×"]
    tables = {}
    for group, names in figures["SQLite"][min(sizes, key=int)]["pages"].items():
        rows = [(name, *_growth_of(group, name, figures)) for name in names]
        tables[group] = table(heads, rows)
    made = [
        (f"{size} marks", *(found[name]["seconds to make"] for found in figures.values()))
        for name, size in sizes.items()
    ]
    return tables | {"made": table(["seconds to make", *figures], made)}


def _growth_of(group, name, figures):
    """The cells of one page."""
    by_database = [
        [found["pages"][group][name] for found in sizes.values()] for sizes in figures.values()
    ]
    cells = [by_database[0][-1]["queries"]]
    for first, *others in by_database:
        cells += [round(one["ms"]) for one in (first, *others)]
        last = others[-1] if others else first
        cells.append(round(last["ms"] / first["ms"], 1))
        cells.append(round(max(last["work"], LITTLE) / max(first["work"], LITTLE), 1))
    return cells


TABLES = {"taking": taking, "load": load, "growth": growth}


def of_part(part, figures):
    """`{name: table}` of one part, as the template names them."""
    return TABLES.get(part, plain)(figures)
