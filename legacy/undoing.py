"""Takes back the rows of one target that one import brought."""

from collections import Counter

from django.apps import apps
from django.db.models import Exists, OuterRef

from legacy.stand_ins import REFERENCE, is_as_made, is_stand_in

BATCH = 500
REMOVED, RESTORED, KEPT = "removed", "restored", "kept"


def undo(target, record):
    """The way of a target whose rows are objects with `import_run`: restores, then removes."""
    done = Counter()
    _restore(target, record, done)
    rows = target.model.objects.filter(import_run=record.pk)
    free = without_dependents(rows)
    done[REMOVED] += _remove(target, [row for row in free.iterator() if is_untouched(target, row)])
    done[KEPT] += rows.count()
    return done


def remove_unused(target, record):
    """Removes the placeholders of `target` that the run made for rows which it then did not take
    for another reason; returns how many."""
    rows = target.model.objects.filter(import_run=record.pk, legacy_ref__startswith=REFERENCE)
    return _remove(target, list(without_dependents(rows)))


def _remove(target, rows):
    pks = [row.pk for row in rows]
    for start in range(0, len(pks), BATCH):
        target.model.objects.filter(pk__in=pks[start : start + BATCH]).delete()
    return len(pks)


def _restore(target, record, done):
    """Gives rows that the run changed the values they had before."""
    for change in record.changes.filter(target=target.name).iterator():
        row = target.model.objects.filter(pk=change.row).first()
        if row is None:
            continue
        for name, value in change.before.items():
            field = target.model._meta.get_field(name.removesuffix("_id"))
            setattr(row, name, value if field.is_relation else field.to_python(value))
        row.save(update_fields=[name.removesuffix("_id") for name in change.before])
        done[RESTORED] += 1


def without_dependents(rows, besides=()):
    """Those of `rows` (a queryset) that nothing else at the site refers to, but for rows of the
    models `besides`."""
    for relation in rows.model._meta.get_fields(include_hidden=True):
        is_reference = relation.auto_created and not relation.concrete and relation.is_relation
        if not is_reference or relation.many_to_many or relation.related_model._meta.auto_created:
            continue
        if relation.related_model in besides:
            continue
        others = relation.related_model._base_manager.filter(
            **{relation.field.attname: OuterRef("pk")}
        )
        rows = rows.filter(~Exists(others))
    return rows


def is_untouched(target, row):
    """Whether everything a person could have entered is as it is in a new row."""
    if is_stand_in(row):
        return is_as_made(target, row)
    mapped = {name for source in target.run.plan.sources(target.name) for name in source.values}
    owned = {field.attribute for field in target.fields if field.name in mapped}
    if getattr(row, "version", 1) != 1:
        return False
    return all(
        getattr(row, field.attname) in {field.get_default(), None, ""}
        for field in row._meta.concrete_fields
        if field.editable and not field.is_relation and not field.primary_key
        if field.name not in owned | set(target.computed) | target.made
    )


def note_retired(target, pks):
    """Keeps that these rows were there before the run found their old rows gone."""
    change = apps.get_model("legacy", "Change")
    change.objects.bulk_create(
        [
            change(run=target.run.record, target=target.name, row=pk, before={"retired_at": None})
            for pk in pks
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
