"""Logs: one line of JSON a record, with the request's id and nothing personal."""

import io
import json
import logging
import logging.config

import pytest
from django.conf import settings as configured
from django.test import Client, override_settings
from django.urls import path

import liveblog.urls
from liveblog import settings as production
from posts import preview
from posts.logs import JSONFormatter, LineFormatter, RequestFilter, request_id
from tests.conftest import publish
from tests.desk import desk_url, save
from tests.gate import ask, poll_of


@pytest.fixture
def lines():
    """What the logs say, as production writes it: a function that reads it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def broken(request):
    logging.getLogger("posts").warning("It is about\nto break")
    raise ZeroDivisionError


urlpatterns = [path("admin/broken/", broken), *liveblog.urls.urlpatterns]
handler500 = "posts.failure_views.failed"


def test_a_record_is_one_line_with_its_traceback(lines):
    request_id.set("")
    try:
        raise ZeroDivisionError("by\nzero")
    except ZeroDivisionError:
        logging.getLogger("posts.crowd").exception("Lost %s", "two\nlines")
    [line] = lines()
    assert set(line) == {"time", "level", "logger", "message", "exception"}
    assert line["time"].endswith("Z")
    assert (line["level"], line["logger"]) == ("ERROR", "posts.crowd")
    assert line["message"] == "Lost two\nlines"
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("ZeroDivisionError: by\nzero")


@override_settings(ROOT_URLCONF="tests.test_logs")
def test_all_lines_of_a_request_carry_the_id_that_the_editor_is_told(lines, db):
    client = Client(raise_request_exception=False)
    answer = client.get("/admin/broken/", headers={"HX-Request": "true"})
    number = answer["X-Request-ID"]
    assert answer.status_code == 500
    assert answer.content.decode().endswith(f" ({number})")
    said = lines()
    assert [line["logger"] for line in said] == [
        "posts",
        "django.request",
        "liveblog.requests",
    ]
    assert {line["request"] for line in said} == {number}
    assert request_id.get() == ""


def test_an_editor_s_request_is_one_line_without_name_or_address(
    lines, desk, page, editor
):
    answer = save(desk, page, "publish", headline="Tug ahoy")
    [line] = [line for line in lines() if line["logger"] == "liveblog.requests"]
    assert line["message"] == "POST admin:desk_save 200"
    assert (line["method"], line["view"], line["status"]) == (
        "POST",
        "admin:desk_save",
        200,
    )
    assert line["ms"] >= 0
    assert line["request"] == answer["X-Request-ID"]
    said = json.dumps(lines())
    for personal in (editor.username, "127.0.0.1", "Tug ahoy"):
        assert personal not in said


def test_readers_have_no_line(lines, client, page):
    client.get(page.get_absolute_url(), headers={"User-Agent": "Netscape 4"})
    client.get("/?q=my+illness")
    assert [line for line in lines() if line["logger"] == "liveblog.requests"] == []
    assert "illness" not in json.dumps(lines())


def test_a_preview_link_is_not_written_down(lines, client, page):
    link = preview.link(page)
    token = link.rstrip("/").rpartition("/")[2]
    client.get(f"{link}nowhere")
    client.get(f"/media/none.jpg?preview={token}")
    said = json.dumps(lines())
    assert "Not Found: /preview/…" in json.loads(said)[0]["message"]
    assert token not in said


# The request's id


@pytest.mark.parametrize(
    ("trusts", "given", "is_taken"),
    [
        (True, "0123456789abcdef0123456789abcdef", True),
        (False, "0123456789abcdef0123456789abcdef", False),
        (True, "short", False),
        (True, "x" * 65, False),
        (True, "abc def ghi", False),
        (True, "abcdefgh\n", False),
    ],
)
def test_the_proxy_s_id_is_taken_if_there_is_one(
    desk, page, settings, trusts, given, is_taken
):
    settings.BEHIND_PROXY = trusts
    answer = desk.get(desk_url("", page), headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) == is_taken
    assert answer["X-Request-ID"].isalnum()


@pytest.mark.parametrize("has_gate", [True, False])
def test_an_answer_that_is_shared_names_no_request(gate, story, has_gate):
    application = gate if has_gate else gate.django
    post = publish(story, "More")
    story.refresh_from_db()
    for address in (
        story.get_absolute_url(),
        post.get_absolute_url(),
        poll_of(story),
        poll_of(story, 1),
        "/",
        "/live/none/",
        "/nowhere",
    ):
        assert not ask(application, address)["X-Request-ID"], address


# The settings


def test_the_settings_make_these_lines(capsys):
    """The handler of production, as it stands there, on a logger of its own."""
    logging_ = production.LOGGING
    assert logging_["formatters"]["json"]["()"] == "posts.logs.JSONFormatter"
    assert logging_["handlers"]["console"]["formatter"] == "json"
    handler = logging.StreamHandler(io.StringIO())
    handler.addFilter(RequestFilter())
    form = logging_["formatters"]["line"]
    handler.setFormatter(LineFormatter(form["format"], style=form["style"]))
    record = logging.makeLogRecord({"msg": "/preview/abc:d/ is gone", "name": "posts"})
    token = request_id.set("12ab")
    handler.handle(record)
    request_id.reset(token)
    assert handler.stream.getvalue().endswith(" 12ab: /preview/…/ is gone\n")
    assert configured.LOGGING == {}
