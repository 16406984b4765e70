"""The book: people, courses, lessons, marks and the rules by which they are counted."""

from roster.models.alerts import Alert, AlertMessage, AlertRule
from roster.models.attachments import Attachment
from roster.models.calendars import CalendarLink
from roster.models.claims import Claim
from roster.models.courses import Course, CourseStaff, Enrollment, Holiday, Term
from roster.models.excuses import Excuse, ExcuseEvent, ExcuseFill, ExcuseLink
from roster.models.files import FileContent, FileImport, FileRow
from roster.models.lessons import Lesson, Schedule
from roster.models.marks import Mark, MarkEvent, Save
from roster.models.people import Guardian, Student
from roster.models.policies import Policy
from roster.models.reports import SavedReport
from roster.models.requests import UnlockRequest
from roster.models.statuses import Reason, Status, StatusSet
from roster.models.turns import Turn

__all__ = [
    "Alert",
    "AlertMessage",
    "AlertRule",
    "Attachment",
    "CalendarLink",
    "Claim",
    "Course",
    "CourseStaff",
    "Enrollment",
    "FileContent",
    "FileImport",
    "FileRow",
    "Excuse",
    "ExcuseEvent",
    "ExcuseFill",
    "ExcuseLink",
    "Guardian",
    "Holiday",
    "Lesson",
    "Mark",
    "MarkEvent",
    "Policy",
    "Reason",
    "Save",
    "SavedReport",
    "Schedule",
    "Status",
    "StatusSet",
    "Student",
    "Term",
    "Turn",
    "UnlockRequest",
]
