"""Makes a backup: one file with the database, as it was at one moment, and what was attached.

It is a ZIP file, so that each part carries its checksum and any program can look into it.
"""

import contextlib
import json
import os
import sqlite3
import tempfile
import time
import zipfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from legacy.copies.programs import dump

FORMAT = 1
CONTENTS, FILES = "contents.json", "attachments/"
DATABASE = {"sqlite": "database.sqlite3"}
SQL = "database.sql"
FOLDER, NAME = "backups", "book-*.zip"
DAY = 24 * 60 * 60


def folder():
    """Where backups lie unless one says otherwise; the doctor looks there."""
    return Path(settings.VAR_DIR) / FOLDER


def default_path():
    """The path of a backup that is made now."""
    return folder() / NAME.replace("*", f"{timezone.localtime():%Y-%m-%d-%H%M}")


def newest():
    """When the newest file among the backups was written (seconds since 1970), or None."""
    return max((one.stat().st_mtime for one in folder().glob("*") if one.is_file()), default=None)


def database_part(vendor):
    """The name of the database within the backup."""
    return DATABASE.get(vendor, SQL)


def back_up(path, connection):
    """Writes a backup to `path`, which is whole or not there at all; returns how many attached
    files it has. Nobody who works at the site has to wait. Raises CopyFailed or OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".unfinished-") as unfinished:
        whole = Path(unfinished) / path.name
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(CONTENTS, json.dumps(_contents(connection)))
            _add_database(archive, connection, Path(unfinished))
            # After the database: what is attached from now on is too much, and does no harm.
            number = _add_files(archive)
        _settle(whole)
        os.replace(whole, path)
    return number


def _contents(connection):
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": FORMAT,
        "database": connection.vendor,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "migrations": sorted(applied),
    }


def _add_database(archive, connection, unfinished):
    part = database_part(connection.vendor)
    if connection.vendor == "sqlite":
        copy = unfinished / part
        _copy_sqlite(connection, copy)
        archive.write(copy, part)
        copy.unlink()
        return
    with archive.open(part, "w", force_zip64=True) as into:
        dump(connection, into)


def _copy_sqlite(connection, copy):
    """Copies all pages in one step, under a read lock, which stops nobody from writing."""
    own = connection.copy()
    own.ensure_connection()
    try:
        with closing(sqlite3.connect(copy)) as into:
            own.connection.backup(into)
    finally:
        own.close()


def _add_files(archive):
    """Adds what is attached; pictures and PDFs are not made smaller by trying."""
    number = 0
    for path in sorted(settings.ATTACHMENTS_DIR.glob("??/*")):
        with contextlib.suppress(FileNotFoundError):  # deleted this very moment
            name = f"{FILES}{path.parent.name}/{path.name}"
            archive.write(path, name, zipfile.ZIP_STORED)
            number += 1
    return number


def _settle(path):
    """Has the disk keep it, for the eyes of the site's user only."""
    os.chmod(path, 0o600)
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def forget(keep, days):
    """Deletes backups beside `keep` under the usual names that are older than `days`; returns how
    many."""
    before, number = time.time() - days * DAY, 0
    for path in keep.parent.glob(NAME):
        if path != keep and path.stat().st_mtime < before:
            path.unlink()
            number += 1
    return number
