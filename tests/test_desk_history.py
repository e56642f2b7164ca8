"""The history of posts and pages on the desk: who, when, what, and back again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from posts import differences, uploads
from posts.desk import versions
from posts.differences import Budget, readable
from posts.models import Contributor, LivePage, Post
from posts.publishing import public_change
from tests.admin_form import revision
from tests.conftest import NOON, add_draft, edit, make_page, publish
from tests.desk import (
    act,
    buttons,
    composer,
    desk_url,
    opened,
    save,
    state,
    steps,
    told,
)
from tests.importing import posts_of, run
from tests.pictures import encoded, upload
from tests.reader import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


# Posts


def test_a_post_s_history_says_who_changed_which_words(desk, page, reporter, chief):
    desk.force_login(reporter)
    save(desk, page, "draft", headline="Tug ahoy", body="<p>A tug came in.</p>")
    post = Post.objects.get()
    desk.force_login(chief)
    data = opened(desk, page, post) | {"body": "<p>A red tug came.</p>"}
    save(desk, page, "publish", **data | {"label": "breaking"})
    act(desk, page, "pin", post)
    assert steps(desk, page, post) == [
        ("charles", {"Pinned": [("ins", "1")]}),
        (
            "charles",
            {
                "Text": [("ins", " red"), ("del", " in")],
                "Label": [("ins", "breaking")],
                "Status": [("del", "Draft"), ("ins", "Published")],
                "Time": [("ins", f"{local(post):%-d %B %Y, %H:%M}")],
            },
        ),
        (
            "rita",
            {
                "Headline": [("ins", "Tug ahoy")],
                "Text": [("ins", "A tug came in.")],
                "Key event": [("ins", "no")],
                "Status": [("ins", "Draft")],
            },
        ),
    ]
    first = parse(desk.get(desk_url("post_history", page, post.pk)).content)
    assert first.select(".history > li")[-1].select_one(".hint").get_text() == (
        "The first version"
    )


def texts_of(client, page, post):
    """What the history says of the text, newest first."""
    return [what["Text"] for _, what in steps(client, page, post)]


def test_one_budget_pays_for_all_of_a_history(desk, page, monkeypatch):
    post = add_draft(page, body="<p>one two three</p>")
    for body in ("<p>two one four</p>", "<p>one two five</p>"):
        edit(post, body=body)
    fine = texts_of(desk, page, post)
    assert fine[:2] == [
        [("ins", "one "), ("del", "one four"), ("ins", "five")],
        [("ins", "two "), ("del", "two three"), ("ins", "four")],
    ]
    newest = Budget()
    differences.words("two one four", "one two five", newest)
    cost = differences.MOST_PAIRS - newest.pairs
    monkeypatch.setattr(differences, "MOST_PAIRS", cost)
    assert texts_of(desk, page, post)[:2] == [
        fine[0],
        [("del", "one two three"), ("ins", "two one four")],
    ]


def test_a_history_reads_every_text_once(desk, page, monkeypatch):
    post = add_draft(page, body="<p>One</p>")
    for changed in ({"body": "<p>Two</p>"}, {"headline": "A"}, {"headline": "B"}):
        edit(post, **changed)
    read = []
    monkeypatch.setattr(
        versions, "readable", lambda body: read.append(body) or readable(body)
    )
    steps(desk, page, post)
    assert sorted(read) == ["<p>One</p>", "<p>Two</p>"]


def test_texts_of_too_many_tags_are_read_as_words(desk, page, monkeypatch):
    post = add_draft(page, body="<p>One</p><p>two</p>")
    edit(post, body="<p>One</p><ul><li><p>two</p></li></ul><p>more</p>")
    assert texts_of(desk, page, post)[0] == [("ins", "• "), ("ins", "\nmore")]
    monkeypatch.setattr(versions, "MOST_TAGS", 11)
    assert texts_of(desk, page, post)[0] == [("ins", " more")]


def local(post):
    post.refresh_from_db()
    return timezone.localtime(post.published_at, post.page.zone)


def test_a_history_says_when_in_the_page_s_zone(desk):
    page = make_page("east", time_zone="Asia/Kolkata")
    draft = add_draft(page)
    moment = NOON + timedelta(seconds=7)
    Post.history.update(history_date=moment)
    soup = parse(desk.get(desk_url("post_history", page, draft.pk)).content)
    time = soup.select_one(".history time")
    assert time["datetime"] == "2025-02-03T17:30:07+05:30"
    assert time.get_text() == "3 Feb 2025, 17:30:07"


def test_bylines_and_pictures_have_a_history_too(desk, page):
    Contributor.objects.create(name="Maren Holt", role="Reporter")
    image = uploads.take(upload(encoded("PNG"), "tug.png"))
    data = {"byline": "Maren Holt", "role": "", "image": "a", "a-alt": "A tug"}
    save(desk, page, "draft", **data, **{"a-file": image.file.name})
    post = Post.objects.get()
    save(desk, page, "draft", **opened(desk, page, post) | {"byline": "", "image": []})
    assert steps(desk, page, post)[0][1] == {
        "Bylines": [("del", "Maren Holt, Reporter")],
        "Pictures": [("del", "A tug")],
    }


def test_a_long_history_costs_no_more_queries(desk, page):
    people = [Contributor.objects.create(name=f"Person {n}") for n in range(3)]
    data = {"byline": [person.name for person in people], "role": ["", "", ""]}
    save(desk, page, "draft", headline="A0", **data)
    post = Post.objects.get()
    url = desk_url("post_history", page, post.pk)
    with CaptureQueriesContext(connection) as short:
        desk.get(url)
    for n in range(1, 5):
        edit(post, headline=f"A{n}")
    with CaptureQueriesContext(connection) as long:
        soup = parse(desk.get(url).content)
    assert len(soup.select(".history > li")) == 5
    assert len(long) == len(short)


@pytest.mark.parametrize("act", ["draft", "publish"])
def test_saving_what_is_saved_adds_no_version(desk, page, act):
    Contributor.objects.create(name="Maren Holt")
    data = {"byline": "Maren Holt", "role": "", "body": "<ul><li><p>One</p></li></ul>"}
    save(desk, page, act, **data)
    post = Post.objects.get()
    before = state()
    save(desk, page, act, **opened(desk, page, post))
    if act == "draft":
        assert state() == before
    else:
        assert (Post.history.count(), revision(page)) == (1, revision(page))
    assert post.history.count() == 1


def test_an_act_that_changes_nothing_adds_no_version(desk, page):
    post = publish(page, label="breaking")
    before = state()
    act(desk, page, "label", post, label="breaking")
    act(desk, page, "unkey", post)
    act(desk, page, "unpin", post)
    assert state() == before


def test_withdrawal_and_undo_are_two_versions(desk, page):
    post = publish(page, at=NOON)
    act(desk, page, "withdraw", post)
    act(desk, page, "publish", post)
    assert steps(desk, page, post)[:2] == [
        ("edna", {"Status": [("del", "Withdrawn"), ("ins", "Published")]}),
        ("edna", {"Status": [("del", "Published"), ("ins", "Withdrawn")]}),
    ]


def test_a_note_of_the_review_is_in_the_history(desk, page):
    draft = add_draft(page)
    act(desk, page, "review", draft)
    act(desk, page, "send_back", draft, note="Who says so?")
    assert steps(desk, page, draft)[0][1] == {
        "Status": [("del", "In review"), ("ins", "Draft")],
        "Note": [("ins", "Who says so?")],
    }


def test_what_a_working_copy_brought_is_a_version_of_its_post(desk, page):
    post = publish(page, "First")
    save(desk, page, "draft", **opened(desk, page, post) | {"headline": "Second"})
    copy = Post.objects.get(working_copy_of=post)
    assert post.history.count() == 1
    assert steps(desk, page, copy)[0][0] == "edna"
    act(desk, page, "publish", copy)
    assert steps(desk, page, post)[0] == (
        "edna",
        {"Headline": [("del", "First"), ("ins", "Second")]},
    )
    assert post.history.count() == 2


def test_what_is_published_when_due_has_no_author(desk, page):
    later = timezone.now() + timedelta(hours=1)
    post = publish(page, at=later)
    Post.objects.update(published_at=NOON)
    LivePage.objects.update(next_due_at=NOON)
    desk.get(page.get_absolute_url())
    who, what = steps(desk, page, post)[0]
    assert who == "By itself"
    assert what["Status"] == [("del", "Scheduled"), ("ins", "Published")]


# Imported posts


def test_an_import_has_no_versions_until_a_post_is_changed(desk, source):
    run(source)
    page = LivePage.objects.get(slug="bridge-shut")
    assert not Post.history.exists()
    post = posts_of()[1]
    soup = parse(desk.get(desk_url("post_history", page, post.pk)).content)
    assert soup.select_one(".hint").get_text() == (
        "Not changed since it was imported or made."
    )
    save(desk, page, "publish", **opened(desk, page, post))
    assert not Post.history.exists()
    save(desk, page, "publish", **opened(desk, page, post) | {"headline": "What?"})
    (changed, original) = steps(desk, page, post)
    assert changed == (
        "edna",
        {"Headline": [("del", " it means"), ("ins", "?")]},
    )
    assert original[0] == "By itself"
    assert original[1]["Headline"] == [("ins", "What it means")]
    assert original[1]["Bylines"] == [("ins", "Ada Example, Transport editor")]
    assert original[1]["Text"] == [("ins", "• One\n• Two")]


# Restoring


def restored(client, page, post, number):
    """The composer with the version NUMBER, counted from the newest."""
    button = buttons(client, page, post)[number]
    assert button["data-edit"] == str(post.pk)
    return opened(client, page, post, version=button["data-version"])


def test_a_version_is_restored_into_the_composer_and_counts_when_saved(desk, page):
    post = publish(page, "First", "<p>One.</p>", at=NOON, label="breaking")
    data = opened(desk, page, post) | {"headline": "Second", "body": "<p>Two.</p>"}
    save(desk, page, "publish", **data | {"label": "", "pin": "on"})
    before = state()
    data = restored(desk, page, post, 1)
    assert (data["headline"], data["body"]) == ("First", "<p>One.</p>")
    assert data["label"] == "breaking"
    # Where the post stands is no matter of its words.
    assert (data["pin"], data["moment"]) == ("on", "2025-02-03T12:00")
    assert state() == before
    assert told(save(desk, page, "publish", **data)) == ("done", "Readers are updated.")
    post.refresh_from_db()
    assert (post.headline, post.label, post.pinned_place) == ("First", "breaking", 1)
    assert steps(desk, page, post)[0][1]["Headline"] == [
        ("del", "Second"),
        ("ins", "First"),
    ]


def test_the_newest_version_has_nothing_to_restore(desk, page):
    post = publish(page)
    act(desk, page, "key", post)
    newest, first = buttons(desk, page, post)
    assert newest is None
    assert first.get_text() == "Restore into the composer"


def test_the_composer_says_which_version_it_holds(desk, page):
    draft = add_draft(page)
    version = draft.history.get()
    version.history_date = NOON
    version.save()
    data = {"post": draft.pk, "version": version.history_id}
    response = desk.get(desk_url("composer", page), data)
    said = parse(response.content).select_one(".composer-restored")
    assert said.get_text() == (
        "The version of 3 February, 12:00. It counts when you save it."
    )
    assert composer(response).has_attr("data-restored")


def test_pictures_and_bylines_come_back(desk, page):
    Contributor.objects.create(name="Maren Holt", role="Reporter")
    image = uploads.take(upload(encoded("PNG", (600, 300)), "tug.png"))
    data = {"byline": "Maren Holt", "role": "Editor", "image": "a", "a-alt": "A tug"}
    save(desk, page, "publish", **data, **{"a-file": image.file.name})
    post = Post.objects.get()
    save(
        desk, page, "publish", **opened(desk, page, post) | {"byline": "", "image": []}
    )
    assert list(post.bylines.all()) == list(post.images.all()) == []
    # A picture that came by the admin never was a loose one.
    image.delete()
    save(desk, page, "publish", **restored(desk, page, post, 1))
    assert [line.role for line in post.bylines.all()] == ["Editor"]
    picture = post.images.get()
    assert (picture.alt, picture.width, picture.height) == ("A tug", 600, 300)
    assert picture.file.name == image.file.name


def test_a_reporter_restores_the_own_draft_only(client, page, reporter):
    client.force_login(reporter)
    own, others = add_draft(page, created_by=reporter), add_draft(page)
    for post in (own, others):
        with public_change(page) as change:
            change.mark(change.post(post.pk), headline="Newer")
    assert [bool(button) for button in buttons(client, page, own)] == [False, True]
    assert buttons(client, page, others) == [None, None]
    data = {"post": others.pk, "version": others.history.last().history_id}
    assert client.get(desk_url("composer", page), data).status_code == 403
