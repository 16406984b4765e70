"""Three database nodes and three web nodes behind nginx, on loopback ports, until Ctrl-C.

    script/cluster [--port N]                 serves an empty book with a teacher and a class
    script/cluster --prove [--times N]        takes nodes away under load, and counts what is there

Everything is made in a folder of its own, and removed.
"""

import argparse
import json
import signal
import sys
import time
from pathlib import Path

from bench.chaos.processes import ROOT
from bench.cluster import site
from legacy.throwaway import Unavailable

REPORT = ROOT / "var/bench/cluster.json"


def prove(cluster, times, report):
    """Prints and stores what happened; returns whether all was well."""
    from bench.cluster import proving

    began, figures = time.monotonic(), {}
    for name in ("rivals", "workers"):
        figures[name] = getattr(proving, name)(cluster)
        print(f"{name}: {json.dumps(figures[name])}", flush=True)
    for name in ("wsrep_local_cert_failures", "wsrep_local_bf_aborts"):
        figures[name] = cluster.said(name)
        print(f"{name}: {figures[name]}")
    figures |= proving.faults_under_load(cluster, times, lambda line: print(line, flush=True))
    figures["seconds"] = round(time.monotonic() - began)
    print(json.dumps(figures["in all"], ensure_ascii=False, indent=1))
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    return not any(one.get("faults") for one in figures.values() if isinstance(one, dict))


def serve(cluster):
    """Says where to go, and waits for Ctrl-C."""
    from bench.chaos.proof import make_schools
    from bench.cluster.proving import PASSWORD

    make_schools(1, PASSWORD, "teacher")
    print(f"The attendance book is at http://localhost:{cluster.port}/  (Ctrl-C stops it)")
    print(f"Sign in as teacher0, password {PASSWORD}")
    for process in (*cluster.nodes, *cluster.webs):
        print(f"  {process.name}: port {process.port}, process {process.running.pid}")
    sys.stdout.flush()
    while True:
        time.sleep(3600)


def main():
    parser = argparse.ArgumentParser(prog="script/cluster", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, help="where nginx answers; a free one by default")
    parser.add_argument("--prove", action="store_true", help="take nodes away under load")
    parser.add_argument("--times", type=int, default=2, help="how often each is taken away")
    parser.add_argument("--report", type=Path, default=REPORT)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with site.running(given.port) as cluster:
            if given.prove:
                sys.exit(not prove(cluster, given.times, given.report))
            serve(cluster)
    except Unavailable as error:
        sys.exit(f"{error}; script/setup cluster installs what is needed")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
