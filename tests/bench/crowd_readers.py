"""A crowd of readers in one process: each opens the page and polls as poll.js does.

Readers are numbers, and what is known of each stands in arrays, so that a poll costs
microseconds. They share kept connections, one request at a time on each; a reader for
whom none is free waits, which counts as waiting for the news. Every TICK all answers
that came are read and all requests that are due are sent: times are that coarse.
"""

import random
import select
import socket
import time
from array import array
from collections import Counter, deque

from tests.bench.crowd_http import OPENS, BadAnswerError, Heads, parse_body, request
from tests.bench.crowd_wheel import Wheel

TICK = 0.002  # seconds
MOMENT = 5  # ticks: what was seen is counted by moments of 10 ms
NOBODY = -1
NOTHING = -1
JITTERS = 1 << 14
PATIENCE = 40  # seconds without an answer, as in poll.js
LONGEST = 30  # seconds between two tries, unless the server asks for more
AWAY = (5, 30)  # seconds that a tab is hidden
LOOKS = (1, 6)  # polls before it is hidden again
RECEIVE = 1 << 16
LAST = 10_000  # ticks: answers that took longer count as this
SOURCES = 16  # addresses 127.0.0.2 and on: each has ports for 28,000 connections


class Crowd:
    """READERS of the live page at PATH on 127.0.0.1:PORT, over CONNECTIONS.

    The first ROAMING of them come and go: they poll a few times, hide the tab or
    close it for a while, return or open the page anew. SECONDS, if given, is how
    often everybody polls, whatever the page says. All that is random follows SEED.
    """

    def __init__(
        self, port, path, readers, connections, *, roaming=0, seconds=None,
        encoding="gzip, deflate, br", seed=1,
    ):  # fmt: skip
        self.port, self.path, self.encoding = port, path, encoding
        self.roaming, self.seconds = roaming, seconds
        self.chance = random.Random(seed)
        self.wheel = Wheel()
        self.start = time.monotonic()
        self.heads = Heads()
        self.requests = {}
        self.is_closing = False  # nobody goes away any more

        self.cursors = array("q", [OPENS]) * readers
        self.looks = array("H", [0]) * roaming
        self.returned_at = array("q", [0]) * roaming  # ticks; 0: has not been away
        self.failures = {}

        self.numbers = {}  # of bodies: {bytes sent: number}
        self.bodies = []
        self.delays = {}  # {seconds: jittered ticks}
        self.usual = None
        self.turn = 0

        self.epoll = select.epoll()
        self.sockets, self.sends, self.receives = {}, {}, {}
        self.owners, self.sent_at, self.partial = {}, {}, {}
        self.free, self.waiting = deque(), deque()
        self.absent = 0  # connections to be opened again

        self.seen = Counter()  # {(moment, cursor before, body): readers}
        self.seen_on_return = Counter()  # {(cursor before, body): readers}
        self.took = [0] * (LAST + 1)  # answers by ticks
        self.returns = [0] * (LAST + 1)  # ticks from a return to the news
        self.errors = Counter()
        self.answers = Counter()  # by status
        self.received = self.sent = self.reopened = 0
        self.put_off = 0  # answers that named another interval
        self.latest = self.longest_queue = 0
        for _ in range(connections):
            self._open()

    def spread(self, seconds):
        """Let every reader open the page within the next SECONDS."""
        ticks = round(seconds / TICK)
        for reader in range(len(self.cursors)):
            self.wheel.add(reader, self.now() + 1 + self.chance.randrange(ticks))
        for reader in range(self.roaming):
            self.looks[reader] = self.chance.randint(*LOOKS)

    def now(self):
        """The tick that it is."""
        return int((time.monotonic() - self.start) / TICK)

    def run(self, seconds, is_over=None):
        """Let the readers read for SECONDS, or until IS_OVER(), asked once a second."""
        end = time.monotonic() + seconds
        sweep = time.monotonic() + 1
        while (moment := time.monotonic()) < end:
            tick = self.now()
            self.arrive(tick)
            self.launch(tick)
            if moment > sweep:
                sweep += 1
                self._sweep(tick)
                if is_over and is_over():
                    return
            pause = self.start + (tick + 1) * TICK - time.monotonic()
            if pause > 0:
                time.sleep(pause)

    def close(self):
        for sock in self.sockets.values():
            sock.close()
        self.epoll.close()

    # The two that are called for every tick: everything in them counts

    def launch(self, tick):
        """Send what is due, as far as connections are free."""
        self.latest = max(self.latest, tick - self.wheel.now)
        waiting, free, cursors = self.waiting, self.free, self.cursors
        requests, sends = self.requests, self.sends
        owners, sent_at, failures = self.owners, self.sent_at, self.failures
        port, path, encoding = self.port, self.path, self.encoding
        sent = 0
        waiting.extend(self.wheel.due(tick))
        while waiting and free:
            reader = waiting.popleft()
            fd = free.popleft()
            cursor = cursors[reader]
            asked = cursor, reader in failures
            if asked not in requests:
                is_again = asked[1]
                requests[asked] = request(port, path, cursor, encoding, is_again)
            owners[fd] = reader
            sent_at[fd] = tick
            try:
                sent += sends[fd](requests[asked])
            except OSError:
                self._lost(fd, tick)
        self.sent += sent
        self.longest_queue = max(self.longest_queue, len(waiting))

    def arrive(self, tick):
        """Read what came, note what each reader sees, and when to ask again."""
        receives, owners, partial = self.receives, self.owners, self.partial
        take, numbers, bodies = self.heads.take, self.numbers, self.bodies
        cursors, seen, took, sent_at = self.cursors, self.seen, self.took, self.sent_at
        free, add, usual = self.free.append, self.wheel.add, self.usual
        roaming, failures, turn = self.roaming, self.failures, self.turn
        moment = -(-tick // MOMENT)
        received = idle = news = 0
        for fd, _ in self.epoll.poll(0, len(self.sockets) + 1):
            try:
                data = receives[fd](RECEIVE)
            except BlockingIOError:
                continue  # a new connection has the number of one lost just now
            except OSError:
                data = b""
            reader = owners[fd]
            if not data or reader < 0:
                self._lost(fd, tick, data and "bytes that nobody asked for")
                continue
            received += len(data)
            if partial and fd in partial:
                data = partial.pop(fd) + data
            try:
                answer = take(data)
                if answer is None:
                    partial[fd] = data
                    continue
                head, body = answer
                if head.status == 200 and body not in numbers:
                    self._learn(body, head.encoding)
                    usual = self.usual
            except BadAnswerError as error:
                self._lost(fd, tick, str(error))
                continue
            ticks = tick - sent_at[fd]
            took[ticks if ticks < LAST else LAST] += 1
            owners[fd] = NOBODY
            free(fd)
            if head.closes:
                self._lost(fd, tick)
            if head.status == 204:
                idle += 1
                number = NOTHING
            elif head.status == 200:
                news += 1
                number = numbers[body]
            else:
                self._refused(reader, head, tick)
                continue
            if failures:
                failures.pop(reader, None)
            cursor = cursors[reader]
            if number >= 0:
                cursors[reader] = bodies[number].cursor
            delays = usual
            if head.wait is not None:
                self.put_off += 1
                delays = self._delays(head.wait)
            elif reader < roaming:
                self._roam(reader, tick, cursor, number)
                continue
            if number >= 0:
                seen[moment, cursor, number] += 1
            turn = (turn + 1) % JITTERS
            add(reader, tick + delays[turn])
        self.turn = turn
        self.received += received
        self.answers[204] += idle
        self.answers[200] += news

    # What is rare

    def _learn(self, sent, encoding):
        body = parse_body(sent, encoding)
        self.numbers[sent] = len(self.bodies)
        self.bodies.append(body)
        self.usual = self._delays(self.seconds or body.seconds)

    def _delays(self, seconds):
        """Ticks to wait for SECONDS, with the jitter of poll.js."""
        if seconds not in self.delays:
            self.delays[seconds] = [
                max(1, round(seconds * self.chance.uniform(0.8, 1.2) / TICK))
                for _ in range(JITTERS)
            ]
        return self.delays[seconds]

    def _roam(self, reader, tick, cursor, number):
        """Note what a roaming READER sees; then let it wait, or go away and return."""
        if self.returned_at[reader]:
            ticks = tick - self.returned_at[reader]
            self.returns[min(ticks, LAST)] += 1
            self.returned_at[reader] = 0
            if number >= 0:
                self.seen_on_return[cursor, number] += 1
        elif number >= 0:
            self.seen[-(-tick // MOMENT), cursor, number] += 1
        if self.looks[reader] or self.is_closing:
            self.looks[reader] = max(self.looks[reader] - 1, 0)
            self.wheel.add(reader, tick + self.chance.choice(self.usual))
            return
        self.looks[reader] = self.chance.randint(*LOOKS)
        back = tick + round(self.chance.uniform(*AWAY) / TICK)
        if self.chance.random() < 0.5:
            self.cursors[reader] = OPENS
        else:
            self.returned_at[reader] = back
            back += round(self.chance.random() / 2 / TICK)
        self.wheel.add(reader, back)

    def _refused(self, reader, head, tick):
        """READER was told something else than 200 or 204: backs off as poll.js does."""
        self.answers[head.status] += 1
        self.errors["503, shed" if head.status == 503 else str(head.status)] += 1
        self._back_off(reader, tick, head.rest)

    def _back_off(self, reader, tick, rest=0):
        failures = self.failures[reader] = self.failures.get(reader, 0) + 1
        delays = self.usual or self._delays(self.seconds or 5)
        usual = self.chance.choice(delays)
        own = max(min(usual * 2 ** (failures - 1), round(LONGEST / TICK)), usual)
        asked = round(rest * self.chance.uniform(1, 1.2) / TICK)
        self.wheel.add(reader, tick + (asked or own))

    def _lost(self, fd, tick, why=""):
        """The connection FD is over; whoever waits for an answer on it asks again."""
        reader = self.owners.pop(fd)
        self.epoll.unregister(fd)
        self.sockets.pop(fd).close()
        self.partial.pop(fd, None)
        if reader == NOBODY:
            self.reopened += 1
            self.free.remove(fd)
        else:
            why = why or "connection lost"
            self._back_off(reader, tick)
        if why:
            self.errors[why] += 1
        self._open()

    def _open(self):
        """One more connection, from the next of our own addresses."""
        sock = socket.socket()
        sock.settimeout(1)
        try:
            sock.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
            sock.bind((f"127.0.0.{2 + len(self.sockets) % SOURCES}", 0))
            sock.connect(("127.0.0.1", self.port))
        except OSError:
            sock.close()
            self.errors["not connected"] += 1
            self.absent += 1
            return
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._take(sock)

    def _take(self, sock):
        """Use SOCK, which is connected."""
        sock.setblocking(False)
        fd = sock.fileno()
        self.sockets[fd] = sock
        self.sends[fd], self.receives[fd] = sock.send, sock.recv
        self.owners[fd] = NOBODY
        self.epoll.register(fd, select.EPOLLIN)
        self.free.append(fd)

    def _sweep(self, tick):
        """Give up on answers that never came, and open what could not be opened."""
        oldest = tick - round(PATIENCE / TICK)
        for fd, reader in list(self.owners.items()):
            if reader != NOBODY and self.sent_at[fd] < oldest:
                self._lost(fd, tick, f"no answer in {PATIENCE} s")
        absent, self.absent = self.absent, 0
        for _ in range(absent):
            self._open()
