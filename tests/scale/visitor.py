"""Who visits the deployment: a reader or an editor, over TLS, as Django's test client.

An answer has `status_code` and `content`, decoded, so that tests/reader.py and
tests/desk.py can be used on it.
"""

import gzip
import http.client
import re
import socket
import ssl
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import brotli

TIMEOUT = 30  # seconds
DECODERS = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


class Answer:
    """`raw` is the body as it was sent, `cache` nginx's word on its cache or None."""

    def __init__(self, response):
        self.status_code = response.status
        self.headers = response.headers
        self.raw = response.read()
        self.encoding = self.headers.get("Content-Encoding", "")
        self.cache = self.headers.get("X-Cache")

    @property
    def content(self):
        return DECODERS[self.encoding](self.raw) if self.raw else b""


class Visitor:
    """One browser, whose cookies are kept; through nginx, or at app server APP.

    HOST is what it asks for and expects the certificate to be for, ADDRESS its own.
    """

    def __init__(self, stack, app=None, host=None, address="127.0.0.1"):
        self.stack, self.app = stack, app
        self.host = host or stack.name
        self.address = (address, 0)
        self.cookies = {}

    def get(self, path, data=None, **headers):
        return self.ask("GET", f"{path}?{urlencode(data)}" if data else path, **headers)

    def head(self, path, **headers):
        return self.ask("HEAD", path, **headers)

    def post(self, path, data, **headers):
        # Over plain HTTP a cookie has its plain name.
        names = ("__Host-csrftoken", "csrftoken")
        token = next(filter(None, map(self.cookies.get, names)), "")
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": token,
            "Referer": f"https://{self.host}/",
        }
        return self.ask("POST", path, urlencode(data, doseq=True), **headers)

    def ask(self, method, path, body=None, **headers):
        """The Answer; names of HEADERS have `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Host": self.host} | named
        if self.cookies:
            said = (f"{name}={value}" for name, value in self.cookies.items())
            sent.setdefault("Cookie", "; ".join(said))
        if self.app is not None:
            sent["X-Forwarded-Proto"] = "https"
        connection = self._connected()
        try:
            connection.request(method, path, body, sent)
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    def _connected(self):
        port = self.stack.port if self.app is None else self.stack.apps[self.app]
        connection = http.client.HTTPConnection(self.host, port, timeout=TIMEOUT)
        server = ("127.0.0.1", port)
        connection.sock = socket.create_connection(server, TIMEOUT, self.address)
        if self.app is None:
            context = ssl.create_default_context(cafile=self.stack.certificate)
            connection.sock = context.wrap_socket(
                connection.sock, server_hostname=self.host
            )
        return connection

    def sign_in(self, name, password):
        """The Answer to the sign-in form."""
        form = self.get("/admin/login/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
        data = {"username": name, "password": password, "next": "/admin/"}
        return self.post("/admin/login/", data | {"csrfmiddlewaretoken": token})
