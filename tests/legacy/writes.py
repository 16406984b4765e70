"""Tries every way to write to the old database; run by `manage.py shell`. Prints
`{way: name of the exception or "written"}` and under "pages" the statuses of admin pages."""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connections, transaction
from django.test import Client
from django.test.utils import override_settings
from MySQLdb.cursors import DictCursor, SSCursor

from accounts.models import User

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}).enable()
Att = apps.get_model("source", "Att")
row = Att.objects.get(pk=1)
legacy = connections["legacy"]


def django_cursor(sql):
    with legacy.cursor() as cursor:
        cursor.execute(sql)


def driver_cursor(sql, kind=None):
    legacy.ensure_connection()
    legacy.connection.cursor(kind).execute(sql)


def in_one_transaction(sql):
    with transaction.atomic(using="legacy"):
        django_cursor(sql)


def after_lifting(cursor):
    """The session would be lifted first, and then written to."""

    def write(sql):
        try:
            cursor("SET SESSION TRANSACTION READ WRITE")
        finally:
            cursor(sql)

    return write


STATEMENTS = (
    "DELETE FROM att",
    "UPDATE old_engine SET word = ''",
    "SET SESSION TRANSACTION READ WRITE",
    "SELECT 1; DELETE FROM att",
    "CALL wipe()",
    "SELECT * FROM att INTO OUTFILE '/tmp/attendance-proof.txt'",
    "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE no_key",
    "DROP TABLE no_key",
    "ALTER TABLE att ADD COLUMN x INT",
    "LOCK TABLES att WRITE",
    "START TRANSACTION READ WRITE",
    "EXECUTE IMMEDIATE 'DELETE FROM att'",
    "/*!50000 DELETE FROM att */",
)
WAYS = {
    "save": row.save,
    "insert": Att(no=99, pupil="x", klass="A").save,
    "create": lambda: Att.objects.create(no=99),
    "delete": row.delete,
    "bulk create": lambda: Att.objects.bulk_create([Att(no=98)]),
    "bulk update": lambda: Att.objects.bulk_update([row], ["state"]),
    "update": lambda: Att.objects.update(state="X"),
    "queryset delete": lambda: Att.objects.all().delete(),
    "said where": lambda: Att.objects.using("legacy").update(state="X"),
    "save said where": lambda: row.save(using="legacy", force_update=True),
    "get or create": lambda: Att.objects.get_or_create(no=97),
    "lock rows": transaction.atomic(using="legacy")(
        lambda: list(Att.objects.using("legacy").select_for_update())
    ),
    "procedure": lambda: legacy.cursor().callproc("wipe"),
    "many": lambda: legacy.cursor().executemany("DELETE FROM att WHERE no = %s", [(1,), (2,)]),
    "driver's many": lambda: legacy.connection.cursor().executemany(
        "INSERT INTO no_key VALUES (%s)", [("x",), ("y",)]
    ),
    "driver's procedure": lambda: legacy.connection.cursor().callproc("wipe"),
    "driver's query": lambda: legacy.connection.query(b"DELETE FROM att"),
    "schema": lambda: legacy.schema_editor().execute("DROP TABLE no_key"),
    "stream": lambda: driver_cursor("DELETE FROM att", SSCursor),
    "dicts": lambda: driver_cursor("DELETE FROM att", DictCursor),
}
for sql in STATEMENTS:
    for cursor in (django_cursor, driver_cursor, in_one_transaction, after_lifting(driver_cursor)):
        WAYS[f"{cursor.__name__}: {sql}"] = lambda cursor=cursor, sql=sql: cursor(sql)


def outcome(way):
    try:
        way()
    except Exception as error:
        return type(error).__name__
    return "written"


found = {name: outcome(way) for name, way in WAYS.items()}
user, _ = User.objects.get_or_create(username="writer", defaults={"name": "W", "is_staff": True})
user.groups.add(Group.objects.get(name="administrator"))
client = Client(SERVER_NAME="localhost")
client.force_login(user)
pages = {}
for table in ("att", "oldengine", "nokey", "pupil"):
    pages[f"GET look {table}"] = client.get(f"/admin/source/{table}/?q=1").status_code
    pages[f"GET {table} add"] = client.get(f"/admin/source/{table}/add/").status_code
    pages[f"POST {table} add"] = client.post(f"/admin/source/{table}/add/", {"no": 9}).status_code
one = "/admin/source/att/1/"
pages["GET look row"] = client.get(f"{one}change/").status_code
for path in (f"{one}change/", f"{one}delete/"):
    pages[f"POST {path}"] = client.post(path, {"post": "yes", "state": "X"}).status_code
action = {"action": "delete_selected", "_selected_action": "1", "post": "yes"}
client.post("/admin/source/att/", action)
found["pages"] = pages
print(found)
