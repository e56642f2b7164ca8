"""import_live: from a file to a live page, again and again, all or nothing."""

import io
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from posts.models import Contributor, LivePage, Post, PostImage
from posts.publishing import public_change
from tests.conftest import edit, make_page, withdraw

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "posts" / "sample" / "ferry.txt"
SEEDS = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))

SOURCE = """Summary

  • The bridge is shut

  1. Second newspublished at 10:30 Greenwich Mean Time

    A paragraph "as typed".

    A crane over a riverImage source, Harbour Trust
  2. Analysis

    What it meanspublished at 10:15 Greenwich Mean Time

    Ada Example
    Transport editor

    • One
    • Two

  3. First newspublished at 10:00 Greenwich Mean Time

    It began."""


def run(source, *args, **options):
    """Import SOURCE, a text or a path; what the command printed."""
    out = io.StringIO()
    options = {"title": "Bridge shut", "date": "2025-02-03"} | options
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    call_command("import_live", str(source), *flags, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(SOURCE)
    return path


def posts_of(slug="bridge-shut"):
    posts = Post.objects.filter(page__slug=slug).order_by("-sort_key")
    return list(posts.with_parts())


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


def test_running_twice_changes_nothing(source):
    run(source)
    before = list(Post.objects.order_by("pk").values())
    out = run(source)
    assert "0 created, 0 changed, 0 withdrawn, 3 skipped." in out
    assert list(Post.objects.order_by("pk").values()) == before
    assert LivePage.objects.get().revision == 1


def test_a_source_that_grew_adds_only_what_is_new(source):
    run(source, status="live")
    grown = SOURCE.replace(
        "  1. Second",
        "  1. Third newspublished at 10:45 Greenwich Mean Time\n\n"
        "    More.\n\n  2. Second",
    )
    source.write_text(grown)
    assert "1 created, 0 changed, 0 withdrawn, 3 skipped." in run(source)
    assert posts_of()[0].headline == "Third news"


def test_a_post_that_changed_upstream_is_changed_in_place(source):
    run(source)
    old = posts_of()
    source.write_text(SOURCE.replace("It began.", "It began at dawn."))
    assert "0 created, 1 changed, 0 withdrawn, 2 skipped." in run(source)
    new = posts_of()
    assert [post.pk for post in new] == [post.pk for post in old]
    assert new[2].body == "<p>It began at dawn.</p>"
    assert new[2].revision == LivePage.objects.get().revision == 2
    assert new[0].revision == 1


def test_an_upstream_change_keeps_the_picture_that_was_supplied(source):
    run(source)
    PostImage.objects.update(file="supplied.jpg", width=4, height=3)
    source.write_text(SOURCE.replace("as typed", "as written"))
    run(source)
    assert PostImage.objects.get().file.name == "supplied.jpg"


def test_pictures_without_a_description_stay_as_many_as_they_are(source):
    two = "    Image source, A\n\n    Image source, B\n"
    text = SOURCE.replace("    A crane over a riverImage source, Harbour Trust\n", two)
    source.write_text(text)
    run(source)
    source.write_text(text.replace("as typed", "as written"))
    assert "1 changed" in run(source)
    assert [image.credit for image in PostImage.objects.order_by("order")] == ["A", "B"]
    assert "3 skipped" in run(source)


def test_a_time_corrected_upstream_moves_the_post_instead_of_doubling_it(source):
    run(source)
    source.write_text(SOURCE.replace("at 10:00", "at 10:01"))
    assert "0 created, 1 changed, 0 withdrawn, 2 skipped." in run(source)
    assert [clock(post) for post in posts_of()] == ["10:30", "10:15", "10:01"]
    assert "0 created, 0 changed, 0 withdrawn, 3 skipped." in run(source)


def test_posts_of_one_minute_keep_apart_when_one_of_them_goes(source):
    names = ("Gamma", "Beta", "Alpha")
    minute = [
        f"  {n}. {name}published at 10:00 Greenwich Mean Time\n\n    Of {name}.\n\n"
        for n, name in enumerate(names, start=1)
    ]
    source.write_text("".join(minute))
    run(source)
    edit(posts_of()[1], body="<p>Beta, edited here.</p>")
    source.write_text("".join(minute[:2]))
    run(source, "--withdraw-missing")
    assert [(post.headline, post.body, post.status) for post in posts_of()] == [
        ("Gamma", "<p>Of Gamma.</p>", "published"),
        ("Beta", "<p>Beta, edited here.</p>", "published"),
        ("Alpha", "<p>Of Alpha.</p>", "withdrawn"),
    ]
    delta = "  4. Deltapublished at 10:00 Greenwich Mean Time\n\n    Of Delta.\n\n"
    source.write_text(delta + "".join(minute[:2]))
    assert "1 created" in run(source)
    assert sorted(post.headline for post in posts_of()) == [
        "Alpha",
        "Beta",
        "Delta",
        "Gamma",
    ]


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


def test_an_editor_s_change_wins_and_is_reported(source):
    run(source)
    edit(posts_of()[2], headline="Edited here")
    source.write_text(SOURCE.replace("It began.", "It began at dawn."))
    out = run(source)
    assert "changed by an editor" in " ".join(out.split())
    assert "0 created, 0 changed, 0 withdrawn, 3 skipped." in out
    assert posts_of()[2].body == "<p>It began.</p>"


def test_a_post_withdrawn_here_stays_withdrawn(source):
    run(source)
    withdraw(posts_of()[2])
    source.write_text(SOURCE.replace("It began.", "It began at dawn."))
    run(source)
    assert posts_of()[2].status == Post.Status.WITHDRAWN


def test_missing_posts_are_withdrawn_only_on_request(source):
    run(source)
    source.write_text(SOURCE.split("  3. First")[0])
    assert "0 withdrawn, 3 skipped." in run(source)
    assert "1 withdrawn, 2 skipped." in run(source, "--withdraw-missing")
    assert posts_of()[2].status == Post.Status.WITHDRAWN


def test_a_summary_changed_here_is_left_alone(source):
    run(source)
    page = LivePage.objects.get()
    with public_change(page):
        page.summary_points.update(text="Ours")
    source.write_text(SOURCE.replace("The bridge is shut", "The bridge is open"))
    assert "The summary was changed here: left alone." in run(source)
    assert [point.text for point in page.summary_points.all()] == ["Ours"]


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


def clock(post):
    return f"{post.published_at.astimezone(post.page.zone):%H:%M}"


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
