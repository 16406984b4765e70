"""The whole book in the admin: what the pages leave out, and a look at everything."""

from roster.admin import courses, lessons, marks, people, requests, statuses

__all__ = ["courses", "lessons", "marks", "people", "requests", "statuses"]
