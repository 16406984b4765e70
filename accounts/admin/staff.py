"""Staff and roles in the admin."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.admin_forms import PermissionsField, RoleForm, UserForm
from accounts.doors import confirmed
from accounts.models import Role, User
from legacy.ownership import owned_fields
from legacy.templatetags.old_rows import old_row_url

# allauth's own list of addresses has nothing to show: e-mail is a field of the user here. Its list
# of second factors shows their secrets.
admin.site.unregister([Group, EmailAddress, Authenticator])


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return list(roles.LABELS.items())

    def queryset(self, request, queryset):
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class ConfirmedAdmin(admin.ModelAdmin):
    """Whoever changes something here says who they are again."""

    @method_decorator(confirmed)
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)


@admin.register(User)
class UserAdmin(ConfirmedAdmin):
    """Staff. No form here takes a password, and nobody is deleted: marks keep who made them."""

    form = UserForm
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "phone")}),
        (_("Rights"), {"fields": ("groups", "is_active")}),
        (
            _("Record"),
            {"fields": ("last_login", "date_joined", "is_demo", "old_row", "retired_at")},
        ),
    )
    readonly_fields = ("last_login", "date_joined", "is_demo", "old_row", "retired_at")
    list_display = ("name", "username", "role_names", "is_active", "last_login", "old_row")
    list_display_links = ("name", "username")
    list_filter = ("is_active", RoleFilter, "is_demo", ("retired_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "username", "email", "phone", "legacy_ref")
    search_help_text = _("Name, username, e-mail, phone or old row")
    ordering = ("name", "username")
    list_per_page = 50

    @admin.display(description=_("roles"))
    def role_names(self, user):
        return ", ".join(str(roles.label(group.name)) for group in user.groups.all())

    @admin.display(description=_("old row"), ordering="legacy_ref")
    def old_row(self, user):
        url = old_row_url(user)
        return format_html('<a href="{}">{}</a>', url, user.legacy_ref) if url else None

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else fieldsets[:2]

    def get_readonly_fields(self, request, obj=None):
        """What follows the old database is changed there."""
        owned = sorted(owned_fields(obj)) if obj else ()
        return (*self.readonly_fields, *owned)

    def lookup_allowed(self, lookup, value, request=None):
        """Filters by address must not tell anything about password hashes."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Role)
class RoleAdmin(ConfirmedAdmin):
    """The four roles: what each may do is editable, which there are is not."""

    form = RoleForm
    fields = ("role", "permissions")
    readonly_fields = ("role",)
    filter_horizontal = ("permissions",)
    list_display = ("role", "members")
    list_display_links = ("role",)

    @admin.display(description=_("role"), ordering="name")
    def role(self, group):
        return roles.label(group.name)

    @admin.display(description=_("active members"))
    def members(self, group):
        return group.active_members

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Offers the permissions on this site's own models, by their names."""
        kwargs["queryset"] = roles.editable_permissions(Permission.objects.all())
        kwargs["form_class"] = PermissionsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(active_members=roles.active_members())

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
