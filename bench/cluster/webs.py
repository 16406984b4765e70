"""Three web servers without state, each with a database node of its own, and nginx before them."""

import os
import sys
from pathlib import Path

from bench.chaos.load import Visitor
from bench.chaos.processes import Process, environment_of, wait_for
from bench.cluster.nodes import UNPACKED, Node
from legacy.throwaway import program, unprivileged
from tests.mariadb import free_port

NGINX = Path(__file__).with_name("nginx.conf")


class Web(Process):
    """gunicorn with the site, as it is deployed."""

    def __init__(self, folder, node: Node, public):
        self.port = free_port()
        environment = environment_of(node.url, folder) | {
            "PORT": str(self.port),
            "PROXY_COUNT": "1",
            "CLUSTER": "yes",
            "CSRF_TRUSTED_ORIGINS": f"http://localhost:{public}",
        }
        gunicorn = (sys.executable, "-m", "gunicorn", "--log-level", "warning")
        command = (*gunicorn, "--bind", f"127.0.0.1:{self.port}", "attendance_site.wsgi")
        super().__init__(f"web{node.number}", command, folder, environment)

    def is_ready(self):
        answer = Visitor(self.port).ask("GET", "/healthz")
        return bool(answer) and answer[0] == 200

    def start(self, wait=True):
        super().start()
        if wait:
            wait_for(self.is_ready, self.name)


class Proxy(Process):
    """nginx on `port`, with the configuration that docs/cluster.md explains."""

    def __init__(self, folder, port, webs):
        home, user = folder / "nginx", unprivileged()
        home.mkdir()
        if user:
            os.chown(home, user["user"], user["group"])
        servers = "\n        ".join(
            f"server 127.0.0.1:{web.port} max_fails=1 fail_timeout=3s;" for web in webs
        )
        text = NGINX.read_text().replace("# SERVERS", servers).replace("PORT", str(port))
        (home / "nginx.conf").write_text(text)
        command = (str(nginx(folder)), "-p", f"{home}/", "-c", "nginx.conf", "-e", "errors.log")
        super().__init__("proxy", command, folder, user=user)
        self.port = port

    def start(self):
        super().start()
        wait_for(lambda: Visitor(self.port).ask("GET", "/healthz"), "nginx")


def nginx(folder):
    """The program: the one that is installed, or what script/setup has unpacked."""
    own = UNPACKED / "nginx"
    if not own.exists():
        return program("nginx")
    there = folder / "bin/nginx"  # where a user without rights may read it
    there.parent.mkdir(exist_ok=True)
    if not there.exists():
        there.write_bytes(own.read_bytes())
        there.chmod(0o755)
    return there
