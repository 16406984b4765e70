"""One's own account."""

from allauth.account import views
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import mail
from accounts.forms.passwords import EmailForm
from accounts.models import Link
from accounts.services import links
from accounts.views.posted import posted, site_of
from legacy.ownership import owned_fields


@never_cache
@require_safe
def account(request):
    """Who one is here, and the ways to change how one signs in."""
    user = request.user
    context = {
        "email_is_owned": "email" in owned_fields(user),
        "sign_ins": user.sign_ins.all()[:10],
        "waiting": user.links.open().filter(purpose=Link.Purpose.EMAIL).first(),
    }
    return render(request, "account/account.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def email(request):
    """Asks for a new address, and sends it a link; the old one stays until that is followed."""
    user = request.user
    if "email" in owned_fields(user):
        raise PermissionDenied
    form = EmailForm(user, posted(request))
    if not form.is_valid():
        return render(request, "account/email_form.html", {"form": form})
    address = form.cleaned_data["email"]
    link = links.make_link(user, Link.Purpose.EMAIL, user, address)
    links.send_link(link, site_of(request))
    mail.send("account/email/email_asked", user.email, user, address=address)
    messages.info(request, _("A link was sent to %(email)s. Follow it there.") % {"email": address})
    return redirect("account")


@never_cache
def password(request):
    """allauth's page for a new password in place of the present one."""
    if not request.user.has_usable_password():
        raise Http404
    return views.password_change(request)
