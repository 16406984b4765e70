"""The book of a course: students by lessons."""

from urllib.parse import parse_qsl

from django.http import HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from legacy.replicas.routing import reads_primary
from roster.days import today
from roster.forms.book import book_config, rates_in, states_in
from roster.forms.paper import PaperForm
from roster.models import Course, Status
from roster.paper import pages_of
from roster.services.states import stamp_of_marks
from roster.sheet import sheet_of
from roster.spans import Span
from roster.views import asked
from roster.views.compressed import compressed


@reads_primary
@compressed
@ensure_csrf_cookie
@require_safe
def book(request, pk):
    """Students by lessons of a week, a month or a term, to read and to fill in; the cells are
    saved through `views.autosave`."""
    course = find(request.user, pk)
    span = asked.span(request, course.term)
    sheet = sheet_of(course, span)
    editable = request.user.takes_attendance and bool(sheet.lessons and sheet.rows)
    context = {
        "course": course,
        "sheet": sheet,
        "span": span,
        "now": Span.month(today()),
        "kinds": Status.Kind.choices,
        "editable": editable,
        "script": book_config(sheet, course, request.user) if editable else None,
    }
    return render(request, "roster/book.html", context)


@reads_primary
@compressed
@never_cache
@require_safe
def book_marks(request, pk):
    """What a book that is open asks again and again: its marks and rates as JSON."""
    course = find(request.user, pk)
    span = asked.span(request, course.term)
    tag = f'"{stamp_of_marks(course.lessons.between(span.first, span.last))}-{request.user.pk}"'
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers={"ETag": tag})
    sheet = sheet_of(course, span)
    said = {"user": request.user.pk, "marks": states_in(sheet), "rates": rates_in(sheet)}
    return JsonResponse(said, headers={"ETag": tag})


@compressed
@require_safe
def book_print(request, pk):
    """The same sheet cut into pages of paper."""
    course = find(request.user, pk)
    span = asked.span(request, course.term)
    form = PaperForm(request.GET)
    sheet = sheet_of(course, span)
    context = {
        "course": course,
        "span": span,
        "sheet": sheet,
        "pages": pages_of(sheet),
        "form": form,
        "asked": parse_qsl(span.query),
        "kinds": Status.Kind.choices,
        "staff": course.staff.between(span.first, span.last).select_related("user"),
        "today": today(),
    }
    return render(request, "roster/paper.html", context, status=200 if form.is_valid() else 400)


def find(user, pk):
    """The course that `user` sees; its term and status set come with it."""
    courses = Course.objects.visible_to(user).select_related("term", "status_set")
    return get_object_or_404(courses, pk=pk)
