"""SQL of an old database of any size: pupils in classes of 30, a mark a day for each."""

import datetime

CLASS = 30
BATCH = 1000
SCHEMA = """
CREATE TABLE class (no INT PRIMARY KEY, title VARCHAR(40) NOT NULL);
CREATE TABLE pupil (no INT PRIMARY KEY, name VARCHAR(40) NOT NULL, class_no INT NOT NULL);
CREATE TABLE attendance (
    id INT PRIMARY KEY, pupil_no INT NOT NULL, class_no INT NOT NULL, day DATE NOT NULL,
    state CHAR(1) NOT NULL, remark VARCHAR(60)
);
"""


def lines(marks, pupils=1000):
    """Yields the statements that make the database."""
    yield SCHEMA
    classes = range(1, pupils // CLASS + 2)
    yield from inserts("class", ((number, f"'반 {number}'") for number in classes))
    yield from inserts(
        "pupil",
        ((number, f"'학생 {number}'", number // CLASS + 1) for number in range(1, pupils + 1)),
    )
    yield from inserts("attendance", (mark(number, pupils) for number in range(marks)))


def mark(number, pupils):
    """One row of `attendance`."""
    day = datetime.date(2020, 1, 1) + datetime.timedelta(days=number // pupils)
    pupil = number % pupils + 1
    state = "L" if number % 17 == 0 else "A" if number % 23 == 0 else "P"
    remark = "'버스 지연'" if state == "L" else "NULL"
    return number + 1, pupil, pupil // CLASS + 1, f"'{day}'", f"'{state}'", remark


def inserts(table, rows):
    """INSERT statements of many rows each."""
    waiting = []
    for row in rows:
        waiting.append(f"({', '.join(map(str, row))})")
        if len(waiting) == BATCH:
            yield f"INSERT INTO {table} VALUES {', '.join(waiting)};\n"
            waiting = []
    if waiting:
        yield f"INSERT INTO {table} VALUES {', '.join(waiting)};\n"
