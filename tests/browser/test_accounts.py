"""Being invited, setting up the second step and signing in with it, in a browser."""

from base64 import b32decode
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import resolve
from django_otp.oath import TOTP
from playwright.sync_api import expect

from posts.accounts.activity import BY_ITSELF
from tests.accounts import PASSWORD, code_of, give_factor
from tests.browser.conftest import go, new_context, new_tab, sign_in
from tests.browser.desk import headline, row, text
from tests.browser.test_desk_accessibility import assert_sound
from tests.conftest import publish


@pytest.fixture
def visit(chromium, live_server, errors):
    """`visit(path, user)` is a tab of a browser of its own, where USER is signed in."""
    contexts = []

    def visit(path, user=None):
        contexts.append(new_context(chromium))
        if user:
            sign_in(contexts[-1], user, live_server.url)
        tab = new_tab(contexts[-1], errors)
        tab.goto(path if path.startswith("http") else live_server.url + path)
        return tab

    yield visit
    for context in contexts:
        context.close()


def code_in_app(tab):
    """What the app shows after the key on the page was typed into it."""
    tab.get_by_text("I can’t scan it").click()
    key = b32decode(tab.locator(".key").inner_text().replace(" ", ""))
    return f"{TOTP(key).token():06d}"


def assert_copies(tab, button, words):
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.get_by_role("button", name=button).click()
    expect(tab.get_by_text("Copied.")).to_be_visible()
    assert tab.evaluate("navigator.clipboard.readText()") == words


def test_from_the_invitation_to_the_desk(visit, chief, settings, errors):
    settings.REQUIRE_OTP_FOR = ["Editors"]
    tab = visit("/admin/auth/user/", chief)
    tab.get_by_role("link", name="Invite").click()
    tab.get_by_label("First name").fill("Ann")
    tab.get_by_label("Last name").fill("Lee")
    tab.locator("[name=group]").select_option(label="Editors")
    go(tab.get_by_role("button", name="Save", exact=True))
    link = tab.locator(".invitation-link code").inner_text()
    assert_copies(tab, "Copy the link", link)

    ann = visit(link)
    expect(ann.get_by_text("asks you to the desk of")).to_be_visible()
    assert_sound(ann)
    ann.get_by_label("Password", exact=True).or_(
        ann.get_by_label("Password:")
    ).first.fill(PASSWORD)
    ann.locator("[name=password2]").fill(PASSWORD)
    ann.get_by_role("button", name="Go on").click()

    expect(ann.get_by_role("img", name="QR code")).to_be_visible()
    assert_sound(ann)
    code = code_in_app(ann)
    assert_sound(ann)
    ann.get_by_label("Code in the app").fill("nonsense")
    ann.get_by_role("button", name="Turn on").click()
    expect(ann.get_by_text("This code is not right.")).to_be_visible()
    assert_sound(ann)
    ann.wait_for_timeout(1100)  # the wait after a wrong code
    ann.get_by_label("Code in the app").fill(code)
    ann.get_by_role("button", name="Turn on").click()
    expect(ann.locator(".codes li")).to_have_count(10)
    codes = ann.locator(".codes li").all_inner_texts()
    assert_copies(ann, "Copy the codes", "\n".join(codes))
    assert_sound(ann)
    ann.get_by_role("link", name="I have kept them").click()
    expect(ann.locator("#user-tools")).to_contain_text("Ann")
    ann.get_by_role("link", name="Your account").click()
    expect(ann.get_by_text("10 recovery codes left")).to_be_visible()
    assert_sound(ann)
    errors.allow("status of 410")
    expect(visit(link).get_by_text("This link has ended")).to_be_visible()


def test_the_second_step_by_phone_and_where_too_many_tries_lead(
    visit, editor, errors, settings
):
    settings.SIGN_IN_FAILURES = 1
    device, _ = give_factor(editor)
    tab = visit("/admin/login/?next=/admin/account/")
    assert_sound(tab)

    def give_password():
        tab.get_by_label("Username").fill("edna")
        tab.get_by_label("Password").fill("secret")
        tab.get_by_role("button", name="Log in").click()

    give_password()
    expect(tab.get_by_label("Code")).to_be_focused()
    assert_sound(tab)
    tab.get_by_label("Code").fill(code_of(device))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Second step")).to_be_visible()
    tab.get_by_role("button", name="Sign out everywhere").click()
    expect(tab.get_by_label("Username")).to_be_visible()
    give_password()
    tab.get_by_label("Code").fill("nonsense")
    errors.allow("status of 429")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Wait 15 minutes")).to_be_visible()
    assert_sound(tab)


def test_whoever_is_asked_in_finds_a_page_that_says_what_is_wrong(visit, errors):
    errors.allow("status of 410")
    tab = visit("/admin/invitation/made-up/")
    expect(tab.get_by_text("Ask for a new one.")).to_be_visible()
    assert_sound(tab)
    assert not User.objects.exists()


def test_an_open_desk_asks_by_itself_only_for_what_keeps_no_session(page, desk, editor):
    tab = desk(page, editor)
    asked = []

    def sign_of_life(minutes):
        with tab.expect_request("**/desk/typing/"):
            tab.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=minutes))

    sign_of_life(1)  # whatever opening the desk asks for was asked before
    tab.on("request", lambda request: asked.append(urlsplit(request.url).path))
    post = publish(page, "By a colleague")
    expect(row(tab, post)).to_be_visible()
    sign_of_life(2)
    assert {resolve(path).url_name for path in asked} == BY_ITSELF
    for part in (headline(tab), text(tab), tab.locator("[name=embed_url]")):
        with tab.expect_request("**/desk/preview/"):
            part.press_sequentially("x")
