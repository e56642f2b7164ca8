"""What an import makes of the page itself, and of posts that are not public."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from posts.importing.document import ParsedByline, SourceError
from posts.importing.importer import ImportRefusedError
from posts.models import Contributor, LivePage, Post
from posts.publishing import public_change, publish_all_due
from tests.conftest import make_page, make_user, open_as, set_page
from tests.parsed import NINE, outcomes, parsed_page, parsed_post, take

pytestmark = pytest.mark.django_db

SOON = timezone.now() + timedelta(days=1)


def states():
    return dict(Post.objects.values_list("headline", "status"))


def test_posts_come_as_drafts_for_the_desk_to_publish():
    user = make_user("ida")
    page = take(parsed_page(parsed_post("One")), as_drafts=True, by=user).page
    post = Post.objects.get()
    assert (page.status, page.revision, post.status) == ("draft", 0, "draft")
    assert (post.created_by, post.published_at) == (user, NINE)
    assert page.created_by == user


def test_a_draft_follows_its_source_until_somebody_changes_it():
    take(parsed_page(parsed_post("One")), as_drafts=True)
    changed = parsed_page(parsed_post("One", body="<p>It happened twice.</p>"))
    assert outcomes(take(changed, as_drafts=True)) == [("One", "changed")]
    assert states() == {"One": "draft"}
    assert Post.objects.get().body == "<p>It happened twice.</p>"


def test_every_status_of_our_own_export_has_its_place():
    copy = parsed_post("Two, revised", None, status="draft")
    posts = [
        parsed_post("Draft", None, status="draft", review_note="Who says so?"),
        parsed_post("Review", None, status="review"),
        parsed_post("Later", status="scheduled", published_at=SOON),
        parsed_post("Gone", 3, status="withdrawn"),
        parsed_post("Two", 2, pinned_place=1, key_event=True, working_copy=copy),
        parsed_post("One", 1, pinned_place=2, edited_at=NINE + timedelta(hours=1)),
    ]
    page = take(parsed_page(*posts, status="live")).page
    assert states() == {
        "Draft": "draft",
        "Review": "review",
        "Later": "scheduled",
        "Gone": "withdrawn",
        "Two": "published",
        "Two, revised": "draft",
        "One": "published",
    }
    two = Post.objects.get(headline="Two")
    assert (two.pinned_place, two.key_event) == (1, True)
    assert two.working_copy.headline == "Two, revised"
    assert two.working_copy.working_copy_base == two.revision == 1
    assert Post.objects.get(headline="One").edited_at == NINE + timedelta(hours=1)
    assert page.next_due_at == SOON
    assert [post.headline for post in page.posts.published()] == ["Two", "One"]


def test_a_post_withdrawn_in_our_own_export_is_withdrawn_here():
    take(parsed_page(parsed_post("One", 1, id="1"), status="live"))
    gone = parsed_post("One", 1, id="1", status="withdrawn")
    report = take(parsed_page(gone))
    assert outcomes(report) == [("One", "withdrawn")]
    assert states() == {"One": "withdrawn"}
    assert outcomes(take(parsed_page(gone))) == [("One", "unchanged")]


@pytest.mark.parametrize("status", ["draft", "review", "scheduled"])
def test_what_is_only_prepared_in_our_own_export_is_not_published_here(status):
    other = parsed_post("Before", 0)
    later = parsed_post("Later", 1, id="1", status="scheduled")
    take(parsed_page(later, other, status="live"))
    publish_all_due(LivePage.objects.all())
    changed = replace(later, headline="Rewritten", status=status)
    if status == "scheduled":
        changed = replace(changed, published_at=SOON)
    report = take(parsed_page(changed, other))
    assert (report.rows[0].outcome, report.rows[0].note) == (
        "kept",
        "is published here",
    )
    assert states() == {"Later": "published", "Before": "published"}


def test_marks_that_the_desk_made_stay():
    take(parsed_page(parsed_post("One", 1)), status="live")
    with public_change(LivePage.objects.get()) as change:
        post = change.post(Post.objects.get().pk)
        change.mark(post, key_event=True)
        change.pin(post)
    take(parsed_page(parsed_post("One", 1, "<p>More.</p>")))
    post = Post.objects.get()
    assert (post.body, post.key_event, post.pinned_place) == ("<p>More.</p>", True, 1)


def test_a_corrected_post_is_written_as_corrected_and_is_the_editor_s():
    said, other = parsed_post("Onee", 1), parsed_post("Before", 0)
    corrected = replace(said, headline="One", label="analysis", original=said)
    take(parsed_page(corrected, other))
    post = Post.objects.get(headline="One")
    assert post.label == "analysis"
    again = take(parsed_page(said, other))
    assert outcomes(again) == [("Onee", "unchanged"), ("Before", "unchanged")]
    changed = replace(said, body="<p>More.</p>")
    report = take(parsed_page(changed, other))
    assert report.rows[0].note == "was changed by an editor here"
    headlines = Post.objects.order_by("-sort_key").values_list("headline", flat=True)
    assert list(headlines) == ["One", "Before"]


def test_a_post_left_out_is_not_written_and_not_missed():
    page = parsed_page(parsed_post("Two", 2), parsed_post("One", 1))
    report = take(page, leave=frozenset({0}))
    assert [(row.headline, row.outcome, row.note) for row in report.rows] == [
        ("Two", "kept", "left out here"),
        ("One", "created", ""),
    ]
    assert list(states()) == ["One"]
    report = take(page, leave=frozenset({1}), withdraw_missing=True)
    assert outcomes(report) == [("Two", "created"), ("One", "kept")]
    assert set(states().values()) == {"published"}


def test_what_can_not_be_stored_is_refused_with_its_line():
    long = parsed_post("x" * 301)
    with pytest.raises(SourceError, match="the headline is longer than 300"):
        take(parsed_page(long))
    bylines = (ParsedByline("Ada", "r" * 201),)
    with pytest.raises(SourceError, match="the role is longer than 200"):
        take(parsed_page(parsed_post("One", bylines=bylines)))
    with pytest.raises(SourceError, match="the embed address is no web address"):
        take(parsed_page(parsed_post("One", embed_url="javascript:alert(1)")))
    assert not LivePage.objects.exists()


def test_a_page_without_any_title_asks_for_one():
    with pytest.raises(ImportRefusedError, match="pass --title"):
        take(parsed_page(parsed_post("One"), title=""))


def test_characters_that_no_database_takes_are_dropped():
    take(parsed_page(parsed_post("O\x00n\ud800e", body="<p>a\x00b\ud800c</p>")))
    post = Post.objects.get()
    assert (post.headline, post.body) == ("One", "<p>abc</p>")


def test_the_source_tells_title_language_furniture_and_status():
    page = take(
        parsed_page(
            parsed_post("One"),
            title="Bridge shut",
            standfirst="No way across.",
            summary=("It is shut",),
            edited_by="Ada Example",
            language="de-AT",
            time_zone="Europe/Vienna",
            stream_url="https://www.youtube.com/watch?v=abcdefghijk",
            stream_title="The bridge",
            related=(("Map", "https://a.example/map"),),
            status="live",
        )
    ).page
    assert (page.slug, page.status, page.language) == ("bridge-shut", "live", "de")
    assert (page.time_zone, page.standfirst) == ("Europe/Vienna", "No way across.")
    assert (page.stream_title, page.edited_by) == ("The bridge", "Ada Example")
    assert [str(point) for point in page.summary_points.all()] == ["It is shut"]
    assert [link.url for link in page.related_links.all()] == ["https://a.example/map"]


def test_furniture_follows_the_source_until_it_is_changed_here():
    source = parsed_page(parsed_post("One"), standfirst="No way across.")
    take(source, slug="bridge")
    take(replace(source, standfirst="No way."), slug="bridge")
    page = LivePage.objects.get()
    assert (page.standfirst, page.revision) == ("No way.", 2)
    set_page(page, standfirst="Ours")
    report = take(replace(source, standfirst="A way."), slug="bridge")
    assert report.notes == [
        "The page's title or furniture was changed here: left alone."
    ]
    page.refresh_from_db()
    assert page.standfirst == "Ours"
    assert take(source, slug="bridge").notes == report.notes


def test_a_page_ends_with_its_source_once():
    live = parsed_page(parsed_post("One"), status="live")
    page = take(live).page
    over = replace(live, status="ended")
    assert take(over).page.status == "ended"
    open_as(page, "live")
    assert take(over).page.status == "live"


def test_a_contributor_of_the_same_name_is_the_same_person():
    Contributor.objects.create(name="Ada Example", role="Editor")
    bylines = (ParsedByline("Ada Example", "Reporter"),)
    posts = [parsed_post(f"Post {n}", n, bylines=bylines) for n in (2, 1)]
    take(parsed_page(*posts))
    assert Contributor.objects.get().role == "Editor"
    roles = {line.role for post in Post.objects.all() for line in post.bylines.all()}
    assert roles == {"Reporter"}


def test_an_import_into_a_page_of_the_desk_is_refused():
    make_page("storm")
    with pytest.raises(ImportRefusedError, match="not imported"):
        take(parsed_page(parsed_post("One")))


def test_a_page_without_times_does_not_tell_when_it_ended(client):
    page = take(parsed_page(parsed_post("One", None))).page
    page.refresh_from_db()
    assert (page.status, page.started_at, page.ended_at) == ("ended", None, None)
    assert "<time" not in client.get(page.get_absolute_url()).text
    assert page.title in (index := client.get("/").text)
    assert "<time" not in index
