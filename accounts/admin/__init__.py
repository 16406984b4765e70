"""Staff, roles, the sign-in log and the log of what was done in the admin."""

from accounts.admin.log import LogEntryAdmin
from accounts.admin.sign_ins import SignInAdmin
from accounts.admin.staff import RoleAdmin, UserAdmin

__all__ = ["LogEntryAdmin", "RoleAdmin", "SignInAdmin", "UserAdmin"]
