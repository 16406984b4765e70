"""Why a row is not taken, or what there is to know of it, in the reader's language.

The database keeps codes, because somebody else may read them in another language.
"""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

FAULTS = {
    "formula": _("%(field)s: a formula without its value. Open the file in Excel and save it."),
    "error": _("%(field)s: Excel shows an error here."),
}
REASONS = FAULTS | {
    "quote": _("A quotation mark is opened and never closed."),
    "delimiter": _("The cells of this row are divided in another way than those of most rows."),
    "width": _("This row has more cells than the others."),
    "missing": _("%(field)s is missing."),
    "too_long": _("%(field)s is too long: %(most)s letters at most."),
    "no_date": _("%(field)s: “%(text)s” is no date."),
    "which_order": _("%(field)s: “%(text)s” can be read in two ways. Say what comes first."),
    "no_year": _("%(field)s: “%(text)s” has no year."),
    "no_email": _("%(field)s: “%(text)s” is no e-mail address."),
    "no_integer": _("%(field)s: “%(text)s” is no whole number from %(least)s to %(most)s."),
    "no_boolean": _("%(field)s: “%(text)s” is neither yes nor no."),
    "no_key": _("%(field)s: nothing in the book has the number %(text)s."),
    "twice": _("The same is in row %(row)s already."),
    "several_students": _("%(number)s students of the book can be meant."),
    "several_guardians": _("%(number)s guardians of this student can be meant."),
    "no_student": _("This student is not in the book."),
    "other_name": _("The student with this number is called %(name)s in the book."),
    "no_course": _("There is no course “%(text)s”."),
    "several_courses": _("%(number)s courses are called so: say the term."),
    "no_teacher": _("Nobody of the staff is called “%(text)s”."),
    "several_teachers": _("Several of the staff are called “%(text)s”: write the sign-in name."),
    "no_timetable": _("“%(text)s” is no weekday with a time, such as Mon 16:00-16:50."),
    "no_term": _("There is no term “%(text)s”."),
    "no_set": _("There is no status set for new courses."),
    "overlap": _("The student is in this course already (%(first)s – %(last)s)."),
    "ends_before": _("The last day is before the first."),
    "several_stays": _("The student was in this course several times: say the first day."),
    "no_lesson": _("This course has no lesson on that day."),
    "several_lessons": _("This course has several lessons on that day: say the period."),
    "cancelled": _("This lesson was cancelled."),
    "locked": _("This lesson is locked."),
    "no_status": _("“%(text)s” is no status of this course."),
    "no_reason": _("“%(text)s” is no reason of this course."),
    "not_enrolled": _("This student was not enrolled on that day."),
    "no_birth": _("A student of this name is in the book without a birth date."),
    "zeros": _("Taken for the student number %(number)s: Excel drops zeros."),
    "owned": _("From the old database, so not changed: %(fields)s."),
    "number_taken": _("Another student has this number, too."),
    "meanwhile": _("The book has changed meanwhile."),
}


def reason_text(reason, fields):
    """One `[code, values]` for a person to read; `fields` are the Fields of the kind by name."""
    code, values = reason
    said = dict(values)
    if "field" in said:
        said["field"] = label_of(said["field"], fields)
    if "fields" in said:
        said["fields"] = ", ".join(label_of(name, fields) for name in said["fields"])
    for name in said.keys() & {"first", "last"}:
        said[name] = date_format(datetime.date.fromisoformat(said[name])) if said[name] else ""
    return str(REASONS[code]) % said


def label_of(name, fields):
    """What a field is called, as a sentence begins."""
    label = str(fields[name].label) if name in fields else name
    return label[:1].upper() + label[1:]
