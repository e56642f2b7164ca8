"""Pages for benches: the same words at every run, of any length, made in bulk."""

import random
from datetime import timedelta
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "posts/sample/ferry.txt"
WORDS_IN_POST = 100
BATCH = 500
KEY_EVENTS = 20  # on a page of any length: they are rare on a long one


def texts(count, seed="an ordinary day"):
    """COUNT (headline, body) with WORDS_IN_POST words in each body, two paragraphs.

    Drawn from the sample's words, so that they compress no better than what people
    write.
    """
    chance = random.Random(seed)
    words = SAMPLE.read_text(encoding="utf-8").split()
    for _ in range(count):
        halves = [
            " ".join(chance.choices(words, k=WORDS_IN_POST // 2)) for _ in range(2)
        ]
        headline = " ".join(chance.choices(words, k=8))
        yield headline, "".join(f"<p>{half}.</p>" for half in halves)


def make_long_page(slug, count):
    """A live page with COUNT posts: each in its own revision, with byline and version.

    Written in bulk past the door, which takes ten milliseconds a post; what it leaves
    in the database is what the door would have left, withdrawn posts and drafts
    included. The last post then comes through the door.
    """
    # Models can be imported only when Django is set up.
    from posts import search
    from posts.models import Byline, Contributor, LivePage, Post
    from tests.conftest import add_draft, make_page, publish, set_page

    page = make_page(slug)
    people = [
        Contributor.objects.get_or_create(name=name, role="Reporter")[0]
        for name in ("Maren Holt", "Tom Quayle", "Ada Finch")
    ]
    posts = [
        new_post(page, number, headline, body)
        for number, (headline, body) in enumerate(texts(count - 1), start=1)
    ]
    for post in posts[:: count // KEY_EVENTS]:
        post.key_event = True
    Post.objects.bulk_create(posts, batch_size=BATCH)
    Byline.objects.bulk_create(
        [Byline(post=p, contributor=people[n % 3]) for n, p in enumerate(posts)],
        batch_size=BATCH,
    )
    write_versions(posts)
    search.write_posts_in_bulk(page.posts.published())
    LivePage.objects.filter(pk=page.pk).update(
        revision=page.revision + count - 1,
        last_sequence=count - 1,
        key_events_revision=page.revision + count - 1,
    )
    set_page(page, time_zone="Europe/Dublin")  # readers from before start over
    for _ in range(3):
        add_draft(page)
    headline, body = next(texts(1, "the last post"))
    publish(page, headline, body)
    page.refresh_from_db()
    return page


def new_post(page, number, headline, body):
    """The post of that NUMBER on PAGE, unsaved; a minute for each up to now."""
    from django.utils import timezone

    from posts.content import sort_key
    from posts.models import Post

    minute = timezone.now() - timedelta(days=30) + timedelta(minutes=number)
    return Post(
        page=page,
        headline=headline,
        body=body,
        status=Post.Status.WITHDRAWN if number % 25 == 0 else Post.Status.PUBLISHED,
        published_at=minute,
        first_published_at=minute,
        sequence=number,
        sort_key=sort_key(minute, number),
        revision=page.revision + number,
        first_revision=page.revision + number,
    )


def write_versions(posts):
    """The first version of each of POSTS, a saved one; without parts, for speed."""
    from posts.models import Post

    model = Post.history.model
    tracked = [field.attname for field in model.tracked_fields]
    model.objects.bulk_create(
        [
            model(
                history_date=post.published_at,
                history_type="+",
                **{name: getattr(post, name) for name in tracked},
            )
            for post in posts
        ],
        batch_size=BATCH,
    )
