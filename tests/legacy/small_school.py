"""A small old database of three pupils in two classes, and the head of a map of it."""

PEOPLE = """
CREATE TABLE pupil (no INTEGER PRIMARY KEY, name VARCHAR(20), klass VARCHAR(10));
INSERT INTO pupil VALUES (1, '김가', 'A'), (2, '이나', 'A'), (3, '박다', 'B');
"""
HEAD = """
version = 1
[source]
name = "small"
[students]
table = "pupil"
name = "name"
[courses]
table = "pupil"
key = "klass"
distinct = true
name = "klass"
[enrollments]
table = "pupil"
student = "no"
course = "klass"
"""
