"""The month book of a course."""

import datetime

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from roster.models import Course, Status
from roster.sheet import month_sheet
from roster.views import asked

DAY = datetime.timedelta(days=1)


@require_safe
def book(request, pk):
    """Students by lessons of one month, to read and to print."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=pk)
    first = asked.month(request)
    sheet = month_sheet(course, first)
    context = {
        "course": course,
        "sheet": sheet,
        "month": first,
        "previous": (first - DAY).replace(day=1),
        "next": sheet.last + DAY,
        "kinds": Status.Kind.choices,
        "statuses": course.status_set.statuses.all(),
    }
    return render(request, "roster/book.html", context)
