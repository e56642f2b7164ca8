"""Broken and hostile input on the desk: refused in words or not found, never a 500."""

import pytest

from posts.models import Contributor, EditingSession, Post, PostImage
from tests.conftest import add_draft, make_page, publish
from tests.desk import (
    act,
    composer,
    desk_url,
    fields_of,
    notice,
    save,
    state,
    told,
    typed,
    urlencoded,
)
from tests.reader import parse

pytestmark = pytest.mark.django_db

NUMBERS = [
    "",
    "x",
    "-1",
    "1.5",
    "²",
    "١",
    "0",
    "\x00",
    str(2**63),
    "9" * 40,
    "9" * 5000,
]


@pytest.mark.parametrize("number", NUMBERS)
def test_posts_and_versions_that_are_none_are_not_found(desk, page, number):
    draft = add_draft(page)
    if number == "١":
        number = "٩٩"  # Arabic digits are decimal, too
    url = desk_url("composer", page)
    assert desk.get(url, {"post": number}).status_code == 404
    assert desk.get(url, {"post": draft.pk, "version": number}).status_code == 404
    url = desk_url("copy_to", page)
    assert desk.get(url, {"post": number}).status_code == 404
    data = {"post": draft.pk, "to": number}
    assert desk.post(url, data).status_code == 404


@pytest.mark.parametrize("number", [2**63, 10**40])
@pytest.mark.parametrize("part", ["post_history", "restore_page"])
def test_numbers_in_addresses_may_be_too_large(desk, page, part, number):
    method = desk.post if part == "restore_page" else desk.get
    assert method(desk_url(part, page, number)).status_code == 404


@pytest.mark.parametrize("number", NUMBERS)
def test_a_text_for_a_post_that_is_none_is_refused_or_a_new_one(desk, page, number):
    before = state()
    response = save(desk, page, "draft", **typed(post=number))
    assert response.status_code == 200
    if number in ("", "0"):
        assert told(response) == ("done", "Draft saved.")
    else:
        assert len(notice(response)) in (1, 2)
        assert state() == before


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("part", ["typing", "preview", "given_back"])
def test_what_is_typed_for_a_post_that_is_none_is_still_taken(desk, page, part, number):
    fields = typed(post=number, seen=number, base=number)
    data = fields | {"typed": urlencoded(fields), "take": "headline"}
    response = desk.post(desk_url(part, page), data)
    assert response.status_code == (204 if part == "typing" else 200)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"headline": "x" * 301}, "Headline: "),
        ({"headline": "Tug\x00"}, "Headline: Null characters are not allowed."),
        ({"body": "<p>Tug\x00</p>"}, "Body: Null characters are not allowed."),
        ({"quote_attribution": "x" * 201}, "Quote attribution: "),
        ({"label": "shout"}, "Label: Select a valid choice."),
        ({"embed_url": "javascript:alert(1)"}, "Embed address: "),
        ({"embed_url": f"x.org/{'x' * 500}"}, "Embed address: "),
        ({"moment": "2025-02-30T12:00"}, "Time: This is no date and time."),
        ({"moment": "\x00"}, "Time: "),
        ({"correction_note": "\x00"}, "Correction note: Null characters"),
        ({"byline": "\x00", "role": "", "headline": ""}, "This post is empty"),
        ({"byline": "Tug\x00"}, "Nobody called 'Tug' is among the contributors."),
        ({"image": "a", "a-alt": "x" * 501}, "A picture's alt text is longer"),
        ({"image": "a", "a-alt": "x", "a-credit": "x" * 201}, "A picture's source"),
        ({"image": "a", "a-file": "gone.png"}, "A picture is gone"),
    ],
)
def test_what_can_not_be_stored_is_refused_in_words(desk, page, fields, words):
    before = state()
    response = save(desk, page, "publish", **fields)
    assert response.status_code == 200
    assert [line[: len(words)] for line in notice(response)] == [words]
    assert state() == before


@pytest.mark.parametrize("act", ["", "explode", "\x00", None])
def test_an_unknown_button_does_nothing(desk, page, act):
    before = state()
    data = typed() | ({} if act is None else {"act": act})
    response = desk.post(desk_url("save", page), data)
    assert notice(response) == ["This can't be done here."]
    assert state() == before


def test_rows_of_bylines_and_pictures_may_be_incomplete(desk, page):
    Contributor.objects.create(name="Maren Holt")
    save(desk, page, "draft", byline=["Maren Holt", "Maren Holt"], role="Editor")
    post = Post.objects.get()
    assert [line.role for line in post.bylines.all()] == ["Editor", ""]
    save(desk, page, "draft", headline="No names", role=["Editor", "Editor"])
    assert not Post.objects.get(headline="No names").bylines.exists()


def test_no_null_reaches_the_database(desk, page):
    Contributor.objects.create(name="Maren Holt")
    fields = {"byline": "Maren Holt", "role": "Edi\x00tor", "image": "a"}
    save(desk, page, "draft", **fields, **{"a-alt": "T\x00ug", "a-caption": "\x00A"})
    post = Post.objects.get()
    assert post.bylines.get().role == "Editor"
    assert (post.images.get().alt, post.images.get().caption) == ("Tug", "A")
    data = typed(typed="headline=T\x00ug")
    desk.post(desk_url("typing", page), data)
    assert EditingSession.objects.get().typed == "headline=Tug"
    review = add_draft(page)
    act(desk, page, "review", review)
    act(desk, page, "send_back", review, note="W\x00ho?")
    review.refresh_from_db()
    assert review.review_note == "Who?"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a\nb.png", "x" * 300, "a/480w.webp"]
)
def test_only_pictures_are_named_as_pictures(desk, page, name):
    fields = typed(image="a", **{"a-file": name, "a-alt": "A tug"})
    response = desk.post(desk_url("given_back", page), {"typed": urlencoded(fields)})
    assert fields_of(composer(response))["a-file"] == ""
    save(desk, page, "draft", **fields)
    assert [image.file.name for image in PostImage.objects.all()] == [""]


def test_what_is_given_back_is_text_and_nothing_more(desk, page):
    script = '"><script>alert(1)</script>'
    fields = typed(headline=script, body=script, byline=script, role=script)
    fields |= {"image": script, f"{script}-alt": script, "label": script}
    data = {"typed": urlencoded(fields), "said": script}
    response = desk.post(desk_url("given_back", page), data)
    again = fields_of(composer(response))
    assert (again["headline"], again["byline"], again["image"]) == (script,) * 3
    assert again[f"{script}-alt"] == script
    soup = parse(response.content)
    assert soup.find("script") is None
    assert soup.select_one(".composer-restored").get_text() == script


@pytest.mark.parametrize("text", ["", "%%%", "&&&===", "a=b&a=c;d", "%00=%00", "key"])
def test_any_text_is_given_back(desk, page, text):
    response = desk.post(desk_url("given_back", page), {"typed": text})
    assert response.status_code == 200
    assert composer(response) is not None


@pytest.mark.parametrize(
    "cursor", ["", "x", "1.2", "1.2.3.4", "-1.0.0", "²..", "9" * 5000, f"{2**63}.0.0"]
)
@pytest.mark.parametrize("part", ["updates", "rows", ""])
def test_junk_in_the_address_is_as_nothing(desk, page, cursor, part):
    post = publish(page)
    data = {"cursor": cursor, "show-author": cursor, "show-status": cursor}
    data |= {"show-q": "\x00", "before": "\x00", "key": cursor}
    response = desk.get(desk_url(part, page), data)
    assert response.status_code == 200
    rows = [row["id"] for row in parse(response.content).select("li.row")]
    assert rows == [f"row-{post.pk}"]


def test_a_script_typed_anywhere_is_shown_as_text(desk, page):
    script = "<script>alert(1)</script>"
    Contributor.objects.create(name=script)
    save(desk, page, "publish", headline=script, byline=script, role=script)
    desk.post(desk_url("piece", page, "summary"), {"text": script})
    soup = parse(desk.get(desk_url("", page)).content)
    post = Post.objects.get()
    row = soup.find(id=f"row-{post.pk}")
    assert row.select_one(".row-title").get_text() == script
    assert row.find("script") is None
    response = desk.get(desk_url("post_history", page, post.pk))
    assert parse(response.content).find("script") is None


def test_a_post_of_another_page_is_nowhere(desk, page):
    other = make_page("other")
    post = publish(other)
    url = desk_url("composer", page)
    assert desk.get(url, {"post": post.pk}).status_code == 404
    assert desk.get(desk_url("post_history", page, post.pk)).status_code == 404
    assert desk.get(desk_url("copy_to", page), {"post": post.pk}).status_code == 404
    number = other.history.first().history_id
    assert desk.post(desk_url("restore_page", page, number)).status_code == 404
