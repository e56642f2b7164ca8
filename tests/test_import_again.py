"""import_live once more: upstream changes come, editors' changes stay."""

import pytest

from posts.models import LivePage, Post, PostImage
from posts.publishing import public_change
from tests.conftest import edit, withdraw
from tests.importing import SOURCE, clock, posts_of, run

pytestmark = pytest.mark.django_db


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


def test_a_page_s_own_time_zone_holds_for_clocks_that_name_none(source):
    source.write_text(SOURCE.replace(" Greenwich Mean Time", ""))
    run(source, time_zone="Asia/Kolkata")
    assert "0 created, 0 changed, 0 withdrawn, 3 skipped." in run(source)
    assert f"{posts_of()[0].published_at:%H:%M}" == "05:00"
