"""import_legacy --from: a dump is enough."""

import gzip

import pytest

from tests.legacy.test_real_databases import table
from tests.legacy.test_shapes import HEAD, PEOPLE

MARKS = """
[marks]
table = "att"
student = "pupil"
date = "day"
status = { column = "state", values = { O = "present" } }
"""
ATT = """
CREATE TABLE att (no INT PRIMARY KEY, pupil INT, day DATE, state CHAR(1)) ENGINE=MyISAM;
INSERT INTO att VALUES (1, 1, '2025-03-03', 'O'), (2, 2, '0000-00-00', 'O');
"""


@pytest.fixture
def site(manage, site_url, tmp_path):
    """A function that runs a command of an empty site that is connected to nothing of its own."""
    (tmp_path / "small.toml").write_text(HEAD + MARKS)

    def run(*arguments):
        models = tmp_path / "models.py"
        return manage(*arguments, site=site_url, models=models, legacy="sqlite:////none/old.db")

    return run


def test_dump_is_imported(site, tmp_path):
    dump = tmp_path / "old.sql.gz"
    dump.write_bytes(gzip.compress(f"SET NAMES utf8mb4;{PEOPLE}{ATT}".encode()))
    ran = site("import_legacy", "--from", dump, "--map", tmp_path / "small.toml")
    assert ran.code == 0, ran.stderr
    assert (table(ran.stdout)["students"]["new"], table(ran.stdout)["marks"]["new"]) == (3, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{PEOPLE}INSERT INTO pupil VALUES (4, '반", "CommandError: "),
        ("this is no dump at all", "CommandError: "),
    ],
)
def test_bad_dump_is_one_line(site, tmp_path, text, said):
    dump = tmp_path / "old.sql"
    dump.write_text(text)
    ran = site("import_legacy", "--from", dump, "--map", tmp_path / "small.toml")
    assert (ran.code, ran.stderr.count("\n")) == (1, 1), ran.stderr
    assert ran.stderr.startswith(said)
