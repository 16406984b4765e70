"""What runs and rejects say, in the reader's language.

Reasons are kept as short English texts, because files, counts and filters need one wording.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legacy.errors import Said

FIELDS = {
    "student": gettext_lazy("student"),
    "course": gettext_lazy("course"),
    "staff": gettext_lazy("staff member"),
    "lesson": gettext_lazy("lesson"),
    "date": gettext_lazy("date"),
    "name": gettext_lazy("name"),
    "username": gettext_lazy("sign-in name"),
    "status": gettext_lazy("status"),
    "number": gettext_lazy("number"),
    "birth_date": gettext_lazy("birth date"),
    "phone": gettext_lazy("phone"),
    "email": gettext_lazy("e-mail"),
    "note": gettext_lazy("note"),
    "active": gettext_lazy("active"),
    "relation": gettext_lazy("relation"),
    "branch": gettext_lazy("branch"),
    "role": gettext_lazy("role"),
    "starts_on": gettext_lazy("from"),
    "ends_on": gettext_lazy("to"),
    "roll_number": gettext_lazy("roll number"),
    "period": gettext_lazy("period"),
    "starts_at": gettext_lazy("starts at"),
    "ends_at": gettext_lazy("ends at"),
    "units": gettext_lazy("units"),
    "topic": gettext_lazy("topic"),
    "cancelled": gettext_lazy("cancelled"),
    "held": gettext_lazy("held"),
    "minutes": gettext_lazy("minutes"),
    "password": gettext_lazy("old password"),
    "plain_password": gettext_lazy("old password, kept in the clear"),
}
WORDS = {
    "present": gettext_lazy("present"),
    "late": gettext_lazy("late"),
    "left_early": gettext_lazy("left early"),
    "absent": gettext_lazy("absent"),
    "missed": gettext_lazy("missed the lesson"),
    "excused": gettext_lazy("excused"),
    "cancelled": gettext_lazy("the lesson was cancelled"),
    "skip": gettext_lazy("pass the row over"),
    "administrator": gettext_lazy("administrator"),
    "office": gettext_lazy("office"),
    "teacher": gettext_lazy("teacher"),
    "viewer": gettext_lazy("viewer"),
    "assistant": gettext_lazy("assistant"),
    "substitute": gettext_lazy("substitute"),
}
REASONS = {
    "unknown code": gettext_lazy("unknown code"),
    "duplicate": gettext_lazy("second row for the same"),
    "username taken": gettext_lazy("sign-in name is taken"),
    "overlapping stay": gettext_lazy("overlaps another enrolment"),
    "ends before it begins": gettext_lazy("ends before it begins"),
    "nobody": gettext_lazy("names nobody"),
    "edited here": gettext_lazy("changed here, so not overwritten"),
}
PATTERNS = {
    "orphan": gettext_lazy("no such %(field)s"),
    "ambiguous": gettext_lazy("several possible: %(field)s"),
    "no": gettext_lazy("missing: %(field)s"),
}
JOBS = {
    "import": gettext_lazy("Import"),
    "dry run": gettext_lazy("Dry run"),
    "undo": gettext_lazy("Taking back an import"),
    "understand": gettext_lazy("Understanding the old database"),
}


def field_title(name):
    """A field of a target for a person to read."""
    return str(FIELDS.get(name, name))


def word_title(word):
    """What a code may mean, for a person to read."""
    return str(WORDS.get(word, word))


def message_text(record):
    """What stopped a Run or a Job, for a person to read; a server's own words stay as they are."""
    return said_text(record.said or record.message)


def said_text(parts):
    """The parts of a Said, for a person to read; of what was kept before there were any, the
    English as it is."""
    return (Said.of(parts) if isinstance(parts, dict) else Said(parts)).translated()


def job_title(job):
    """What a job does."""
    return str(JOBS.get(job.kind, job.kind))


def reason_text(reason):
    """A reason such as "orphan student" for a person to read."""
    if reason in REASONS:
        return str(REASONS[reason])
    word, _space, field = reason.partition(" ")
    if word in PATTERNS and field:
        return PATTERNS[word] % {"field": FIELDS.get(field, field)}
    field, _space, rest = reason.partition(" is not ")
    if rest:
        return _("not valid: %(field)s") % {"field": FIELDS.get(field, field)}
    return reason
