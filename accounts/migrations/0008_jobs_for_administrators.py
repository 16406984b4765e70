"""Administrators see the work that runs in the background, too."""

from django.db import migrations


def give(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="legacy", model="job")
    permission, _ = Permission.objects.get_or_create(
        content_type=kind, codename="view_job", defaults={"name": "Can view job"}
    )
    for group in Group.objects.filter(name="administrator"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_rights")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
