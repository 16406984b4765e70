"""One mark: what happened to it, and the papers that belong to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legacy.replicas.routing import reads_primary
from roster.forms.attachments import AttachForm
from roster.models import Attachment, Lesson
from roster.services.attachments import attach, take_away
from roster.services.history import changes_of
from roster.views.access import takes_attendance


@reads_primary
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request, pk, student):
    """Shows a mark's history and attachments; on POST attaches files."""
    lessons = Lesson.objects.visible_to(request.user).with_rules().select_related("course")
    lesson = get_object_or_404(lessons, pk=pk)
    marks = lesson.marks.select_related("student", "status", "reason")
    mark = get_object_or_404(marks, student=student)
    form = AttachForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not request.user.takes_attendance:
            raise PermissionDenied
        form = AttachForm(request.POST, request.FILES)
        if form.is_valid():
            n = len(attach(mark, form.cleaned_data["files"], request.user))
            messages.success(request, ngettext("%(n)d file", "%(n)d files", n) % {"n": n})
            return redirect("roster:mark", lesson.pk, mark.student_id)
    context = {
        "lesson": lesson,
        "course": lesson.course,
        "mark": mark,
        "changes": changes_of(mark, lesson),
        "attachments": mark.attachments.kept().select_related("added_by"),
        "form": form,
    }
    return render(request, "roster/mark.html", context, status=400 if form.errors else 200)


def _find(user, pk):
    attachments = Attachment.objects.kept().visible_to(user)
    return get_object_or_404(attachments.select_related("mark", "excuse"), pk=pk)


@require_safe
def attachment(request, pk):
    """Gives a file away, to be saved and never to be shown by the browser itself."""
    found = _find(request.user, pk)
    try:
        content = found.file.open()
    except FileNotFoundError:
        raise Http404(_("This file is not there any more.")) from None
    response = FileResponse(
        content, as_attachment=True, filename=found.name, content_type=found.content_type
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@takes_attendance
def attachment_remove(request, pk):
    """Takes a file away from a mark or an excuse."""
    found = _find(request.user, pk)
    take_away(found)
    messages.success(request, _("The file was taken away."))
    if found.excuse:
        return redirect(found.excuse)
    return redirect("roster:mark", found.mark.lesson_id, found.mark.student_id)
