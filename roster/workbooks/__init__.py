"""The book as an Excel file, and back: the file that was written, filled in, is read as marks.

Column A and row 2 are hidden and hold the keys of students and lessons, so that rows may be sorted
and left out. A hidden sheet holds what was written, so that only what a person has changed counts.
"""

MEMORY = "_book"
KEYS_ROW, HEAD_ROW, FIRST_ROW = 2, 3, 4
FIRST_COLUMN = 5  # of the lessons: after key, roll number, student number and name
