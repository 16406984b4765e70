"""Slow clients: they take no thread while they say nothing, and are told when it is too late. What
is cut off in the middle is refused as a whole."""

import json
import os
import selectors
import socket
import threading
import time
from contextlib import ExitStack

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from attendance_site import bodies
from attendance_site.bodies import whole
from attendance_site.serving import WAITED_FOR, Worker, is_there
from roster.models import Mark
from tests import factories

LONG = 30  # seconds after which a test has failed, whatever the machine
LATE = b"HTTP/1.1 408 "


def echo(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def serve():
    """`serve(application)` is the address at which a worker with two threads serves it."""
    with ExitStack() as stack:
        yield lambda application: stack.enter_context(Server(application)).address


class Server:
    """A worker of gunicorn in a thread of this process."""

    def __init__(self, application):
        config = Config()
        config.set("threads", 2)
        config.set("keepalive", LONG)  # a slow machine takes its time between two requests
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=300)
        self.listener.setblocking(False)
        self.address = self.listener.getsockname()
        log = Logger(config)
        self.worker = Worker(1, os.getppid(), [self.listener], None, 30, config, log)
        self.worker.wsgi, self.worker.alive = application, True
        self.worker.tpool = self.worker.get_thread_pool()
        self.worker.poller = selectors.DefaultSelector()
        self.worker.method_queue.init()
        self.thread = threading.Thread(target=self.worker.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *fault):
        self.worker.handle_exit(None, None)
        self.thread.join(LONG)
        self.worker.tmp.close()


def connect(address, said=b""):
    client = socket.create_connection(address, timeout=LONG)
    client.sendall(said)
    return client


def answer(client):
    """Everything that is answered until the server closes."""
    with client:
        return b"".join(iter(lambda: client.recv(65536), b""))


def post(body, length=None, kind="text/plain"):
    head = f"""POST / HTTP/1.1
Host: localhost
Connection: close
Cookie: csrf={"x" * 32}
Content-Type: {kind}
Content-Length: {length or len(body)}

"""
    return head.replace("\n", "\r\n").encode() + body


def test_request_that_comes_in_pieces_is_answered(serve):
    client = connect(serve(echo))
    said = post(b"x" * 100)
    for start in range(0, len(said), 50):
        client.sendall(said[start : start + 50])
    assert answer(client).endswith(b"\r\n\r\n" + b"x" * 100)


def test_large_body_is_answered(serve):
    client = connect(serve(echo), post(b"x" * (3 * WAITED_FOR)))
    assert len(answer(client).partition(b"\r\n\r\n")[2]) == 3 * WAITED_FOR


def test_connection_is_used_again(serve):
    client = connect(serve(echo), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert client.recv(65536).startswith(b"HTTP/1.1 200 ")
    client.sendall(post(b"again"))
    assert answer(client).endswith(b"again")


def test_slow_connections_take_no_place_from_others(serve):
    address = serve(echo)
    with ExitStack() as stack:
        for number in range(100):
            begun = (b"", b"GET / HT", post(b"x" * 10, 20))[number % 3]
            stack.enter_context(connect(address, begun))
        assert answer(connect(address, post(b"here"))).endswith(b"here")


@pytest.mark.parametrize(("begun", "said"), [(b"GET / HT", LATE), (b"", b"")])
def test_request_that_does_not_come_to_its_end_is_408(begun, said):
    with Server(echo) as server:
        client = connect(server.address, begun)
        waiting = server.worker.begun if begun else server.worker.pending_conns
        while not waiting:
            time.sleep(0.01)
        server.worker.pending_conns[0].timeout = 0
        assert answer(client)[: len(LATE)] == said


def test_large_body_that_does_not_come_to_its_end_is_no_longer_waited_for():
    with Server(echo) as server:
        client = connect(server.address, post(b"x" * 100, 2 * WAITED_FOR))
        while not server.worker.reading:
            time.sleep(0.01)
        server.worker.reading = dict.fromkeys(server.worker.reading, 0)
        assert answer(client).endswith(b"\r\n\r\n" + b"x" * 100)


def test_is_there():
    head = b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n"
    seen = {b"GET / HT": False, b"GET / HTTP/1.1\r\n\r\n": True, head + b"1234": False}
    seen |= {head + b"12345": True, head.replace(b"5", b"99999"): True, b"x" * WAITED_FOR: True}
    seen |= {head.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"): True}
    assert {one: is_there(one) for one in seen} == seen


# --- What is cut off ------------------------------------------------------------------------


class Cut:
    """The stream of a connection that broke after `body`."""

    def __init__(self, body):
        self.body = body

    def read(self, size):
        got, self.body = self.body[:size], self.body[size:]
        return got


@pytest.fixture
def lesson(client):
    course = factories.course_with(2)
    client.force_login(factories.OfficeFactory())
    return factories.LessonFactory(course=course)


def send_cut(client, address, body, kind, too_late=False):
    """The status of a request whose last byte never came."""
    stream = bodies.Body(Cut(body[:-1]), len(body))
    stream.until -= 1_000 if too_late else 0
    said = {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind, "wsgi.input": stream}
    return client.generic("POST", address, **said).status_code


@pytest.mark.django_db
def test_form_that_was_cut_off_is_refused_as_a_whole(client, lesson):
    student = lesson.course.enrollments.first().student_id
    late = factories.status("late").pk
    body = f"marks-{student}-status={late}&marks-{student}-minutes=15".encode()
    kind = "application/x-www-form-urlencoded"
    found = [send_cut(client, lesson.get_absolute_url(), body, kind, late) for late in (0, 1)]
    assert found == [400, 408]
    assert not Mark.objects.exists()


@pytest.mark.django_db
def test_marks_that_were_cut_off_are_refused_as_a_whole(client, lesson):
    body = json.dumps({"marks": []}).encode()
    address = f"{lesson.get_absolute_url()}marks/"
    assert send_cut(client, address, body, "application/json") == 400


def test_application_sees_no_body_that_is_not_whole():
    environ = {"CONTENT_LENGTH": "3", "wsgi.input": Cut(b"ab")}
    with pytest.raises(bodies.CutOff):
        whole(echo)(environ, None)


def test_body_says_what_has_come_and_that_it_was_too_late():
    body = bodies.Body(Cut(b"abc"), 3)
    assert (body.read(2), body.read(), body.read()) == (b"ab", b"c", b"")
    body = bodies.Body(Cut(b"ab"), 3)
    body.until = time.monotonic() - 1
    with pytest.raises(bodies.TooSlow):
        body.read()
