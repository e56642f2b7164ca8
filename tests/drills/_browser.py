"""Who asks the server that a drill breaks: answers as Django's test client gives them.

So tests/reader.py and tests/desk.py can be used on them. Whatever is no good answer is
raised as UnansweredError: whoever acted then does not know what came of it.
"""

import http.client
import re
import select
import socket
import ssl
import time
import uuid
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode

PATIENCE = 40  # seconds, as in poll.js
PASSWORD = "secret"  # as tests.conftest.make_user makes it


class UnansweredError(Exception):
    """No answer, or one that says nothing: `status` is its status or the error's name.

    `after` is how many seconds it asks to wait, or None.
    """

    def __init__(self, status, path, after=None):
        super().__init__(f"{status} to {path}")
        self.status, self.after = status, after


class Site:
    """Where a drill's server is: PORT on loopback, and its NAME and CERTIFICATE if
    nginx with TLS is before it."""

    def __init__(self, port, name="127.0.0.1", certificate=None):
        self.port, self.name, self.certificate = port, name, certificate


class Connection(http.client.HTTPConnection):
    """A kept connection to a Site."""

    def __init__(self, site):
        super().__init__(site.name, site.port, timeout=PATIENCE)
        self.site = site

    def connect(self):
        self.sock = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.site.certificate:
            context = ssl.create_default_context(cafile=self.site.certificate)
            self.sock = context.wrap_socket(self.sock, server_hostname=self.site.name)


class Browser:
    """One browser, whose cookies are kept, on one connection."""

    def __init__(self, site):
        self.site = site
        self.connection = Connection(site)
        self.cookies = {}

    def get(self, path, data=None, headers=()):
        path = f"{path}?{urlencode(data)}" if data else path
        return self._ask("GET", path, more=headers)

    def post(self, path, data):
        kind = "application/x-www-form-urlencoded"
        return self._ask("POST", path, urlencode(data, doseq=True).encode(), kind)

    def upload(self, path, name, data):
        """Send DATA as a file called NAME in the field `file`."""
        mark = uuid.uuid4().hex
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={mark}")

    def sign_in(self, name, password=PASSWORD):
        form = self.get("/admin/login/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
        data = {"username": name, "password": password, "next": "/admin/"}
        self.post("/admin/login/", data | {"csrfmiddlewaretoken": token})
        if not any("sessionid" in cookie for cookie in self.cookies):
            raise RuntimeError(f"{name} could not sign in.")

    def close(self):
        self.connection.close()

    def _ask(self, method, path, body=None, kind=None, more=()):
        headers = {"Host": self.site.name, "HX-Request": "true", **dict(more)}
        if self.cookies:
            said = (f"{name}={value}" for name, value in self.cookies.items())
            headers["Cookie"] = "; ".join(said)
        if body is not None:
            named = "__Host-csrftoken" if self.site.certificate else "csrftoken"
            headers["X-CSRFToken"] = self.cookies.get(named, "")
            headers["Content-Type"] = kind
            if self.site.certificate:
                headers["Referer"] = f"https://{self.site.name}/"
        try:
            response = self._sent(method, path, body, headers)
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise UnansweredError(type(error).__name__, path) from error
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if response.status >= 400:
            after = response.headers.get("Retry-After", "")
            raise UnansweredError(
                response.status, path, int(after) if after.isdigit() else None
            )
        return SimpleNamespace(
            status_code=response.status, content=content, headers=response.headers
        )

    def _sent(self, method, path, body, headers):
        """The answer; a kept connection that the server has closed is opened again."""
        if self.connection.sock and select.select([self.connection.sock], [], [], 0)[0]:
            self.close()  # the server has closed it: nothing else comes unasked
        is_kept = self.connection.sock is not None
        try:
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):
            self.close()
            # What was sent may have been done: only a question is asked twice.
            if not is_kept or method != "GET":
                raise
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()


def wait_until(is_so, seconds=180, what="It", pause=0.05):
    """Return as soon as IS_SO(), asked every PAUSE; RuntimeError after SECONDS."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not come about in {seconds} seconds.")
        time.sleep(pause)
