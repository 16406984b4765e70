"""The admin site: entered through the one sign-in page, never through a form of its own."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class BookAdminSite(admin.AdminSite):
    site_header = _("Attendance book: administration")
    site_title = _("Administration")
    index_title = _("Everything in the book")
    enable_nav_sidebar = True

    def login(self, request, extra_context=None):
        """Sends strangers to the sign-in page; Django's own unthrottled form is never reached."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request, extra_context=None):
        """Signs out through the site's own page, which asks first."""
        return redirect_to_login(reverse("admin:index"), reverse("account_logout"))
