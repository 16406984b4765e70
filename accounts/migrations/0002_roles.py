"""The four roles, as groups with the permissions that each begins with."""

from django.db import migrations

VIEWS = "view"
EDITS = ("view", "add", "change")
ROSTER = (
    "student", "guardian", "course", "coursestaff", "enrollment", "schedule", "lesson",
    "term", "holiday",
)  # fmt: skip
RULES = ("statusset", "status", "reason", "policy")
RECORDS = ("mark", "markevent", "save")


def permissions_of(role):
    """(app, model, action) of everything that `role` begins with."""
    if role == "administrator":
        for model in (*ROSTER, *RULES):
            yield from (("roster", model, action) for action in (*EDITS, "delete"))
        yield from (("roster", model, VIEWS) for model in RECORDS)
        yield from (("accounts", "user", action) for action in EDITS)
        yield from (("accounts", "role", action) for action in ("view", "change"))
        yield from (("legacy", model, VIEWS) for model in ("map", "run", "reject"))
    if role == "office":
        for model in ROSTER:
            yield from (("roster", model, action) for action in EDITS)
        yield from (("roster", model, VIEWS) for model in (*RULES, *RECORDS))
    if role in {"teacher", "viewer"}:
        yield from (("roster", model, VIEWS) for model in (*ROSTER, *RULES, "mark"))


def create(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for role in ("administrator", "office", "teacher", "viewer"):
        group, _ = Group.objects.get_or_create(name=role)
        for app, model, action in permissions_of(role):
            kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
            permission, _ = Permission.objects.get_or_create(
                content_type=kind,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {model}"},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
