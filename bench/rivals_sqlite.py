"""Times mysql-to-sqlite3 over the old table of marks; prints JSON.

    python -m bench.rivals_sqlite FOLDER

It copies the rows as they are into an SQLite file: nothing is converted, linked or checked.
"""

import json
import os
import subprocess
import sys
import time
from urllib.parse import urlsplit


def measure(folder):
    """Seconds that the program took for the table `attendance`."""
    old = urlsplit(os.environ["BENCH_LEGACY_URL"])
    program = os.path.join(os.path.dirname(sys.executable), "mysql2sqlite")
    command = (
        program, "-f", f"{folder}/rival.sqlite3", "-d", old.path.strip("/"), "-u", old.username,
        "--mysql-password", old.password, "-h", old.hostname, "-P", str(old.port),
        "-t", "attendance", "--quiet", "--chunk", "20000",
    )  # fmt: skip
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return {"seconds": time.perf_counter() - started}


if __name__ == "__main__":
    json.dump(measure(sys.argv[1]), sys.stdout)
