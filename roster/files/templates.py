"""Files to be filled in."""

from django.utils.translation import get_language

from roster.files.kinds import fields_of
from roster.files.rows import OWN
from roster.files.writing import write_rows


def write_template(file, kind):
    """Writes headings and an example into `file` (open, binary), in the reader's language."""
    fields = [field for field in fields_of(kind) if field.name != OWN]
    place = 0 if get_language() == "ko" else 1
    write_rows(file, fields, [[field.examples[place] for field in fields]])
