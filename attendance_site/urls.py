"""All addresses of the site."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from attendance_site.health import healthz
from attendance_site.metrics import metrics

urlpatterns = [
    path("", include("roster.urls")),
    path("", include("accounts.urls")),
    path("legacy/", include("legacy.urls")),
    path("admin/", admin.site.urls),
    path("language/", login_not_required(require_POST(set_language)), name="set_language"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
]

handler400 = "attendance_site.errors.bad_request"
handler403 = "attendance_site.errors.forbidden"
handler500 = "attendance_site.errors.broken"
handler429 = "attendance_site.errors.too_many_requests"  # allauth looks here
