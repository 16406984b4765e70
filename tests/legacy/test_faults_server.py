"""What goes wrong with a real old server: one clear line, nothing half written, and the next run
repairs it."""

import ast
import re

import pytest

from tests.legacy.test_real_databases import Site, table
from tests.legacy.test_shapes import HEAD, PEOPLE
from tests.legacy.test_unchanged import ATT, MARKS

PROVED = "Everything that was mapped has arrived.\n"
STATE = """
from legacy.models import Run
from roster.models import Mark, Student
print(Student.objects.count(), Mark.objects.count(),
      *Run.objects.order_by("pk").values_list("state", flat=True))
"""
# Runs an import that does something as soon as the first rows are carried.
MEANWHILE = """
import MySQLdb
from django.core.management import CommandError, call_command
from django.db import connections
from legacy.management.commands import import_legacy as command

class Bar(command.tqdm):
    reported = 0

    def update(self, rows=1):
        Bar.reported += 1
        if Bar.reported == 1:
            server = MySQLdb.connect(host="{host}", port={port}, user="{user}",
                                     password="{password}", database="{database}")
            server.cursor().execute({sql})

command.tqdm = Bar
try:
    call_command("import_legacy", map="{map}", full=True, stdout=open("/dev/null", "w"))
    print("done")
except CommandError as error:
    print(error)
"""
KILL = '"KILL %s", [connections["legacy"].connection.thread_id()]'


@pytest.fixture
def school(manage, mariadb, suffix, site_url, tmp_path):
    """A function that gives the migrated Site of a small old database, made by some SQL."""
    name, dump, where = f"faults{suffix}", tmp_path / "old.sql", tmp_path / "map.toml"

    def build(sql="", map_text=MARKS):
        dump.write_text(PEOPLE + ATT + sql)
        mariadb.load_dump(name, dump)
        where.write_text(HEAD + map_text)
        url = mariadb.account(f"faults{suffix}", name).url(name)
        site = Site(manage, "small", site_url, url, tmp_path / "models.py")
        site.map, site.database = where, name
        site.run("inspect_legacy")
        site.run("migrate", "-v0")
        return site

    return build


def meanwhile(site, mariadb, sql):
    """What an import says during which `sql` is run by somebody else."""
    code = MEANWHILE.format(
        host=mariadb.host, port=mariadb.port, user=mariadb.user, password=mariadb.password,
        database=site.database, sql=sql, map=site.map,
    )  # fmt: skip
    return site.shell(
        code.replace('map="', 'map=__import__("pathlib").Path("').replace('", full=', '"), full=')
    )


def test_server_that_goes_away_in_the_middle(school, mariadb):
    site = school()
    said = meanwhile(site, mariadb, KILL)
    assert re.fullmatch(
        r"The import stopped: .* \((2006|2013)\); the old server went away; .*\n", said
    ), said
    assert site.shell(STATE) == "3 0 failed\n"
    assert table(site.run("import_legacy"))["marks"]["new"] == 2
    assert site.shell(STATE) == "3 2 failed done\n"
    assert site.run("verify_legacy").endswith(PROVED)


def test_column_that_is_dropped_in_the_middle(school, mariadb):
    site = school()
    said = meanwhile(site, mariadb, '"ALTER TABLE att DROP COLUMN day"')
    assert said.startswith("The import stopped: ")
    assert said.endswith("run inspect_legacy and look at the map\n")
    assert site.shell(STATE) == "3 0 failed\n"
    mariadb.execute("ALTER TABLE att ADD COLUMN day DATE", site.database)
    mariadb.execute("UPDATE att SET day = '2025-03-03'", site.database)
    assert table(site.run("import_legacy"))["marks"]["new"] == 2
    assert site.run("verify_legacy").endswith(PROVED)


@pytest.mark.parametrize(
    "sql", ["ALTER TABLE att DROP COLUMN day", "ALTER TABLE att RENAME TO attendance"]
)
def test_schema_that_has_changed_since_it_was_inspected(school, mariadb, sql):
    site = school()
    mariadb.execute(sql, site.database)
    for command in ("import_legacy", "verify_legacy"):
        said = site.fail(command, "--map", site.map)
        assert said.count("\n") == 1
        assert said.endswith("run inspect_legacy and look at the map\n")
    assert site.shell(STATE) == "0 0\n"
    site.run("inspect_legacy")
    said = site.fail("import_legacy", "--map", site.map)
    assert re.match(r"CommandError: .*map.toml, line \d+, \[marks\]", said), said


def test_column_that_was_added_or_has_another_type_changes_nothing(school, mariadb):
    site = school()
    site.run("import_legacy", "--map", site.map)
    mariadb.execute("ALTER TABLE att MODIFY day VARCHAR(30), ADD COLUMN x INT", site.database)
    again = table(site.run("import_legacy", "--full"))["marks"]
    assert (again["new"], again["changed"], again["retired"]) == (0, 0, 0)
    assert site.run("verify_legacy").endswith(PROVED)


def test_account_without_rights_on_one_table(school, mariadb, tmp_path):
    site = school()
    reader = f"'{re.search(r'//(.+?):', site._where['legacy'])[1]}'@'{mariadb.host}'"
    mariadb.execute(f"REVOKE ALL ON `{site.database}`.* FROM {reader}")
    mariadb.execute(f"GRANT SELECT ON `{site.database}`.pupil TO {reader}")
    mariadb.execute(f"GRANT INSERT ON `{site.database}`.att TO {reader}")
    for command in ("import_legacy", "verify_legacy"):
        said = site.fail(command, "--map", site.map)
        assert said.count("\n") == 1
        assert "SELECT command denied" in said
        assert said.endswith("ask for SELECT on it, or leave it out of the map\n")
    assert site.shell(STATE) == "0 0\n"
    mapped = site._manage("map_legacy", "--no-ask", "--output", tmp_path / "m", **site._where)
    assert (mapped.code, mapped.stderr.count("Left out 'att': SELECT command denied")) == (3, 1)
    inspected = site._manage("inspect_legacy", "--anew", **site._where)
    assert (inspected.code, inspected.stderr.count("Left out 'att': SELECT command")) == (0, 1)


def test_character_set_that_is_none(manage, old_database, mariadb, tmp_path, migrated):
    url = f"{mariadb.url('mysql')}?charset=koi9"
    ran = manage("inspect_legacy", legacy=url, site=migrated, models=tmp_path / "models.py")
    assert (ran.code, ran.stderr.count("\n")) == (1, 1)
    assert "koi9" in ran.stderr


PICTURES = """
ALTER TABLE att ADD COLUMN picture LONGBLOB, ADD COLUMN memo LONGTEXT, ADD COLUMN remark LONGTEXT;
UPDATE att SET picture = REPEAT('p', 40000000), memo = REPEAT('가', 13000000) WHERE no = 1;
UPDATE att SET remark = REPEAT('나', 13000000) WHERE no = 2;
"""
PEAK = """
import re
from pathlib import Path
from django.core.management import call_command
where, peaks = Path("{map}"), {{}}
quiet = dict(stdout=open("/dev/null", "w"))
for name, options in (
    ("import_legacy", dict(map=where, no_progress=True)),
    ("verify_legacy", dict(map=where, no_progress=True)),
    ("map_legacy", dict(output=where.with_suffix(".guess"), ask=False, no_progress=True)),
    ("inspect_legacy", dict(anew=True)),
):
    call_command(name, **options, **quiet)
    status = Path("/proc/self/status").read_text()  # getrusage knows the parent's peak, too
    peaks[name] = int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024
print(peaks)
"""


def test_cells_of_40_megabytes_never_leave_the_old_server(school):
    """What the map does not read is not asked for; of what it reads, so much as tells that it is
    too long. A remark that is too long is left empty and counted."""
    site = school(PICTURES, f'{MARKS}note = "remark"\n')
    peaks = ast.literal_eval(site.shell(PEAK.format(map=site.map)))
    assert max(peaks.values()) < 120, peaks
    assert site.shell(STATE) == "3 2 done\n"
    assert "marks: 1 left empty: note not valid" in site.run("import_legacy", "--full")


CYCLE = """
ALTER TABLE pupil ADD COLUMN friend INT, ADD COLUMN best INT;
ALTER TABLE pupil ENGINE=InnoDB;
CREATE TABLE club (no INT PRIMARY KEY, head INT, parent INT,
    FOREIGN KEY (parent) REFERENCES club (no)) ENGINE=InnoDB;
INSERT INTO club VALUES (1, 2, 1);
ALTER TABLE pupil MODIFY no INT NOT NULL, ADD COLUMN club INT,
    ADD FOREIGN KEY (club) REFERENCES club (no);
ALTER TABLE club ADD FOREIGN KEY (head) REFERENCES pupil (no);
UPDATE pupil SET club = 1;
"""


def test_tables_that_refer_to_each_other_in_a_circle(school):
    site = school(CYCLE)
    assert site.run("check").startswith("System check identified no issues")
    site.run("import_legacy", "--map", site.map)
    assert site.shell(STATE) == "3 2 done\n"
    assert site.run("verify_legacy").endswith(PROVED)


def test_rejects_file_on_a_full_disk_is_one_line(school):
    site = school()
    said = site.fail("import_legacy", "--map", site.map, "--rejects", "/dev/full")
    assert said == ("CommandError: The import stopped: No space left on device (/dev/full)\n")
    assert site.shell(STATE).split()[2:] == ["failed"]
    site.run("import_legacy")
    assert site.run("verify_legacy").endswith(PROVED)
