"""How the site is served: `gunicorn attendance_site.wsgi`, started in this folder, reads this."""

import os
import resource
import shutil
import sys
import tempfile

COUNTS = "PROMETHEUS_MULTIPROC_DIR"  # the folder in which all workers count (legacy/metrics)


def number(name, default):
    """A whole number from the environment; ends the start for anything else."""
    value = os.environ.get(name) or default
    if not value.isdecimal():
        sys.exit(f"Settings: {name} {value!r} must be a whole number")
    return int(value)


bind = os.environ.get("BIND") or f"localhost:{number('PORT', '8000')}"
workers = number("WEB_CONCURRENCY", "2")
threads = 4
timeout = 60
worker_class = "attendance_site.serving.Worker"  # slow clients take no thread
# Connections that say nothing cost a file each; as many as the system lets a process have.
_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
_files = 65_536 if _files == resource.RLIM_INFINITY else min(_files, 65_536)
resource.setrlimit(resource.RLIMIT_NOFILE, (_files, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
worker_connections = max(100, min(10_000, _files - 200))
preload_app = True  # a fault of the settings ends the start with its one line
control_socket_disable = True


def pre_fork(server, worker):
    """What the main process asked of a database stays with it: no worker inherits a connection."""
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    if settings.METRICS_TOKEN and COUNTS not in os.environ:
        os.environ[COUNTS] = tempfile.mkdtemp(prefix="book-metrics-")


def when_ready(server):
    """Says where to go, now that the site can be asked."""
    print(os.environ.get("WELCOME") or f"Serving on {bind}", flush=True)


def on_exit(server):
    """Forgets what was counted, unless another main process goes on with it."""
    if COUNTS in os.environ and not server.reexec_pid:
        shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
