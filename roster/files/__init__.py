"""Students, courses, enrolments and marks from a file, or pasted from a spreadsheet.

A file is read into rows (`reading`), which the database keeps, as web servers share no disk; its
columns are matched with fields (`columns`); a job looks at every row (`checking`) and says what
would come of it; another one writes (`applying`), and a third takes it back (`undoing`).
"""
