"""Load on a server that is already running."""

import re
import socket
import subprocess
import threading
import time
from dataclasses import dataclass

CONNECTIONS = 16
# As a browser asks, over TLS.
ACCEPTS = {"Accept-Encoding": "gzip, deflate, br, zstd"}
COUNTED = re.compile(r"(\d+) requests in ([\d.]+)(us|ms|s|m)")
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}
FAILED = re.compile(
    r"connect (\d+), read (\d+), write (\d+), timeout (\d+)|Non-2xx .*: (\d+)"
)


@dataclass(frozen=True)
class Load:
    """What came of it: `requests` that were answered in `seconds`, and `errors`."""

    requests: int
    seconds: float
    errors: int


def load(address, seconds, method="GET", is_slow=False):
    """Ask for ADDRESS as fast as CONNECTIONS connections can, for SECONDS.

    wrk gives up what is not answered at the end, which would be much of what a slow
    server does, and waits for the body that an answer to HEAD announces and does not
    have. Such are asked by threads.
    """
    if is_slow or method == "HEAD":
        return threads(address, seconds, method)
    return wrk(address, seconds)


def wrk(address, seconds):
    headers = [f"-H{name}: {value}" for name, value in ACCEPTS.items()]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *headers, address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return read_report(done.stdout)


def read_report(text):
    """The Load that wrk tells of; ValueError if it tells of none."""
    counted = COUNTED.search(text)
    if not counted:
        raise ValueError(f"wrk counted nothing: {text}")
    failed = FAILED.findall(text)
    return Load(
        requests=int(counted[1]),
        seconds=float(counted[2]) * UNITS[counted[3]],
        errors=sum(int(number) for line in failed for number in line if number),
    )


def threads(address, seconds, method):
    """The same in this process, a new connection for each request, as gunicorn wants.

    Each request that was begun is waited for. Fit for some hundred answers a second.
    """
    host, port, path = re.fullmatch(r"http://([\d.]+):(\d+)(.*)", address).groups()
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}:{port}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in ACCEPTS.items()]
    words = "\r\n".join([*lines, "", ""]).encode()
    counts = [[0, 0] for _ in range(CONNECTIONS)]
    start = time.monotonic()

    def ask(count):
        while time.monotonic() < start + seconds:
            with socket.create_connection((host, int(port)), timeout=30) as connection:
                connection.sendall(words)
                answer = connection.recv(65536)
                while connection.recv(65536):
                    pass
            count[0 if answer.startswith(b"HTTP/1.1 2") else 1] += 1

    asking = [threading.Thread(target=ask, args=[count]) for count in counts]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    answered, errors = map(sum, zip(*counts, strict=True))
    return Load(answered, time.monotonic() - start, errors)
