"""A page published again on a new live page: what is copied, when it is out."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from posts import copies, replaying
from posts.errors import PublishingError, ReplayRefusedError
from posts.models import Contributor, LivePage, Post, PostImage, RelatedLink
from posts.publishing import public_change
from tests.conftest import (
    NOON,
    add_draft,
    make_page,
    open_as,
    publish,
    publish_many,
    set_page,
    withdraw,
)
from tests.pictures import encoded
from tests.reader import FURNITURE, Reader
from tests.replays import make_gale, pass_time, pin, pinned, public

pytestmark = pytest.mark.django_db


def headlines(page, **filters):
    posts = page.posts.filter(**filters).order_by("published_at", "pk")
    return list(posts.values_list("headline", flat=True))


def is_served(image):
    response = Client().get(f"/media/{image.file.name}")
    response.close()
    return response.status_code == 200


@pytest.fixture
def old(db):
    return make_gale()


def test_each_field_of_a_page_is_copied_or_is_the_replay_s_own():
    own = {"id", "title", "slug", "status", "created_at", "created_by", "lead_image"}
    own |= {"scheduled_start", "started_at", "ended_at", "first_published_at"}
    own |= {"preview_version", "import_digest", "next_due_at", "last_sequence"}
    names = {field.name for field in LivePage._meta.concrete_fields}
    names = {name for name in names if not name.startswith("revis")}
    names = {name for name in names if not name.endswith("_revision")}
    assert names == own | set(replaying.FURNITURE)


def test_the_first_post_is_out_at_once_and_the_others_follow(old):
    page = replaying.start(old).page
    assert (page.slug, page.title, page.status) == ("gale-replay", old.title, "live")
    assert public(page) == ["Post 0"]
    assert headlines(page, status="scheduled") == ["Post 1", "Post 2", "Post 3"]
    times = list(
        page.posts.order_by("published_at").values_list("published_at", flat=True)
    )
    minute = timedelta(minutes=1)
    assert [time - times[0] for time in times] == [
        0 * minute,
        minute,
        2 * minute,
        3 * minute,
    ]
    assert page.next_due_at == times[1]
    assert abs(times[0] - timezone.now()) < timedelta(seconds=20)


def test_speed_opening_and_longest_pause_are_those_of_the_rhythm(old):
    now = timezone.now()
    page = replaying.start(old, speed=6, opening=2, longest_pause=8, now=now).page
    posts = page.posts.order_by("published_at")
    assert [(post.published_at - now).total_seconds() for post in posts] == [
        -60,
        0,
        8,
        16,
    ]
    assert public(page) == ["Post 1", "Post 0"]
    assert page.started_at == now - timedelta(seconds=60)


def test_all_that_an_editor_wrote_is_copied(old, editor, media_root):
    old.lead_image.save("bay.jpg", SimpleUploadedFile("bay.jpg", encoded()), save=False)
    furniture = {
        "lead_image_alt": "The bay",
        "lead_image_credit": "Harbour Trust",
        "edited_by": "Maren Holt",
        "time_zone": "Europe/Paris",
        "language": "fr",
        "stream_url": "https://video.test/quay.mp4",
        "stream_title": "The quay",
        "stream_on_air": True,
    }
    set_page(old, lead_image=old.lead_image, **furniture)
    words = {
        "headline": "The tug",
        "body": "<p>She has <strong>a line</strong> aboard.</p>",
        "label": "quote",
        "quote_attribution": "A captain",
        "embed_url": "https://youtu.be/abcdefghijk",
        "key_event": True,
        "correction_note": "It was the second line.",
    }
    post = publish(old, at=NOON - timedelta(hours=1), **words)
    RelatedLink.objects.create(page=old, title="Storms", url="https://news.test/")
    person = Contributor.objects.create(name="Ilse van Arden", role="Reporter")
    post.bylines.create(contributor=person, role="On the quay", order=1)
    image = PostImage(post=post, alt="The quay", caption="At noon", credit="I. Arden")
    image.file.save("quay.jpg", SimpleUploadedFile("quay.jpg", encoded()))
    PostImage.objects.create(post=post, decorative=True, order=2)
    stored = sorted(path.name for path in media_root.rglob("*"))

    page = replaying.start(old, by=editor).page
    copy = page.posts.published().get()
    names = (*furniture, "standfirst", "lead_image", "lead_image_width")
    for name in names:
        assert getattr(page, name) == getattr(old, name), name
    assert {name: getattr(copy, name) for name in words} == words
    assert [(b.contributor, b.role) for b in copy.bylines.all()] == [
        (person, "On the quay")
    ]
    shown, mere = copy.images.all()
    assert (shown.file, shown.width, shown.height) == (image.file, 400, 300)
    assert (shown.alt, shown.caption, shown.credit) == (
        "The quay",
        "At noon",
        "I. Arden",
    )
    assert (mere.file.name, mere.decorative) == ("", True)
    assert [(link.title, link.url) for link in page.related_links.all()] == [
        ("Storms", "https://news.test/")
    ]
    assert page.created_by == copy.created_by == copy.changed_by == editor
    assert (copy.import_reference, copy.edited_at) == ("", None)
    assert sorted(path.name for path in media_root.rglob("*")) == stored
    assert is_served(shown)


def test_more_posts_than_are_copied_at_once_keep_their_order_and_parts(
    old, monkeypatch
):
    monkeypatch.setattr(copies, "AT_ONCE", 3)
    for post in publish_many(old, 4):
        post.images.create(alt=f"Picture of {post.headline}")
    page = replaying.start(old, opening=5).page
    found = page.posts.order_by("published_at")
    assert [post.headline for post in found] == [
        f"Post {n}" for n in range(4) for _ in range(2)
    ]
    assert [[image.alt for image in post.images.all()] for post in found] == [
        [f"Picture of Post {n}"] * is_new for n in range(4) for is_new in (0, 1)
    ]
    assert page.posts.published().count() == 5
    assert page.last_sequence == 5


def test_a_picture_of_the_replay_stays_when_the_original_is_withdrawn(old, media_root):
    post = publish(old, at=NOON - timedelta(hours=1))
    image = PostImage(post=post, alt="The quay")
    image.file.save("quay.jpg", SimpleUploadedFile("quay.jpg", encoded()))
    replaying.start(old)
    withdraw(post)
    assert is_served(image)


def test_only_what_is_published_is_replayed(old):
    withdraw(old.posts.get(headline="Post 2"))
    add_draft(old)
    publish(old, "Due", at=timezone.now() + timedelta(hours=1))
    with public_change(old) as change:
        change.import_rows([empty := Post(status="published")])
        empty.save()
    page = replaying.start(old).page
    assert headlines(page) == ["Post 0", "Post 1", "Post 3"]


def test_posts_of_one_minute_come_in_their_order(old):
    for n in range(6):
        publish(old, f"Same {n}", at=NOON + timedelta(hours=1))
    ago = timezone.now() - timedelta(minutes=1)
    page = replaying.start(old, opening=4, speed=1e6, now=ago).page
    Client().get(page.get_absolute_url())
    expected = [f"Same {n}" for n in range(5, -1, -1)]
    assert public(page)[:6] == expected


def test_undated_posts_come_first_and_get_a_time(old):
    with public_change(old) as change:
        posts = [Post(headline=f"Undated {n}", status="published") for n in range(2)]
        change.import_rows(posts)
        Post.objects.bulk_create(posts)
    now = timezone.now()
    page = replaying.start(old, now=now).page
    assert headlines(page)[:3] == ["Undated 0", "Undated 1", "Post 0"]
    waits = [
        (post.published_at - now).total_seconds()
        for post in page.posts.order_by("published_at")
    ]
    assert waits == [0, 60, 120, 180, 240, 300]


def test_the_start_is_one_public_change(old):
    pin(old, "Post 0")
    page = replaying.start(old, opening=3).page
    assert page.revision == 1
    assert set(page.posts.published().values_list("revision", flat=True)) == {1}
    assert pinned(page) == ["Post 0"]


def test_every_replay_has_a_page_of_its_own(old):
    slugs = [replaying.start(old).page.slug for _ in range(3)]
    assert slugs == ["gale-replay", "gale-replay-2", "gale-replay-3"]
    assert len(public(old)) == 4


def test_a_long_slug_is_cut_to_make_room(db):
    old = make_page("g" * 120)
    publish(old)
    slugs = [replaying.start(old).page.slug for _ in range(2)]
    assert slugs == ["g" * 113 + "-replay", "g" * 111 + "-replay-2"]


def test_title_and_slug_can_be_given(old):
    page = replaying.start(old, title="An exercise", slug="exercise").page
    assert (page.title, page.slug) == ("An exercise", "exercise")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"speed": 0}, "The speed must be"),
        ({"speed": -1}, "The speed must be"),
        ({"speed": float("nan")}, "The speed must be"),
        ({"speed": float("inf")}, "The speed must be"),
        ({"speed": 1e-12}, "until after 2100"),
        ({"opening": -1}, "fewer than 0 posts"),
        ({"longest_pause": 0}, "more than 0 seconds"),
        ({"longest_pause": float("nan")}, "more than 0 seconds"),
        ({"slug": "gale"}, "There is a page at /live/gale/ already"),
        ({"slug": "a gale"}, "^slug: "),
        ({"title": "g" * 201}, "^title: "),
    ],
)
def test_what_cannot_be_replayed_is_refused_and_nothing_is_left(old, options, message):
    with pytest.raises(ReplayRefusedError, match=message):
        replaying.start(old, **options)
    assert LivePage.objects.count() == 1


def test_a_withdrawn_page_and_one_without_posts_are_refused(old):
    with pytest.raises(ReplayRefusedError, match="has no published posts"):
        replaying.start(make_page("bare"))
    open_as(old, "withdrawn")
    old.refresh_from_db()
    with pytest.raises(ReplayRefusedError, match="was withdrawn"):
        replaying.start(old)


def test_a_start_in_the_future_is_refused(old):
    with pytest.raises(PublishingError, match="future"):
        replaying.start(old, now=timezone.now() + timedelta(hours=1))
    assert LivePage.objects.count() == 1


def test_old_page_plus_delta_is_the_fresh_page_at_every_step(old, settings):
    settings.POSTS_PER_PAGE = 3
    for post in old.posts.order_by("pk")[1:3]:
        with public_change(old) as change:
            change.mark(change.post(post.pk), key_event=True)
    pin(old, "Post 2", "Post 0")
    replay = replaying.start(old)
    url = replay.page.get_absolute_url()
    readers = [Reader(Client(), url)]
    for left in (2, 1, 0):
        pass_time(replay.page, minutes=1)
        readers.append(Reader(Client(), url))  # it publishes what is due
        assert replaying.go_on(replay).left == left
        readers.append(Reader(Client(), url))
    replaying.finish(replay)
    for reader in readers:
        reader.catch_up()
    settings.POSTS_PER_PAGE = 100
    fresh = Reader(Client(), url)
    assert len(fresh.feed) == 4
    assert pinned(replay.page) == ["Post 2", "Post 0"]
    for reader in readers:
        held = [article for article in fresh.feed if reader.holds(article.sort)]
        assert reader.feed == held
        assert reader.at == fresh.at
        for piece in FURNITURE:
            assert reader.furniture[piece] == fresh.furniture[piece]
