"""The furniture at the desk's side: saved piece by piece, never over a colleague's."""

from functools import partial
from itertools import count

import pytest

from posts.models import LivePage
from posts.publishing import public_change
from tests.admin_form import revision
from tests.conftest import NOON, edit, make_page, open_as, publish, set_page
from tests.desk import (
    before_query,
    cursor,
    desk_url,
    fields_of,
    state,
    told,
    turn,
    write_piece,
)
from tests.reader import parse

pytestmark = pytest.mark.django_db

FIELDS = {
    "summary": {"text": ["The bridge is shut", "It may open on Monday"]},
    "related": {
        "title": ["Why it is shut", "The plan"],
        "url": ["https://example.org/why", "example.org/plan"],
    },
    "stream": {
        "stream_on_air": "on",
        "stream_url": "vimeo.com/1",
        "stream_title": "The bridge",
    },
}

EMPTIED = {
    "summary": {"text": []},
    "related": {"title": [], "url": []},
    "stream": {"stream_on_air": [], "stream_url": "", "stream_title": ""},
}


def said(page):
    page = LivePage.objects.get(pk=page.pk)
    return {
        "summary": list(page.summary_points.values_list("text", flat=True)),
        "related": list(page.related_links.values_list("title", "url")),
        "stream": (page.stream_on_air, page.stream_url, page.stream_title),
        "pinned": list(
            page.posts.filter(pinned_place__isnull=False)
            .order_by("pinned_place")
            .values_list("pk", flat=True)
        ),
    }


def piece_of(response, name):
    return parse(response.content).find(id=f"desk-{name}")


def shown(client, page, name):
    """The fields of a piece as a fresh desk has them."""
    return fields_of(piece_of(client.get(desk_url("", page)), name))


def send(client, page, name, data):
    return client.post(desk_url("piece", page, name), data)


def pin(client, page, *posts):
    return send(
        client,
        page,
        "pinned",
        shown(client, page, "pinned") | {"pinned": [post.pk for post in posts]},
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("summary", ["The bridge is shut", "It may open on Monday"]),
        (
            "related",
            [
                ("Why it is shut", "https://example.org/why"),
                ("The plan", "https://example.org/plan"),
            ],
        ),
        ("stream", (True, "https://vimeo.com/1", "The bridge")),
    ],
)
def test_a_piece_is_written_and_reaches_readers(client, page, editor, name, expected):
    client.force_login(editor)
    before = revision(page)
    response = write_piece(client, page, name, **FIELDS[name])
    assert said(page)[name] == expected
    page.refresh_from_db()
    assert getattr(page, f"{name}_revision") == page.revision == before + 1
    assert told(response) == ("done", "Saved. Open pages follow.")
    assert piece_of(response, name).has_attr("data-saved")
    assert fields_of(piece_of(response, name)) == shown(client, page, name)


def test_points_are_put_in_order_emptied_and_folded_to_one_line(client, page, editor):
    client.force_login(editor)
    write_piece(client, page, "summary", text=["One", "Two", "Three"])
    write_piece(client, page, "summary", text=["Three", "  ", "One\r\n and  a half"])
    assert said(page)["summary"] == ["Three", "One and a half"]
    data = shown(client, page, "summary")
    send(client, page, "summary", {"seen": data["seen"]})
    assert said(page)["summary"] == []


@pytest.mark.parametrize("name", FIELDS)
def test_a_piece_that_a_colleague_changed_is_not_overwritten(
    client, page, editor, chief, name
):
    client.force_login(editor)
    mine = shown(client, page, name) | FIELDS[name]
    client.force_login(chief)
    theirs = {field: [f"{FIELDS[name][field][0]}x"] for field in FIELDS[name]}
    if name == "stream":
        theirs = FIELDS[name] | {"stream_title": "Theirs"}
    write_piece(client, page, name, **theirs)
    client.force_login(editor)
    before = state()
    response = send(client, page, name, mine)
    assert state() == before
    assert told(response) == (
        "error",
        "A colleague changed this while you wrote. Theirs is shown below yours; save "
        "again to let yours stand.",
    )
    piece = piece_of(response, name)
    assert piece.has_attr("data-overtaken")
    assert fields_of(piece) == shown(client, page, name)
    seen = fields_of(piece)["seen"]
    assert told(send(client, page, name, mine | {"seen": seen}))[0] == "done"
    assert fields_of(piece_of(response, name)) != shown(client, page, name)


def test_a_colleague_s_change_of_another_piece_is_no_conflict(
    client, page, editor, chief
):
    client.force_login(editor)
    mine = shown(client, page, "summary") | FIELDS["summary"]
    client.force_login(chief)
    write_piece(client, page, "related", **FIELDS["related"])
    publish(page)
    client.force_login(editor)
    assert told(send(client, page, "summary", mine))[0] == "done"


def test_pinned_posts_are_put_in_order_and_unpinned(client, page, editor):
    client.force_login(editor)
    first, second, third = (publish(page, f"Post {n}") for n in range(3))
    for post in (first, second, third):
        client.post(desk_url("act", page), {"act": "pin", "post": post.pk})
    pin(client, page, first, third, second)
    assert said(page)["pinned"] == [first.pk, third.pk, second.pk]
    pin(client, page, third)
    assert said(page)["pinned"] == [third.pk]


def test_arranging_pinned_posts_after_a_colleague_pinned_one_changes_nothing(
    client, page, editor, chief
):
    first, second = publish(page), publish(page)
    client.force_login(chief)
    client.post(desk_url("act", page), {"act": "pin", "post": first.pk})
    mine = shown(client, page, "pinned")
    client.post(desk_url("act", page), {"act": "pin", "post": second.pk})
    client.force_login(editor)
    before = state()
    response = send(client, page, "pinned", mine | {"pinned": []})
    assert told(response)[0] == "error"
    assert state() == before


def test_only_pinned_posts_are_arranged(client, page, editor):
    post = publish(page)
    client.force_login(editor)
    for pks in ([post.pk], [10**30], ["9" * 5000], ["x"]):
        data = shown(client, page, "pinned") | {"pinned": pks}
        assert send(client, page, "pinned", data).status_code == 200
    assert said(page)["pinned"] == []


def test_a_post_that_is_named_twice_leaves_no_hole_among_the_pinned(
    client, page, editor
):
    first, second = publish(page, "One"), publish(page, "Two")
    with public_change(page) as change:
        for post in (first, second):
            change.pin(change.post(post.pk))
    client.force_login(editor)
    pks = [first.pk, first.pk, second.pk]
    send(client, page, "pinned", shown(client, page, "pinned") | {"pinned": pks})
    pinned = page.posts.filter(pinned_place__isnull=False)
    assert list(pinned.order_by("pinned_place").values_list("pk", "pinned_place")) == [
        (first.pk, 1),
        (second.pk, 2),
    ]


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("related", {"title": "", "url": "x.org"}, "Give the link to x.org a title."),
        ("related", {"title": "A", "url": ""}, "'A': this is no web address."),
        (
            "related",
            {"title": "A", "url": "javascript:alert(1)"},
            "'A': this is no web address.",
        ),
        (
            "related",
            {"title": "A", "url": "javascript://x.org/%0aalert(1)"},
            "'A': this is no web address.",
        ),
        (
            "related",
            {"title": "A", "url": f"x.org/{'x' * 500}"},
            "'A': this address is too long.",
        ),
        (
            "related",
            {"title": "A" * 201, "url": "x.org"},
            f"'{'A' * 40}…' is too long for a link.",
        ),
        (
            "stream",
            {"stream_on_air": "on", "stream_url": ""},
            "Give the stream's address before it goes on air.",
        ),
        ("stream", {"stream_url": "no address"}, "Enter a valid URL."),
        (
            "status",
            {"status": "upcoming"},
            "This can't be done any more: the page is live now.",
        ),
        ("status", {"status": "great"}, "There is no such status."),
        ("status", {}, "There is no such status."),
    ],
)
def test_what_can_not_be_shown_is_refused_in_words(
    client, page, editor, name, fields, words
):
    client.force_login(editor)
    data = {} if name == "status" else shown(client, page, name)
    before = state()
    assert told(send(client, page, name, data | fields)) == ("error", words)
    assert state() == before


def test_texts_for_the_database_hold_no_null(client, page, editor):
    client.force_login(editor)
    write_piece(client, page, "summary", text=["Bridge\x00 shut"])
    write_piece(client, page, "related", title="Wh\x00y", url="https://x.org")
    assert said(page)["summary"] == ["Bridge shut"]
    assert said(page)["related"] == [("Why", "https://x.org")]


def test_an_unknown_piece_is_nowhere(client, page, editor):
    client.force_login(editor)
    assert send(client, page, "weather", {}).status_code == 404


def test_the_page_goes_live_ends_and_reopens(client, editor):
    page = make_page(status="draft")
    client.force_login(editor)
    for status, offered in [
        ("live", ["End coverage"]),
        ("ended", ["Reopen coverage"]),
        ("live", ["End coverage"]),
    ]:
        response = turn(client, page, status)
        page.refresh_from_db()
        assert page.status == status
        buttons = piece_of(response, "status").select("button")
        assert [button.get_text() for button in buttons] == offered


@pytest.mark.parametrize("name", ["summary", "related", "stream"])
def test_a_save_that_arrives_again_undoes_no_colleague(
    client, page, editor, chief, name
):
    client.force_login(editor)
    before, seen = said(page)[name], shown(client, page, name)
    send(client, page, name, seen | FIELDS[name])
    client.force_login(chief)
    send(client, page, name, shown(client, page, name) | EMPTIED[name])
    assert said(page)[name] == before
    client.force_login(editor)
    stored = state()
    response = send(client, page, name, seen | FIELDS[name])
    assert told(response)[0] == "error"
    assert state() == stored


@pytest.mark.parametrize(
    ("first", "status"), [("upcoming", "live"), ("live", "ended"), ("ended", "live")]
)
def test_a_status_that_arrives_again_brings_no_withdrawn_page_back(
    client, chief, first, status
):
    page = make_page(status=first)
    client.force_login(chief)
    data = {"status": status, "cursor": cursor(client, page)}
    assert told(send(client, page, "status", data))[0] == "done"
    turn(client, page, "withdrawn")
    before = state()
    response = send(client, page, "status", data)
    words = "'Storm over the bay' was changed meanwhile. Look at it again first."
    assert told(response) == ("error", words)
    assert state() == before
    assert told(turn(client, page, status))[0] == "done"


@pytest.mark.parametrize("status", ["ended", "withdrawn"])
def test_no_other_change_of_a_colleague_keeps_a_page_from_its_status(
    client, page, chief, status
):
    client.force_login(chief)
    shown = cursor(client, page)
    write_piece(client, page, "summary", text=["The bridge is shut"])
    set_page(page, title="Another title", scheduled_start=NOON)
    edit(publish(page), headline="Better")
    data = {"status": status, "cursor": shown}
    assert told(send(client, page, "status", data))[0] == "done"
    page.refresh_from_db()
    assert page.status == status


@pytest.mark.parametrize("part", ["", "updates"])
def test_no_desk_counts_a_status_as_seen_that_it_does_not_show(client, chief, part):
    client.force_login(chief)
    done = [0]
    for number in count():
        if not done:
            return
        page, done = make_page(f"storm-{number}"), []
        with before_query(number, partial(open_as, page, "withdrawn"), done):
            soup = parse(client.get(desk_url(part, page)).content)
        shown = soup.select_one("#desk-status .badge").get_text()
        seen = soup.select_one("#desk-poller [name=cursor]")["value"]
        send(client, page, "status", {"status": "ended", "cursor": seen})
        page.refresh_from_db()
        assert shown == "Withdrawn" or page.status == "withdrawn"
