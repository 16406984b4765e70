"""What the roles may do with certificates, requests to unlock and announced absences."""

from django.db import migrations

RECORDS = ("attachment", "unlockrequest")
ALLOWED = {
    "administrator": (*((model, "view") for model in RECORDS), *(
        ("absencenotice", action) for action in ("view", "add", "change", "delete")
    )),
    "office": (*((model, "view") for model in RECORDS), *(
        ("absencenotice", action) for action in ("view", "add", "change")
    )),
    "teacher": (("absencenotice", "view"),),
    "viewer": (("absencenotice", "view"),),
}  # fmt: skip


def allow(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for group in Group.objects.filter(name__in=ALLOWED):
        for model, action in ALLOWED[group.name]:
            kind, _ = ContentType.objects.get_or_create(app_label="roster", model=model)
            permission, _ = Permission.objects.get_or_create(
                content_type=kind,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {model}"},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("roster", "0005_taking_attendance"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
