"""The whole of it: database nodes, web nodes and nginx, started, and gone afterwards."""

import contextlib
import os

import django

from bench.chaos.processes import Process, manage, scratch, wait_for
from bench.cluster.nodes import NAME, make_nodes
from bench.cluster.webs import Proxy, Web
from tests.mariadb import free_port


class Cluster:
    """`nodes[i]` is the database of `webs[i]`; `port` is where nginx answers."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.nodes = make_nodes(folder)
        self.webs = [Web(folder, node, port) for node in self.nodes]
        self.proxy = Proxy(folder, port, self.webs)

    def start(self, say):
        say("Starting three database nodes …")
        self.nodes[0].begin()
        for number, node in enumerate(self.nodes[1:], 2):  # each is given all data by one before
            node.join()
            wait_for(lambda node=node, size=number: node.is_ready(size), node.name)
        say("Making the tables …")
        self._prepare()
        say("Starting three web nodes and nginx …")
        for web in self.webs:
            web.start()
        self.proxy.start()

    def _prepare(self):
        """Makes the tables, in this process, which looks into the database afterwards."""
        from django.core.management import call_command

        os.environ.update(self.webs[0].environment)
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)

    def worker(self, number):
        """A `run_worker` that empties the queue on one node and stops, not started."""
        web = self.webs[number]
        command = manage("run_worker", "--once")
        return Process(f"worker{number}", command, self.folder, web.environment)

    def is_whole(self):
        return all(node.is_ready(len(self.nodes)) for node in self.nodes)

    def wait_until_whole(self):
        """Seconds until all nodes are members again and have caught up."""
        return wait_for(self.is_whole, "the cluster", 120)

    def said(self, name):
        """The sum over the nodes of a number that each counts since it was started."""
        return sum(int(node.status().get(name, 0)) for node in self.nodes)

    def differing(self, *tables):
        """The tables that are not the same on every node, once all have caught up."""
        names = ", ".join(f"{NAME}.{table}" for table in tables)
        sums = [dict(node.ask(f"CHECKSUM TABLE {names}")) for node in self.nodes]
        return [name for name in sums[0] if len({one[name] for one in sums}) > 1]

    def end(self):
        for process in (self.proxy, *self.webs, *self.nodes):
            process.kill()


@contextlib.contextmanager
def running(port=None, say=print):
    """A Cluster, started, on `port` or on a free one."""
    with scratch() as folder:
        cluster = Cluster(folder, port or free_port())
        try:
            cluster.start(say)
            yield cluster
        finally:
            cluster.end()
