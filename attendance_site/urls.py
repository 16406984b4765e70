"""All addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from attendance_site.health import healthz

urlpatterns = [
    path("", include("roster.urls")),
    path("", include("accounts.urls")),
    path("legacy/", include("legacy.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
