"""The rights of the roles as permissions, so that they can be edited."""

from django.db import migrations

RIGHTS = {
    "see_everything": ("administrator", "office", "viewer"),
    "edit_roster": ("administrator", "office"),
    "take_attendance": ("administrator", "office", "teacher"),
}


def give(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="accounts", model="user")
    for right, roles in RIGHTS.items():
        permission, _ = Permission.objects.get_or_create(
            content_type=kind, codename=right, defaults={"name": right}
        )
        for group in Group.objects.filter(name__in=roles):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_links_and_sign_ins")]
    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ("name", "username"),
                "permissions": (
                    ("see_everything", "see every course, not only one's own"),
                    ("edit_roster", "change courses, students and enrolments"),
                    ("take_attendance", "take attendance and change lessons"),
                ),
                "verbose_name": "staff member",
                "verbose_name_plural": "staff",
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
