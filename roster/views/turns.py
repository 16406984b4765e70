"""The year's turn: courses are copied to a new term, students are moved, and it is taken back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from roster.forms.moves import MovedStudentsForm, MoveForm
from roster.forms.terms import CopiedCoursesForm, CopyForm
from roster.models import Course, Term, Turn
from roster.services.turns import take_back
from roster.views.access import edits_roster

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@edits_roster
def term_copy(request, pk):
    """Asks to which term courses are copied, shows what each will get, and copies."""
    source = get_object_or_404(Term, pk=pk)
    form, rows = CopyForm(_sent(request), source=source), None
    if form.is_valid():
        rows = CopiedCoursesForm(request.POST or None, planned=form.planned())
        if rows.is_valid():
            turn = rows.copy(form, request.user)
            messages.success(request, _copied(turn))
            return redirect(form.term if form.term.pk else source)
    return _asked(request, "roster/term_copy.html", form, rows, {"term": source})


@require_http_methods(FORM_METHODS)
@edits_roster
def course_move(request, pk):
    """Asks where the students of a course go, shows what happens to each, and moves them."""
    visible = Course.objects.visible_to(request.user)
    course = get_object_or_404(visible.select_related("term"), pk=pk)
    form, rows = MoveForm(_sent(request), source=course, targets=visible.active()), None
    if form.is_valid():
        rows = MovedStudentsForm(request.POST or None, move=form.move)
        if rows.is_valid() and (turn := rows.put(request.user)):
            messages.success(request, _moved(turn))
            return redirect(turn.course)
    return _asked(request, "roster/course_move.html", form, rows, {"course": course})


@require_POST
@edits_roster
def turn_undo(request, pk):
    """Takes back a step of the year's turn, but for what somebody has built on."""
    undone, kept = take_back(get_object_or_404(Turn.objects.standing(), pk=pk))
    if undone:
        said = ngettext("%(n)d was taken back.", "%(n)d were taken back.", undone)
        messages.success(request, said % {"n": undone})
    if kept:
        said = _("These were used or changed since and stay: %(names)s")
        messages.warning(request, said % {"names": ", ".join(kept)})
    return redirect("roster:terms")


def _sent(request):
    """What the first form gets: nothing, until somebody has sent it."""
    return request.POST or request.GET or None


def _asked(request, template, form, rows, context):
    status = 400 if form.errors or (rows and rows.errors) else 200
    return render(request, template, context | {"form": form, "rows": rows}, status=status)


def _copied(turn):
    number = turn.number if turn else 0
    return ngettext("%(n)d course was copied.", "%(n)d courses were copied.", number) % {
        "n": number
    }


def _moved(turn):
    said = ngettext("%(n)d student was moved.", "%(n)d students were moved.", turn.number)
    return said % {"n": turn.number}
