"""What was typed and not saved is given back, in whatever way the tab was lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import EditingSession
from tests.browser.desk import (
    HOLD,
    edit,
    headline,
    is_empty,
    newest,
    publish_by_keys,
    text,
    to_end,
    write,
)
from tests.conftest import publish

GIVEN_BACK = ".composer-restored"


def kept_on_the_server(tab):
    expect(tab.locator("#kept")).to_contain_text("Kept at")


def unsaved(tab):
    return tab.locator("#unsaved .unsaved-text:not([hidden])")


def let_pass(**time):
    """Let the sessions of all composers be so much older."""
    EditingSession.objects.update(seen_at=timezone.now() - timedelta(**time))


def test_a_crashed_tab_gives_its_text_back_until_it_is_published(page, desk, editor):
    tab = desk(page, editor)
    write(tab, "The ferry", "It leaves at one.")
    tab.get_by_label("Label").first.select_option("breaking")
    tab.close()
    tab = desk(page, editor)
    expect(tab.locator(GIVEN_BACK)).to_contain_text("Given back: what you typed at")
    expect(headline(tab)).to_have_value("The ferry")
    expect(text(tab)).to_have_text("It leaves at one.")
    expect(tab.locator("#composer [name=label]")).to_have_value("breaking")
    to_end(tab)
    tab.keyboard.type(" Or later.")
    tab.reload()
    expect(text(tab)).to_have_text("It leaves at one. Or later.")
    publish_by_keys(tab)
    is_empty(tab)
    write(tab, "And now the next")
    kept_on_the_server(tab)
    post = page.posts.get()
    assert (post.label, post.body) == ("breaking", "<p>It leaves at one. Or later.</p>")
    publish_by_keys(tab)
    is_empty(tab)
    tab.reload()
    expect(tab.locator("#composer .tiptap[aria-label=Text]")).to_be_visible()
    is_empty(tab)
    expect(unsaved(tab)).to_have_count(0)
    assert not EditingSession.objects.exclude(typed="").exists()


def test_the_server_s_copy_gives_the_text_back_on_another_machine(page, desk, editor):
    post = publish(page, "The ferry")
    tab = desk(page, editor)
    edit(tab, post)
    write(tab, "The ferry is late", "Very late. ")
    kept_on_the_server(tab)
    # While the first machine is heard of, its text is offered, not taken.
    other = desk(page, editor, locale="en-GB")
    is_empty(other)
    expect(unsaved(other)).to_contain_text("Not saved: “The ferry is late”")
    tab.close()
    let_pass(minutes=1)
    other.evaluate("() => localStorage.clear()")
    other.reload()
    expect(other.locator(GIVEN_BACK)).to_contain_text("Given back")
    expect(headline(other)).to_have_value("The ferry is late")
    expect(text(other)).to_contain_text("Very late.")
    publish_by_keys(other, "Readers are updated.")
    post.refresh_from_db()
    assert post.headline == "The ferry is late"
    assert page.posts.count() == 1


def test_a_text_that_is_open_in_another_tab_is_left_there(page, desk, editor):
    first = desk(page, editor)
    write(first, "In the first tab")
    kept_on_the_server(first)
    second = desk(page, editor)
    is_empty(second)
    expect(unsaved(second)).to_have_count(0)
    expect(headline(second)).to_have_value("")
    write(second, "In the second tab")
    publish_by_keys(second)
    expect(headline(first)).to_have_value("In the first tab")
    publish_by_keys(first)
    assert list(page.posts.order_by("pk").values_list("headline", flat=True)) == [
        "In the second tab",
        "In the first tab",
    ]


@pytest.mark.parametrize("end", ["publish", "throw away"])
def test_what_was_cleared_is_listed_and_can_be_taken_up_or_thrown_away(
    page, desk, editor, end
):
    tab = desk(page, editor)
    write(tab, "Perhaps", "Not sure.")
    kept_on_the_server(tab)
    tab.get_by_role("button", name="Clear").click()
    is_empty(tab)
    expect(unsaved(tab)).to_contain_text("Not saved: “Perhaps”")
    if end == "publish":
        write(tab, "Something else first")
        unsaved(tab).get_by_role("button", name="Take it up").click()
        expect(text(tab)).to_have_text("Not sure.")
        expect(unsaved(tab)).to_contain_text("Not saved: “Something else first”")
        publish_by_keys(tab)
        assert newest(page).headline == "Perhaps"
        expect(unsaved(tab)).to_contain_text("Not saved: “Something else first”")
    unsaved(tab).get_by_role("button", name="Throw away").click()
    expect(unsaved(tab)).to_have_count(0)
    tab.reload()
    expect(tab.locator("#composer .tiptap[aria-label=Text]")).to_be_visible()
    is_empty(tab)
    expect(unsaved(tab)).to_have_count(0)
    assert not EditingSession.objects.exclude(typed="").exists()


def test_a_text_whose_answer_was_lost_is_not_given_back_as_unsaved(
    page, desk, editor, errors
):
    errors.allow("ERR_FAILED", "^htmx:sendError")
    tab = desk(page, editor)
    write(tab, "The ferry", "It leaves.")
    # The server has the post, but the answer never arrives.
    tab.route("**/desk/save/", lambda route: (route.fetch(), route.abort()))
    headline(tab).press("Control+Enter")
    expect(tab.locator("#desk-trouble")).to_be_visible()
    expect(headline(tab)).to_have_value("The ferry")
    assert page.posts.get().status == "published"
    tab.close()
    tab = desk(page, editor)
    expect(tab.locator("#stream > .row")).to_have_count(1)
    is_empty(tab)
    expect(unsaved(tab)).to_have_count(0)


def test_a_copy_that_arrives_after_the_save_is_not_listed_as_unsaved(
    page, desk, editor
):
    tab = desk(page, editor)
    copies, saves = [], []
    tab.route("**/desk/typing/", lambda route: copies.append(route))
    with tab.expect_request("**/desk/typing/"):
        write(tab, "The ferry", "It leaves.")
    tab.route(HOLD, lambda route: saves.append(route))
    headline(tab).press("Control+Enter")
    tab.wait_for_function("() => document.querySelector('#composer.htmx-request')")
    # None is sent while the save is under way, and a late one is taken back.
    sent = len(copies)
    tab.wait_for_timeout(900)
    assert len(copies) == sent
    saves[0].continue_()
    is_empty(tab)
    with tab.expect_response("**/desk/dropped/"):
        for copy in copies:
            copy.continue_()
    assert page.posts.get().status == "published"
    assert not EditingSession.objects.exclude(typed="").exists()


def test_a_save_lets_a_copy_that_is_on_its_way_arrive_first(page, desk, editor):
    tab = desk(page, editor)
    copies, asked = [], []
    tab.route("**/desk/typing/", lambda route: copies.append(route))
    with tab.expect_request("**/desk/typing/"):
        write(tab, "The ferry", "It leaves.")
    tab.on("request", lambda request: asked.append(request.url))
    headline(tab).press("Control+Enter")
    tab.wait_for_timeout(300)
    assert not any("/desk/save/" in url for url in asked)
    for copy in copies:
        copy.continue_()
    tab.unroute("**/desk/typing/")
    is_empty(tab)
    # A tab that is gone could not take anything back.
    tab.close()
    assert page.posts.get().status == "published"
    assert not EditingSession.objects.exclude(typed="").exists()


def test_copies_go_to_the_server_one_at_a_time(page, desk, editor):
    tab = desk(page, editor)
    copies = []
    tab.route("**/desk/typing/", lambda route: copies.append(route))
    with tab.expect_request("**/desk/typing/"):
        write(tab, "The ferry")
    headline(tab).press_sequentially(" leaves")
    tab.wait_for_timeout(900)  # three times the pause between two copies
    assert len(copies) == 1
    with tab.expect_request("**/desk/typing/") as later:
        copies[0].continue_()
    assert "leaves" in later.value.post_data
    tab.unroute("**/desk/typing/")


def test_letters_typed_while_a_post_is_on_its_way_are_not_lost(page, desk, editor):
    tab = desk(page, editor)
    saves = []
    tab.route(HOLD, lambda route: saves.append(route))
    write(tab, "The ferry")
    headline(tab).press("Control+Enter")
    tab.wait_for_function("() => document.querySelector('#composer.htmx-request')")
    headline(tab).press_sequentially(" leaves")
    saves[0].continue_()
    is_empty(tab)
    tab.unroute(HOLD)
    expect(unsaved(tab)).to_contain_text("The ferry leaves")
    unsaved(tab).get_by_text("Take it up").click()
    expect(headline(tab)).to_have_value("The ferry leaves")
    publish_by_keys(tab, "Readers are updated.")
    assert page.posts.get().headline == "The ferry leaves"


def test_a_store_that_holds_what_is_not_ours_stops_nothing(page, desk, editor):
    tab = desk(page, editor)
    write(tab, "The ferry")
    tab.evaluate(
        """([text, piece]) => {
          localStorage.setItem(text, "{");
          localStorage.setItem(piece, "3");
        }""",
        [f"desk:{editor.pk}:{page.pk}:{kind}" for kind in ("text:x", "piece:summary")],
    )
    tab.reload()
    expect(headline(tab)).to_have_value("The ferry")
    expect(unsaved(tab)).to_have_count(0)
    publish_by_keys(tab)
