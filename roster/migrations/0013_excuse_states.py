"""Absences that were taken back are withdrawn excuses; excuses are looked at in the admin, and
changed on the pages only."""

from django.db import migrations

VIEWERS = ("administrator", "office", "teacher", "viewer")


def settle(apps, schema_editor):
    Excuse = apps.get_model("roster", "Excuse")
    Excuse.objects.exclude(withdrawn_at=None).update(state="withdrawn")
    Permission = apps.get_model("auth", "Permission")
    Permission.objects.filter(
        content_type__app_label="roster", codename__endswith="_absencenotice"
    ).delete()
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="roster", model="excuse")
    permission, _ = Permission.objects.get_or_create(
        content_type=kind, codename="view_excuse", defaults={"name": "Can view excuse"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=VIEWERS):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("roster", "0012_excuses")]
    operations = [
        migrations.RunPython(settle, migrations.RunPython.noop),
        migrations.RemoveField("excuse", "withdrawn_at"),
    ]
