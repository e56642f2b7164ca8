"""`make demo` as a visitor runs it: a real server on a free port."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from posts.management.commands.demo import Command
from posts.models import LivePage
from tests.conftest import edit, open_as, withdraw

ROOT = Path(__file__).resolve().parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_demo(data_dir, use, pause):
    """Start the demo, call USE with its first two lines, stop it as Ctrl+C does."""
    environment = {
        "PATH": os.environ["PATH"],
        "DEBUG": "false",
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": f"sqlite:///{data_dir}/db.sqlite3",
        "SECRET_KEY": "for this test only",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "false",
        "LOG_LEVEL": "WARNING",
    }
    port = free_port()
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    command += ["--pause", str(pause)]
    demo = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        return use(demo.stdout.readline(), demo.stdout.readline())
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.communicate(timeout=30)
        assert demo.returncode == 0
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server lives on"


def test_a_port_in_use_is_refused_in_one_line(db):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            call_command("demo", port=port)


def read_page(desk, page):
    pattern = r"Desk: http://127\.0\.0\.1:\d+/admin/ user=editor password=\S+\n"
    assert re.fullmatch(pattern, desk)
    found = re.fullmatch(r"Page: (http://127\.0\.0\.1:\d+/live/[\w-]+/)\n", page)
    with urllib.request.urlopen(found[1], timeout=10) as answer:
        html = answer.read().decode()
    root = found[1].split("/live/")[0]
    for asset in re.findall(r'(?:href|src)="(/static/[^"]+)"', html):
        with urllib.request.urlopen(root + asset, timeout=10) as answer:
            assert answer.status == 200
    return desk, html


def watch_page(desk, page):
    """(desk, posts at first, posts when one more arrived); an error ends the wait."""
    url = page.removeprefix("Page: ").strip()
    counts = []
    for _ in range(60):
        with urllib.request.urlopen(url, timeout=10) as answer:
            counts.append(answer.read().count(b'<article id="post-'))
        if counts[-1] > counts[0]:
            break
        time.sleep(0.5)
    return desk, counts[0], counts[-1]


def test_the_demo_works_in_an_empty_place_and_comes_alive_again_in_a_used_one(tmp_path):
    desk, html = run_demo(tmp_path, read_page, pause=600)
    assert len(re.findall(r'<article id="post-', html)) == 8
    assert 'class="badge badge-live"' in html
    assert len(re.findall(r'<img src="/media/', html)) == 2
    again, before, after = run_demo(tmp_path, watch_page, pause=5)
    assert 8 <= before < after
    assert desk.split("password=")[1] != again.split("password=")[1]


# What the command shows, without its server


@pytest.fixture
def start(db, media_root):
    """Starts the demo; returns the page that the visitor is shown."""
    user = User.objects.create(username="editor")
    pause = timedelta(seconds=20)
    return lambda: Command().sample_page(user, 8000, pause)


def stored(folder):
    return sorted(str(path) for path in folder.rglob("*") if path.is_file())


def test_the_visitor_sees_a_replay_of_the_imported_sample(start):
    page = start()
    page.refresh_from_db()
    archive = LivePage.objects.get(slug="ferry-adrift")
    assert (archive.status, archive.title) == ("ended", page.title)
    assert [f"{post.published_at:%d %H:%M}" for post in archive.posts.all()[:2]] == [
        "04 22:04",
        "04 21:45",
    ]
    assert archive.posts.published().count() == 13
    assert (page.slug, page.status) == ("ferry-adrift-replay", "live")
    assert page.stream_on_air
    assert page.summary_points.first().text.startswith("The ferry Lady of Sillan lost")
    headlines = list(page.posts.published().values_list("headline", flat=True))
    assert len(headlines) == 8
    assert headlines[-1] == "Ferry with 75 aboard loses power off Wrackhaven"
    assert page.posts.get(pinned_place=1).headline == headlines[-1]
    assert page.posts.published().filter(key_event=True).count() == 3


def test_the_last_five_posts_arrive_one_every_pause(start):
    page = start()
    newest = page.posts.published().first()
    due = [newest, *page.posts.filter(status="scheduled").order_by("published_at")]
    assert due[-1].headline == "Everyone is ashore, and so are we"
    waits = [
        (later.published_at - earlier.published_at).total_seconds()
        for earlier, later in pairwise(due)
    ]
    assert waits == [20, 20, 20, 20, 20]
    assert timezone.now() - newest.published_at < timedelta(seconds=20)


def test_a_new_start_ends_the_last_page_and_shares_the_archive(start, media_root):
    first = start()
    files = stored(media_root)
    revision = LivePage.objects.get(slug="ferry-adrift").revision
    second = start()
    first.refresh_from_db()
    assert (first.status, second.status) == ("ended", "live")
    assert second.slug == "ferry-adrift-replay-2"
    assert LivePage.objects.get(slug="ferry-adrift").revision == revision
    assert stored(media_root) == files
    assert LivePage.objects.filter(status="upcoming").count() == 1


def test_a_visitor_who_takes_the_archive_apart_gets_another_one(start):
    start()
    archive = LivePage.objects.get(slug="ferry-adrift")
    edit(archive.posts.first(), headline="My own words")
    page = start()
    assert page.slug == "ferry-adrift-replay-2"
    assert page.posts.filter(headline="My own words").exists()
    open_as(archive, "withdrawn")
    assert start().slug == "ferry-adrift-2-replay"
    open_as(archive, "ended")
    for post in archive.posts.published():
        withdraw(post)
    assert start().slug == "ferry-adrift-2-replay-2"
