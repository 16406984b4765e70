"""Old databases as the fixtures load them."""

import pytest

from tests.mariadb import Server


@pytest.mark.shared
def test_old_database_keeps_what_old_servers_allowed(old_database):
    url = old_database("hagwon_euckr")
    reader = Server.at(url)
    database = url.rsplit("/", 1)[1]
    assert reader.execute("SELECT COUNT(*) FROM chulseok", database) == ((28841,),)
    assert reader.execute("SELECT COUNT(*) FROM chulseok WHERE chul_date = 0", database) == ((15,),)


@pytest.mark.shared
def test_old_database_of_sqlite_is_a_file(old_database):
    assert old_database("meetings_sqlite").startswith("sqlite:////")
