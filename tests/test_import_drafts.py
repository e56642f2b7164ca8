"""As drafts, nothing changes that is or will be public, whatever the source says."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from posts import acts
from posts.checking import check
from posts.errors import PublishingError
from posts.models import LivePage, Post, RelatedLink, SummaryPoint
from posts.publishing import public_change
from tests.conftest import make_page, open_as
from tests.import_screen import told, upload
from tests.parsed import NINE, outcomes, parsed_page, parsed_post, take

pytestmark = pytest.mark.django_db

SOON = timezone.now() + timedelta(days=1)
OURS = {"format": "own", "slug": "storm", "first_published_at": NINE}


def public_post(headline, minute, **fields):
    return parsed_post(headline, minute, first_published_at=NINE, **fields)


def later(headline, **fields):
    return parsed_post(headline, status="scheduled", published_at=SOON, **fields)


def first():
    posts = [
        parsed_post("Draft", None, id="4", status="draft"),
        later("Later", id="3"),
        public_post("Two", 2, id="2"),
        public_post("One", 1, id="1"),
    ]
    return parsed_page(*posts, status="live", summary=("Shut",), **OURS)


def second():
    page = first()
    draft, scheduled, two, one = page.posts
    posts = [
        later("New and later", id="6"),
        parsed_post("New", 3, id="5", first_published_at=NINE, pinned_place=1),
        replace(draft, body="<p>More.</p>"),
        replace(scheduled, body="<p>More.</p>"),
        replace(two, headline="Two, changed"),
        replace(one, status="withdrawn"),
    ]
    return replace(
        page,
        posts=tuple(posts),
        title="Storm over",
        summary=("Open",),
        stream_url="https://www.youtube.com/watch?v=abcdefghijk",
        related=(("Map", "https://a.example/map"),),
        status="ended",
    )


def rows(report):
    return [(row.headline, row.outcome, row.note) for row in report.rows]


def stored(exclude=()):
    """All of the page but the names of what it was told last, and its posts."""
    pages = list(LivePage.objects.values())
    posts = Post.objects.exclude(headline__in=exclude).order_by("pk")
    parts = [SummaryPoint.objects.values(), RelatedLink.objects.values()]
    return pages, list(posts.values()), *map(list, parts)


def test_nothing_public_changes():
    take(first())
    before = stored(exclude=["Draft"])
    foreseen = take(second(), as_drafts=True, withdraw_missing=True, dry_run=True)
    done = take(second(), as_drafts=True, withdraw_missing=True)
    assert stored(exclude=["Draft", "New", "New and later"]) == before
    assert rows(done) == [
        ("New and later", "created", ""),
        ("New", "created", ""),
        ("Draft", "changed", "body"),
        ("Later", "kept", "is scheduled here; left alone"),
        ("Two, changed", "kept", "is published here; left alone"),
        ("One", "kept", "is published here; left alone"),
    ]
    assert done.notes == [
        "The page is no draft: its title, summary, other furniture and status were "
        "left alone."
    ]
    assert (rows(foreseen), foreseen.notes) == (rows(done), done.notes)
    assert Post.objects.get(headline="Draft").body == "<p>More.</p>"


def test_new_posts_are_drafts_that_were_never_public():
    take(first())
    take(second(), as_drafts=True)
    new = Post.objects.filter(headline__startswith="New").order_by("headline")
    names = ("status", "published_at", "first_published_at", "pinned_place")
    assert list(new.values_list(*names)) == [
        ("draft", NINE + timedelta(minutes=3), None, None),
        ("draft", SOON, None, None),
    ]


def test_a_new_page_is_a_draft_that_was_never_public():
    copy = parsed_post("Two, revised", None, status="draft")
    posts = [
        later("Later"),
        public_post("Two", 2, pinned_place=1, working_copy=copy),
        public_post("Gone", 1, status="withdrawn", edited_at=NINE),
    ]
    source = parsed_page(*posts, status="live", **OURS)
    foreseen = take(source, as_drafts=True, dry_run=True)
    report = take(source, as_drafts=True)
    page = LivePage.objects.get()
    assert (page.status, page.first_published_at, page.revision) == ("draft", None, 0)
    assert page.ended_at == NINE + timedelta(minutes=2)  # not when 'Later' is due
    assert rows(report) == [
        ("Later", "created", ""),
        ("Two", "created", "without its working copy"),
        ("Gone", "created", ""),
    ]
    assert rows(foreseen) == rows(report)
    states = page.posts.values_list("status", "first_published_at", "edited_at")
    assert list(states) == [("draft", None, None)] * 3
    assert list(check()) == []


def test_what_was_left_alone_comes_with_the_next_import_that_publishes():
    take(first())
    take(second(), as_drafts=True)
    report = take(second())
    assert outcomes(report)[4:] == [("Two, changed", "changed"), ("One", "withdrawn")]
    page = LivePage.objects.get()
    assert (page.title, page.status) == ("Storm over", "ended")


def test_a_draft_page_follows_its_source():
    take(parsed_page(parsed_post("One")), as_drafts=True, slug="storm")
    newer = parsed_page(parsed_post("One"), title="Storm over", status="live")
    assert take(newer, as_drafts=True, slug="storm").notes == []
    page = LivePage.objects.get()
    assert (page.title, page.status) == ("Storm over", "draft")


def test_what_the_source_lacks_is_never_withdrawn():
    take(first())
    report = take(
        replace(first(), posts=()), as_drafts=True, withdraw_missing=True, dry_run=False
    )
    found = {(row.headline, row.outcome) for row in report.rows}
    assert {("One", "missing"), ("Two", "missing")} < found
    assert Post.objects.filter(status="published").count() == 2


def test_a_draft_of_a_story_that_is_over_is_published_as_ended(editor):
    page = take(replace(first(), ended_at=NINE), as_drafts=True).page
    assert acts.next_statuses(editor, page) == ["upcoming", "live", "ended"]
    assert acts.status_says("ended", page) == "Publish as ended"
    with public_change(page) as change:
        acts.set_status(change, "ended")
    page.refresh_from_db()
    assert (page.status, page.ended_at) == ("ended", NINE)
    new = make_page("new", "draft")
    assert acts.next_statuses(editor, new) == ["upcoming", "live"]
    with pytest.raises(PublishingError), public_change(new) as change:
        acts.set_status(change, "ended")


def test_a_draft_takes_no_working_copy_from_its_source():
    take(first(), as_drafts=True)
    copy = parsed_post("Two, revised", None, status="draft")
    two = replace(first().posts[2], headline="Two, changed", working_copy=copy)
    take(replace(first(), posts=(two,)))
    assert Post.objects.get(headline="Two, changed").status == "draft"
    assert not Post.objects.filter(working_copy_of__isnull=False).exists()


@pytest.mark.parametrize("more", ["--status=live", "--withdraw-missing"])
def test_the_command_refuses_what_goes_against_drafts(source, more):
    with pytest.raises(CommandError, match="--drafts changes nothing that is public"):
        call_command("import_live", str(source), "--drafts", more)


def ours(posts, **page):
    """Our own form of a page with these POSTS, in bytes."""
    whole = {"title": "Storm", "status": "live"} | page
    whole["first_published_at"] = NINE.isoformat()
    content = {"format": "liveblog", "version": 1, "page": whole, "posts": posts}
    return json.dumps(content).encode()


def test_the_import_screen_tells_what_is_left_alone_as_drafts(client, chief):
    client.force_login(chief)
    post = {
        "id": "1",
        "headline": "One",
        "status": "published",
        "published_at": NINE.isoformat(),
        "first_published_at": NINE.isoformat(),
    }
    plain = {"title": "", "date": ""}
    upload(client, ours([post]), "page.json", **plain).send("publish")
    due = {"id": "2", "headline": "Later", "status": "scheduled"}
    due["published_at"] = SOON.isoformat()
    changed = ours([due, post | {"headline": "One, changed"}], status="ended")
    screen = upload(client, changed, "page.json", **plain)
    left = (
        "The page is no draft: its title, summary, other furniture and status were "
        "left alone."
    )
    assert screen.text(".outcome") == [
        "new",
        "changed headline As drafts: is published here; left alone",
    ]
    assert screen.text(".note") == [f"As drafts: {left}"]
    assert told(screen.send("draft")) == [
        "Imported: 1 new, 1 left as they are here. The new posts are drafts.",
        left,
    ]
    page = LivePage.objects.get()
    assert page.status == "live"
    states = page.posts.order_by("pk").values_list("headline", "status")
    assert list(states) == [("One", "published"), ("Later", "draft")]


def test_an_ended_page_stays_ended_and_a_withdrawn_one_withdrawn():
    page = take(first()).page
    for status in ("ended", "withdrawn"):
        open_as(page, status)
        before = stored()
        take(replace(second(), posts=first().posts), as_drafts=True)
        assert stored() == before
