"""The admin site: entered through the one sign-in page, never through a form of its own."""

from functools import update_wrapper

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from legacy.readonly import WriteRefused

APPS = ("roster", "accounts", "legacy", "source", "admin")  # the order in which people need them


def drawn(response):
    """An answer whose page is made; BadRequest where a chooser cannot show what was posted into it,
    or what the address says, because it is no number (Django: a fault of the site)."""
    try:
        return response.render() if hasattr(response, "render") else response
    except ValueError as error:
        raise BadRequest from error


class BookAdminSite(admin.AdminSite):
    """Django's admin for administrators. None of its own doors accepts a password."""

    site_header = _("Attendance book: administration")
    site_title = _("Administration")
    index_title = _("Everything in the book")
    enable_nav_sidebar = True

    def has_permission(self, request):
        """The role decides, not Django's `is_staff`: every user of this site is staff."""
        return request.user.is_active and request.user.is_administrator

    def admin_view(self, view, cacheable=False):
        """As Django's, but 403 for who is signed in without the role (Django: another form), and
        for every attempt to write into the old database (Django: asks the router first)."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            try:
                response = inner(request, *args, **kwargs)
            except WriteRefused:
                raise PermissionDenied from None
            return drawn(response) if request.method == "POST" or request.GET else response

        return update_wrapper(guarded, inner)

    def get_app_list(self, request, app_label=None):
        """Django's list with the book first."""
        listed = super().get_app_list(request, app_label)
        places = {label: place for place, label in enumerate(APPS)}
        return sorted(listed, key=lambda app: places.get(app["app_label"], len(APPS)))

    def get_urls(self):
        """Django's addresses, with strangers sent to the sign-in page at once."""
        urls = super().get_urls()
        for pattern in urls:
            if hasattr(pattern.callback, "login_url"):
                pattern.callback.login_url = reverse_lazy("account_login")
        return urls

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Sends everyone on: Django's own unthrottled form is never reached."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def logout(self, request, extra_context=None):
        """Signs out through the site's own page, which asks first."""
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        """No form but the sign-in page accepts a password."""
        raise Http404

    password_change_done = password_change
