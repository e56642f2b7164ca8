"""The import screen: paste or upload a page, look, correct, import."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from posts.importing import reading
from posts.importing.source import Format
from posts.importing.text import published
from posts.models import ImportSource, LivePage, Post
from posts.publishing import public_change
from tests.conftest import make_page
from tests.import_screen import DAY, GIVE, give, told, upload
from tests.importing import SAMPLE, SOURCE, clock, posts_of, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, chief):
    """Charles, a chief editor, at the desk."""
    client.force_login(chief)
    return client


def test_the_list_of_pages_leads_to_it(desk):
    pages = desk.get(reverse("admin:posts_livepage_changelist"))
    assert f'<a href="{GIVE}">Import</a>' in pages.content.decode()
    assert GIVE == "/admin/posts/livepage/import/"


def test_a_preview_tells_what_was_understood_and_writes_nothing(desk):
    screen = give(desk)
    assert screen.text("h1")[-1] == "Bridge shut"
    assert screen.text("header .hint") == [
        "From the pasted text, read as ‘published’: posts with 'published at' and a "
        "time. Nothing is written yet."
    ]
    assert screen.counts() == ["3 new", "1 picture"]
    assert screen.text(".points li") == ["The bridge is shut"]
    assert "new live page at /live/bridge-shut/" in screen.text("section p")[0]
    assert [
        (row.line, row.value("time"), row.value("label"), row.value("headline"))
        for row in screen.rows()
    ] == [
        (5, "2025-02-03T10:30", "", "Second news"),
        (10, "2025-02-03T10:15", "analysis", "What it means"),
        (20, "2025-02-03T10:00", "", "First news"),
    ]
    assert screen.text(".words") == ['A paragraph "as typed".', "One Two", "It began."]
    assert screen.text(".post .hint") == [
        "1 paragraph, 1 picture",
        "Ada Example, Transport editor · 1 list",
        "1 paragraph",
    ]
    assert not LivePage.objects.exists()


@pytest.mark.parametrize(
    ("button", "status", "page_status", "post_status"),
    [
        ("publish", "", "ended", "published"),
        ("publish", "live", "live", "published"),
        ("draft", "live", "draft", "draft"),
    ],
)
def test_an_import_leads_to_the_desk(
    desk, chief, button, status, page_status, post_status
):
    response = give(desk).send(button, status=status)
    page = LivePage.objects.get()
    assert (page.slug, page.status, page.created_by) == (
        "bridge-shut",
        page_status,
        chief,
    )
    assert [(post.headline, post.status) for post in page.posts.order_by("-pk")] == [
        ("Second news", post_status),
        ("What it means", post_status),
        ("First news", post_status),
    ]
    assert response.redirect_chain[-1][0] == reverse("admin:desk", args=[page.pk])
    drafts = " The new posts are drafts." if post_status == "draft" else ""
    assert told(response) == [f"Imported: 3 new.{drafts}"]
    assert f"Imported: 3 new.{drafts}" in response.content.decode()


def test_importing_twice_leads_to_the_same_page(desk):
    screen = give(desk)
    data = screen.fields() | {"publish": ""}
    first = desk.post(screen.address, data)
    assert desk.post(screen.address, data)["Location"] == first["Location"]
    assert Post.objects.count() == 3
    assert bytes(ImportSource.objects.get().data) == b""


def test_a_file_is_a_source_and_the_settings_are_the_command_s(desk):
    content = SAMPLE.read_bytes()
    fields = {"title": "Ferry", "date": "2025-02-04", "slug": "ferry-again"}
    screen = upload(desk, content, "ferry.txt", time_zone="Europe/Dublin", **fields)
    assert screen.text("header .hint")[0].startswith("From ferry.txt, read as")
    screen.send("publish")
    page = LivePage.objects.get()
    assert (page.slug, page.time_zone) == ("ferry-again", "Europe/Dublin")
    assert clock(posts_of("ferry-again")[0]) == "22:04"


def test_settings_are_changed_in_the_preview(desk):
    screen = give(desk)
    screen.send(date="2025-02-04", time_zone="Asia/Kolkata", title="", slug="span")
    assert screen.errors() == ["The source tells no title: fill in ‘Title’."]
    screen.send(title="Span")
    assert screen.errors() == []
    assert screen.text("h1")[-1] == "Span"
    assert screen.rows()[0].value("time") == "2025-02-04T16:00"
    screen.send("publish")
    page = LivePage.objects.get()
    assert (page.slug, page.time_zone) == ("span", "Asia/Kolkata")
    assert page.started_at.isoformat() == "2025-02-04T10:00:00+00:00"


def test_what_stands_against_the_import_is_said_once_at_its_field(desk):
    screen = give(desk, title="")
    screen.send("publish")
    assert screen.text("#id_title_error") == [
        "The source tells no title: fill in ‘Title’."
    ]


def test_publishing_tells_what_readers_do_not_see_even_so(desk):
    screen = give(desk)
    screen.send("draft", without=[screen.row(10).field("take")])
    page = LivePage.objects.get()
    response = give(desk).send("publish")
    assert told(response) == [
        "Imported: 1 new, 2 unchanged.",
        "The page is a draft: readers see nothing of it before it goes live.",
        "2 imported posts are drafts still: publish here what readers should see.",
    ]
    with public_change(page) as change:
        for post in page.posts.filter(status="draft"):
            change.publish(change.post(post.pk))
    assert told(give(desk).send("publish", status="live")) == ["Imported: 3 unchanged."]


def test_another_form_is_named_and_can_be_chosen(desk, monkeypatch):
    second = Format("second", "as a test", lambda source: 1, published.parse)
    monkeypatch.setitem(reading.READERS, "text", [published.FORMAT, second])
    monkeypatch.setitem(reading.FORMATS, "second", second)
    screen = give(desk)
    assert screen.text(".note") == [
        "Read as 'published' (3 posts); 'second' fits as well (1 posts): ‘Form’ second "
        "reads it so."
    ]
    screen.send(format="second")
    assert screen.text(".note") == []
    assert "read as ‘second’: as a test." in screen.text("header .hint")[0]
    screen.send(format="own")
    assert screen.errors() == ["'own' reads zip or json, and this is text"]


def test_a_page_that_was_imported_is_brought_up_to_date(desk, source):
    run(source)
    with public_change(LivePage.objects.get()) as change:
        post = change.post(Post.objects.get(headline="What it means").pk)
        change.mark(post, headline="What it all means")
    newer = SOURCE.replace("It began.", "It began at dawn.").replace("• One", "• 1")
    newer = re.sub(r"1\. Second news.*?(?=2\. Analysis)", "", newer, flags=re.DOTALL)
    screen = give(desk, newer)
    assert "Goes into the page Bridge shut" in screen.text("section p")[0]
    assert [(row.line, *row.badges) for row in screen.rows()] == [
        (5, "kept as it is here"),
        (15, "changed"),
        (0, "not in the source"),
    ]
    assert [row.is_editable for row in screen.rows()] == [False, True, False]
    assert screen.text("td.time")[0] == "2025-02-03 10:15"
    screen.send(withdraw_missing="on")
    assert screen.rows()[2].badges == ["withdrawn"]
    response = screen.send("publish")
    assert told(response) == [
        "Imported: 1 changed, 1 withdrawn, 1 left as they are here."
    ]
    assert Post.objects.get(headline="First news").body == "<p>It began at dawn.</p>"
    assert Post.objects.get(headline="Second news").status == Post.Status.WITHDRAWN


def test_a_page_that_was_not_imported_is_never_written_to(desk):
    make_page("bridge-shut")
    screen = give(desk)
    assert screen.errors() == [
        "There is a page at /live/bridge-shut/ that was not imported: fill in another "
        "‘Address’."
    ]
    assert screen.text("#id_slug_error") == screen.errors()
    screen.send("publish")
    assert not Post.objects.exists()
    screen.send(slug="bridge-2")
    screen.send("publish")
    assert LivePage.objects.get(slug="bridge-2").posts.count() == 3


def test_thrown_away_is_gone(desk):
    screen = give(desk)
    assert told(screen.send("discard")) == ["Thrown away: nothing was imported."]
    assert not ImportSource.objects.exists()


@pytest.mark.parametrize("name", ["text", "file", "both"])
def test_the_first_step_needs_one_source(desk, name):
    file = SimpleUploadedFile("page.txt", SOURCE.encode())
    data = {"text": {"text": " "}, "file": {}, "both": {"text": "x", "file": file}}
    response = desk.post(GIVE, DAY | data[name])
    words = "not both" if name == "both" else "Paste the text of a page"
    assert response.status_code == 200
    assert words in response.content.decode()
    assert 'value="Bridge shut"' in response.content.decode()
    assert not ImportSource.objects.exists()
