"""Bodies come compressed by whoever does it best, once."""

import pytest

from tests.scale.visitor import Visitor

READY = ["{live}", "{ended}", "{post}", "{live}feed.atom", "{live}updates/1/"]


@pytest.mark.parametrize("address", READY)
def test_ready_bytes_pass_as_the_app_made_them(site, reader, direct, address):
    path = address.format(**site.facts)
    sizes = {}
    for coding in ("br", "gzip", "identity"):
        answer = reader.get(path, Accept_Encoding=coding)
        made = direct[1].get(path, Accept_Encoding=coding)
        assert answer.encoding == coding.replace("identity", "")
        assert answer.raw == made.raw
        assert answer.headers["ETag"] == made.headers["ETag"]
        assert answer.headers.get_all("Vary") == ["Accept-Encoding"]
        sizes[coding] = len(answer.raw)
    assert sizes["br"] < sizes["gzip"] < sizes["identity"] / 2


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "br"),
        ("BR", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0, br;q=0.0", ""),
        ("deflate", ""),
        ("x-brotli, agzip", ""),
        ("", ""),
    ],
)
def test_every_spelling_shares_one_of_three_answers(site, reader, accepted, coding):
    ended = site.facts["ended"]
    reader.get(ended, Accept_Encoding=coding or "identity")
    answer = reader.get(ended, Accept_Encoding=accepted)
    assert (answer.encoding, answer.cache) == (coding, "HIT")


def test_what_the_app_sends_plain_is_compressed_on_its_way(reader):
    answer = reader.get("/admin/login/", Accept_Encoding="gzip, br")
    assert answer.encoding == "gzip"
    assert b"csrfmiddlewaretoken" in answer.content


def test_static_files_are_there_without_the_app(site, reader):
    live = reader.get(site.facts["live"], Accept_Encoding="identity").content.decode()
    path = live.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert path.startswith("/static/"), path
    answer = reader.get(path, Accept_Encoding="gzip")
    assert (answer.status_code, answer.encoding, answer.cache) == (200, "gzip", None)
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    kept = answer.headers.get_all("Cache-Control")
    assert kept == ["public, max-age=31536000, immutable"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    plain = reader.get(path, Accept_Encoding="identity")
    assert plain.raw == answer.content
    assert (
        "immutable" not in reader.get("/static/posts/live.css").headers["Cache-Control"]
    )


def test_a_static_file_that_nginx_lacks_comes_from_the_app(site, reader):
    style = site.data / "static" / "posts" / "live.css"
    aside = style.with_name("aside")
    packed = style.with_name("live.css.gz")
    packed.rename(packed.with_name("packed"))
    style.rename(aside)
    try:
        answer = reader.get("/static/posts/live.css", Accept_Encoding="br")
    finally:
        aside.rename(style)
        packed.with_name("packed").rename(packed)
    # The app knew the file when it started.
    assert answer.headers.get("X-Cache") == "MISS"


def test_the_largest_headers_and_bodies_are_refused(site):
    stranger = Visitor(site, address="127.0.0.9")
    assert stranger.ask("POST", "/", "x" * 100_000).status_code == 413
    assert stranger.get("/", X_Long="x" * 9_000).status_code in (400, 431)
    assert stranger.get("/" + "x" * 9_000).status_code == 414
