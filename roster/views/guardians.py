"""What a guardian's single-use link opens: public, for one absence of one student."""

from contextlib import suppress
from functools import wraps

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.views.posted import posted
from roster.days import today
from roster.forms.guardians import GuardianExcuseForm, LinkForm
from roster.models import Course, Excuse, ExcuseLink, Student
from roster.services.excuse_links import LinkGone, digest_of, make_link, receive, send_link
from roster.views.access import takes_attendance

FORM_METHODS = ["GET", "HEAD", "POST"]
SHOWN_COURSES = 3


def _unlisted(view):
    """No search engine lists the page, no cache keeps it, and no other site learns its address."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return login_not_required(never_cache(guarded))


@_unlisted
@require_http_methods(FORM_METHODS)
def guardian_excuse(request, token):
    """The form behind a link; looking at it uses nothing up. Once it was used, what became of
    the excuse. A link that is too old, replaced or made up is gone, and the page does not say
    which."""
    if refused := ratelimit.consume_or_429(request, action="excuse_link"):
        return refused
    links = ExcuseLink.objects.shown().select_related("student", "excuse")
    link = links.filter(digest=digest_of(token)).first()
    if link is None:
        return render(request, "roster/guardian_gone.html", status=410)
    if link.is_used:
        return _state(request, link)
    form = _form(request, link)
    if form.is_valid():
        values = form.cleaned_data
        with suppress(LinkGone):  # a second tap: what the first one sent counts
            receive(link, form.instance, values["files"], values["sender"])
        return redirect(request.path)
    courses = Course.objects.of_student(link.student, today())[:SHOWN_COURSES]
    context = {"form": form, "link": link, "courses": courses}
    status = 400 if form.errors else 200
    return render(request, "roster/guardian_excuse.html", context, status=status)


def _state(request, link):
    if request.method == "POST":
        return redirect(request.path)
    context = {"link": link, "excuse": link.excuse}
    return render(request, "roster/guardian_state.html", context)


def _form(request, link):
    return GuardianExcuseForm(
        request.POST or None,
        request.FILES or None,
        instance=Excuse(student=link.student),
        initial={"starts_on": today(), "ends_on": today()},
    )


def _mail(request, student, guardian, address):
    if send_link(student, guardian, address):
        said = _("A link was sent to %(email)s.") % {"email": guardian.email}
        messages.success(request, said)
    else:
        messages.error(request, _("The mail could not be sent. Show or print the code below."))


@never_cache
@require_http_methods(FORM_METHODS)
@takes_attendance
def excuse_link(request, pk):
    """Makes the link for a guardian of a student; it is shown this once, and mailed if asked."""
    student = get_object_or_404(Student.objects.visible_to(request.user), pk=pk)
    form, address = LinkForm(posted(request), student=student), None
    if form.is_valid():
        guardian = form.cleaned_data["guardian"]
        token = make_link(student, guardian, request.user)
        address = request.build_absolute_uri(reverse("roster:guardian_excuse", args=[token]))
        if form.cleaned_data["mail"]:
            _mail(request, student, guardian, address)
    context = {"student": student, "form": form, "address": address}
    status = 400 if form.errors else 200
    return render(request, "roster/excuse_link.html", context, status=status)
