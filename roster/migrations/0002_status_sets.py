"""The two status sets that every site begins with."""

from django.db import migrations

# code, hotkey, symbol, kind, weight, counted, Korean, English
BASIC = (
    ("present", "p", "○", "present", 1.0, True, "출석", "Present"),
    ("late", "l", "△", "late", 1.0, True, "지각", "Late"),
    ("left_early", "e", "▽", "left_early", 1.0, True, "조퇴", "Left early"),
    ("absent", "x", "×", "absent", 0.0, True, "결석", "Absent"),
    ("missed", "m", "◇", "absent", 0.0, True, "결과", "Missed the lesson"),
    ("excused", "c", "◎", "excused", 0.0, False, "공결", "Excused"),
)
SCHOOL = BASIC[:5]
# code, needs a document, counts as present, Korean, English
REASONS = (
    ("illness", True, False, "질병", "Illness"),
    ("unrecognised", False, False, "미인정", "Not recognised"),
    ("other", False, False, "기타", "Other"),
    ("recognised", True, True, "출석인정", "Counts as present"),
)


def create(apps, schema_editor):
    StatusSet = apps.get_model("roster", "StatusSet")
    Reason = apps.get_model("roster", "Reason")
    basic = StatusSet.objects.create(name="기본 Basic", is_default=True)
    school = StatusSet.objects.create(name="학교 School (Korea)")
    _add_statuses(apps, basic, BASIC)
    _add_statuses(apps, school, SCHOOL)
    for position, (code, document, present, korean, english) in enumerate(REASONS):
        Reason.objects.create(
            status_set=school,
            code=code,
            needs_document=document,
            counts_as_present=present,
            name_ko=korean,
            name_en=english,
            position=position,
        )


def _add_statuses(apps, status_set, rows):
    Status = apps.get_model("roster", "Status")
    names = ("code", "hotkey", "symbol", "kind", "weight", "is_counted", "name_ko", "name_en")
    for position, row in enumerate(rows):
        values = dict(zip(names, row, strict=True))
        Status.objects.create(status_set=status_set, position=position, **values)


class Migration(migrations.Migration):
    dependencies = [("roster", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
