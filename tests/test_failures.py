"""The database or the disk fails: what readers and editors see, and that it passes."""

import errno
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    close_old_connections,
)
from django.utils import timezone

from posts import failures
from posts.models import LivePage, Post
from tests import broken
from tests.admin_form import ADD, change_url, form_of
from tests.conftest import add_draft
from tests.desk import desk_url, fields_of, keep, typed, typed_texts
from tests.gate import ask, poll_of
from tests.pictures import encoded, upload
from tests.reader import parse
from tests.servers import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)

LONG = f"<p>{'The ferry is late again today. ' * 4000}It is.</p>"
KINDS = {
    "busy": (broken.busy, "The database is busy"),
    "read only": (broken.read_only, "The database can't be written to"),
    "full": (broken.full, "The database is on a disk that is full"),
}
AGAIN = "nothing was saved. Your text is kept here; try again in a moment."


@pytest.fixture(params=KINDS)
def trouble(request):
    """(a database in trouble, for a block; what editors are told of it)."""
    if request.param == "full" and not broken.is_sqlite():
        pytest.skip("PostgreSQL can't be told that its disk is full")
    return KINDS[request.param]


@pytest.fixture
def desk(desk):
    desk.raise_request_exception = False
    return desk


def by_script(client, url, data):
    return client.post(url, data, headers={"HX-Request": "true"})


# Editors


def test_the_desk_says_what_is_wrong_and_that_nothing_was_saved(desk, page, trouble):
    happens, says = trouble
    data = typed(headline="The ferry", body=LONG) | {"act": "publish"}
    before = LivePage.objects.get(pk=page.pk).revision
    with happens():
        answer = by_script(desk, desk_url("save", page), data)
    assert answer.status_code == 503
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Retry-After"] == "5"
    assert "no-store" in answer["Cache-Control"]
    number = answer["X-Request-ID"]
    assert answer.content.decode() == f"{says}: {AGAIN} ({number})"
    assert not page.posts.exists()
    assert LivePage.objects.get(pk=page.pk).revision == before
    assert by_script(desk, desk_url("save", page), data).status_code == 200
    assert page.posts.get().headline == "The ferry"


def test_the_copy_of_what_is_typed_fails_in_words_too(desk, page, trouble):
    happens, _ = trouble
    data = typed(headline="The ferry", body=LONG)
    with happens():
        keep(desk, page, data, status=503)
    assert typed_texts() == {}
    keep(desk, page, data)
    assert list(typed_texts()) == ["edna"]


def test_the_stock_admin_gives_the_whole_form_back_to_send_it_again(
    desk, page, trouble
):
    happens, says = trouble
    form = form_of(desk, f"{ADD}?page={page.pk}")
    form |= {"headline": 'A "ferry" <b>', "body": LONG, "_publish": "1"}
    with happens():
        answer = desk.post(f"{ADD}?page={page.pk}", form)
    assert answer.status_code == 503
    assert "no-store" in answer["Cache-Control"]
    soup = parse(answer.content)
    assert soup.select_one("[role=alert]").get_text() == f"{says}: {AGAIN}"
    assert soup.code.get_text() == answer["X-Request-ID"]
    assert soup.form["action"] == f"{ADD}?page={page.pk}"
    assert not Post.objects.exists()
    again = fields_of(soup.form)
    assert again == form
    assert desk.post(soup.form["action"], again).status_code == 302
    post = Post.objects.get()
    assert (post.headline, post.body) == ('A "ferry" <b>', LONG)


def test_pictures_have_to_be_chosen_again_and_the_page_says_so(desk, page):
    post = add_draft(page)
    form = form_of(desk, change_url(post))
    with broken.read_only():
        plain = desk.post(change_url(post), form)
        form["images-0-file"] = upload(encoded())
        pictured = desk.post(change_url(post), form)
    assert "choose them again" not in plain.content.decode()
    assert "choose them again" in pictured.content.decode()


def test_a_password_is_not_shown_again(client, editor):
    client.raise_request_exception = False
    data = {"username": "edna", "password": "secret", "next": "/admin/"}
    with broken.read_only():
        answer = client.post("/admin/login/", data)
    assert answer.status_code == 503
    soup = parse(answer.content)
    assert soup.form is None
    assert soup.select_one("main a")["href"] == "/admin/login/"
    assert "secret" not in answer.content.decode()


def test_a_page_that_could_only_not_be_shown_saved_nothing_and_says_no_more(
    desk, page, monkeypatch
):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("posts.desk.views.answers.delta", away)
    answer = desk.get(desk_url("updates", page))
    words = parse(answer.content).select_one("[role=alert]").get_text()
    assert words == (
        "The database does not answer. Your text is kept here; try again in a moment."
    )
    assert answer.status_code == 503


def test_whether_a_lost_answer_meant_that_it_was_saved_nobody_claims(
    desk, page, monkeypatch
):
    def away(*args, **kwargs):
        raise InterfaceError("connection already closed")

    monkeypatch.setattr("posts.desk.views.public_change", away)
    answer = by_script(desk, desk_url("act", page), {"act": "pin"})
    assert answer.status_code == 503
    assert "nothing was saved" not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_fails_after_the_post_was_saved_does_not_say_that_nothing_was(
    desk, page, monkeypatch
):
    def busy(*args, **kwargs):
        with broken.read_only():
            Post.objects.update(headline="Never")

    monkeypatch.setattr("posts.desk.composer_views.sessions.close", busy)
    data = typed(headline="The ferry", body=LONG) | {"act": "publish"}
    answer = by_script(desk, desk_url("save", page), data)
    assert answer.status_code == 503
    assert page.posts.get().headline == "The ferry"
    said = answer.content.decode()
    assert said.startswith("The database can't be written to. Your text is kept here;")
    # The next request is another.
    with broken.read_only():
        answer = by_script(desk, desk_url("act", page), {"act": "pin"})
    assert "nothing was saved" in answer.content.decode()


def test_a_mistake_of_ours_stays_a_500_with_a_number(desk, page, monkeypatch):
    def mistaken(*args, **kwargs):
        raise IntegrityError("duplicate key (email)=(edna@example.org)")

    monkeypatch.setattr("posts.desk.views.public_change", mistaken)
    answer = by_script(desk, desk_url("act", page), {"act": "pin"})
    assert answer.status_code == 500
    said = answer.content.decode()
    assert said.startswith("The server failed at this. ")
    assert said.endswith(f" ({answer['X-Request-ID']})")
    assert "edna@" not in said


def test_a_disk_without_room_for_a_picture_is_told(desk, page, monkeypatch):
    def no_room(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", no_room)
    data = {"file": upload(encoded()), "key": typed()["key"]}
    answer = by_script(desk, desk_url("image", page), data)
    assert answer.status_code == 503
    assert answer.content.decode().startswith(f"The disk is full: {AGAIN}")


@pytest.mark.skipif(broken.is_sqlite(), reason="about PostgreSQL alone")
def test_a_postgresql_that_was_restarted_costs_one_request_at_most(desk, page):
    data = typed(headline="The ferry") | {"act": "publish"}
    broken.cut()
    statuses = []
    for _ in range(2):
        close_old_connections()  # as each request does, but those of the tests
        statuses.append(by_script(desk, desk_url("save", page), data).status_code)
    assert statuses[1] == 200
    assert page.posts.count() == 1


# Readers


def test_readers_keep_the_page_and_lose_no_poll(gate, story, desk, trouble):
    happens, _ = trouble
    known = ask(gate, story.get_absolute_url())
    data = typed(headline="The ferry", body=LONG) | {"act": "publish"}
    with happens():
        assert by_script(desk, desk_url("save", story), data).status_code == 503
        gate.forget()
        assert ask(gate, story.get_absolute_url()).body == known.body
        assert ask(gate, poll_of(story)).status == 204
        assert ask(gate, poll_of(story, 1)).status == 200
    by_script(desk, desk_url("save", story), data)
    gate.forget()
    assert b"The ferry" in ask(gate, story.get_absolute_url()).body


@pytest.mark.parametrize("has_gate", [True, False])
def test_what_is_due_waits_and_readers_have_the_rest(gate, story, has_gate):
    application = gate if has_gate else gate.django
    due = add_draft(story, "Due")
    at = timezone.now() - timedelta(seconds=1)
    Post.objects.filter(pk=due.pk).update(status="scheduled", published_at=at)
    LivePage.objects.filter(pk=story.pk).update(next_due_at=at)
    with broken.read_only():
        got = ask(application, story.get_absolute_url())
        assert got.status == 200
        assert b"Due" not in got.body
        assert b"Post 2" in got.body
    gate.forget()
    assert b"Due" in ask(application, story.get_absolute_url()).body


def test_a_reader_for_whom_there_is_nothing_gets_words_and_the_page_by_itself(
    client, page, monkeypatch
):
    def away(*args, **kwargs):
        raise OperationalError("connection to server at 10.1.2.3 failed")

    monkeypatch.setattr("posts.views.current_page", away)
    client.raise_request_exception = False
    answer = client.get(page.get_absolute_url())
    assert answer.status_code == 503
    assert (answer["Retry-After"], answer["Refresh"]) == ("5", "5")
    assert answer["Cache-Control"] == "no-store"
    assert parse(answer.content).h1.get_text() == "This page is away for a moment"
    assert "10.1.2.3" not in answer.content.decode()


def test_a_reader_who_meets_a_mistake_of_ours_is_told_so(client, page, monkeypatch):
    def mistaken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("posts.views.current_page", mistaken)
    client.raise_request_exception = False
    answer = client.get(page.get_absolute_url())
    assert answer.status_code == 500
    assert "Refresh" not in answer
    assert parse(answer.content).h1.get_text() == "Something went wrong here"


# Commands


def manage(*words, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    "words", [["publish_due"], ["import_live", "posts/sample/ferry.txt"], ["migrate"]]
)
def test_a_command_says_in_one_line_that_the_database_is_away(words, tmp_path):
    nowhere = "postgres://live:secret@127.0.0.1:1/live"
    done = manage(*words, **environment(tmp_path, nowhere))
    assert done.returncode == 1
    [line] = [
        line for line in done.stderr.splitlines() if not line.startswith('{"time"')
    ]
    assert line.startswith("The database does not answer: ")
    assert "secret" not in line
    told = manage(*words, "--traceback", **environment(tmp_path, nowhere))
    assert "Traceback" in told.stderr


def test_a_command_says_in_one_line_which_setting_is_missing(tmp_path):
    variables = environment(tmp_path, "sqlite://:memory:") | {"SECRET_KEY": ""}
    done = manage("publish_due", **variables)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("SECRET_KEY is not set. ")


# The drivers' words


class DriverError(Exception):
    """An error of a driver, by its code."""

    def __init__(self, **code):
        self.__dict__ |= code


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ({"sqlstate": "57014"}, "The database is busy"),
        ({"sqlstate": "53300"}, "The database is busy"),
        ({"sqlstate": "53100"}, "The database is on a disk that is full"),
        ({"sqlstate": "25006"}, "The database can't be written to"),
        ({"sqlstate": "57P01"}, "The database does not answer"),
        ({"sqlstate": "08006"}, "The database does not answer"),
        ({"sqlstate": None}, "The database does not answer"),
        ({"sqlstate": "42P01"}, None),
        ({"sqlite_errorname": "SQLITE_BUSY_SNAPSHOT"}, "The database is busy"),
        ({"sqlite_errorname": "SQLITE_FULL"}, "The database is on a disk that is full"),
        (
            {"sqlite_errorname": "SQLITE_READONLY_DBMOVED"},
            "The database can't be written to",
        ),
        ({"sqlite_errorname": "SQLITE_IOERR_READ"}, "The database does not answer"),
        ({"sqlite_errorname": "SQLITE_ERROR"}, None),
    ],
)
def test_the_words_follow_the_driver_s_code(code, words):
    error = OperationalError("whatever")
    error.__cause__ = DriverError(**code)
    assert failures.words(error) == words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, ""), "The disk is full"),
        (OSError(errno.EROFS, ""), "The disk can't be written to"),
        (FileNotFoundError(errno.ENOENT, ""), None),
        (ConnectionResetError(errno.ECONNRESET, ""), None),
        (ZeroDivisionError(), None),
        (None, None),
    ],
)
def test_other_errors_are_the_disk_s_or_nobody_s(error, words):
    assert failures.words(error) == words
