"""Pages whose every field holds a hostile word, or a harmless one to compare with."""

from datetime import timedelta

from posts import search
from posts.models import Byline, Contributor, LivePage, Post, PostImage
from posts.publishing import public_change
from tests.conftest import NOON, make_page
from tests.hostile import VECTORS

RICH = (
    '<p>a <strong>b</strong> <em>c</em><br><a href="https://example.org">harbour</a></p>'
    '<ul class="context"><li>e</li></ul><ol start="2"><li>f</li></ol>'
    "<blockquote><p>g</p></blockquote>"
)
HARMLESS = [f"plain words {n}" for n in range(len(VECTORS))]


def fill(words, bodies, addresses, page=None):
    """A page whose posts have WORDS and BODIES in all fields, and a page for each.

    ADDRESSES stand where an address does. They are written past all forms. PAGE is
    the one to fill, if it is there already.
    """
    page = page or make_page("storm", title="Storm")
    labels = Post.Label.values
    with public_change(page) as change:
        for n, (said, body) in enumerate(zip(words, bodies, strict=True)):
            post = Post(
                headline=said[:300] if n % 3 else "",
                body=body,
                label=labels[n % len(labels)],
                quote_attribution=said[:200],
                correction_note=said,
                embed_url=addresses[n % len(addresses)],
                key_event=True,
            )
            change.add(post)
            person = Contributor.objects.create(name=said[:100], role=said[:200])
            Byline.objects.create(post=post, contributor=person, role=said[:200])
            PostImage.objects.create(
                post=post, alt=said[:500], caption=said, credit=said[:200]
            )
            change.publish(post, at=NOON + timedelta(minutes=n))
        for post in list(page.posts.all()[:3]):
            change.pin(change.post(post.pk))
        change.write_summary(words)
        change.write_related(
            (said[:200], addresses[n % len(addresses)]) for n, said in enumerate(words)
        )
        change.page.title = max(words, key=len)[:200]
        change.page.save()
    add_pages(words, addresses)
    page.refresh_from_db()
    return page


def add_pages(words, addresses):
    """A public page for each of WORDS, in bulk, as the door would have left it."""
    pages = LivePage.objects.bulk_create(
        LivePage(
            slug=f"page-{n}",
            status="live",
            first_published_at=NOON,
            started_at=NOON,
            revision=1,
            title=said[:200],
            standfirst=said,
            edited_by=said[:200],
            stream_url=addresses[n % len(addresses)],
            stream_title=said[:200],
            stream_on_air=True,
        )
        for n, said in enumerate(words)
    )
    for page in pages:
        search.write_page(page, [])


def clean(words):
    """WORDS as a database takes them; PostgreSQL has no null."""
    return [said.replace("\x00", "") for said in words]
