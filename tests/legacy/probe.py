"""Checks the models of the old tables, reads every row, and opens their pages in the admin; run by
`manage.py shell` on a migrated site. Prints `{table: (number of rows, [what is wrong])}`.
"""

import sys

from django.apps import apps
from django.conf import settings
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import override_settings

from accounts.models import User

# The real settings ask for collected static files; the pages are looked at without.
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}).enable()
call_command("check", fail_level="WARNING", stdout=sys.stderr)
user, _ = User.objects.get_or_create(username="walker", defaults={"name": "W", "is_staff": True})
user.groups.add(Group.objects.get(name="administrator"))
client = Client(SERVER_NAME="localhost")
client.force_login(user)


def probe(model):
    """(number of rows, what is wrong with them and their pages)."""
    with connections["legacy"].cursor() as cursor:
        name = connections["legacy"].ops.quote_name(model._meta.db_table)
        cursor.execute(f"SELECT COUNT(*) FROM {name}")
        ((number,),) = cursor.fetchall()
    rows = list(model.objects.all())
    wrong = [] if len(rows) == number else [f"{len(rows)} of {number} rows"]
    base = f"/admin/source/{model._meta.model_name}/"
    pages = [f"{base}?q=%ED%95%9C"] + [f"{base}{quote(row.pk)}/change/" for row in rows[-1:]]
    wrong += [page for page in pages if client.get(page).status_code != 200]
    return number, wrong


found = {}
for each in apps.get_app_config("source").get_models():
    try:
        found[each._meta.db_table] = probe(each)
    except Exception as error:
        found[each._meta.db_table] = (0, [repr(error)])
print(found)
