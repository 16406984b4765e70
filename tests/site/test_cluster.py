"""What a cluster asks of the site."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_every_table_has_a_primary_key():
    """Galera copies rows by it; without one the nodes come to differ."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        keys = {
            name: connection.introspection.get_primary_key_columns(cursor, name) for name in tables
        }
    assert {"roster_mark", "accounts_user_groups", "site_cache", "django_migrations"} <= keys.keys()
    assert [name for name, columns in keys.items() if not columns] == []
