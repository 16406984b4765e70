"""The admin with this site's door and name."""

from django.contrib.admin.apps import AdminConfig


class BookAdminConfig(AdminConfig):
    default_site = "attendance_site.admin.BookAdminSite"
