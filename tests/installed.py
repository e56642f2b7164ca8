"""An installation as servers need it: a database, a live page, an editor's way in.

It is for tests with real processes, which share nothing with the test's own database.
"""

import http.client
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.servers import ROOT, environment

SLUG = "storm"
TOKEN = "t" * 32  # of the CSRF check, which only compares the two that come
TIMEOUT = 60  # seconds

MAKE = f"""
import django; django.setup()
import json
from django.test import Client
from tests.conftest import make_page, make_user, publish
page, editor, client = make_page({SLUG!r}), make_user("edna", "Editors"), Client()
publish(page, "First")
client.force_login(editor)
session = client.cookies["sessionid"].value
print(json.dumps({{"page": page.pk, "session": session}}))
"""


class Installation:
    """`variables` are those of its servers, `page` the pk of its live page.

    Without STATIC files it serves polls and what the desk's script asks for.
    """

    def __init__(self, folder, static=False, **variables):
        self.variables = environment(folder / "data") | variables
        self.manage("migrate", "--verbosity=0")
        if static:
            self.manage("collectstatic", "--verbosity=0", "--noinput")
        made = json.loads(self.python("-c", MAKE))
        self.page, self._session = made["page"], made["session"]

    def manage(self, *words):
        return self.python("manage.py", *words)

    def python(self, *words):
        """What a Python program of ours writes, with the settings of the servers."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=os.environ | self.variables,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    @contextmanager
    def locked(self):
        """While another process writes to the database."""
        path = self.variables["DATABASE_URL"].removeprefix("sqlite:///")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.close()

    def headlines(self):
        """Those of all published posts, newest first."""
        script = (
            "import django; django.setup(); import json; from posts.models import Post;"
            "print(json.dumps([post.headline for post in Post.objects.published()"
            ".order_by('-sort_key')]))"
        )
        return json.loads(self.python("-c", script))

    def editor(self):
        """The headers of an editor who is signed in."""
        return {
            "Cookie": f"sessionid={self._session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def publish(self, port, headline, key):
        """(status, text) of publishing HEADLINE at the desk; KEY is a UUID of it."""
        address = f"/admin/posts/livepage/{self.page}/desk/save/"
        fields = {"key": key, "headline": headline, "body": "", "act": "publish"}
        return ask(port, "POST", address, urlencode(fields), self.editor())


def ask(port, method, path, body=None, headers=None):
    """(status, text) of one request over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def poll(cursor=0):
    return f"/live/{SLUG}/updates/{cursor}/"
