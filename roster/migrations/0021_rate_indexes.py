from django.db import migrations, models


class Migration(migrations.Migration):
    """The wider index on enrolments comes before the narrower one goes: MariaDB lets none go that
    a foreign key needs."""

    dependencies = [
        ("roster", "0020_answered_links"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="enrollment",
            index=models.Index(
                fields=["course", "student", "retired_at", "starts_on", "ends_on"],
                name="enrollment_covers",
            ),
        ),
        migrations.RemoveIndex(
            model_name="enrollment",
            name="enrollment_course_student",
        ),
        migrations.AddIndex(
            model_name="mark",
            index=models.Index(
                fields=["lesson", "student", "status", "reason", "minutes"], name="mark_counted"
            ),
        ),
    ]
