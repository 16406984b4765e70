"""The sign-in log: to be read and exported, never changed."""

import csv

from django.contrib import admin
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import SignIn
from accounts.services.staff import note
from legacy.spreadsheets import Echo, harmless

COLUMNS = ("at", "username", "name", "address", "outcome", "browser")


@admin.register(SignIn)
class SignInAdmin(admin.ModelAdmin):
    """Who came in or tried to, when, from where, and how it ended."""

    list_display = ("at", "user", "username", "outcome", "address", "browser_name")
    list_filter = ("outcome", "at")
    list_select_related = ("user",)
    list_display_links = None
    search_fields = ("username", "user__name", "address")
    search_help_text = _("Username, name or address")
    list_per_page = 100
    show_full_result_count = False
    actions = ("export",)

    @admin.display(description=_("browser"))
    def browser_name(self, sign_in):
        return sign_in.browser_name

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Export as CSV"))
    def export(self, request, queryset):
        """The chosen lines as CSV, times in the site's time zone."""
        note(request.user, request.user, gettext("Exported the sign-in log."))
        response = StreamingHttpResponse(lines(queryset), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="sign-ins.csv"'
        return response


def lines(sign_ins):
    """Lines of CSV with a mark by which spreadsheets know UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for one in sign_ins.select_related("user").iterator(chunk_size=2000):
        when = timezone.localtime(one.at).isoformat(sep=" ", timespec="seconds")
        name = one.user.name if one.user else ""
        cells = (when, one.username, name, one.address or "", one.outcome, one.browser)
        yield writer.writerow(harmless(cell) for cell in cells)
