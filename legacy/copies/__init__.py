"""Copies of the site's own database: backups, the way back, and moves to another server.

The database's own programs make them: SQLite's online backup, `mariadb-dump` and `pg_dump` copy one
moment while people go on working.
"""
