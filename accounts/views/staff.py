"""The pages of the staff, for administrators."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin.models import ADDITION
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import confirmed
from accounts.forms.staff import StaffForm
from accounts.holdings import archive_of, holdings_of
from accounts.models import User
from accounts.second_factor import FACTORS
from accounts.services import links
from accounts.services.staff import note
from accounts.views.posted import posted, site_of
from legacy.access import administrators_only

FORM_METHODS = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50


@require_safe
@administrators_only
def staff(request):
    """Everyone who works here, and who can sign in."""
    q, former = request.GET.get("q", "")[:80], request.GET.get("state") == "all"
    found = User.objects.search(q).with_invitations().prefetch_related("groups")
    if not former:
        found = found.active()
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "q": q,
        "former": former,
        "uninvited": User.objects.waiting_for_invitation().count(),
    }
    return render(request, "staff/staff.html", context)


@never_cache
@require_safe
@administrators_only
def member(request, pk):
    """One member of staff: rights, invitation, last sign-ins."""
    user = _find(pk)
    link = user.links.open().invitations().first()
    context = {"member": user, "link": link, "sign_ins": user.sign_ins.all()[:10]}
    context["has_second_factor"] = is_mfa_enabled(user, FACTORS)
    if link:
        context["address"] = _address(request, link)
    return render(request, "staff/member.html", context)


@require_http_methods(FORM_METHODS)
@administrators_only
@confirmed
def add(request):
    """Makes an account without a password, and the invitation to set one."""
    form = StaffForm(posted(request))
    if not form.is_valid():
        return render(request, "staff/form.html", {"form": form})
    user = form.save()
    note(request.user, user, _("Added on the staff page."), ADDITION)
    _invite(request, user)
    return redirect(user)


@require_http_methods(FORM_METHODS)
@administrators_only
@confirmed
def edit(request, pk):
    """Changes name, sign-in name, roles and whether the account is active."""
    user = _find(pk)
    form = StaffForm(posted(request), instance=user)
    if not form.is_valid():
        return render(request, "staff/form.html", {"form": form, "member": _find(pk)})
    form.save()
    if form.has_changed():
        note(request.user, user, _("Changed: %(fields)s") % {"fields": ", ".join(form.changed())})
    messages.success(request, _("Saved: %(name)s") % {"name": user.name})
    return redirect(user)


@require_POST
@administrators_only
@confirmed
def copy(request, pk):
    """A copy of all that is held on a member of staff; the log says who took it."""
    user = _find(pk)
    file = archive_of(holdings_of(User.objects.filter(pk=user.pk)))
    note(request.user, user, _("Took a copy of all that is held."))
    return FileResponse(file, as_attachment=True, filename=f"staff-{user.pk}.zip")


@require_POST
@administrators_only
@confirmed
def invite(request, pk):
    """Makes a new link with which this person sets a password; an earlier one stops working."""
    user = get_object_or_404(User.objects.active(), pk=pk)
    _invite(request, user)
    return redirect(user)


@require_POST
@administrators_only
def withdraw(request, pk):
    """Ends the open link of this person."""
    user = _find(pk)
    links.withdraw(user, request.user)
    messages.success(request, _("The link no longer works."))
    return redirect(user)


@require_POST
@administrators_only
@confirmed
def invite_all(request):
    """Makes links for everyone who can sign in only after setting a password."""
    for user in User.objects.waiting_for_invitation():
        _send(request, links.invite(user, request.user))
    return redirect("staff:invitations")


@never_cache
@require_safe
@administrators_only
def invitations(request):
    """Every open invitation with its QR code, to be printed and cut up."""
    found = links.open_invitations()
    cards = [(link, _address(request, link)) for link in found]
    return render(request, "staff/invitations.html", {"cards": cards})


def _find(pk):
    return get_object_or_404(User, pk=pk)


def _address(request, link):
    return request.build_absolute_uri(link.get_absolute_url())


def _send(request, link):
    links.send_link(link, site_of(request))


def _invite(request, user):
    link = links.invite(user, request.user)
    _send(request, link)
    if link.email:
        text = _("A link was sent to %(email)s.") % {"email": link.email}
    else:
        text = _("There is no e-mail address: show or print the code below.")
    messages.success(request, text)
