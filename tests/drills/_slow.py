"""A way to a server that can be made slow: what it answers comes late."""

import socket
import threading
import time
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Proxy:
    """Listens at `address`, which is that of the server but for the port."""

    def __init__(self, address):
        parts = urlsplit(address)
        self._server = (parts.hostname, parts.port)
        self._socket = socket.create_server(("127.0.0.1", 0))
        port = self._socket.getsockname()[1]
        self.address = address.replace(f":{parts.port}/", f":{port}/")
        self._seconds = 0
        threading.Thread(target=self._listen, daemon=True).start()

    @contextmanager
    def late(self, seconds):
        """While the block lasts, each answer comes SECONDS late."""
        self._seconds = seconds
        try:
            yield
        finally:
            self._seconds = 0

    def close(self):
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _listen(self):
        with suppress(OSError):
            while True:
                ours, _ = self._socket.accept()
                try:
                    theirs = socket.create_connection(self._server, 2)
                except OSError:
                    ours.close()
                    continue
                for pair in ((ours, theirs, False), (theirs, ours, True)):
                    threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, source, target, is_answer):
        with suppress(OSError):
            while data := source.recv(65536):
                if is_answer and self._seconds:
                    time.sleep(self._seconds)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def slow(address):
    """A Proxy before the server at ADDRESS, an URL with a port."""
    proxy = Proxy(address)
    try:
        yield proxy
    finally:
        proxy.close()
