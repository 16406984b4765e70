"""Who may enter, and what is remembered of it."""

from accounts.models.attempts import Attempt
from accounts.models.links import Link
from accounts.models.sessions import Session
from accounts.models.sign_ins import SignIn
from accounts.models.users import Role, StaffManager, User

__all__ = ["Attempt", "Link", "Role", "Session", "SignIn", "StaffManager", "User"]
