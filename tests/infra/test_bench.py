"""What is measured: kept as files, and the page that is assembled from them."""

import datetime
import os
from types import SimpleNamespace

import pytest

from bench import __main__ as bench
from bench import aims, document, school, stored, tables
from bench.stored import Watch
from roster.models import Course, Lesson, Mark, Status

MEASURED = {
    "date": "2026-11-23",
    "commit": "abc1234",
    "cores": 2,
    "memory GB": 23,
    "Python": "3.11.7",
    "Django": "5.2.19",
    "SQLite": "3.40.1",
    "MariaDB": "10.11.19",
}


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Folders of the test's own for results, and a page of its own."""
    for name in ("KEPT", "COMMITTED"):
        monkeypatch.setattr(stored, name, tmp_path / name)
    stored.COMMITTED.mkdir()
    monkeypatch.setattr(document, "PAGE", tmp_path / "page.md")
    return tmp_path


def run(monkeypatch, *arguments):
    monkeypatch.setattr("sys.argv", ["script/bench", *arguments])
    bench.main()


def test_page_is_what_the_committed_results_assemble_to():
    assert document.PAGE.read_text(encoding="utf-8") == document.assemble()


def test_page_names_nothing_that_no_result_has():
    assert "is not measured" not in document.assemble()


def test_write_takes_a_result_and_says_when_it_was_measured(folders, monkeypatch):
    monkeypatch.setattr(document, "TEMPLATE", folders / "template.md")
    document.TEMPLATE.write_text("{{ files.when }}\n{{ files.table }}")
    figures = {"SQLite": {"rows": 20000, "a file": {"s": 1.5}}, "MariaDB": {"rows": 20000}}
    stored.keep("files", figures | {"MariaDB": figures["SQLite"]}, MEASURED | {"others": 0.31})
    run(monkeypatch, "--write", "files")
    assert document.PAGE.read_text().splitlines() == [
        "*2026-11-23, commit abc1234, 2 cores with 23 GB, **31% of the cores had other work**;"
        " Python 3.11.7, Django 5.2.19, SQLite 3.40.1, MariaDB 10.11.19*",
        "|  | SQLite | MariaDB |",
        "| --- | --- | --- |",
        "| rows | 20,000 | 20,000 |",
        "| a file: s | 1.5 | 1.5 |",
    ]


def test_write_refuses_a_part_that_was_not_measured(folders, monkeypatch, capsys):
    with pytest.raises(SystemExit, match="2"):
        run(monkeypatch, "--write", "files")
    assert capsys.readouterr().err.endswith("no result under var/bench/ of files\n")
    assert not document.PAGE.exists()


def test_all_measures_only_what_has_no_result(folders, monkeypatch):
    for part in bench.PARTS:
        if part != "signin":
            stored.keep(part, {"SQLite": {}, "MariaDB": {}}, MEASURED | {"others": 0.0})
    asked = []
    monkeypatch.setattr(bench, "measure", lambda parts, marks: asked.extend(parts))
    monkeypatch.setattr(stored, "commit_results", asked.append)
    monkeypatch.setattr(document, "write", lambda: asked.append("page"))
    run(monkeypatch, "--all")
    assert asked == ["signin", bench.PARTS, "page"]


def test_missed_aim_stands_with_its_reason():
    morning = {"requests/s": 40, "p95 ms": 120, "errors": 0, "lost or wrong": 0}
    figures = {
        "SQLite": {"people, 2 workers": morning},
        "MariaDB": {"people, 2 workers": morning | {"errors": 3}, "today (fast)": {"queries": 6}},
    }
    assert aims.aims({"load": {"figures": figures}}).splitlines()[2:] == [
        "| 95 of 100 answers to 32 teachers (people, 2 workers), ms | 200 | 120 | 120 | met |",
        "| errors in all mornings | 0 | 0 | 3 | **missed** |",
        "| marks lost or wrong in all mornings | 0 | 0 | 0 | met |",
        "",
        "- **Missed**: errors in all mornings. A fault.",
    ]


def test_number_is_written_as_people_read_it():
    values = [tables.cell(one) for one in (None, "a", 12345, 3.0, 0.16, 1234.5)]
    assert values == ["", "a", "12,345", "3.0", "0.16", "1,234"]


def test_growth_compares_the_smallest_school_with_the_largest():
    small = {"ms": 4.0, "queries": 6, "work": 20, "CPU ms": 3.0}
    large = {"ms": 10.0, "queries": 6, "work": 4000, "CPU ms": 3.0}
    sizes = {
        size: {"seconds to make": seconds, "pages": {"class": {"today": page}}}
        for size, seconds, page in (("10000", 2.5, small), ("1000000", 90.0, large))
    }
    found = tables.growth({"SQLite": sizes, "MariaDB": sizes})
    assert found["class"].splitlines() == [
        "| ms | queries | SQLite 10⁴ | 10⁶ | × | work × | MariaDB 10⁴ | 10⁶ | × | work × |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        "| today | 6 | 4 | 10 | 2.5 | 200 | 4 | 10 | 2.5 | 200 |",
    ]
    assert found["made"].splitlines()[2:] == [
        "| 10⁴ marks | 2.5 | 2.5 |",
        "| 10⁶ marks | 90.0 | 90.0 |",
    ]


@pytest.mark.django_db(transaction=True)  # ANALYZE commits on MariaDB
def test_school_is_of_the_size_that_was_asked_for(monkeypatch):
    day = datetime.date(2026, 11, 23)
    monkeypatch.setattr(school, "today", lambda: day)
    monkeypatch.setattr(school, "LESSONS", 6)
    monkeypatch.setattr(school, "WEEKS", 2)
    monkeypatch.setattr(school, "OF_COURSE", 35 * 6)
    plan = school.build(1000)
    assert plan == (2, 3, 47)
    assert (Course.objects.count(), Lesson.objects.count()) == (6, 36)
    assert Mark.objects.count() == 35 * Lesson.objects.taken().count()
    assert Mark.objects.order_by("-lesson__date").first().lesson.date == day
    assert Mark.objects.in_enrollments().count() == Mark.objects.count()
    assert set(Status.Kind) == set(Mark.objects.values_list("status__kind", flat=True))


def test_watch_names_the_machine_and_what_else_ran(tmp_path):
    """The server is a stand-in with the CPU of this process; nobody else works in no time."""
    pid = tmp_path / "pid"
    pid.write_text(f"{os.getpid()}\n")
    answers = {"SELECT @@pid_file": ((str(pid),),), "SELECT VERSION()": (("10.11.19-MariaDB-1",),)}
    measured = Watch(SimpleNamespace(execute=answers.get)).measured()
    assert list(measured) == [
        "date", "commit", "seconds", "others", "cores", "memory GB",
        "Python", "Django", "SQLite", "MariaDB",
    ]  # fmt: skip
    assert measured["MariaDB"] == "10.11.19"
    assert 0 <= measured["others"] <= 1
