"""One public change in the making: what an editor can do to a page and its posts."""

from django.utils import timezone

from posts import audit, history
from posts.content import (
    FAR_FUTURE,
    compose,
    refuse_future,
    save_parts,
    sort_key,
    written,
)
from posts.errors import PublishingError
from posts.merging import merge
from posts.models import PINNED_PLACES, LivePage, Post, RelatedLink, SummaryPoint
from posts.stamping import Stamping


def refuse_status(page, status):
    """PublishingError if PAGE can't have this STATUS."""
    if status == LivePage.Status.DRAFT and page.first_published_at:
        raise PublishingError("A page that was public can't become a draft.")
    if status == LivePage.Status.WITHDRAWN and not page.first_published_at:
        raise PublishingError("A page that was never public can't be withdrawn.")


class Change:
    """One public change in the making; what an editor can do to a page.

    `page` is the locked row, `revision` the number that this change will carry,
    `now` its time. Every act below takes a post that was taken in hand first, by
    `post(pk)`, `take(post)` or `add(post)`. So must be whatever something else changes
    and saves meanwhile, such as a form.
    """

    def __init__(self, page, by):
        self.page = page
        self.by = by
        self.revision = page.revision
        self.now = timezone.now()
        self.stamping = Stamping(page, by.pk if by else None, self.now)
        self._sequence = page.last_sequence

    def finish(self):
        """Leave the door: stamp, note, and return whether readers see a difference."""
        moved = self.stamping.finish(self._sequence)
        audit.record(
            self.stamping.changes,
            by=self.by,
            page=self.page,
            revision=self.revision if moved else self.revision - 1,
            at=self.now,
        )
        return moved

    # Taking posts in hand

    def post(self, pk):
        """The page's post PK as it is under the lock, taken in hand."""
        post = self.page.posts.with_parts().get(pk=pk)
        self.take(post)
        return post

    def take(self, post):
        """Take POST in hand, which was read from `page` with its parts meanwhile."""
        post.page = self.page
        self.stamping.hold(post)

    def add(self, post):
        """Save the new POST on this page and take it in hand."""
        post.page = self.page
        post.created_by = post.created_by or self.by
        post.changed_by = self.by
        post.save()
        self.stamping.add(post)
        return post

    def save(self, post):
        """Save POST, which is in hand, with whoever changed it."""
        post.changed_by = self.by
        post.save()

    def write(self, post, content):
        """Put CONTENT, as `content.written` gives it, into POST and save it."""
        compose(post, content)
        if post.pk:
            self.save(post)
        else:
            self.add(post)
        save_parts(post)

    # What can be done to a post

    def publish(self, post, *, at=None):
        """Publish POST at AT (default: its own time, else now).

        A time in the future schedules it. A withdrawn post comes back with its
        published time. Raises PublishingError for an empty post.
        """
        if post.status == Post.Status.PUBLISHED:
            raise PublishingError("This post is public already.")
        self._refuse_empty(post)
        if post.working_copy_of_id:
            raise PublishingError("A working copy is published through its post.")
        at = at or post.published_at
        if post.status == Post.Status.WITHDRAWN:
            at = post.published_at
        elif at is None:
            at = self.now
        if at and at > self.now and not post.first_published_at:
            return self.schedule(post, at)
        # What comes back keeps its time, also if the clock stepped back meanwhile.
        if post.status != Post.Status.WITHDRAWN:
            refuse_future(at, self.now)
        self._place(post, at)
        return self.save(post)

    def schedule(self, post, at):
        """Let POST appear by itself at AT, a time in the future."""
        if post.first_published_at:
            raise PublishingError("A post that was public can't be scheduled.")
        if not self.now < at < FAR_FUTURE:
            raise PublishingError("Choose a time in the future, before 2100.")
        self._refuse_empty(post)
        post.status = Post.Status.SCHEDULED
        post.published_at = at
        return self.save(post)

    def shelve(self, post, status=Post.Status.DRAFT):
        """Put POST, which was never published, back to draft or to review."""
        if post.first_published_at:
            raise PublishingError("A post that was public can't become a draft.")
        if status == Post.Status.REVIEW:
            post.review_note = ""
        post.status = status
        self.save(post)

    def send_back(self, post, note):
        """Give POST, which is in review, back to its author with a NOTE."""
        if post.status != Post.Status.REVIEW:
            raise PublishingError("Only a post in review can be sent back.")
        post.review_note = note
        self.shelve(post)

    def discard(self, post, act=""):
        """Delete POST, which was never public; the audit log calls it ACT, if given."""
        if post.first_published_at:
            raise PublishingError("A post that was public is withdrawn, not deleted.")
        self.stamping.forget(post, act)
        history.let_go(post, self.by)
        # Until it is gone, no composer says that it has the post open.
        Post.objects.select_for_update().get(pk=post.pk)
        post.delete()

    def withdraw(self, post):
        """Take POST from all readers at once; it stays as a tombstone."""
        if post.status != Post.Status.PUBLISHED:
            raise PublishingError("Only a published post can be withdrawn.")
        self.unpin(post)
        post.status = Post.Status.WITHDRAWN
        self.save(post)

    def retime(self, post, at):
        """Move POST to AT, which lies in the past."""
        refuse_future(at, self.now)
        post.published_at = at
        self.save(post)

    def pin(self, post):
        """Pin POST above the feed, before those that are pinned already."""
        if post.status != Post.Status.PUBLISHED:
            raise PublishingError("Only a published post can be pinned.")
        others = [pinned for pinned in self._pinned() if pinned.pk != post.pk]
        if len(others) == len(PINNED_PLACES):
            raise PublishingError(
                f"{len(others)} posts are pinned already: unpin one first."
            )
        self._set_pinned([post, *others])

    def unpin(self, post):
        """Take POST from the pinned area; the others move up."""
        post.pinned_place = None
        self._set_pinned([pinned for pinned in self._pinned() if pinned.pk != post.pk])

    def arrange_pinned(self, pks):
        """Put the pinned posts into the order of PKS; one left out is unpinned."""
        pinned = {post.pk: post for post in self._pinned()}
        self._set_pinned([pinned[pk] for pk in dict.fromkeys(pks) if pk in pinned])

    def mark(self, post, **fields):
        """Set `label` or `key_event` of POST."""
        for name, value in fields.items():
            setattr(post, name, value)
        self.save(post)

    def copy(self, source):
        """A draft on this page that says what SOURCE, of another page, says."""
        post = Post()
        self.write(post, written(source) | {"correction_note": ""})
        return post

    def working_copy(self, post):
        """A private copy of POST to revise in peace; the one that exists, if any.

        It is a post of its own, never public, and edited like any other.
        """
        existing = Post.objects.filter(working_copy_of=post).first()
        if existing:
            return self.post(existing.pk)
        copy = Post(working_copy_of=post, working_copy_base=post.revision)
        self.write(copy, written(post))
        return copy

    def apply_working_copy(self, post, *, knowing=None):
        """Put the working copy of POST in its place, and delete the copy.

        What was changed in POST since the copy was made is kept where the copy did
        not touch it. Raises OvertakenError where both did, unless the editor acts
        KNOWING the revision that POST has now.
        """
        if post.status != Post.Status.PUBLISHED:
            raise PublishingError(
                "The post was withdrawn meanwhile: publish it again first."
            )
        copy = self.post(post.working_copy.pk)
        theirs = written(post)
        base = history.content_before(post, copy) or theirs
        # A mark of a picture changes without a revision: readers see no difference.
        knows = post.revision in (knowing, copy.working_copy_base)
        self.write(post, merge(post, base, theirs, written(copy), knowing=knows))
        self.discard(copy, "post.apply")

    def restamp(self, posts):
        """Stamp POSTS although their own rows did not change."""
        self.stamping.forced.update(post.pk for post in posts)

    # What can be done to the page

    def open_as(self, status):
        """Set the page's STATUS: go live, end, reopen, withdraw, announce."""
        page = self.page
        refuse_status(page, status)
        if status in LivePage.PUBLIC_STATUSES:
            page.first_published_at = page.first_published_at or self.now
        if status == LivePage.Status.LIVE:
            page.started_at = page.started_at or self.now
            page.ended_at = None
        if status == LivePage.Status.ENDED:
            page.ended_at = page.ended_at or self.now
        page.status = status
        page.save()

    def restore_page(self, version, *, whole):
        """Make the page say what it said in VERSION; WHOLE: title and settings, too."""
        kept = {"id", "slug", "status", "started_at", "ended_at", "first_published_at"}
        for name in history.tracked(type(version)):
            if name.startswith("stream") or (whole and name not in kept):
                setattr(self.page, name, getattr(version, name))
        self.page.save()
        self.write_summary(version.parts["summary"])
        self.write_related(version.parts["related"])

    def write_summary(self, texts):
        """Make TEXTS, in their order, the summary points of the page."""
        self.page.summary_points.all().delete()
        SummaryPoint.objects.bulk_create(
            SummaryPoint(page=self.page, text=text, order=order)
            for order, text in enumerate(texts, start=1)
        )

    def write_related(self, links):
        """Make LINKS, pairs of title and address, the related links of the page."""
        self.page.related_links.all().delete()
        RelatedLink.objects.bulk_create(
            RelatedLink(page=self.page, title=title, url=url, order=order)
            for order, (title, url) in enumerate(links, start=1)
        )

    def import_rows(self, posts):
        """Place the new POSTS for a bulk insert, oldest first.

        They become public, but for those that were withdrawn already.
        """
        for post in posts:
            post.page = self.page
            post.first_revision = post.revision = self.revision
            is_withdrawn = post.status == Post.Status.WITHDRAWN
            refuse_future(post.published_at, self.now)
            self._place(post, post.published_at)
            if is_withdrawn:
                post.status = Post.Status.WITHDRAWN
        self.stamping.has_rows = self.stamping.has_rows or bool(posts)

    # Parts

    def _place(self, post, at):
        """Make POST published at AT (None: time not known), with a place."""
        post.status = Post.Status.PUBLISHED
        post.review_note = ""
        post.published_at = at
        if post.sequence is None:
            post.sequence = self._sequence = self._sequence + 1
        if post.first_published_at is None:
            post.first_published_at = self.now
            post.first_revision = self.revision
        post.sort_key = sort_key(at, post.sequence)

    def _refuse_empty(self, post):
        if not (post.headline or post.body or post.embed_url or post.images.exists()):
            raise PublishingError("This post is empty: write something first.")

    def _pinned(self):
        pinned = self.page.posts.filter(pinned_place__isnull=False)
        posts = list(pinned.order_by("pinned_place").with_parts())
        for post in posts:
            self.stamping.hold(post)
        return posts

    def _set_pinned(self, posts):
        self.page.posts.filter(pinned_place__isnull=False).update(pinned_place=None)
        for place, post in zip(PINNED_PLACES, posts, strict=False):
            post.pinned_place = place
            self.page.posts.filter(pk=post.pk).update(pinned_place=place)
