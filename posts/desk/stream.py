"""The desk's stream: every post of a page, what is not public yet first.

It follows the page by the same idea as a reader's feed. Its cursor has three parts,
`<revision>.<version of posts>.<version of the page>`: the first finds what changed for
readers (imports, renamed contributors), the others every saved draft.
"""

from dataclasses import dataclass, field

from django import forms
from django.db.models import Q

from posts import history
from posts.acts import UNPUBLISHED
from posts.content import EPOCH
from posts.models import Byline, Contributor, Post

from .numbers import is_number

ROWS = 50
MOST_UNPUBLISHED = 200
MOST_CHANGES = 200


class FilterForm(forms.Form):
    """Which posts the stream shows."""

    q = forms.CharField(
        required=False,
        label="Search the posts",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Search"}),
    )
    status = forms.ChoiceField(required=False)
    label = forms.ChoiceField(required=False)
    author = forms.ModelChoiceField(
        Contributor.objects.all(), required=False, empty_label="Every author"
    )

    def __init__(self, data, page):
        super().__init__(data, prefix="show")
        self.fields["status"].choices = [("", "Every status"), *Post.Status.choices]
        self.fields["label"].choices = [
            ("", "Every label"),
            *Post.Label.choices[1:],
            ("key", "Key events"),
            ("pinned", "Pinned"),
        ]
        self.fields["author"].queryset = Contributor.objects.filter(
            bylines__post__page=page
        ).distinct()

    def asks(self):
        """The condition on posts; an unknown filter is as none."""
        asked = self.cleaned_data if self.is_valid() else {}
        condition = Q()
        if text := asked.get("q"):
            condition &= Q(headline__icontains=text) | Q(body__icontains=text)
        if status := asked.get("status"):
            condition &= Q(status=status)
        if label := asked.get("label"):
            condition &= {
                "key": Q(key_event=True),
                "pinned": Q(pinned_place__isnull=False),
            }.get(label, Q(label=label))
        if author := asked.get("author"):
            # A join would give a post once for each byline, and making them distinct
            # reads the whole page.
            theirs = Byline.objects.filter(contributor=author)
            condition &= Q(pk__in=theirs.values("post"))
        return condition


@dataclass(frozen=True)
class Cursor:
    """What a desk has seen; see the module's docstring."""

    revision: int = 0
    posts: int = 0
    page: int = 0

    def __str__(self):
        return f"{self.revision}.{self.posts}.{self.page}"

    @classmethod
    def parse(cls, text):
        """The cursor in TEXT; the beginning of time if it is none."""
        parts = text.split(".")
        if len(parts) != 3 or not all(map(is_number, parts)):
            return cls()
        return cls(*map(int, parts))

    @classmethod
    def of(cls, page):
        """Where PAGE is now; it is read anew. Three queries.

        The numbers come first: what is shown of the page is never older than they are.
        """
        posts, said = history.latest_on(page), history.latest(page)
        page.refresh_from_db()
        return cls(page.revision, posts, said)


@dataclass(frozen=True)
class Stream:
    """Rows of the stream, and the sort key below which there are more ("": none)."""

    rows: list
    older_edge: str = ""


@dataclass(frozen=True)
class Changes:
    """What a desk lacks: rows to put in place, pks to remove; or start `over`."""

    rows: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    over: bool = False


def place(post):
    """The text by which the stream is sorted, newest first; what waits is on top."""
    if post.status in UNPUBLISHED:
        passed = post.changed_at - EPOCH
        micro = passed.days * 86_400_000_000 + passed.seconds * 10**6
        return f"2.{micro + passed.microseconds:018d}.{post.pk:09d}"
    return f"1.{post.sort_key}"


def first(page, condition):
    """The top of the stream: all that waits, then the newest posts. Six queries."""
    waiting = _rows(page, condition).filter(status__in=UNPUBLISHED)
    stream = older(page, condition, "")
    rows = list(waiting.order_by("-changed_at")[:MOST_UNPUBLISHED])
    return Stream(rows + stream.rows, stream.older_edge)


def older(page, condition, edge):
    """The next rows below the sort key EDGE of a public post ("": from the top)."""
    posts = _rows(page, condition).exclude(status__in=UNPUBLISHED)
    posts = posts.filter(sort_key__gt="")  # all of them; so says the index, too
    if edge:
        posts = posts.filter(sort_key__lt=edge)
    rows = list(posts.order_by("-sort_key")[: ROWS + 1])
    more = len(rows) > ROWS
    return Stream(rows[:ROWS], rows[ROWS - 1].sort_key if more else "")


def changes(page, cursor, now, condition):
    """The Changes of PAGE between the Cursors CURSOR and NOW, under CONDITION."""
    is_ahead = cursor.revision > now.revision or cursor.posts > now.posts
    if is_ahead or cursor.revision < page.reset_revision:  # another time zone
        return Changes(over=True)
    versions = Post.history.filter(
        page_id=page.pk, history_id__gt=cursor.posts, history_id__lte=now.posts
    )
    touched = dict(versions.order_by("history_id").values_list("id", "history_type"))
    moved = page.posts.filter(
        revision__gt=cursor.revision, revision__lte=now.revision
    ).values_list("pk", flat=True)[: MOST_CHANGES + 1]
    pks = {*touched, *moved}
    if len(pks) > MOST_CHANGES:
        return Changes(over=True)
    rows = list(_rows(page, condition).filter(pk__in=pks)) if pks else []
    shown = {post.pk for post in rows}
    return Changes(rows, sorted(pks - shown))


def _rows(page, condition):
    posts = page.posts.filter(condition)
    posts = posts.select_related("changed_by", "created_by", "working_copy_of")
    return posts.with_parts()
