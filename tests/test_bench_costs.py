"""What the bench of costs reads, divides and judges; nothing is measured here."""

import socket
import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from tests.bench import wire
from tests.bench.contenders import (
    ALONE,
    BARE,
    BEHIND,
    EMPTY,
    IDLE,
    NEWS,
    NGINX,
    PEER_HEAD,
    WHOLE,
)
from tests.bench.costs import Cost, Results
from tests.bench.goals import goals
from tests.bench.load import Load, read_report, threads
from tests.bench.pages import WORDS_IN_POST, texts

REPORT = """Running 1s test @ http://127.0.0.1:8000/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   775.28ms  282.05ms   1.20s    65.71%
  {done}
Requests/sec:     16.74
"""


@pytest.mark.parametrize(
    ("done", "load"),
    [
        ("35 requests in 2.09s, 7.08MB read", Load(35, 2.09, 0)),
        ("35 requests in 990.00ms, 7.08MB read", Load(35, 0.99, 0)),
        ("9 requests in 1.50m, 1KB read", Load(9, 90, 0)),
        (
            "35 requests in 2.00s, 7.08MB read\n"
            "  Socket errors: connect 1, read 20, write 0, timeout 4\n"
            "  Non-2xx or 3xx responses: 300",
            Load(35, 2.0, 325),
        ),
    ],
)
def test_what_wrk_tells_is_read(done, load):
    assert read_report(REPORT.format(done=done)) == load


def test_a_report_without_a_count_is_refused():
    with pytest.raises(ValueError, match="counted nothing"):
        read_report("unable to connect")


@contextmanager
def answering(answer, is_closing=False):
    """The port of a server that says ANSWER, in two pieces, to each request."""
    listener = socket.create_server(("127.0.0.1", 0))
    asked = []

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65536))
                connection.sendall(answer[:30])
                connection.sendall(answer[30:])
                if not is_closing:
                    connection.recv(1)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


HEAD = b'HTTP/1.1 200 OK\r\nETag: "1"\r\n'


@pytest.mark.parametrize(
    ("answer", "method", "body"),
    [
        (b"HTTP/1.1 204 No Content\r\nCache-Control: public\r\n\r\n", "GET", b""),
        (HEAD + b"Content-Length: 5\r\n\r\nwords", "GET", b"words"),
        (HEAD + b"content-length: 5\r\n\r\n", "HEAD", b""),
        (
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nwords\r\n0\r\n\r\n",
            "GET",
            b"5\r\nwords\r\n0\r\n\r\n",
        ),
    ],
)
def test_an_answer_is_weighed_head_and_all(answer, method, body):
    with answering(answer) as (port, asked):
        found = wire.ask(port, "/a", {"Accept-Encoding": "br"}, method)
    assert (found.size, found.body) == (len(answer), body)
    assert not any(wire.is_whole(answer[:n], method) for n in range(len(answer)))
    assert asked[0].startswith(f"{method} /a HTTP/1.1\r\n".encode())
    assert b"\r\nAccept-Encoding: br\r\n" in asked[0]


def test_a_header_of_an_answer_is_found_however_it_is_spelt():
    answer = wire.Answer(200, HEAD + b"\r\n", b"")
    assert (answer.header("etag"), answer.header("age")) == ('"1"', "")


@pytest.mark.parametrize(("status", "is_error"), [(b"200 OK", 0), (b"503 Busy", 1)])
def test_threads_count_what_was_answered_and_what_was_refused(status, is_error):
    answer = b"HTTP/1.1 " + status + b"\r\nContent-Length: 40\r\n\r\n" + b"x" * 40
    with answering(answer, is_closing=True) as (port, asked):
        done = threads(f"http://127.0.0.1:{port}/a?b=1", 0.05, "HEAD")
    counts = (done.errors, done.requests) if is_error else (done.requests, done.errors)
    assert counts == (len(asked), 0)
    assert asked[0].startswith(b"HEAD /a?b=1 HTTP/1.1\r\n")


def results(**costs):
    """Results of idle polls: name = [(answers a second, processor seconds), ...]."""
    found = Results()
    for name, rounds in costs.items():
        for rate, cpu in rounds:
            found.add(IDLE, name, Cost(rate, cpu, 0))
    return found


def test_ratios_are_taken_within_a_round():
    # The second round had half a machine: it moves no ratio.
    found = results(
        ours=[(600, 1.0), (300, 2.0), (600, 1.0)],
        theirs=[(100, 6.0), (50, 12.0), (90, 7.0)],
    )
    assert found.ratio(IDLE, "ours", "theirs", "rate") == 6
    assert found.ratio(IDLE, "ours", "theirs", "cpu") == 6
    assert found.middle(IDLE, "ours", "rate") == 600


def judged(idle_cpu=1.0, idle_rate=1200, started=1.0, news=1500, memory=100):
    """{what: whether the goal is met}, all of them just met by default."""
    found = Results()
    cpu = {ALONE: idle_cpu, EMPTY: 6.0, BARE: 0.75, NGINX: 0.25, BEHIND: 0.5}
    for name, seconds in cpu.items():
        rate = idle_rate if name == ALONE else 1200 / seconds
        found.add(IDLE, name, Cost(rate, seconds, 0))
    found.add(IDLE, PEER_HEAD, Cost(10, 120.0, 0))
    for name, seconds in {ALONE: 1.0, BEHIND: 2.0, PEER_HEAD: 1000.0}.items():
        found.add(WHOLE, name, Cost(1, seconds, 0))
    weighed = {IDLE: 170, NEWS: news}
    answers = {
        (work, name): SimpleNamespace(size=size)
        for work, size in weighed.items()
        for name in (ALONE, BEHIND)
    }
    alone = SimpleNamespace(name=ALONE, most_memory=lambda: {1: memory * 1e6, 2: 1e6})
    return {
        goal.what: goal.met for goal in goals(found, answers, [alone], (started, 9))
    }


def test_goals_that_are_just_met_are_met():
    assert set(judged().values()) == {True}


@pytest.mark.parametrize(
    ("worse", "goal", "count"),
    [
        ({"idle_cpu": 1.01}, "idle poll against", 3),
        ({"idle_rate": 1190}, "idle poll against", 3),
        ({"started": 2.01}, "cold start", 1),
        ({"news": 1501}, "one new post", 1),
        ({"memory": 151}, "memory of a worker", 1),
    ],
)
def test_a_goal_that_is_missed_is_said_to_be(worse, goal, count):
    missed = [what for what, met in judged(**worse).items() if not met]
    assert len(missed) == count
    assert all(what.startswith(goal) for what in missed)


def test_texts_are_the_same_each_time_and_as_long_as_they_say():
    first, again = list(texts(3)), list(texts(3))
    assert first == again
    assert len({body for _, body in first}) == 3
    for _, body in first:
        assert len(body.replace("</p><p>", " ").split()) == WORDS_IN_POST
