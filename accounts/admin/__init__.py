"""Staff, roles and the sign-in log in the admin."""

from accounts.admin.sign_ins import SignInAdmin
from accounts.admin.staff import RoleAdmin, UserAdmin

__all__ = ["RoleAdmin", "SignInAdmin", "UserAdmin"]
