"""What an address asks for; nonsense is a bad request, never a guess."""

import datetime

from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from roster.days import require_within_reach, today
from roster.spans import Span

PAGE_SIZE = 50


def date(request, name="date"):
    """The date in the query string, or today. Raises BadRequest."""
    text = request.GET.get(name, "")
    if not text:
        return today()
    try:
        asked = datetime.date.fromisoformat(text)
    except ValueError:
        raise BadRequest(_("This is no date.")) from None
    return _within_reach(asked)


def month(request):
    """The first day of the month in the query string (`2026-11`), or of this month."""
    text = request.GET.get("month", "")
    if not text:
        return today().replace(day=1)
    try:
        asked = datetime.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise BadRequest(_("This is no month.")) from None
    return _within_reach(asked)


def span(request, term):
    """The days that a book shall show: `week=` and a date, `month=2026-11`, `range=term`, or
    `from=` and `to=`; this month without any. `term` may be None. Raises BadRequest."""
    if request.GET.get("range") == "term":
        found = Span.term(term) if term else None
    elif request.GET.get("week"):
        found = Span.week(date(request, "week"))
    elif request.GET.get("from") or request.GET.get("to"):
        found = Span(date(request, "from"), date(request, "to"))
    else:
        found = Span.month(month(request))
    if found is None or found.last < found.first or found.is_too_long:
        raise BadRequest(
            _("These days cannot be shown: from the first to the last, a year at most.")
        )
    return found


def page(request, rows, paginator=Paginator):
    """The page of `rows` that is asked for; beyond the last one, the last."""
    return paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def _within_reach(asked):
    try:
        require_within_reach(asked)
    except ValidationError as error:
        raise BadRequest(error.message) from None
    return asked
