"""Pictures: the app says who may see them, nginx sends them."""

from types import SimpleNamespace

import pytest

from tests.desk import act
from tests.scale.conftest import eventually
from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.visitor import Visitor


@pytest.fixture
def picture(site):
    """(path, bytes) of a public picture."""
    name = site.facts["picture"]
    return f"/media/{name}", (site.data / "media" / name).read_bytes()


def test_nginx_sends_what_the_app_allows(reader, direct, picture):
    path, stored = picture
    answer = reader.get(path)
    assert (answer.status_code, answer.raw) == (200, stored)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "public, max-age=60, s-maxage=60"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {*policy} == {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "X-Accel-Redirect" not in answer.headers
    word = direct[0].get(path)
    assert word.raw == b""
    assert word.headers["X-Accel-Redirect"].startswith("/protected-media/")
    assert answer.headers["ETag"] == word.headers["ETag"]


def test_a_part_of_a_picture_and_a_picture_one_has(reader, picture):
    path, stored = picture
    part = reader.get(path, Range="bytes=10-19")
    assert (part.status_code, part.raw) == (206, stored[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(stored)}"
    tag = reader.get(path).headers["ETag"]
    assert reader.get(path, If_None_Match=tag).status_code == 304
    head = reader.head(path)
    assert (head.status_code, head.raw) == (200, b"")
    assert head.headers["Content-Length"] == str(len(stored))


def test_what_is_not_public_is_for_editors_only(site, reader):
    path = f"/media/{site.facts['hidden_picture']}"
    assert reader.get(path).status_code == 404
    editor = Visitor(site)
    editor.sign_in(EDITORS[0], PASSWORD)
    seen = editor.get(path)
    assert seen.status_code == 200
    assert seen.raw[:2] == b"\xff\xd8"
    assert "no-store" in seen.headers["Cache-Control"]
    assert seen.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert reader.get(path).status_code == 404


def test_a_picture_goes_with_its_post(site, page, reader, editors):
    """Within the minute that its answers name."""
    path = f"/media/{site.facts['own_picture']}"
    assert [reader.get(path).status_code for _ in range(2)] == [200, 200]
    act(editors[0], page, "withdraw", SimpleNamespace(pk=site.facts["own_post"]))
    eventually(lambda: reader.get(path).status_code == 404)
