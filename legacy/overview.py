"""What the site knows of the old database, gathered for the pages under /legacy/."""

from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connections

from legacy.errors import said_of
from legacy.masking import secret_columns
from legacy.source.admin import shown_value
from legacy.source_models import all_models, columns_of, models_like, old_row
from legacy.targets import registry
from legacy.wording import field_title


@dataclass
class Connection:
    """Where the old database is, without its password, and whether it answers: else `error` says
    why not, in the active language."""

    vendor: str
    name: str
    host: str
    user: str
    error: str


def connection():
    """The Connection as it is now: one small query is asked."""
    database = connections["legacy"]
    given = database.settings_dict
    name = str(given["NAME"]).removeprefix("file:").partition("?")[0]
    vendor, error = database.vendor, ""
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
        vendor = database.display_name  # asks the server which of the MySQLs it is
    except (Error, OSError) as problem:
        error = said_of(problem).translated()
    return Connection(vendor, name, given["HOST"], given["USER"], error)


def tables():
    """(table, title, number of columns, model) of every imported table."""
    return [
        (table, model._meta.verbose_name, len(columns_of(model)), model._meta)
        for table, model in all_models().items()
    ]


def targets(plan):
    """(target, its tables, its fields as (field, columns)) of every target of a Plan."""
    rows = []
    for target in registry:
        for source in plan.sources(target.name) if plan else ():
            fields = [(name, ", ".join(value.names)) for name, value in source.values.items()]
            rows.append((target.name, list(models_like(source.table)) or [source.table], fields))
    return rows


@dataclass
class OldRow:
    """One old row for a page: `cells` has (column, title, value, fields it goes to)."""

    table: str
    key: str
    cells: list
    meta: object


def old_row_of(instance, target, plan):
    """The OldRow behind `instance`, or None where it is not there any more."""
    found = old_row(instance.legacy_ref)
    if found is None:
        return None
    model, key = found
    row = model.objects.using("legacy").filter(pk=key).first()
    if row is None:
        return None
    used = _fields_by_column(plan, target, model._meta.db_table)
    cells, secret = [], secret_columns(model)
    for column, name in columns_of(model).items():
        title = str(model._meta.get_field(name).verbose_name)
        value = shown_value(getattr(row, name), column in secret)
        cells.append((column, title, value, ", ".join(map(field_title, used.get(column, ())))))
    return OldRow(model._meta.db_table, key, cells, model._meta)


def _fields_by_column(plan, target, table):
    used = {}
    for source in plan.sources(target.name) if plan else ():
        if table in models_like(source.table):
            for field, value in source.values.items():
                for column in value.names:
                    used.setdefault(column, []).append(field)
    return used


def models_file():
    """Where the generated models are; for the page that says what to run when there are none."""
    return settings.LEGACY_MODELS
