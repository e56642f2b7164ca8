"""What one answer is on the wire: its head and body, to the byte."""

import re
import socket
from dataclasses import dataclass

LENGTH = re.compile(rb"^content-length: *(\d+)", re.I | re.M)
CHUNKED = re.compile(rb"^transfer-encoding: *chunked", re.I | re.M)


@dataclass(frozen=True)
class Answer:
    """`size` is that of head and body together, in bytes."""

    status: int
    head: bytes
    body: bytes

    @property
    def size(self):
        return len(self.head) + len(self.body)

    def header(self, name):
        """The value of the header NAME, "" if there is none."""
        found = re.search(rf"^{name}: *(.*?)\r$".encode(), self.head, re.I | re.M)
        return found[1].decode() if found else ""


def ask(port, path, headers=(), method="GET"):
    """The Answer of the server on PORT of 127.0.0.1; a chunked body stays in chunks."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in dict(headers).items()]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        received = b""
        while not is_whole(received, method):
            some = connection.recv(65536)
            if not some:
                break
            received += some
    head, end, body = received.partition(b"\r\n\r\n")
    return Answer(int(head.split()[1]), head + end, body)


def is_whole(received, method):
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return False
    if method == "HEAD" or head.split()[1] in (b"204", b"304"):
        return True
    if length := LENGTH.search(head):
        return len(body) >= int(length[1])
    return bool(CHUNKED.search(head)) and body.endswith(b"0\r\n\r\n")
