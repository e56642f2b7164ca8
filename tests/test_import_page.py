"""import_live: from a file to a live page, all or nothing."""

import io
import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from posts.models import Contributor, LivePage, Post, PostImage
from tests.conftest import make_page
from tests.importing import SAMPLE, SEEDS, SOURCE, clock, posts_of, run

pytestmark = pytest.mark.django_db


def test_a_file_becomes_an_ended_page_in_one_public_change(source):
    out = run(source)
    page = LivePage.objects.get()
    assert (page.status, page.revision) == (LivePage.Status.ENDED, 1)
    assert f"{page.started_at:%H:%M} {page.ended_at:%H:%M}" == "10:00 10:30"
    posts = posts_of()
    assert [post.headline for post in posts] == [
        "Second news",
        "What it means",
        "First news",
    ]
    assert posts[0].body == '<p>A paragraph "as typed".</p>'
    assert posts[1].label == Post.Label.ANALYSIS
    byline = posts[1].bylines.get()
    assert (byline.contributor.name, byline.role) == ("Ada Example", "Transport editor")
    image = PostImage.objects.get()
    assert (image.alt, image.credit) == ("A crane over a river", "Harbour Trust")
    assert [post.sequence for post in posts] == [3, 2, 1]
    assert "3 created, 0 changed, 0 withdrawn, 0 skipped." in out


def test_a_time_that_can_not_be_shown_names_its_line(source):
    source.write_text(SOURCE)
    with pytest.raises(CommandError, match="line 5: the time lies before 1970"):
        run(source, date="1955-02-03")
    with pytest.raises(CommandError, match=r"line 5: .* or in the future"):
        run(source, date="2099-02-03")
    assert not LivePage.objects.exists()


def test_a_title_that_the_form_would_refuse_is_refused(source):
    with pytest.raises(CommandError, match=r"title: .*at most 200"):
        run(source, title="t" * 300, slug="long")
    assert not LivePage.objects.exists()


def test_brackets_in_a_headline_are_only_brackets(source):
    source.write_text(SOURCE.replace("First news", "Deal off [/sources]"))
    assert "Deal off [/sources]" in run(source)


def test_a_dry_run_writes_nothing(source):
    out = run(source, "--dry-run")
    assert "3 created" in out
    assert "nothing written" in out
    assert not LivePage.objects.exists()
    assert not Contributor.objects.exists()


def test_standard_input_is_a_source(monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(SOURCE.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert "3 created" in run("-")


def test_lines_without_a_place_are_reported_with_their_number(source):
    source.write_text(SOURCE + "\n\n    Image caption, Of no picture\n")
    told = run(source).splitlines()[-2]
    assert told.startswith(f"{source}: line 24: ")
    assert told.endswith(": Image caption, Of no picture")
    assert posts_of()[2].body.endswith("<p>Image caption, Of no picture</p>")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02binary", "line 1"),
        ("  1. Caf\xe9published at 10:00".encode("latin-1"), "line 1"),
        (b"Nothing here is a post.", "no posts"),
        (SOURCE.replace("10:15", "25:71").encode(), "line 12"),
    ],
)
def test_bad_input_is_one_clear_line_and_nothing_is_written(tmp_path, content, words):
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(path)
    message = str(refused.value)
    assert message.startswith(f"{path}: ")
    assert words in message.lower()
    assert "\n" not in message
    assert not LivePage.objects.exists()


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.txt")


def test_without_any_date_the_command_says_what_to_pass(source):
    with pytest.raises(CommandError, match="--date"):
        call_command("import_live", str(source), "--title=Bridge shut")
    assert not LivePage.objects.exists()


def test_an_unknown_time_zone_is_refused(source):
    with pytest.raises(CommandError, match="IANA"):
        run(source, time_zone="Europe/Atlantis")


def test_a_page_that_was_not_imported_is_never_written_to(source):
    make_page("bridge-shut")
    with pytest.raises(CommandError, match="pass another --slug"):
        run(source)


def test_a_headline_too_long_names_its_line(source):
    source.write_text(SOURCE.replace("First news", "First " * 80))
    with pytest.raises(CommandError, match="line 20: the headline is longer than 300"):
        run(source)
    assert not LivePage.objects.exists()


def lists_of(post):
    soup = BeautifulSoup(post.body, "lxml")
    return [len(found.find_all("li")) for found in soup.find_all(["ul", "ol"])]


def test_our_sample_becomes_a_page_with_nothing_lost():
    out = run(SAMPLE, title="Ferry", date="2025-02-04")
    posts = posts_of("ferry")
    assert LivePage.objects.get().summary_points.count() == 5
    assert len(posts) == 13
    assert clock(posts[0]) == "22:04"
    assert clock(posts[-1]) == "15:05"
    labels = {post.label for post in posts}
    assert {"analysis", "breaking", "explainer", "recap", "quote"} <= labels
    assert sum(not post.headline for post in posts) == 1
    assert PostImage.objects.count() == 3
    assert PostImage.objects.exclude(caption="").count() == 1
    assert max(post.bylines.count() for post in posts) == 2
    assert sum('class="context"' in post.body for post in posts) == 1
    assert "line " not in out.lower().split("created")[1]


def test_the_public_seed_becomes_a_page_with_nothing_lost(client):
    if not SEEDS:
        pytest.skip("the shared seeds are not on this machine")
    run(SEEDS[0], title="Seed")
    page = LivePage.objects.get()
    posts = posts_of("seed")
    assert page.summary_points.count() == 5
    assert " ".join(clock(post) for post in posts) == (
        "17:23 17:08 17:04 16:56 16:35 16:26 16:22 16:14 16:04 15:53 15:29"
    )
    bylines = {
        clock(post): [(line.contributor.name, line.role) for line in post.bylines.all()]
        for post in posts
        if post.bylines.all()
    }
    assert bylines == {
        "17:04": [("Vicki Young", "Deputy political editor")],
        "16:14": [("Frank Gardner", "Security correspondent")],
        "15:53": [("Chris Mason", "Political editor")],
        "15:29": [("Barbara Tasch", "Live page editor")],
    }
    assert [clock(post) for post in posts if post.label] == ["16:14"]
    assert [clock(post) for post in posts if not post.headline] == ["16:26"]
    assert {clock(post): lists_of(post) for post in posts if lists_of(post)} == {
        "16:56": [1],
        "16:35": [3, 3],
        "16:14": [5],
    }
    credits = {
        clock(image.post): image.credit for image in PostImage.objects.exclude(alt="")
    }
    assert credits == {"16:22": "UK Pool", "15:53": "Getty Images"}
    shown = BeautifulSoup(client.get(page.get_absolute_url()).content, "lxml")
    words = " ".join(shown.get_text(" ").split())
    for line in SEEDS[0].read_text().splitlines():
        text = re.sub(r"^[•\d. ]+", "", " ".join(line.split()))
        if text and "published at" not in text and "Image source" not in text:
            assert text in words
    assert "Published at 16:14 Greenwich Mean Time" in words
