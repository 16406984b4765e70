"""Placeholders: rows of the site for those whom old rows speak of and the old database has not."""

from legacy.digests import row_key
from legacy.masking import masked

REFERENCE = "?:"  # how the `legacy_ref` of a placeholder begins; no table is called so


def stand_in_key(source, called, parts):
    """The legacy key of the placeholder for what `parts` refer to by the columns `called` (none:
    by the key); `parts` are texts that are the same however they were written."""
    return row_key(source, f"?{', '.join(called)}", parts)


def make_stand_in(target, key, parts, run):
    """Writes the placeholder that `target` declares, brought by the import with the number `run`;
    returns it, or None where rows of this target have none."""
    named = masked(", ".join(parts))[:200]
    made = target.placeholder(named)
    if made is not None:
        made.legacy_key, made.legacy_ref, made.import_run = key, f"{REFERENCE}{named}", run
        made.save(force_insert=True)
    return made


def has_stand_ins(target):
    """Whether the site has placeholders of `target`."""
    return target.model.objects.filter(legacy_ref__startswith=REFERENCE).exists()


def is_stand_in(row):
    """Whether a row of the site is a placeholder."""
    return row.legacy_ref.startswith(REFERENCE)


def stand_in_name(row):
    """What old rows call the one whom a placeholder stands for."""
    return row.legacy_ref.removeprefix(REFERENCE)


def is_as_made(target, row):
    """Whether nobody has entered anything in a placeholder."""
    made = target.placeholder(stand_in_name(row))
    return all(
        getattr(row, field.attname) == getattr(made, field.attname)
        for field in row._meta.concrete_fields
        if field.editable and not field.is_relation and not field.primary_key
    )
