"""An old database of any size on MariaDB: pupils in classes of 25, a mark a day for each."""

PUPILS = 5000
CLASSES = 200
SCHEMA = (
    "CREATE TABLE class (no INT PRIMARY KEY, title VARCHAR(40) NOT NULL)",
    "CREATE TABLE pupil (no INT PRIMARY KEY, name VARCHAR(40) NOT NULL, class_no INT NOT NULL)",
    "CREATE TABLE attendance (id INT PRIMARY KEY, pupil_no INT NOT NULL, class_no INT NOT NULL,"
    " day DATE NOT NULL, state CHAR(1) NOT NULL, remark VARCHAR(60))",
)
PUPIL = f"(seq MOD {PUPILS} + 1)"
ROWS = (
    f"INSERT INTO class SELECT seq, CONCAT('반 ', seq) FROM seq_1_to_{CLASSES}",
    f"INSERT INTO pupil SELECT seq, CONCAT('학생 ', seq), seq MOD {CLASSES} + 1"
    f" FROM seq_1_to_{PUPILS}",
    f"""
    INSERT INTO attendance SELECT seq + 1, {PUPIL}, {PUPIL} MOD {CLASSES} + 1,
        DATE_ADD('2020-01-01', INTERVAL seq DIV {PUPILS} DAY),
        CASE WHEN seq MOD 17 = 0 THEN 'L' WHEN seq MOD 23 = 0 THEN 'A' ELSE 'P' END,
        IF(seq MOD 17 = 0, '버스 지연', NULL)
    FROM seq_0_to_{{last}}
    """,
)
CHANGE = "UPDATE attendance SET state = IF(state = 'A', 'P', 'A') WHERE id MOD 100 = 7"


def make(server, database, marks):
    """Makes `database` on `server` (a `tests.mariadb.Server`) with so many marks."""
    server.create(database)
    for statement in (*SCHEMA, *ROWS):
        server.execute(statement.format(last=marks - 1), database)
