"""Each promise, broken by itself, is found and explained; what is whole has none."""

import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from posts.checking import check
from posts.content import sort_key
from posts.models import (
    Contributor,
    EditingSession,
    LivePage,
    Post,
    PostImage,
    SearchEntry,
)
from posts.publishing import public_change
from tests.backups import check_data, newsroom
from tests.conftest import (
    NOON,
    add_draft,
    edit,
    make_page,
    make_user,
    open_as,
    publish,
    publish_many,
    set_page,
    start_working_copy,
    withdraw,
)
from tests.importing import run
from tests.pictures import encoded, upload
from tests.searching import found


def says():
    """What is found, as (about, is_broken, the first words)."""
    return [
        (finding.about, finding.is_broken, " ".join(finding.says.split()[:5]))
        for finding in check()
    ]


def update(thing, **fields):
    """Write FIELDS past the door."""
    type(thing).objects.filter(pk=thing.pk).update(**fields)


@pytest.fixture
def post(page):
    return publish(page, at=NOON)


# What is whole


def test_a_page_with_everything_is_whole(db, media_root):
    page = newsroom()
    assert says() == []
    open_as(page, "ended")
    open_as(page, "withdrawn")
    assert says() == []


def test_an_imported_page_is_whole(db, media_root, source):
    run(source)
    assert says() == []
    post = Post.objects.filter(status="published").first()
    edit(post, headline="Other words")
    assert says() == []


def test_what_editors_do_leaves_a_page_whole(page):
    posts = publish_many(page, 5, key_event=True)
    with public_change(page) as change:
        for post in posts[:3]:
            change.pin(change.post(post.pk))
        change.write_summary(["One"])
    withdraw(posts[1])
    edit(posts[0], headline="Again")
    copy = start_working_copy(posts[4])
    edit(copy, headline="Better")
    with public_change(page) as change:
        change.apply_working_copy(change.post(posts[4].pk))
        change.discard(change.add(Post(headline="Not kept")))
        change.retime(change.post(posts[3].pk), NOON - timedelta(days=1))
    set_page(page, time_zone="Asia/Kolkata")
    assert says() == []


def test_the_command_says_that_nothing_is_broken(page):
    assert check_data() == ["Nothing is broken."]


def test_the_command_fails_when_something_is(page):
    update(page, title_revision=9)
    said = StringIO()
    with pytest.raises(CommandError, match="1 broken"):
        call_command("check_data", stdout=said)
    assert said.getvalue() == (
        "/live/storm/: the stamp of its title is 9, above its revision 1: it comes "
        "with every poll. Change that piece on the desk.\n"
    )


# Numbers


def test_a_post_above_its_page_is_found(page, post):
    update(post, revision=99)
    assert says() == [
        (f"/live/storm/ post {post.pk}", True, "has revision 99, above its")
    ]


def test_a_post_that_came_after_its_last_change_is_found(page, post):
    update(post, first_revision=post.revision + 1)
    what = "came first at revision 3,"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_public_post_without_a_revision_is_found(page, post):
    update(post, revision=0, first_revision=0)
    what = "is public and has no"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


@pytest.mark.parametrize("piece", ["title", "status", "summary", "stream", "related"])
def test_a_stamp_above_the_page_is_found(page, piece):
    update(page, **{f"{piece}_revision": 50})
    what = f"the stamp of its {piece}"
    assert says() == [("/live/storm/", True, what)]


@pytest.mark.parametrize("piece", ["pinned", "key_events"])
def test_a_copy_that_readers_were_not_sent_is_found(page, post, piece):
    edit(post, key_event=True)
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    assert says() == []
    page.refresh_from_db()
    post.refresh_from_db()
    update(page, **{f"{piece}_revision": post.revision - 1})
    what = f"changed at {post.revision}, and the"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


# Order


def test_a_sort_key_that_disagrees_with_the_time_is_found(page, post):
    update(post, sort_key=sort_key(NOON + timedelta(hours=1), post.sequence))
    what = "has the sort key 001738587600000000.000000001,"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_two_posts_in_one_place_are_found(page):
    one, two = publish_many(page, 2)
    update(two, sort_key=one.sort_key)
    assert says() == [
        (
            f"/live/storm/ post {two.pk}",
            True,
            "has the sort key 001738584000000000.000000001,",
        ),
        ("/live/storm/", True, "2 posts have the sort"),
    ]


def test_a_sequence_above_the_last_is_found(page, post):
    update(page, last_sequence=0)
    what = "has sequence 1, above its"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_hole_among_the_pinned_places_is_found(page, post):
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    update(post, pinned_place=2)
    Post.history.update(pinned_place=2)
    what = "its pinned posts have the"
    assert says() == [("/live/storm/", True, what)]


def test_a_wrong_due_time_is_found_and_repaired(page):
    draft = add_draft(page)
    with public_change(page) as change:
        change.schedule(change.post(draft.pk), change.now + timedelta(hours=1))
    draft.refresh_from_db()
    for wrong in (None, NOON):
        update(page, next_due_at=wrong)
        assert says() == [("/live/storm/", True, "says that a post is")]
        assert check_data("--repair") == ["Repaired: 1 pages.", "Nothing is broken."]
        page.refresh_from_db()
        assert page.next_due_at == draft.published_at


def test_a_due_time_without_a_post_is_found_and_repaired(page):
    update(page, next_due_at=NOON)
    before = LivePage.objects.get().revision
    assert says() == [("/live/storm/", True, "says that a post is")]
    check_data("--repair")
    page.refresh_from_db()
    assert (page.next_due_at, page.revision) == (None, before)


# Working copies


def test_a_working_copy_of_another_page_s_post_is_found(page, post):
    copy = start_working_copy(post)
    other = make_page("other")
    update(copy, page=other)
    Post.history.filter(id=copy.pk).update(page=other)
    what = "is a working copy of"
    assert says() == [(f"/live/other/ post {copy.pk}", True, what)]


def test_a_working_copy_from_the_future_is_found(page, post):
    copy = start_working_copy(post)
    update(copy, working_copy_base=F("working_copy_base") + 5)
    what = "was made from revision 7"
    assert says() == [(f"/live/storm/ post {copy.pk}", True, what)]


# Versions


def test_a_change_that_went_past_the_door_is_found(page, post):
    update(post, review_note="Written by hand")
    what = "its newest version does not"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_byline_that_went_past_the_door_is_found(page, post):
    post.bylines.create(contributor=Contributor.objects.create(name="Ada"))
    what = "its newest version does not"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_change_of_a_page_that_went_past_the_door_is_found(page):
    update(page, edited_by="Ada")
    assert says() == [("/live/storm/", True, "its newest version does not")]


def test_a_newest_version_that_is_missing_is_found(page, post):
    edit(post, label="breaking")
    Post.history.latest("history_id").delete()
    what = "its newest version does not"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_first_version_that_is_missing_is_found(page, post):
    edit(post, label="breaking")
    Post.history.earliest("history_id").delete()
    what = "its history does not begin"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


# The search


def test_a_post_that_the_search_does_not_know_is_found_and_repaired(page, post):
    SearchEntry.objects.filter(post=post).delete()
    what = "the search does not find"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]
    assert check_data("--repair") == ["Repaired: 1 pages.", "Nothing is broken."]
    assert found("happened") == [post]


def test_a_page_that_the_search_does_not_know_is_found_and_repaired(page):
    SearchEntry.objects.filter(post=None).delete()
    assert says() == [("/live/storm/", True, "the search does not find")]
    check_data("--repair")
    assert found("bay") == [page]


@pytest.mark.parametrize("field", ["title", "text"])
def test_a_stale_entry_is_found_and_repaired(page, post, field):
    SearchEntry.objects.filter(post=post).update(**{field: "elsewhere"})
    what = "the search finds it by"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]
    check_data("--repair")
    assert found("elsewhere") == []
    assert found("happened") == [post]


def test_an_entry_of_what_is_not_public_is_found_and_repaired(page):
    draft = add_draft(page)
    taken = make_page("taken")
    open_as(taken, "withdrawn")
    SearchEntry.objects.create(page=page, post=draft, title="a draft")
    SearchEntry.objects.create(page=taken, title="taken")
    what = "the search has an entry"
    assert says() == [
        (f"/live/storm/ post {draft.pk}", True, what),
        ("/live/taken/", True, what),
    ]
    assert check_data("--repair") == ["Repaired: 2 pages.", "Nothing is broken."]
    assert SearchEntry.objects.count() == 1


# Pictures


@pytest.fixture
def picture(page, media_root):
    """A picture in a post, in three files: itself and two sizes of it."""
    with public_change(page) as change:
        post = change.add(Post(headline="At the quay"))
        picture = PostImage(post=post, alt="A quay")
        picture.file.save("quay.jpg", upload(encoded(size=(600, 400))))
        change.publish(post)
    return picture


def test_a_lost_picture_is_found(picture, media_root):
    (media_root / picture.file.name).unlink()
    what = "the file of its picture"
    assert says() == [(f"/live/storm/ post {picture.post_id}", True, what)]


@pytest.mark.parametrize("data", [b"", b"no picture at all"])
def test_a_damaged_picture_is_found(picture, media_root, data):
    (media_root / picture.file.name).write_bytes(data)
    what = f"its picture {picture.file.name} is damaged."
    assert says() == [(f"/live/storm/ post {picture.post_id}", True, what)]


def test_a_picture_of_another_size_is_found(picture, media_root):
    (media_root / picture.file.name).write_bytes(encoded(size=(40, 30)))
    what = f"its picture {picture.file.name} is 40"
    assert says() == [(f"/live/storm/ post {picture.post_id}", True, what)]


def test_a_lost_size_of_a_picture_is_found(picture, media_root):
    sorted(media_root.glob("*/480w.webp"))[0].unlink()
    what = "1 sizes of its picture"
    assert says() == [(f"/live/storm/ post {picture.post_id}", True, what)]


def test_lost_pictures_of_pages_and_people_are_found(page, media_root):
    page.lead_image.save("bay.jpg", upload(encoded()), save=False)
    set_page(page, lead_image=page.lead_image, lead_image_alt="A bay")
    person = Contributor(name="Ada", role="Reporter")
    person.picture.save("ada.jpg", upload(encoded()))
    assert says() == []
    page.refresh_from_db()
    (media_root / page.lead_image.name).unlink()
    (media_root / person.picture.name).unlink()
    what = "the file of its picture"
    assert says() == [
        ("/live/storm/", True, what),
        ("Contributor Ada, Reporter", True, what),
    ]


def age(path):
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))


def test_a_file_that_nothing_names_is_told_and_is_no_harm(picture, media_root):
    (media_root / "notes.txt").write_text("x")
    assert says() == []  # it may be on its way into a row
    for path in media_root.rglob("*"):
        age(path)
    path = media_root / "notes.txt"
    assert says() == [(str(path), False, "nothing names this file.")]
    assert check_data() == [
        f"{path}: nothing names this file. It takes up room and can be deleted.",
        "Nothing is broken.",
    ]


def test_a_picture_that_a_version_or_a_composer_needs_is_not_one_of_nobody(
    picture, media_root
):
    post = Post.objects.get()
    typed = PostImage(alt="On its way")
    typed.file.save("typed.jpg", upload(encoded()))
    PostImage.objects.filter(pk=typed.pk).delete()
    with public_change(post.page) as change:
        change.post(post.pk).images.all().delete()
    for path in media_root.rglob("*"):
        age(path)
    left = {about for about, *_ in says()}
    assert left == {str(path) for path in media_root.rglob("*") if path.is_file()} - {
        str(media_root / picture.file.name)
    } - {str(path) for path in media_root.glob(f"{picture.file.name[:24]}*/*")}
    assert len(left) == 2
    EditingSession.objects.create(
        key="0123456789abcdef0123456789abcdef",
        user=make_user("edna"),
        page=post.page,
        typed=f"a-file={typed.file.name}",
    )
    assert says() == []


# The database itself


@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_to_nothing_is_found():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses it")
    page = make_page()
    post = publish(page)
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO posts_byline (post_id, contributor_id, role, "
            '"order") VALUES (%s, 99, %s, 1)',
            [post.pk, ""],
        )
    try:
        assert says()[0][1:] == (True, "points to a row of")
        assert says()[0][0].startswith("posts_byline row ")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM posts_byline")
