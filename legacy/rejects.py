"""Rows that could not be taken: a CSV file for the operator, a table for the site."""

import csv
import json
from contextlib import contextmanager

from legacy.masking import is_secret, masked, masked_row, masked_text, secret_columns
from legacy.models import Reject
from legacy.source_models import all_models
from legacy.spreadsheets import harmless

KEPT = 10_000  # how many the site's database keeps of each run; the file has all of them
COLUMNS = ("target", "table", "key", "reason", "detail", "values")


class Rejects:
    """Takes rejected rows; `path` is the CSV file, made when the first one comes."""

    def __init__(self, record, path, plan):
        self.record, self.path, self.plan = record, path, plan
        self.number, self.file, self.waiting, self.secret = 0, None, [], {}

    def add(self, target, row, reason, detail):
        """Keeps one row; what looks secret is masked."""
        self.number += 1
        secret = self._secret(target, row)
        reject = Reject(
            run=self.record,
            target=target,
            table=row.table[:200],
            key=", ".join(row.parts)[:255],
            reason=reason[:40],
            detail=masked_text(detail, row.values, secret)[:255],
            values=masked_row(row.values, secret),
        )
        if self.path is not None:
            self._write(reject)
        if self.record is not None and self.number <= KEPT:
            self.waiting.append(reject)

    def _secret(self, target, row):
        """Names of a row's secret columns: the joined ones ("name.column") among them, and those
        that the map takes for passwords, whatever they are called."""
        if (target, row.table) not in self.secret:
            model = all_models().get(row.table)
            secret = {name for name in row.values if is_secret(name.rpartition(".")[2])}
            secret |= {name for one in self.plan.sources(target) for name in _hidden(one)}
            self.secret[target, row.table] = secret | (secret_columns(model) if model else set())
        return self.secret[target, row.table]

    def flush(self):
        """Writes what waits; called inside the transaction of a batch."""
        if self.waiting:
            Reject.objects.bulk_create(self.waiting)
            self.waiting = []
        if self.file:
            with self._named():
                self.file.flush()

    def close(self):
        if self.file:
            with self._named():
                self.file.close()

    @contextmanager
    def _named(self):
        """Says of which file it is that something is wrong with writing it."""
        try:
            yield
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path)) from None

    def _write(self, reject):
        if self.file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.path.open("w", newline="", encoding="utf-8-sig")
            self.writer = csv.writer(self.file)
            self.writer.writerow(COLUMNS)
        self.writer.writerow(cells(reject))


def _hidden(source):
    return [name for word, spec in source.values.items() if is_secret(word) for name in spec.names]


def cells(reject):
    """One rejected row as the cells of a CSV line."""
    values = json.dumps(reject.values, ensure_ascii=False)
    row = (reject.target, reject.table, masked(reject.key), reject.reason, reject.detail, values)
    return [harmless(cell) for cell in row]
