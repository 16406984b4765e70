"""Copies a whole site from one database into another of whatever kind."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import IntegrityError, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from legacy.copies.errors import CopyFailed
from legacy.models import Run

PAGE, PAGE_OF_FILES = 5_000, 10  # rows that are held at a time
# Their values go from one database into any other as they are.
PLAIN = (
    models.AutoField,
    models.BigAutoField,
    models.BigIntegerField,
    models.BooleanField,
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)
SNAPSHOT = {
    "mysql": "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ",
}


@dataclass(frozen=True)
class Copied:
    """How many rows of a table were copied."""

    table: str
    rows: int


def copy_site(source, target):
    """Copies every row that the connection `source` sees at one moment to `target`, a site that
    was migrated and not used yet; yields a Copied for each table with rows. All of it is there
    once the last was yielded, and nothing before. Raises CopyFailed."""
    _refuse(source, target)
    if source.vendor in SNAPSHOT:
        with source.cursor() as cursor:
            cursor.execute(SNAPSHOT[source.vendor])
    tables = [model for model in apps.get_models(include_auto_created=True) if _is_ours(model)]
    with (
        target.constraint_checks_disabled(),
        transaction.atomic(using=source.alias),
        transaction.atomic(using=target.alias),
    ):
        _empty(tables, target)
        for model in tables:
            if rows := _copy(model, source, target):
                yield Copied(model._meta.db_table, rows)
        _finish(tables, target)


def _refuse(source, target):
    ours, theirs = (set(MigrationRecorder(one).applied_migrations()) for one in (target, source))
    if apart := sorted(ours ^ theirs):
        where = "COPY_FROM_URL" if apart[0] in ours else "DATABASE_URL"
        raise CopyFailed(f"{where} lacks {'.'.join(apart[0])}: manage.py migrate there first")
    for model in (get_user_model(), Run):
        if model._base_manager.using(target.alias).exists():
            raise CopyFailed("the site at DATABASE_URL is in use; copy into a new one")


def _is_ours(model):
    options = model._meta
    return options.managed and not options.proxy and options.app_label != "source"


def _empty(tables, target):
    """Takes out what the migrations have put in: it comes again, under the keys it has there."""
    with target.cursor() as cursor:
        for model in tables:
            cursor.execute(f"DELETE FROM {target.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _copy(model, source, target):
    """Copies one table, page by page in the order of its keys; returns how many rows."""
    fields = [one for one in model._meta.concrete_fields if not one.generated]
    place = fields.index(model._meta.pk)
    convert = [(number, field) for number, field in enumerate(fields) if type(field) not in PLAIN]
    rows = model._base_manager.using(source.alias).order_by("pk")
    rows, insert = (
        rows.values_list(*(one.attname for one in fields)),
        _insert(model, fields, target),
    )
    size = PAGE_OF_FILES if any(map(_is_file, fields)) else PAGE
    number, page = 0, list(rows[:size])
    while page:
        last = page[-1][place]
        with target.cursor() as cursor:
            cursor.executemany(insert, [_converted(row, convert, target) for row in page])
        number += len(page)
        page = list(rows.filter(pk__gt=last)[:size]) if len(page) == size else []
    return number


def _is_file(field):
    return isinstance(field, models.BinaryField) and field.max_length is None


def _insert(model, fields, target):
    quote = target.ops.quote_name
    names = ", ".join(quote(one.column) for one in fields)
    values = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({values})"  # noqa: S608


def _converted(row, convert, target):
    """The row as the driver of `target` takes it."""
    row = list(row)
    for place, field in convert:
        row[place] = field.get_db_prep_save(row[place], target)
    return row


def _finish(tables, target):
    """Lets new rows go on after the copied keys, and looks whether each row that one refers to is
    there: nothing looked while they came."""
    with target.cursor() as cursor:
        for sql in target.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(sql)
    try:
        target.check_constraints()
    except IntegrityError as error:
        raise CopyFailed(f"the old database contradicts itself: {error}") from None
