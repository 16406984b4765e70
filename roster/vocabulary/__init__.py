"""What people call students, courses, lessons and marks in their databases.

The words are for `manage.py map_legacy`, which weighs them against what the data shows. They are
compared without case, accents and plural endings; a word of less than four letters must stand by
itself.
"""

from roster.vocabulary.courses import COURSE_STAFF, COURSES, ENROLLMENTS, LESSONS
from roster.vocabulary.marks import MARKS
from roster.vocabulary.people import GUARDIANS, STUDENTS

__all__ = [
    "COURSES",
    "COURSE_STAFF",
    "ENROLLMENTS",
    "GUARDIANS",
    "LESSONS",
    "MARKS",
    "STUDENTS",
]
