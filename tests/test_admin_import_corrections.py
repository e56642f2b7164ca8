"""What an editor types over the posts of a source: kept, told, imported, respected."""

from datetime import UTC, datetime

import pytest

from posts.admin.importing import showing
from posts.models import ImportSource, LivePage, Post
from tests.import_screen import give
from tests.importing import SOURCE, clock, posts_of, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, chief):
    client.force_login(chief)
    return client


def correct(screen, line, **fields):
    """FIELDS of the form for the post at LINE."""
    row = screen.row(line)
    return {row.field(name): value for name, value in fields.items()}


def test_corrections_become_the_posts(desk):
    screen = give(desk)
    changes = correct(
        screen, 5, headline="  Second   piece of news ", time="2025-02-03T10:45"
    ) | correct(screen, 20, label="breaking")
    screen.send(**changes)
    assert [row.badges for row in screen.rows()] == [
        ["new", "corrected"],
        ["new"],
        ["new", "corrected"],
    ]
    screen.send("publish")
    assert [(clock(post), post.headline, post.label) for post in posts_of()] == [
        ("10:45", "Second piece of news", ""),
        ("10:15", "What it means", "analysis"),
        ("10:00", "First news", "breaking"),
    ]


def test_a_correction_is_an_editor_s_change_for_the_next_import(desk, source):
    screen = give(desk)
    screen.send("publish", **correct(screen, 20, headline="The very first news"))
    before = LivePage.objects.get().revision
    assert "3 skipped" in run(source)
    assert LivePage.objects.get().revision == before
    source.write_text(SOURCE.replace("It began.", "It began at dawn."))
    assert "0 changed" in run(source)
    post = Post.objects.get(headline="The very first news")
    assert post.body == "<p>It began.</p>"


def test_a_changed_post_can_be_corrected_or_left(desk, source):
    run(source)
    newer = SOURCE.replace("It began.", "It began at dawn.").replace("• One", "• 1")
    screen = give(desk, newer)
    first = screen.row(20).field("take")
    screen.send(without=[first], **correct(screen, 10, headline="What it meant"))
    assert [row.badges for row in screen.rows()] == [
        ["unchanged"],
        ["changed", "corrected"],
        ["not taken"],
    ]
    assert screen.row(20).is_editable
    screen.send("publish", withdraw_missing="on")
    assert [(post.headline, post.body, post.status) for post in posts_of()] == [
        ("Second news", '<p>A paragraph "as typed".</p>', "published"),
        ("What it meant", "<ul><li>1</li><li>Two</li></ul>", "published"),
        ("First news", "<p>It began.</p>", "published"),
    ]


def test_posts_without_a_tick_are_not_imported(desk):
    screen = give(desk)
    screen.send(without=[screen.row(10).field("take")])
    assert screen.counts()[:2] == ["2 new", "1 not taken"]
    assert screen.row(10).field("take") not in screen.fields()
    screen.send("publish")
    assert [post.headline for post in posts_of()] == ["Second news", "First news"]


def test_ticked_again_they_are(desk):
    screen = give(desk)
    take = screen.row(10).field("take")
    screen.send(without=[take])
    screen.send("publish", **{take: "on"})
    assert len(posts_of()) == 3


def test_other_settings_move_what_was_not_typed_over(desk):
    screen = give(desk)
    screen.send(**correct(screen, 20, time="2025-02-03T09:59"))
    screen.send(date="2025-02-10")
    assert [row.value("time") for row in screen.rows()] == [
        "2025-02-10T10:30",
        "2025-02-10T10:15",
        "2025-02-03T09:59",
    ]
    assert [len(row.badges) for row in screen.rows()] == [1, 1, 2]


def test_settings_and_table_changed_at_once_are_both_kept(desk):
    screen = give(desk)
    changes = correct(screen, 5, headline="Newest")
    screen.send(date="2025-02-10", time_zone="Asia/Tokyo", **changes)
    assert [row.value("time") for row in screen.rows()] == [
        "2025-02-10T19:30",
        "2025-02-10T19:15",
        "2025-02-10T19:00",
    ]
    assert screen.rows()[0].value("headline") == "Newest"


def test_typed_back_it_is_no_correction(desk):
    screen = give(desk)
    screen.send(**correct(screen, 5, headline="Newest", time=""))
    screen.send(**correct(screen, 5, headline="Second news", time="2025-02-03T10:30"))
    assert ImportSource.objects.get().corrections == {}
    assert screen.row(5).badges == ["new"]


def test_a_time_in_the_page_s_zone_and_none_at_all(desk):
    screen = give(desk, time_zone="Europe/Berlin")
    changes = correct(screen, 5, time="2025-02-03 11:45:30")
    screen.send("publish", **changes | correct(screen, 20, time=""))
    assert [post.published_at for post in posts_of()] == [
        datetime(2025, 2, 3, 10, 45, 30, tzinfo=UTC),
        datetime(2025, 2, 3, 10, 15, tzinfo=UTC),
        None,
    ]


def test_errors_stand_beside_their_posts_all_at_once(desk):
    screen = give(desk)
    changes = (
        correct(screen, 5, time="2099-01-01T12:00", label="rumour")
        | correct(screen, 10, headline="h" * 301)
        | correct(screen, 20, time="yesterday")
    )
    screen.send("publish", **changes)
    assert not LivePage.objects.exists()
    assert screen.errors() == [
        "3 posts can’t be imported as they are. Correct them or take them out:",
        "Line 5 : There is no such label. The time lies before 1970 or in the future.",
        "Line 10 : The headline is longer than 300 characters.",
        "Line 20 : ‘yesterday’ is no date and time.",
    ]
    first, second, third = screen.rows()
    assert first.error_of("time") == "The time lies before 1970 or in the future."
    assert first.error_of("label") == "There is no such label."
    assert first.error_of("headline") == ""
    assert second.error_of("headline") == "The headline is longer than 300 characters."
    assert third.error_of("time") == "‘yesterday’ is no date and time."
    # What was typed is still there, and what is taken out stands in nobody's way.
    assert (first.value("time"), second.value("headline")) == (
        "2099-01-01T12:00",
        "h" * 301,
    )
    out = [row.field("take") for row in screen.rows()]
    screen.send("publish", without=out[:2], **correct(screen, 20, time=""))
    assert [post.headline for post in posts_of()] == ["First news"]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("2025-03-30T01:30", "The clock skips this hour on that day."),
        ("0001-01-01T00:00", "The time lies before 1970 or in the future."),
        ("9999-12-31T23:59", "The time lies before 1970 or in the future."),
        ("2025-02-30T10:00", "‘2025-02-30T10:00’ is no date and time."),
        ("\x00٢٠٢٥", "‘٢٠٢٥’ is no date and time."),
    ],
)
def test_times_that_can_not_be(desk, time, words):
    screen = give(desk)
    screen.send(**correct(screen, 5, time=time))
    assert screen.row(5).error_of("time") == words


def test_an_hour_that_comes_twice_stays_the_one_it_was(desk):
    text = SOURCE.replace("10:30", "01:30").replace("10:15", "01:15")
    text = text.replace("10:00", "01:30 British Summer Time").replace(
        "British Summer Time Greenwich Mean Time", "British Summer Time"
    )
    screen = give(desk, text, date="2025-10-26")
    assert [row.value("time")[-5:] for row in screen.rows()] == [
        "01:30",
        "01:15",
        "01:30",
    ]
    screen.send("publish", **correct(screen, 5, headline="Newest"))
    assert [post.published_at.hour for post in posts_of()] == [1, 1, 0]


def test_a_mended_text_keeps_the_corrections_of_its_posts(desk):
    screen = give(desk)
    screen.send(**correct(screen, 20, headline="The very first news"))
    stored = ImportSource.objects.get()
    stored.data = SOURCE.replace("10:15", "25:15").encode()
    stored.save()
    screen.look()
    text = screen.fields()["text"][0]
    screen.send(text=text.replace("25:15", "10:15").replace("Summary", "\nSummary"))
    assert screen.row(21).value("headline") == "The very first news"


def test_a_correction_whose_post_is_gone_is_told(desk):
    screen = give(desk)
    screen.send(**correct(screen, 20, headline="The very first news", time=""))
    stored = ImportSource.objects.get()
    stored.data = SOURCE.partition("  3. First")[0].encode()
    stored.save()
    screen.look()
    assert screen.text("div.problem li") == [
        "First news: headline ‘The very first news’"
    ]


def test_a_long_page_comes_in_parts_that_are_all_corrected(desk, monkeypatch):
    monkeypatch.setattr(showing, "ROWS", 2)
    screen = give(desk)
    assert [row.line for row in screen.rows()] == [5, 10]
    assert screen.text("#posts-heading") == ["Posts 1 to 2 of 3"]
    screen.send("to", to="2", **correct(screen, 5, headline="h" * 301))
    assert [row.line for row in screen.rows()] == [20]
    assert screen.errors() == [
        "1 post can’t be imported as it is. Correct it or take it out:",
        "Posts 1 to 2 : 1 to correct.",
    ]
    assert screen.text(".parts button") == ["1–2 1 to correct", "3"]
    screen.send("publish", **correct(screen, 20, headline="The very first news"))
    assert screen.row(20).value("headline") == "The very first news"
    screen.send("to", to="1")
    screen.send("publish", **correct(screen, 5, headline="Newest"))
    assert [post.headline for post in posts_of()] == [
        "Newest",
        "What it means",
        "The very first news",
    ]
