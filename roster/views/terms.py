"""Terms: what is in them, and what is put out of the way."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roster.days import today
from roster.forms.terms import TermForm
from roster.models import Course, Term, Turn
from roster.services import terms as services
from roster.views import asked
from roster.views.access import edits_roster

FORM_METHODS = ["GET", "HEAD", "POST"]
SHOWN_TURNS = 10


@require_safe
@edits_roster
def terms(request):
    """All terms, the archived ones if asked for, and the last steps of the year's turn."""
    archived = request.GET.get("state") == "archived"
    found = Term.objects.exclude(archived_at=None) if archived else Term.objects.current()
    turns = Turn.objects.standing().select_related("term", "source", "course", "user")
    context = {
        "page": asked.page(request, found.with_course_counts()),
        "archived": archived,
        "turns": turns[:SHOWN_TURNS],
    }
    return render(request, "roster/terms.html", context)


@require_safe
@edits_roster
def term(request, pk):
    """One term and its courses."""
    found = get_object_or_404(Term, pk=pk)
    courses = found.courses.with_student_counts(min(today(), found.ends_on)).order_by("name", "pk")
    return render(
        request, "roster/term.html", {"term": found, "page": asked.page(request, courses)}
    )


@require_http_methods(FORM_METHODS)
@edits_roster
def term_add(request):
    """Makes a term."""
    return _edit(request, Term())


@require_http_methods(FORM_METHODS)
@edits_roster
def term_edit(request, pk):
    """Changes a term."""
    return _edit(request, get_object_or_404(Term, pk=pk))


@require_POST
@edits_roster
def term_archive(request, pk):
    """Archives a term with its courses, or brings them back."""
    found = get_object_or_404(Term, pk=pk)
    if request.POST.get("back"):
        number = services.bring_back_term(found)
        said = ngettext("%(n)d course is back.", "%(n)d courses are back.", number)
    else:
        number = services.archive_term(found)
        said = ngettext("%(n)d course was archived.", "%(n)d courses were archived.", number)
    messages.success(request, said % {"n": number})
    return redirect(found)


@require_POST
@edits_roster
def course_archive(request, pk):
    """Archives a course, or brings it back."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=pk)
    if request.POST.get("back"):
        services.bring_back_course(course)
        messages.success(request, _("The course is back."))
    else:
        services.archive_course(course)
        messages.success(request, _("The course was archived."))
    return redirect(course)


def _edit(request, term):
    form = TermForm(request.POST or None, instance=term)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved: %(name)s") % {"name": term.name})
        return redirect(term)
    status = 400 if form.errors else 200
    return render(request, "roster/term_form.html", {"term": term, "form": form}, status=status)
