"""What is concluded from the data, and the report of what was measured for it."""

import json

from legacy.inspection.asking import Data
from legacy.inspection.encodings import detect
from legacy.inspection.inferring import infer


def conclude(tables, connection):
    """Adds to `tables` what only the data says; returns (Findings, Undecided columns)."""
    data = Data(connection)
    undecided = detect(tables, data)
    return infer(tables, data), undecided


def report_text(tables, findings, undecided):
    """The report as JSON: references compared, encodings found, columns left as they are."""
    references = [
        {
            "from": [one.table, one.column],
            "to": [one.to_table, one.to_column],
            "values": one.sampled,
            "found": one.found,
            "containment": round(one.containment, 4),
            "relation": one.chosen,
        }
        for one in findings
    ]
    encodings = [
        {"table": table.name, "column": column, "encoding": encoding}
        for table in tables
        for column, encoding in sorted(table.encodings.items())
    ]
    left = [{"table": one.table, "column": one.column, **one.counts} for one in undecided]
    report = {"references": references, "encodings": encodings, "undecided_text": left}
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"
