"""Two real old databases, from their schema to a book that is taken and imported again."""

import re
from pathlib import Path

import pytest

MAPS = Path(__file__).parent / "maps"
WALK = (Path(__file__).parent / "walk.py").read_text()
COLUMNS = ("read", "new", "changed", "unchanged", "retired", "conflicts", "rejected")

HAGWON = {"staff": 7, "students": 120, "courses": 9, "enrollments": 160, "marks": 28472}
HAGWON_REJECTS = {"orphan student": 19, "no date": 15, "unknown code": 12, "duplicate": 21}
RICKXY = {"staff": 4, "students": 16, "courses": 4, "enrollments": 16, "marks": 16}


def table(text):
    """`{target: {column: number}}` of the summary that a run prints."""
    rows = {}
    for line in text.splitlines():
        if found := re.fullmatch(r"(\w+)((?: +\d+){7})", line):
            rows[found[1]] = dict(zip(COLUMNS, map(int, found[2].split()), strict=True))
    return rows


def notes(text, target="marks"):
    """`{reason: number}` of the rows that were not taken."""
    found = re.findall(rf"^{target}: (\d+) not taken: (.+)$", text, re.MULTILINE)
    return {reason: int(number) for number, reason in found}


class Site:
    """A site in a process of its own, on one old database."""

    def __init__(self, manage, name, site, legacy, models):
        self.map = MAPS / f"{name}.toml"
        self._manage = manage
        self._where = {"site": site, "legacy": legacy, "models": models}

    def run(self, *arguments, **options):
        """Runs a command that must succeed; returns what it printed."""
        ran = self._manage(*arguments, **self._where, **options)
        assert ran.code == 0, ran.stderr
        return ran.stdout

    def fail(self, *arguments, **options):
        """Runs a command that must fail; returns its one line."""
        ran = self._manage(*arguments, **self._where, **options)
        assert (ran.code, ran.stderr.count("CommandError")) == (1, 1), ran.stderr
        return ran.stderr

    def shell(self, code):
        return self.run("shell", "-v0", "-c", code, DEBUG="yes")


@pytest.fixture
def site(manage, old_database, site_url, tmp_path):
    """A function that inspects and gives the Site of an old database."""

    def build(name):
        built = Site(manage, name, site_url, old_database(name), tmp_path / "legacy_models.py")
        built.run("inspect_legacy")
        return built

    return build


@pytest.mark.shared
def test_hagwon_from_schema_to_second_import(site, mariadb, suffix, tmp_path):
    hagwon = site("hagwon_euckr")
    first = hagwon.run("import_legacy", "--map", hagwon.map, "--rejects", tmp_path / "r.csv")
    assert {name: one["new"] for name, one in table(first).items() if name in HAGWON} == HAGWON
    assert notes(first) == HAGWON_REJECTS
    assert "marks: 302 not a mark" in first
    assert hagwon.run("verify_legacy").endswith("Everything that was mapped has arrived.\n")

    walked = dict(line.split(" ", 1) for line in hagwon.shell(WALK).splitlines())
    assert walked["browse"] == "[]"
    assert (walked["old_row"], walked["take"], walked["taken"]) == ("200", "(302, True)", "True")
    assert walked["edit"] == "(302, 'late', 1)"

    second = table(hagwon.run("import_legacy"))
    assert {(one["new"], one["changed"], one["conflicts"]) for one in second.values()} == {
        (0, 0, 0)
    }
    _change_eleven_rows(hagwon, mariadb, f"hagwon_euckr{suffix}", walked["edited"])
    third = table(hagwon.run("import_legacy"))["marks"]
    assert (third["new"], third["changed"], third["conflicts"]) == (0, 10, 1)
    assert _status(hagwon, walked["edited"]) == "late"
    fourth = table(hagwon.run("import_legacy"))["marks"]
    assert (fourth["changed"], fourth["conflicts"]) == (0, 0)
    verified = hagwon.run("verify_legacy")
    assert re.search(r"^marks +28471 +1 +0 +369 +0 +0 +0$", verified, re.MULTILINE), verified


def _change_eleven_rows(site, mariadb, database, edited):
    """Makes ten marks that nobody touched, and the edited one, "absent" in the old database."""
    code = f"""
from django.apps import apps
from roster.models import Mark
one = Mark.objects.select_related("lesson__course", "student").get(pk={edited})
rows = apps.get_model("source", "Chulseok").objects.filter(
    mb_id__iexact=one.student.number, chul_date=str(one.lesson.date),
    ban_cd=one.lesson.course.legacy_ref.partition(":")[2])
print(rows.order_by("seq").first().pk)
"""
    row = int(site.shell(code))
    others = (
        "SELECT seq FROM chulseok WHERE stat = '0' AND seq BETWEEN 5000 AND 6000"
        f" AND seq <> {row} ORDER BY seq LIMIT 10"
    )
    for (seq,) in [*mariadb.execute(others, database), (row,)]:
        mariadb.execute(f"UPDATE chulseok SET stat = '2' WHERE seq = {seq}", database)


def _status(site, mark):
    code = f"from roster.models import Mark; print(Mark.objects.get(pk={mark}).status.code)"
    return site.shell(code).strip()


@pytest.mark.shared
def test_rickxy_from_schema_to_second_import(site, mariadb, suffix):
    school = site("rickxy")
    first = school.run("import_legacy", "--map", school.map)
    assert {name: one["new"] for name, one in table(first).items() if name in RICKXY} == RICKXY
    assert notes(first) == {"orphan student": 21}
    assert school.run("verify_legacy").endswith("Everything that was mapped has arrived.\n")
    walked = dict(line.split(" ", 1) for line in school.shell(WALK).splitlines())
    assert (walked["browse"], walked["old_row"], walked["taken"]) == ("[]", "200", "True")
    mariadb.execute(
        "UPDATE tblattendance SET status = '1' WHERE admissionNo = 'AMS133'", f"rickxy{suffix}"
    )
    second = table(school.run("import_legacy"))["marks"]
    assert second["changed"] + second["conflicts"] == 2
    assert second["new"] == 0
    third = school.run("import_legacy", "--placeholders")
    assert (table(third)["marks"]["new"], notes(third)) == (21, {})
    assert school.run("verify_legacy").endswith("Everything that was mapped has arrived.\n")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "marks", "rejects"),
    [
        ("club_lines", 3694, {}),
        ("monthly_wide", 2865, {}),
        ("gate_punches", 1619, {"orphan student": 19}),
    ],
)
def test_shapes_of_real_databases(site, name, marks, rejects):
    """Lessons with lines, a table per month with a column per day, and punches of a gate."""
    built = site(name)
    text = built.run("import_legacy", "--map", built.map)
    assert (table(text)["marks"]["new"], notes(text)) == (marks, rejects)
    again = table(built.run("import_legacy"))
    assert {(one["new"], one["changed"]) for one in again.values()} == {(0, 0)}
    assert built.run("verify_legacy").endswith("Everything that was mapped has arrived.\n")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ('"chulseok"', '"chulsok"', "[marks]: the old database has no table 'chulsok'"),
        ('"chul_date"', '"chuldate"', "[marks] date: the table 'chulseok' has no column"),
        ("[marks]", "[mark]", "[mark]: no such target"),
    ],
)
def test_wrong_map_is_one_line_and_writes_nothing(site, tmp_path, said, instead, message):
    hagwon = site("hagwon_euckr")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(hagwon.map.read_text().replace(said, instead))
    assert message in hagwon.fail("import_legacy", "--map", wrong)
    count = "from legacy.models import Run; print(Run.objects.count())"
    assert hagwon.shell(count) == "0\n"
