"""Where one is signed in, and ending that; administrators may do so for everybody."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import confirmed
from accounts.models import Session, User
from accounts.services.sessions import end_sessions

SHOWN = 100


@never_cache
@require_safe
def sessions(request, pk=None):
    """The browsers in which one is signed in, the one used last first."""
    whose = _whose(request.user, pk)
    found = Session.objects.of(whose).alive().latest_first()
    context = {"whose": whose, "sessions": found[:SHOWN], "current": request.session.row}
    return render(request, "account/sessions.html", context)


@never_cache
@require_POST
@confirmed
def session_end(request, session, pk=None):
    """Signs out one browser, by the digest of its key."""
    whose = _whose(request.user, pk)
    found = Session.objects.of(whose).alive().filter(pk=session)
    if not end_sessions(found, whose, request.user):
        messages.info(request, _("That browser was signed out already."))
    else:
        messages.success(request, _("That browser is signed out."))
    return _back(request.user, whose)


@never_cache
@require_POST
@confirmed
def sessions_end(request, pk=None):
    """Signs out everywhere but here."""
    whose = _whose(request.user, pk)
    found = Session.objects.of(whose).but(request.session.row)
    ended = end_sessions(found, whose, request.user)
    said = ngettext("Signed out of %(n)d browser.", "Signed out of %(n)d browsers.", ended)
    messages.success(request, said % {"n": ended})
    return _back(request.user, whose)


def _whose(user, pk):
    """The user whose sessions are asked for; by number only an administrator asks."""
    if pk is None:
        return user
    if not user.is_administrator:
        raise Http404
    return get_object_or_404(User, pk=pk)


def _back(user, whose):
    return redirect("sessions") if whose == user else redirect("sessions", pk=whose.pk)
