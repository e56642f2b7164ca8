"""Long bodies are taken from editors alone, and others hear so before they send one."""

import os
import socket
import ssl
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.pictures import encoded
from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.visitor import Visitor

PATIENCE = 5  # seconds for an answer that needs no body
HUGE = "Content-Length: 400000000"
LARGE = "Content-Length: 60000000"
MADE_UP = "__Host-sessionid=" + "x" * 32
IMPORT = "/admin/posts/livepage/import/"
NOBODY_S = "/admin/posts/post/add/"


@pytest.fixture(scope="module")
def editor(site):
    visitor = Visitor(site, address="127.0.0.31")
    assert visitor.sign_in(EDITORS[0], PASSWORD).status_code == 302
    return visitor


def heard(site, path, length, cookies=""):
    """What is answered to the head of a POST; "" if its body is awaited."""
    head = f"POST {path} HTTP/1.1\r\nHost: {site.name}\r\n{length}\r\n"
    head += f"Cookie: {cookies}\r\n\r\n"
    context = ssl.create_default_context(cafile=site.certificate)
    with (
        socket.create_connection(("127.0.0.1", site.port), 20) as plain,
        context.wrap_socket(plain, server_hostname=site.name) as secure,
    ):
        secure.sendall(head.encode())
        secure.settimeout(PATIENCE)
        try:
            return secure.recv(4096).decode()
        except TimeoutError:
            return ""


def cookies_of(visitor):
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


@pytest.mark.parametrize("cookies", ["", MADE_UP], ids=["no session", "made up"])
@pytest.mark.parametrize(
    ("path", "length"),
    [
        (IMPORT, HUGE),
        (f"{IMPORT}{uuid4()}/", HUGE),
        (IMPORT, "Transfer-Encoding: chunked"),
        (NOBODY_S, LARGE),
        ("/admin/posts/livepage/1/change/", LARGE),
    ],
)
def test_a_stranger_s_long_body_is_refused_unread(site, path, length, cookies):
    answer = heard(site, path, length, cookies)
    assert answer.startswith("HTTP/1.1 302 ")
    assert f"\r\nLocation: /admin/login/?next={path}\r\n" in answer


def test_a_desk_that_was_signed_out_hears_so_as_ever(site):
    for name in ("image", "typing", "save"):
        path = f"/admin/posts/livepage/{site.facts['page']}/desk/{name}/"
        for cookies in ("", MADE_UP):
            answer = heard(site, path, LARGE, cookies)
            assert answer.startswith("HTTP/1.1 401 "), name


def test_an_editor_s_is_awaited(site, editor):
    for path, length in ((IMPORT, HUGE), (NOBODY_S, LARGE)):
        assert heard(site, path, length, cookies_of(editor)) == "", path


def test_elsewhere_a_megabyte_is_the_most(site, editor):
    for path in ("/admin/", "/admin/posts/post/7/delete/"):
        answer = heard(site, path, "Content-Length: 1100000", cookies_of(editor))
        assert answer.startswith("HTTP/1.1 413 "), path


def test_what_an_editor_sends_arrives_with_its_type_and_cookies(site, editor):
    """Short, and so unasked; long; and with a length that nobody says."""
    noise = encoded("PNG", (700, 700)) + os.urandom(1_500_000)
    path = f"/admin/posts/livepage/{site.facts['page']}/desk/image/"
    for picture in (encoded("PNG"), noise, iter([noise])):
        answer = send_picture(editor, path, picture)
        assert answer.status_code == 200, answer.content[:500]
        assert b"-alt" in answer.content


def send_picture(editor, path, picture):
    boundary = uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"'
    head, tail = f"{head}\r\n\r\n".encode(), f"\r\n--{boundary}--\r\n".encode()
    whole = isinstance(picture, bytes)
    body = head + picture + tail if whole else iter([head, *picture, tail])
    return editor.ask(
        "POST",
        path,
        body,
        **{"Content-Type": f"multipart/form-data; boundary={boundary}"},
        X_CSRFToken=editor.cookies["__Host-csrftoken"],
        Referer=f"https://{editor.host}/",
    )


def test_a_long_text_is_kept_for_its_writer_only(site, editor):
    """The question is one of each request: no answer to it is kept."""
    path = f"/admin/posts/livepage/{site.facts['page']}/desk/typing/"
    text = urlencode({"headline": "Tug", "body": "ahoy " * 180_000})
    typed = {"key": str(uuid4()), "typed": text}
    stranger = Visitor(site, address="127.0.0.32")
    stranger.cookies["__Host-sessionid"] = "x" * 32
    for visitor, status in ((editor, 204), (stranger, 401), (editor, 204)):
        assert visitor.post(path, typed).status_code == status


def test_nobody_asks_nginx_s_question(site, editor):
    assert editor.get(reverse("admin:signed_in")).status_code == 404
