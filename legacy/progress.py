"""What a page says of a job: how far it is, and what came of it."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from legacy.queue.jobs import has_worker
from legacy.summary import run_rows
from legacy.undoing import KEPT, REMOVED, RESTORED
from legacy.wording import message_text


def progress_of(job):
    """For programs and pages: `state` (a word), `text` (for people), `done` and `total` (rows),
    `percent` (None where nobody knows), `is_open`, `has_worker`
    (whether anybody is there to do it), `message`."""
    return {
        "state": job.state,
        "text": _text(job),
        "done": job.done,
        "total": job.total,
        "percent": job.percent,
        "is_open": job.is_open,
        "has_worker": not job.is_open or has_worker(),
        "message": message_text(job),
    }


def _text(job):
    if job.state == job.State.RUNNING and job.total:
        numbers = {"done": intcomma(min(job.done, job.total)), "total": intcomma(job.total)}
        return _("%(done)s of %(total)s rows") % numbers
    return job.get_state_display()


def counted(job):
    """The rows of the table of counts of a dry run; empty for other jobs."""
    return run_rows(job.result.get("counts", {}))


def undone(job):
    """(target, removed, restored, kept) of what a job has taken back."""
    done = job.result.get("undone", {})
    return [
        (name, *(counts.get(what, 0) for what in (REMOVED, RESTORED, KEPT)))
        for name, counts in done.items()
        if any(counts.values())
    ]
