"""The history of a page on the desk: who, when, what, and back again."""

import json

import pytest

from posts.models import LivePage
from tests.admin_form import revision
from tests.conftest import publish, set_page
from tests.desk import buttons, desk_url, state, steps, told, turn, write_piece

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def test_a_page_s_history_says_who_changed_what(desk, page):
    write_piece(desk, page, "summary", text=["The bridge is shut", "Since noon"])
    write_piece(desk, page, "summary", text=["The bridge is open", "Since noon"])
    write_piece(desk, page, "related", title="Why", url="https://x.org")
    turn(desk, page, "ended")
    found = steps(desk, page)
    assert [who for who, _ in found[:4]] == ["edna"] * 4
    assert [what for _, what in found[:4]] == [
        {"Status": [("del", "Live"), ("ins", "Ended")]},
        {"Related links": [("ins", "• Why (https://x.org)")]},
        {"Summary": [("del", "shut"), ("ins", "open")]},
        {"Summary": [("ins", "• The bridge is shut\n• Since noon")]},
    ]


def test_furniture_saved_as_it_is_adds_no_version(desk, page):
    write_piece(desk, page, "summary", text=["One", "Two"])
    count, before = LivePage.history.count(), revision(page)
    write_piece(desk, page, "summary")
    write_piece(desk, page, "stream")
    publish(page)
    assert LivePage.history.count() == count
    assert revision(page) == before + 1


def version_of(page, number):
    return page.history.order_by("-history_id")[number].history_id


def restore(client, page, number):
    """Restore the version NUMBER from a history that is up to date."""
    seen = version_of(page, 0)
    return client.post(desk_url("restore_page", page, number), {"seen": seen})


def summary(page):
    return [point.text for point in page.summary_points.all()]


def test_an_editor_restores_a_page_s_furniture(desk, page):
    write_piece(desk, page, "summary", text=["One", "Two"])
    write_piece(desk, page, "related", title="Why", url="https://x.org")
    fields = {"stream_on_air": "on", "stream_url": "https://vimeo.com/1"}
    write_piece(desk, page, "stream", **fields)
    wanted = version_of(page, 0)
    set_page(page, title="Another title", stream_on_air=False, stream_url="")
    write_piece(desk, page, "summary", text=["Three"])
    write_piece(desk, page, "related", title="", url="")
    before = revision(page)
    response = restore(desk, page, wanted)
    assert told(response) == ("done", "The page is as it was then.")
    page = LivePage.objects.get()
    assert summary(page) == ["One", "Two"]
    assert [link.url for link in page.related_links.all()] == ["https://x.org"]
    assert (page.stream_on_air, page.stream_url) == (True, "https://vimeo.com/1")
    # Its title and settings are the chief's, as on the page's form.
    assert page.title == "Another title"
    assert page.revision == before + 1 == page.summary_revision == page.stream_revision
    assert page.title_revision < before


def test_a_chief_restores_the_title_too_but_never_status_or_address(
    client, page, chief
):
    client.force_login(chief)
    set_page(page, standfirst="At noon", edited_by="Maren Holt")
    wanted = version_of(page, 0)
    set_page(page, title="Another", slug="other", standfirst="", edited_by="")
    turn(client, page, "ended")
    restore(client, page, wanted)
    page = LivePage.objects.get()
    assert (page.title, page.standfirst) == ("Storm over the bay", "At noon")
    assert (page.edited_by, page.status, page.slug) == ("Maren Holt", "ended", "other")
    assert page.ended_at is not None


def test_the_history_of_the_page_restores_from_its_buttons(desk, page):
    write_piece(desk, page, "summary", text=["One"])
    write_piece(desk, page, "summary", text=["Two"])
    newest, before, *_ = buttons(desk, page)
    assert newest is None
    sent = json.loads(before["data-hx-vals"])
    desk.post(before["data-hx-post"], sent)
    assert summary(page) == ["One"]
    # A colleague goes on from there, and then it arrives again.
    write_piece(desk, page, "summary", text=["Three"])
    stored = state()
    response = desk.post(before["data-hx-post"], sent)
    words = "The page was changed meanwhile. Look at its history again first."
    assert told(response) == ("error", words)
    assert state() == stored
