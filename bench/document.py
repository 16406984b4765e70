"""Assembles docs/performance.md from the committed results and `bench/performance.md`, a template
of Django that holds the prose."""

from django.template import Context, Engine

from bench.aims import aims
from bench.stored import ROOT, committed
from bench.tables import of_part

PAGE = ROOT / "docs/performance.md"
TEMPLATE = ROOT / "bench/performance.md"
LITTLE = 0.05  # of the cores, which others may have on a machine that is called idle


def assemble():
    """The page as text: each part has its tables by name, and `when` it was measured and where."""
    results = committed()
    parts = {
        part: of_part(part, result["figures"]) | {"when": when(result["measured"])}
        for part, result in results.items()
    }
    engine = Engine(libraries={}, autoescape=False, string_if_invalid="%s is not measured")
    page = engine.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return page.render(Context(parts | {"aims": aims(results)}, autoescape=False))


def write():
    PAGE.write_text(assemble(), encoding="utf-8")


def when(measured):
    """One line: the date, the commit, the machine, and whether it was idle."""
    versions = ", ".join(
        f"{name} {measured[name]}" for name in ("Python", "Django", "SQLite", "MariaDB")
    )
    return (
        f"*{measured['date']}, commit {measured['commit']}, {measured['cores']} cores with "
        f"{measured['memory GB']} GB, {state(measured)}; {versions}*"
    )


def state(measured):
    """How idle the machine was otherwise; a result that was noted by hand says it itself."""
    if "note" in measured:
        return measured["note"]
    if measured["others"] <= LITTLE:
        return "otherwise idle"
    return f"**{measured['others']:.0%} of the cores had other work**"
