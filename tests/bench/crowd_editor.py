"""The editor of the crowd's page: publishes on the second, corrects, withdraws.

A process of its own. It gets ready (signs in), says so in a line, waits for a line on
its standard input, and then logs one line of JSON for each thing done; see `done`.
"""

import argparse
import http.client
import json
import random
import re
import sys
import time
from collections import deque
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import django

NAME, PASSWORD = "edna", "secret"  # as tests.conftest.make_user makes them
WORDS = 100
KEPT = 20  # posts that may still be corrected or withdrawn


class Browser:
    """A browser at the desk, with the manners of Django's test client."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {}

    def sign_in(self):
        form = self.get("/admin/login/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
        data = {"username": NAME, "password": PASSWORD, "next": "/admin/"}
        self.post("/admin/login/", data | {"csrfmiddlewaretoken": token})
        if "sessionid" not in self.cookies:
            raise SystemExit("The editor could not sign in.")

    def get(self, path, data=None):
        return self._ask("GET", f"{path}?{urlencode(data)}" if data else path)

    def post(self, path, data):
        return self._ask("POST", path, urlencode(data, doseq=True))

    def _ask(self, method, path, body=None):
        headers = {
            "Cookie": "; ".join(f"{name}={v}" for name, v in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "HX-Request": "true",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if response.status >= 400:
            raise SystemExit(f"The desk answered {response.status} to {path}.")
        return SimpleNamespace(status_code=response.status, content=content)


class AtDesk:
    """Works as an editor does: on the desk, over HTTP."""

    def __init__(self, page, port):
        self.page = page
        self.browser = Browser(port)
        self.browser.sign_in()

    def publish(self, headline, body):
        from tests.desk import save, typed

        fields = typed(headline=headline, body=body)
        save(self.browser, self.page, "publish", **fields)
        return self.page.posts.get(composer_key=fields["key"])

    def edit(self, post, headline):
        from tests.desk import opened, save

        fields = opened(self.browser, self.page, post) | {"headline": headline}
        save(self.browser, self.page, "publish", **fields)

    def withdraw(self, post):
        from tests.desk import act

        act(self.browser, self.page, "withdraw", post)


class AtDoor:
    """Goes through the door in this process: no server works for the editor."""

    def __init__(self, page, port):
        self.page = page

    def publish(self, headline, body):
        from tests.conftest import publish

        return publish(self.page, headline, body)

    def edit(self, post, headline):
        from tests.conftest import edit

        edit(post, headline=headline)

    def withdraw(self, post):
        from tests.conftest import withdraw

        withdraw(post)


class Shift:
    """One publication a second, with a correction or withdrawal now and then."""

    def __init__(self, editor, seconds, log):
        self.editor, self.seconds, self.log = editor, seconds, log
        self.texts = texts("a shift")
        self.posts = deque(maxlen=KEPT)

    def work(self):
        start = time.monotonic()
        for number in range(self.seconds):
            self._wait(start + number)
            self.publish(number)
            if number % 10 == 5:
                self._wait(start + number + 0.5)
                self.edit(number)
            elif number % 20 == 13:
                self._wait(start + number + 0.5)
                self.withdraw()

    def _wait(self, moment):
        time.sleep(max(0, moment - time.monotonic()))

    def publish(self, number):
        text = next(self.texts)
        pressed = time.monotonic()
        post = self.editor.publish(f"Post {number}", text)
        self.done("publish", post, pressed)
        self.posts.append(post)

    def edit(self, number):
        post = self.posts[-min(4, len(self.posts))]
        pressed = time.monotonic()
        self.editor.edit(post, f"Corrected at {number}")
        self.done("edit", post, pressed)

    def withdraw(self):
        post = self.posts[-min(8, len(self.posts))]
        self.posts.remove(post)
        pressed = time.monotonic()
        self.editor.withdraw(post)
        self.done("withdraw", post, pressed)

    def done(self, act, post, pressed):
        """Tell of ACT on POST, after checking in the database that it was done.

        {act, pk, revision, pressed, took}: PRESSED on the machine's monotonic clock,
        right before the act, so that what readers wait includes the act itself.
        """
        took = time.monotonic() - pressed
        before = 0 if act == "publish" else post.revision
        post.refresh_from_db(fields=["status", "revision"])
        expected = "withdrawn" if act == "withdraw" else "published"
        if post.status != expected or post.revision <= before:
            raise SystemExit(f"Nothing came of {act}: post {post.pk} is {post.status}.")
        line = {"act": act, "pk": post.pk, "revision": post.revision}
        line |= {"pressed": pressed, "took": took}
        print(json.dumps(line), file=self.log, flush=True)


def texts(seed):
    """Bodies of WORDS words each, which compress no better than what people write."""
    from tests.page_weight import SAMPLE

    chance = random.Random(seed)
    words = SAMPLE.read_text(encoding="utf-8").split()
    while True:
        yield f"<p>{' '.join(chance.choices(words, k=WORDS))}.</p>"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--page", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--at", choices=["desk", "door"], required=True)
    parser.add_argument("--log", type=Path, required=True)
    asked = parser.parse_args()
    django.setup()
    from posts.models import LivePage

    page = LivePage.objects.get(pk=asked.page)
    kind = {"desk": AtDesk, "door": AtDoor}[asked.at]
    with asked.log.open("w") as log:
        shift = Shift(kind(page, asked.port), asked.seconds, log)
        print(json.dumps({"ready": True}), flush=True)
        sys.stdin.readline()
        shift.work()


if __name__ == "__main__":
    main()
