"""A page to replay, what came of it, and time that passes."""

from datetime import timedelta

from posts.publishing import public_change
from tests.conftest import make_page, open_as, publish_many


def make_gale():
    """An ended page of four posts, a minute apart from noon on."""
    page = make_page("gale", title="Gale over the bay", standfirst="Wind and water.")
    publish_many(page, 4)
    page.summary_points.create(text="The gale is over.")
    open_as(page, "ended")
    page.refresh_from_db()
    return page


def public(page):
    """What readers see, newest first."""
    return list(page.posts.published().values_list("headline", flat=True))


def pinned(page):
    posts = page.posts.filter(pinned_place__isnull=False).order_by("pinned_place")
    return list(posts.values_list("headline", flat=True))


def summary(page):
    return [point.text for point in page.summary_points.all()]


def pin(page, *headlines):
    """Pin the posts with HEADLINES, the first on top."""
    with public_change(page) as change:
        for headline in headlines[::-1]:
            change.pin(change.post(page.posts.get(headline=headline).pk))


def pass_time(page, **interval):
    """Let all on PAGE, what is scheduled too, have its time that much earlier."""
    with public_change(page) as change:
        for pk in change.page.posts.values_list("pk", flat=True):
            post = change.post(pk)
            change.mark(post, published_at=post.published_at - timedelta(**interval))
