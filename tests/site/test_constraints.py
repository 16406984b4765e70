"""What MariaDB would not hold."""

import pytest
from django.apps import apps
from django.db.models import UniqueConstraint

from attendance_site.environment import database
from legacy.readonly import read_only


@pytest.mark.parametrize("app", ["roster", "accounts", "legacy"])
def test_constraints_have_no_conditions(app):
    """MariaDB leaves out unique constraints with a condition and only warns (models.W036)."""
    conditional = [
        constraint.name
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.condition
    ]
    assert conditional == []


def test_site_on_mysql_is_strict():
    """A server that is not would cut off what does not fit and say nothing."""
    given = database("mysql://book:x@localhost/book", "DATABASE_URL")
    assert "STRICT_TRANS_TABLES" in given["OPTIONS"]["sql_mode"]


def test_old_database_is_read_in_its_own_mode():
    given = read_only(database("mysql://reader:x@localhost/school", "LEGACY_DATABASE_URL"))
    assert "sql_mode" not in given["OPTIONS"]
