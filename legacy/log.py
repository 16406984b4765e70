"""How the log is written: each line says which request it belongs to."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

NONE = "-"
request_id = ContextVar("request_id", default=NONE)


class RequestFilter(logging.Filter):
    """Gives every line the id of the request that it belongs to, or "-"."""

    def filter(self, record):
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object per line. What a line has beside its message comes in its `fields`."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", NONE),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
