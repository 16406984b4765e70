"""What a single-use link opens, and how one asks for it."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import known_browsers, mail, sign_in_log, throttle
from accounts.forms.passwords import ForgottenForm, LinkPasswordForm
from accounts.models import Link
from accounts.services import links
from accounts.views.posted import posted, site_of

FORM_METHODS = ["GET", "HEAD", "POST"]


@sensitive_post_parameters()
@login_not_required
@never_cache
@require_http_methods(FORM_METHODS)
def link(request, token):
    """The page behind a link; looking at it uses nothing up, so that previews of mail programs
    do no harm. A link that is used, withdrawn, replaced, too old or made up is gone."""
    found = Link.objects.find(token)
    if found is None:
        return _gone(request)
    try:
        if found.purpose == Link.Purpose.EMAIL:
            return _confirm_email(request, found)
        return _set_password(request, found)
    except links.LinkGone:
        return _gone(request)


def _gone(request):
    return render(request, "account/link_gone.html", status=410)


def _set_password(request, found):
    form = LinkPasswordForm(found.user, posted(request))
    if not form.is_valid():
        return render(request, "account/set_password.html", {"form": form, "link": found})
    links.set_password(found, form.cleaned_data["new_password1"])
    throttle.forget(found.user.username)
    sign_in_log.password_set(request, found.user)
    mail.send("account/email/password_changed", found.user.email, found.user)
    if found.purpose == Link.Purpose.INVITATION:
        return perform_login(request, found.user)
    messages.success(request, _("Your password is set. Sign in with it."))
    response = redirect("account_login")
    known_browsers.remember(request, response, found.user)
    return response


def _confirm_email(request, found):
    if request.method != "POST":
        return render(request, "account/email_confirm.html", {"link": found})
    before = links.confirm_email(found)
    mail.send("account/email/email_changed", before, found.user, address=found.email)
    messages.success(request, _("Your e-mail address is now %(email)s.") % {"email": found.email})
    return redirect("account")


@login_not_required
@never_cache
@require_http_methods(FORM_METHODS)
def forgotten(request):
    """Mails a link to whom the name or address belongs; answers the same where nobody has it."""
    form = ForgottenForm(posted(request))
    if not form.is_valid():
        return render(request, "account/forgotten.html", {"form": form})
    who = form.cleaned_data["who"]
    refused = ratelimit.consume_or_429(request, action="reset_password", key=who.lower())
    if refused:
        return refused
    links.ask_for_reset(who, site_of(request))
    return redirect("account_forgotten_done")


@login_not_required
@never_cache
@require_safe
def forgotten_done(request):
    """What was done, whoever asked."""
    return render(request, "account/forgotten_done.html")
