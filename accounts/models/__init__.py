"""Who may enter, and what is remembered of it."""

from accounts.models.links import Link
from accounts.models.sessions import Session
from accounts.models.sign_ins import SignIn
from accounts.models.users import Role, StaffManager, User

__all__ = ["Link", "Role", "Session", "SignIn", "StaffManager", "User"]
