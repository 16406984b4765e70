"""The second factor of others; one's own is on allauth's pages."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import mail
from accounts.doors import confirmed
from accounts.models import User
from accounts.services import second_factor
from legacy.access import administrators_only


@require_POST
@administrators_only
@confirmed
def remove(request, pk):
    """Takes the second factor from somebody who has lost it, and ends what is open."""
    user = get_object_or_404(User, pk=pk)
    if second_factor.remove(user, request.user):
        mail.send("account/email/second_factor_removed", user.email, user)
        messages.success(request, _("The second step is removed."))
    return redirect(user)
