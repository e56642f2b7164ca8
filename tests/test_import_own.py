"""Our own export as a source: read strictly, and nothing in it does any harm."""

import io
import json
import struct
import zipfile
from datetime import UTC, datetime

import pytest

from posts.importing import companions, export_zip
from posts.importing.document import SourceError
from posts.importing.reading import read
from posts.importing.source import Source, Wanted

PICTURE = "pictures/abc.still.jpg"


def document(page=(), posts=(), **fields):
    """A small export, with what is given in place of its own."""
    return {
        "format": "liveblog",
        "version": 1,
        "page": {"title": "Storm"} | dict(page),
        "posts": list(posts),
    } | fields


def post(**fields):
    return {"status": "draft", "headline": "News"} | fields


def published(**fields):
    return post(status="published", first_published_at="2025-02-03T09:00Z", **fields)


def parsed(content, beside=lambda name: None):
    return read(Source(json.dumps(content).encode(), beside=beside), Wanted())


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()


def zip_of(content, *files):
    return zipped([("page.json", json.dumps(content)), *files])


def refusal(source, **wanted):
    with pytest.raises(SourceError) as refused:
        read(source, Wanted(**wanted))
    return str(refused.value)


def test_what_is_left_out_is_empty():
    page = parsed(document(posts=[{"status": "draft"}]))
    assert (page.format, page.title, page.status) == ("own", "Storm", "draft")
    assert (page.summary, page.lead_image, page.started_at) == ((), None, None)
    (only,) = page.posts
    assert (only.id, only.headline, only.status, only.line) == ("", "", "draft", 1)
    assert (only.published_at, only.bylines, only.working_copy) == (None, (), None)


def test_a_page_without_posts_is_one():
    assert parsed(document()).posts == ()


def test_a_time_keeps_its_microseconds_and_its_offset_counts():
    moment = "2025-02-03T16:14:00.000007+01:00"
    (only,) = parsed(document(posts=[post(published_at=moment)])).posts
    assert only.published_at == datetime(2025, 2, 3, 15, 14, 0, 7, tzinfo=UTC)


def test_texts_are_taken_as_they_stand():
    text = "  “Storm”\u2060\n 1. published at 12:00 مرحبا 🌊 "
    (only,) = parsed(document(posts=[post(headline=text, review_note=text)])).posts
    assert (only.headline, only.review_note) == (text, text)


WRONG = [
    (document(version=2), "version: only version 1 can be read here"),
    (document(version=None), "version: only version 1 can be read here"),
    (document(version=True), "version: must be a whole number or null"),
    (document(colour="red"), "colour: there is no such field"),
    (document() | {"posts": 7}, "posts: must be a list"),
    (document() | {"page": None}, "page: is missing"),
    (document() | {"page": []}, "page: must be an object or null"),
    (document({"title": " "}), "page.title: is missing"),
    (document({"title": 7}), "page.title: must be a text"),
    (
        document({"status": "open"}),
        "page.status: 'open' is none of 'draft', 'upcoming', 'live', 'ended', "
        "'withdrawn'",
    ),
    (
        document({"status": "live"}),
        "page.first_published_at: is missing for what was public",
    ),
    (document({"summary": ["a", 1]}), "page.summary[1]: must be a text"),
    (
        document({"related": [{"title": "a", "link": "b"}]}),
        "page.related[0].link: there is no such field",
    ),
    (document({"stream": {"on_air": 1}}), "page.stream.on_air: must be true or false"),
    (document(posts=["news"]), "posts[0]: must be an object"),
    (
        document(posts=[post(), post(published_at="yesterday")]),
        "posts[1].published_at: write the time as '2025-02-03T16:14:00Z', or null",
    ),
    (
        document(posts=[post(published_at="0001-01-01T00:00:00+23:00")]),
        "posts[0].published_at: write the time as '2025-02-03T16:14:00Z', or null",
    ),
    (
        document(posts=[post(published_at="2025-02-03T16:14:00")]),
        "posts[0].published_at: the time needs its offset from UTC, such as Z",
    ),
    (
        document(posts=[post(label="news")]),
        "posts[0].label: 'news' is none of '', 'analysis', 'breaking', 'explainer', "
        "'recap', 'quote', 'video'",
    ),
    (
        document(posts=[post(pinned_place=1)]),
        "posts[0].pinned_place: only a published post can be pinned",
    ),
    (
        document(posts=[published(pinned_place=4)]),
        "posts[0].pinned_place: must be 1, 2, 3 or null",
    ),
    (
        document(posts=[published(pinned_place=1), published(pinned_place=1)]),
        "posts[1].pinned_place: posts[0] has the same",
    ),
    (
        document(posts=[post(id="a"), post(), post(id="a")]),
        "posts[2].id: posts[0] has the same",
    ),
    (
        document(posts=[post(status="scheduled")]),
        "posts[0].published_at: a scheduled post needs the time it is due",
    ),
    (
        document(posts=[post(status="published")]),
        "posts[0].first_published_at: is missing for what was public",
    ),
    (
        document(page={"ended_at": "9999-12-31T23:59:59Z"}),
        "page.ended_at: write the time as '2025-02-03T16:14:00Z', or null",
    ),
    (
        document(posts=[published(edited_at="0001-01-01T00:00:00Z")]),
        "posts[0].edited_at: write the time as '2025-02-03T16:14:00Z', or null",
    ),
    (
        document(posts=[post(first_published_at="2025-02-03T09:00Z")]),
        "posts[0].first_published_at: must be null: this was never public",
    ),
    (
        document(posts=[post(working_copy=post())]),
        "posts[0].working_copy: only a public post has a working copy",
    ),
    (
        document(posts=[published(working_copy=published())]),
        "posts[0].working_copy.status: 'published' is none of 'draft', 'review'",
    ),
    (
        document(posts=[published(working_copy=post(id="b"))]),
        "posts[0].working_copy.id: there is no such field",
    ),
    (
        document(posts=[post(bylines=[{"role": "Reporter"}])]),
        "posts[0].bylines[0].name: is missing",
    ),
    (
        document(posts=[post(images=[{"alt": None}])]),
        "posts[0].images[0].alt: must be a text",
    ),
    (
        document(posts=[post(images=[{"picture": "../../secret.jpg"}])]),
        "posts[0].images[0].picture: write it as 'pictures/name.jpg'",
    ),
    (
        document(posts=[post(images=[{"picture": PICTURE}])]),
        f"posts[0].images[0].picture: there is no file '{PICTURE}' beside the text",
    ),
]


@pytest.mark.parametrize(("content", "message"), WRONG, ids=[m for _, m in WRONG])
def test_a_field_that_is_wrong_is_named(content, message):
    assert refusal(Source(json.dumps(content).encode())) == message


def test_json_that_is_no_export_is_left_to_others():
    assert refusal(Source(b'{"format": "else"}')).startswith("no posts found")
    source = Source(b'{"format": "else"}')
    assert refusal(source, format="own") == "format: must be 'liveblog'"


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b'{"format": "liveblog",\n"version": }', "line 2: this is no JSON"),
        (b"[" * 100_000, "this JSON is nested too deeply"),
        (b'{"a":' * 100_000, "this JSON is nested too deeply"),
    ],
)
def test_broken_json_is_refused(data, start):
    assert refusal(Source(data)).startswith(start)


# Zips and folders


def test_pictures_come_out_of_the_zip_when_they_are_asked_for():
    content = document(posts=[post(images=[{"picture": PICTURE}])])
    data = zip_of(content, (PICTURE, b"bytes"), ("notes.txt", b"of no use"))
    (image,) = read(Source(data), Wanted()).posts[0].images
    assert (image.picture.name, image.picture.as_stored) == (PICTURE, True)
    assert image.picture.read() == b"bytes"


def test_pictures_lie_beside_an_unpacked_export():
    content = document({"lead_image": {"picture": PICTURE}})
    page = parsed(content, beside={PICTURE: b"bytes"}.get)
    assert page.lead_image.picture.read() == b"bytes"


def test_a_picture_that_unpacks_to_too_much_is_none(monkeypatch):
    monkeypatch.setattr(export_zip, "LARGEST_PICTURE", 1000)
    content = document({"lead_image": {"picture": PICTURE}})
    data = zip_of(content, (PICTURE, bytes(1001)))
    assert read(Source(data), Wanted()).lead_image.picture.read() is None


def test_a_text_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(export_zip, "LARGEST", 1000)
    data = zip_of(document({"standfirst": "a" * 1000}))
    said = "page.json in this zip is damaged or too large"
    assert refusal(Source(data)) == said


def test_a_zip_of_too_many_files_is_refused(monkeypatch):
    monkeypatch.setattr(companions, "MOST_FILES", 2)
    data = zip_of(document(), ("a", b""), ("b", b""))
    assert refusal(Source(data)) == "this zip holds more than 2 files"


def test_an_error_in_a_zip_names_file_and_line():
    data = zipped([("page.json", '{\n"format"')])
    assert refusal(Source(data)).startswith("line 2: page.json: this is no JSON")


def test_a_damaged_zip_is_refused():
    data = zip_of(document({"standfirst": "tide " * 1000}))
    said = "this zip is damaged: it can't be opened"
    assert refusal(Source(data[:-30])) == said
    encrypted = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", encrypted, encrypted.index(mark) + at, 1)
    said = "page.json in this zip is damaged or too large"
    assert refusal(Source(bytes(encrypted))) == said
    wrong = data.replace(data[60:70], b"\xff" * 10)
    assert refusal(Source(wrong)) == said


def test_a_picture_that_is_named_twice_is_one():
    content = document(posts=[post(images=[{"picture": PICTURE}] * 2)])
    data = zip_of(content, (PICTURE, b"bytes"))
    first, second = read(Source(data), Wanted()).posts[0].images
    assert first.picture is second.picture


def test_a_number_beyond_all_bounds_is_refused():
    data = b'{"format": "liveblog", "version": ' + b"1" * 5000 + b"}"
    assert refusal(Source(data))
