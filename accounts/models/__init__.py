"""Who may enter, and what is remembered of it."""

from accounts.models.sessions import Session
from accounts.models.users import Role, StaffManager, User

__all__ = ["Role", "Session", "StaffManager", "User"]
