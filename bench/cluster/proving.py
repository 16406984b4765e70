"""What is proved: nodes die under the load of teachers, and nothing acknowledged is lost."""

import itertools
import json
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from bench.chaos.load import Teacher, Visitor
from bench.chaos.processes import wait_for
from bench.chaos.proof import faults_of, make_schools

PASSWORD = "only-for-the-cluster-only"
SCHOOLS, ROUNDS, MAILS = 3, 20, 60
AWAY = 8.0  # seconds for which a node is cut off: the others give it up after 5
TABLES = ("roster_mark", "roster_markevent", "roster_save", "roster_lesson", "accounts_session")


class Faults:
    """Takes nodes away and brings them back; each returns its figures."""

    def __init__(self, cluster, teachers):
        self.cluster, self.teachers = cluster, teachers

    def execute(self, name, times):
        """`name` so many times: what happened, and for how long at most nobody and one person
        had nothing acknowledged."""
        back, began = [], time.monotonic()
        for _number in range(times):
            self._wait_for_all()
            getattr(self, f"_{name}")()
            back.append(self.cluster.wait_until_whole())
            self._wait_for_all()
        return {
            "times": times,
            "nobody served for s, at most": round(longest(self.teachers, began), 1),
            "one person not served for s, at most": round(
                max(longest([one], began) for one in self.teachers), 1
            ),
            "whole again after s, at most": round(max(back, default=0.0), 1),
        }

    def _wait_for_all(self):
        now = time.monotonic()
        wait_for(lambda: all(map(since(now), self.teachers)), "a mark of every teacher")

    def _database_killed(self):
        node = random.choice(self.cluster.nodes)
        node.kill()
        self._wait_for_all()
        node.join()

    def _database_cut_off(self):
        node = random.choice(self.cluster.nodes)
        node.freeze()
        time.sleep(AWAY)
        self._wait_for_all()
        node.thaw()

    def _database_on_a_new_disk(self):
        node = random.choice(self.cluster.nodes)
        node.kill()
        node.empty()
        node.join()

    def _all_databases_killed(self):
        for node in self.cluster.nodes:
            node.kill()
        for node in self.cluster.nodes:
            node.join()

    def _web_killed(self):
        web = random.choice(self.cluster.webs)
        web.kill()
        self._wait_for_all()
        web.start()


FAULTS = tuple(name[1:] for name in vars(Faults) if "killed" in name or "database" in name)


def since(moment):
    """Whether a teacher had something acknowledged after `moment`, or met a fault."""
    return lambda teacher: teacher.last > moment or teacher.said.faults


def longest(teachers, began):
    """Seconds of the longest time after `began` in which none of them had an answer."""
    moments = sorted(one for teacher in teachers for one in teacher.moments if one > began)
    return max((b - a for a, b in itertools.pairwise([began, *moments])), default=0.0)


def colleagues(cluster, stop):
    """Two teachers for each lesson, who take half of the class each."""
    found = []
    for school in make_schools(SCHOOLS, PASSWORD, "teacher"):
        middle = len(school["students"]) // 2
        for half in (school["students"][:middle], school["students"][middle:]):
            found.append(Teacher(cluster.port, PASSWORD, {**school, "students": half}, stop))
    return found


def rivals(cluster):
    """Three people change the same mark at the same moment, each on another node."""
    [school] = make_schools(1, PASSWORD, "rival", students=1)
    known = Visitor(cluster.port)
    known.sign_in(school["login"], PASSWORD)
    visitors = [Visitor(web.port) for web in cluster.webs]
    for visitor in visitors:
        visitor.cookies = known.cookies
    rounds = [_round(school, visitors, version) for version in range(ROUNDS)]
    wrong = [str(codes) for codes in rounds if codes != [200, 409, 409]]
    return {"rounds": ROUNDS, "not exactly one won": len(wrong), "faults": wrong[:5]}


def _round(school, visitors, version):
    """The statuses of the three answers; each has seen the mark at `version`."""
    together, [student] = threading.Barrier(len(visitors)), school["students"]

    def save(visitor):
        new = {"status": school["statuses"][0], "note": str(uuid.uuid4())}
        marks = [{"student": student, "version": version, **new}]
        sent = {"user": school["user"], "request": str(uuid.uuid4()), "marks": marks}
        together.wait()
        answer = visitor.ask("POST", f"/lessons/{school['lesson']}/marks/", json.dumps(sent))
        return answer[0] if answer else 0

    with ThreadPoolExecutor(len(visitors)) as threads:
        return sorted(threads.map(save, visitors))


def workers(cluster):
    """A worker on each node; every job is done once."""
    from accounts import mail
    from tests.factories import UserFactory

    user = UserFactory(username="reader")
    for number in range(MAILS):
        mail.send("account/email/password_changed", f"to{number}@example.org", user)
    running = [cluster.worker(number) for number in range(len(cluster.webs))]
    for worker in running:
        worker.start()
    wait_for(lambda: all(worker.is_over for worker in running), "the workers", 120)
    sent = [
        line
        for file in (cluster.folder / "mails").glob("*")
        for line in file.read_text().splitlines()
        if line.startswith("To: ")
    ]
    lost, twice = MAILS - len(set(sent)), len(sent) - len(set(sent))
    faults = [f"{lost} mails lost, {twice} twice"] if lost or twice else []
    return {"jobs": MAILS, "lost": lost, "twice": twice, "faults": faults}


def faults_under_load(cluster, times, say):
    """Every fault so many times while teachers save marks; then what is there is counted."""
    from django.db import connections

    stop = threading.Event()
    teachers, figures = colleagues(cluster, stop), {}
    for teacher in teachers:
        teacher.sign_in()
    for teacher in teachers:
        teacher.start()
    try:
        for name in FAULTS:
            figures[name] = Faults(cluster, teachers).execute(name, times)
            say(f"{name.replace('_', ' ')}: {json.dumps(figures[name])}")
    finally:
        stop.set()
    for teacher in teachers:
        teacher.join()
    connections.close_all()
    figures["in all"] = _summary(cluster, teachers)
    return figures


def _summary(cluster, teachers):
    said = [teacher.said for teacher in teachers]
    faults = [fault for one in said for fault in faults_of(one)]
    faults += [f"{table} differs between nodes" for table in cluster.differing(*TABLES)]
    return {
        "requests acknowledged": sum(len(one.requests) for one in said),
        "marks acknowledged": sum(sum(one.requests.values()) for one in said),
        "sent again": sum(one.repeated for one in said),
        "faults": faults[:20],
    }
