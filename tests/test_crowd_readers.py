"""Readers of the bench's crowd, on wires of their own instead of a network."""

import socket

import pytest

from tests.bench.crowd_http import OPENS
from tests.bench.crowd_readers import PATIENCE, TICK, Crowd

EMPTY = b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"
POLLER = '<div id="poller" hidden data-hx-get="/live/x/updates/{}/" data-seconds="10">'


class Wired(Crowd):
    """A crowd whose connections end in this test."""

    def _open(self):
        ours, theirs = socket.socketpair()
        self.far = [*getattr(self, "far", ()), theirs]
        theirs.setblocking(False)
        self._take(ours)


@pytest.fixture
def crowd():
    made = []

    def make(readers=1, connections=1, **more):
        made.append(Wired(80, "/live/x/", readers, connections, **more))
        for reader in range(readers):
            made[0].wheel.add(reader, 1)
        return made[0]

    yield make
    made[0].close()
    for sock in made[0].far:
        sock.close()


def asked(crowd, number=0):
    """The path that was asked for on the connection NUMBER."""
    return crowd.far[number].recv(9999).split()[1].decode()


def whole(markup, more=""):
    head = f"HTTP/1.1 200 OK\r\n{more}Content-Length: {len(markup)}\r\n\r\n"
    return (head + markup).encode()


def opened(crowd, cursor=4):
    """Reader 0 has opened the page at CURSOR, at tick 1."""
    crowd.launch(1)
    assert asked(crowd) == "/live/x/"
    crowd.far[0].send(whole("<html>" + POLLER.format(cursor)))
    crowd.arrive(1)


def next_asked(crowd, tick):
    """The first tick from TICK on at which something is asked for."""
    while crowd.free:
        tick += 1
        crowd.launch(tick)
    return tick


def test_a_reader_opens_the_page_then_polls_from_cursor_to_cursor(crowd):
    crowd = crowd()
    opened(crowd, 4)
    tick = next_asked(crowd, 1)
    assert 8 <= (tick - 1) * TICK <= 12
    assert asked(crowd) == "/live/x/updates/4/"
    crowd.far[0].send(EMPTY)
    crowd.arrive(tick)
    again = next_asked(crowd, tick)
    assert 8 <= (again - tick) * TICK <= 12
    assert asked(crowd) == "/live/x/updates/4/"
    crowd.far[0].send(whole(POLLER.format(7)))
    crowd.arrive(again)
    next_asked(crowd, again)
    assert asked(crowd) == "/live/x/updates/7/"
    assert crowd.answers == {200: 2, 204: 1}
    moment = -(-again // 5)
    assert crowd.seen == {(1, OPENS, 0): 1, (moment, 4, 1): 1}
    assert not crowd.errors


def test_an_answer_in_two_packets_counts_once_and_frees_the_connection(crowd):
    crowd = crowd()
    crowd.launch(1)
    data = whole("<html>" + POLLER.format(4))
    crowd.far[0].send(data[:50])
    crowd.arrive(1)
    assert not crowd.free
    crowd.arrive(2)
    crowd.far[0].send(data[50:])
    crowd.arrive(3)
    assert crowd.free
    assert crowd.cursors[0] == 4
    assert crowd.received == len(data)
    assert crowd.took[2] == 1


def test_readers_wait_for_a_free_connection(crowd):
    crowd = crowd(readers=3, connections=2)
    crowd.launch(1)
    assert (len(crowd.waiting), crowd.longest_queue) == (1, 1)
    crowd.far[1].send(whole("<html>" + POLLER.format(4)))
    crowd.arrive(1)
    crowd.launch(1)
    assert not crowd.waiting
    assert crowd.cursors.tolist() == [OPENS, 4, OPENS]


def test_a_poll_waits_as_long_as_its_answer_asks_for(crowd):
    crowd = crowd()
    opened(crowd)
    tick = next_asked(crowd, 1)
    crowd.far[0].send(b"HTTP/1.1 204 No Content\r\nPoll-After: 30\r\n\r\n")
    crowd.arrive(tick)
    assert 24 <= (next_asked(crowd, tick) - tick) * TICK <= 36
    assert crowd.put_off == 1


def test_a_reader_who_returns_and_is_put_off_still_waits_for_the_news(crowd):
    crowd = crowd(roaming=1)
    crowd.looks[0] = 5
    opened(crowd)
    crowd.returned_at[0] = 1
    tick = next_asked(crowd, 1)
    asked(crowd)
    crowd.far[0].send(b"HTTP/1.1 204 No Content\r\nPoll-After: 1\r\n\r\n")
    crowd.arrive(tick)
    assert not sum(crowd.returns)
    again = next_asked(crowd, tick)
    assert 0.8 <= (again - tick) * TICK <= 1.2
    crowd.far[0].send(whole(POLLER.format(7)))
    crowd.arrive(again)
    assert crowd.returns[again - 1] == 1


def test_a_reader_who_is_shed_stays_away_as_long_as_told(crowd):
    crowd = crowd()
    opened(crowd)
    tick = next_asked(crowd, 1)
    crowd.far[0].send(b"HTTP/1.1 503 x\r\nRetry-After: 50\r\nContent-Length: 0\r\n\r\n")
    crowd.arrive(tick)
    assert crowd.errors == {"503, shed": 1}
    assert tick + 50 / TICK <= next_asked(crowd, tick) <= tick + 60 / TICK
    assert asked(crowd).startswith("/live/x/")


def test_a_reader_backs_off_twice_as_long_each_time_up_to_half_a_minute(crowd):
    crowd = crowd(seconds=10)
    tick, pauses = 1, []
    crowd.launch(1)
    for number in range(3):
        crowd.far[number].close()
        crowd.arrive(tick)
        again = next_asked(crowd, tick)
        pauses.append((again - tick) * TICK)
        tick = again
    assert crowd.errors == {"connection lost": 3}
    for pause, usual in zip(pauses, (10, 20, 30), strict=True):
        assert 0.8 * usual <= pause <= 1.2 * usual


def test_a_reader_who_was_answered_backs_off_from_the_start(crowd):
    crowd = crowd(seconds=10)
    crowd.launch(1)
    crowd.failures[0] = 3
    crowd.far[0].send(whole("<html>" + POLLER.format(4)))
    crowd.arrive(1)
    tick = next_asked(crowd, 1)
    crowd.far[0].close()
    crowd.arrive(tick)
    assert (next_asked(crowd, tick) - tick) * TICK <= 12


def test_a_connection_closed_while_idle_is_opened_again_and_no_error(crowd):
    crowd = crowd()
    opened(crowd)
    crowd.far[0].close()
    crowd.arrive(2)
    assert (crowd.reopened, len(crowd.free), len(crowd.far)) == (1, 1, 2)
    assert not crowd.errors


def test_a_connection_that_the_server_closes_after_an_answer_is_not_used(crowd):
    crowd = crowd()
    crowd.launch(1)
    crowd.far[0].send(whole("<html>" + POLLER.format(4), "Connection: close\r\n"))
    crowd.arrive(1)
    assert crowd.cursors[0] == 4
    next_asked(crowd, 1)
    assert asked(crowd, 1) == "/live/x/updates/4/"
    assert not crowd.errors


def test_bytes_that_nobody_asked_for_are_an_error(crowd):
    crowd = crowd()
    opened(crowd)
    crowd.far[0].send(EMPTY)
    crowd.arrive(2)
    assert crowd.errors == {"bytes that nobody asked for": 1}


def test_an_answer_that_never_comes_is_an_error(crowd):
    crowd = crowd()
    crowd.launch(1)
    crowd._sweep(round(PATIENCE / TICK))
    assert not crowd.errors
    crowd._sweep(round(PATIENCE / TICK) + 2)
    assert crowd.errors == {f"no answer in {PATIENCE} s": 1}


def test_a_roaming_reader_comes_and_goes_and_what_it_finds_on_return_is_apart(crowd):
    crowd = crowd(roaming=1)
    opened(crowd)
    tick, opens, steps = 1, 0, 60
    for cursor in range(5, 5 + steps):
        tick, before = next_asked(crowd, tick), tick
        assert 5 <= (tick - before) * TICK <= 30.5
        is_opening = asked(crowd) == "/live/x/"
        opens += is_opening
        crowd.far[0].send(whole("<html>" * is_opening + POLLER.format(cursor)))
        crowd.arrive(tick)
    returns = sum(crowd.returns)
    assert opens
    assert returns
    assert max(crowd.took) == 1 + steps
    assert max(t for t, count in enumerate(crowd.returns) if count) * TICK <= 0.5
    assert crowd.seen_on_return.total() == returns
    assert crowd.seen.total() == 1 + steps - returns


def test_nobody_goes_away_when_the_crowd_is_closing(crowd):
    crowd = crowd(roaming=1)
    crowd.is_closing = True
    opened(crowd)
    tick = 1
    for _ in range(20):
        again = next_asked(crowd, tick)
        assert 8 <= (again - tick) * TICK <= 12
        tick = again
        crowd.far[0].send(EMPTY)
        crowd.arrive(tick)
