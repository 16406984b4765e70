"""Puts a backup back."""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from legacy.copies.backups import CONTENTS, FILES, FORMAT, database_part
from legacy.copies.errors import CopyFailed
from legacy.copies.programs import load

ATTACHED = re.compile(rf"{FILES}([0-9a-f]{{2}}/[0-9a-f]{{32}})")


@dataclass(frozen=True)
class Restored:
    """Of when the backup was, how many attached files it had, and how many migrations are still
    to be applied to it."""

    made_at: datetime
    files: int
    missing_migrations: int


def restore(path, connection, overwrite=False):
    """Puts the backup at `path` into the database behind `connection`, which must be empty unless
    `overwrite`, and the attached files beside those that are there; returns Restored. Everything
    about the file is looked at before anything is written. Raises CopyFailed or OSError."""
    with _opened(path) as archive:
        contents = _contents(archive, path)
        _compare(contents, connection)
        files = _files(archive)
        _refuse_damage(archive, path)
        _make_room(connection, overwrite)
        _put_database(archive, connection)
        for name, place in files.items():
            _put_file(archive, name, settings.ATTACHMENTS_DIR / place)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Restored(datetime.fromisoformat(contents["made_at"]), len(files), len(plan))


@contextlib.contextmanager
def _opened(path):
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error) as error:
        raise CopyFailed(f"{path} is no backup, or a damaged one: {error}") from None


def _contents(archive, path):
    try:
        contents = json.loads(archive.read(CONTENTS))
        if contents["format"] != FORMAT:
            raise CopyFailed(f"{path} was made by a newer version of the site")
        archive.getinfo(database_part(contents["database"]))
    except (KeyError, TypeError, ValueError):
        raise CopyFailed(f"{path} is no backup of this site") from None
    return contents


def _compare(contents, connection):
    """Refuses the backup of another kind of database, and of a newer site."""
    if contents["database"] != connection.vendor:
        raise CopyFailed(
            f"the backup is of {contents['database']}, and DATABASE_URL says {connection.vendor}:"
            " restore it there, and move it with copy_site"
        )
    known = MigrationLoader(None).disk_migrations
    for app, name in contents["migrations"]:
        if app in _own_apps() and (app, name) not in known:
            raise CopyFailed(f"the backup is of a newer site: it has {app}.{name}")


def _own_apps():
    """Labels of the apps that are this site's; what others do with their migrations is theirs."""
    configs = apps.get_app_configs()
    return {one.label for one in configs if Path(one.path).parent == settings.BASE_DIR}


def _files(archive):
    """Names within the archive, and the place of each in the folder of attachments."""
    names = [name for name in archive.namelist() if name.startswith(FILES)]
    found = {name: ATTACHED.fullmatch(name) for name in names}
    if strange := [name for name, match in found.items() if match is None]:
        raise CopyFailed(f"the backup has a file that is no attachment: {strange[0]}")
    return {name: match[1] for name, match in found.items()}


def _refuse_damage(archive, path):
    if damaged := archive.testzip():
        raise CopyFailed(f"{path} is damaged: {damaged}")


def _make_room(connection, overwrite):
    tables = connection.introspection.table_names()
    if tables and not overwrite:
        raise CopyFailed(
            f"the database {connection.settings_dict['NAME']} has {len(tables)} tables;"
            " use an empty one, or --overwrite"
        )
    if connection.vendor == "sqlite":
        return  # replaced as a whole, in one transaction
    quote = connection.ops.quote_name
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in tables:
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TABLE IF EXISTS {quote(table)}{cascade}")


def _put_database(archive, connection):
    part = database_part(connection.vendor)
    if connection.vendor == "sqlite":
        _put_sqlite(archive, part, connection)
        return
    with archive.open(part) as source:
        load(connection, source)


def _put_sqlite(archive, part, connection):
    beside = Path(connection.settings_dict["NAME"]).parent
    with tempfile.TemporaryDirectory(dir=beside, prefix=".unfinished-") as unfinished:
        copy = archive.extract(part, unfinished)
        connection.ensure_connection()
        try:
            with closing(sqlite3.connect(copy)) as source:
                source.backup(connection.connection)
        except sqlite3.Error as error:
            raise CopyFailed(f"{connection.settings_dict['NAME']}: {error}") from None


def _put_file(archive, name, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(handle, "wb") as into, archive.open(name) as source:
            shutil.copyfileobj(source, into)
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise
