"""Other ways to bring the same marks over, each as its documentation shows it; prints JSON.

    python -m bench.rivals WAY ROWS

None of them finds the student or the lesson of an old row, knows a code or makes a lesson: they
are given the primary keys, and copy rows of the marks' shape into an empty table like the marks'.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.core import serializers  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from bench.imports import empty_copy  # noqa: E402
from roster.models import Mark  # noqa: E402

BATCH = 2000
COLUMNS = [field.column for field in Mark._meta.concrete_fields]


class Copy(models.Model):  # noqa: DJ008
    """A mark in the empty table."""

    lesson_id = models.BigIntegerField()
    student_id = models.BigIntegerField()
    status_id = models.BigIntegerField(null=True)
    reason_id = models.BigIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    legacy_key = models.CharField(max_length=40, null=True)
    imported = models.JSONField(null=True)
    imported_version = models.PositiveIntegerField(null=True)
    import_run = models.PositiveBigIntegerField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "roster"
        db_table = "mark_copy"
        managed = False


def _copies(rows):
    names = [field.attname for field in Copy._meta.concrete_fields]
    for values in Mark.objects.order_by("pk").values(*names)[:rows].iterator(BATCH):
        yield Copy(**values)


def _batches(items):
    lot = []
    for item in items:
        lot.append(item)
        if len(lot) == BATCH:
            yield lot
            lot = []
    if lot:
        yield lot


def cursor(rows):
    """A raw cursor and executemany: no models at all."""
    names, marks = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as reader, connection.cursor() as writer:
        reader.execute(f"SELECT {names} FROM roster_mark ORDER BY id LIMIT {rows}")
        while lot := reader.fetchmany(BATCH):
            with transaction.atomic():
                writer.executemany(f"INSERT INTO mark_copy ({names}) VALUES ({marks})", lot)


def bulk_create(rows):
    """An iterator of instances and `bulk_create`."""
    for lot in _batches(_copies(rows)):
        with transaction.atomic():
            Copy.objects.bulk_create(lot)


def clean_fields(rows):
    """The same with the checks that Django's fields have."""
    for lot in _batches(_copies(rows)):
        for one in lot:
            one.clean_fields(exclude={"id"})
        with transaction.atomic():
            Copy.objects.bulk_create(lot)


def import_export(rows):
    """django-import-export: a resource with its bulk mode, from a dataset in memory."""
    from import_export import resources
    from tablib import Dataset

    names = [field.attname for field in Copy._meta.concrete_fields]
    kept = [[_cell(getattr(one, name)) for name in names] for one in _copies(rows)]
    meta = type("Meta", (), {"model": Copy, "use_bulk": True, "batch_size": BATCH,
                             "skip_diff": True, "force_init_instance": True})  # fmt: skip
    resource = type("MarkResource", (resources.ModelResource,), {"Meta": meta})()
    started = time.perf_counter()
    result = resource.import_data(Dataset(*kept, headers=names), raise_errors=True)
    assert not result.has_errors()
    return time.perf_counter() - started


def _cell(value):
    return json.dumps(value) if isinstance(value, dict) else value


def loaddata(rows):
    """`loaddata` of a JSON fixture."""
    with tempfile.TemporaryDirectory() as folder:
        fixture = Path(folder) / "marks.json"
        with fixture.open("w", encoding="utf-8") as file:
            serializers.serialize("json", _copies(rows), stream=file)
        started = time.perf_counter()
        call_command("loaddata", fixture, verbosity=0)
        return time.perf_counter() - started


WAYS = {way.__name__: way for way in (cursor, bulk_create, clean_fields, import_export, loaddata)}


def measure(way, rows):
    """Seconds that one way took for `rows` rows; raises where not all of them arrived."""
    empty_copy()
    started = time.perf_counter()
    seconds = WAYS[way](rows) or time.perf_counter() - started
    if Copy.objects.count() != rows:
        raise SystemExit(f"{way}: {Copy.objects.count()} of {rows} rows arrived")
    return {"seconds": seconds}


if __name__ == "__main__":
    json.dump(measure(sys.argv[1], int(sys.argv[2])), sys.stdout)
