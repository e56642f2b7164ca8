"""The rows that a source's posts become: the post, its bylines, its pictures."""

from posts.importing.traces import Trace, digest
from posts.models import Byline, Contributor, Post, PostImage

# What `fill` puts into a post, by the same names in the source.
FIELDS = (
    *("headline", "body", "label", "published_at", "quote_attribution", "embed_url"),
    *("correction_note", "key_event", "status", "pinned_place", "review_note"),
    *("first_published_at", "edited_at"),
)


def build(source, trace, stored):
    """A new Post that says what SOURCE says; TRACE is the source's."""
    post = Post()
    files = [stored.file_of(image.picture) for image in source.images]
    fill(post, source, trace, [file.name for file in files if file])
    return post


def fill(post, source, trace, files, *, kept=()):
    """Put what SOURCE says into POST, but for the fields KEPT, and how it came here.

    TRACE is the source's, FILES the names of the post's pictures.
    """
    for name in FIELDS:
        if name not in kept:
            setattr(post, name, getattr(source, name))
    post.import_digest = str(trace._replace(files=digest(files)))


def shelve(post):
    """Make POST, which is new, a draft that was never public, whatever it was."""
    post.status = Post.Status.DRAFT
    post.pinned_place = post.first_published_at = post.edited_at = None


class People:
    """The contributors that an import meets; each is looked up once.

    One who is not known yet is made, with the role and portrait that the source tells.
    """

    def __init__(self, stored):
        self.stored = stored
        self.met = {}

    def of(self, byline):
        key = (byline.name, byline.usual_role)
        if key not in self.met:
            self.met[key] = self._find(byline) or self._make(byline)
        return self.met[key]

    @staticmethod
    def _find(byline):
        named = Contributor.objects.filter(name=byline.name)
        if byline.usual_role is not None:
            named = named.filter(role=byline.usual_role)
        return named.order_by("pk").first()

    def _make(self, byline):
        role = byline.role if byline.usual_role is None else byline.usual_role
        person = Contributor(name=byline.name, role=role)
        file = self.stored.file_of(byline.picture)
        if file:
            person.picture = file.name
        person.save()
        return person


def bylines(post, source, people):
    return [
        Byline(post=post, contributor=people.of(byline), role=byline.role, order=order)
        for order, byline in enumerate(source.bylines, start=1)
    ]


def images(post, source, stored):
    rows = []
    for order, image in enumerate(source.images, start=1):
        row = PostImage(
            post=post,
            alt=image.alt,
            decorative=image.decorative,
            caption=image.caption,
            credit=image.credit,
            order=order,
        )
        if file := stored.file_of(image.picture):
            _show(row, file)
        rows.append(row)
    return rows


def _show(row, file):
    row.file, row.width, row.height = file


def insert_parts(posts, sources, people, stored):
    """Insert what belongs to the new POSTS, which say what SOURCES say."""
    pairs = list(zip(posts, sources, strict=True))
    Byline.objects.bulk_create(
        row for post, source in pairs for row in bylines(post, source, people)
    )
    PostImage.objects.bulk_create(
        row for post, source in pairs for row in images(post, source, stored)
    )


def update_parts(post, source, people, stored, files_are_ours):
    """Make the bylines and pictures of POST those of SOURCE.

    A picture of the same words keeps the file it was given here. A new file of the
    source takes its place only if FILES_ARE_OURS, those of the import before. Returns
    the names of the files.
    """
    post.bylines.all().delete()
    Byline.objects.bulk_create(bylines(post, source, people))
    before = list(post.images.all())
    names = []
    for row in images(post, source, stored):
        old = next((image for image in before if image.alt == row.alt), None)
        if old:
            before.remove(old)
            if old.file and not (row.file and files_are_ours):
                _show(row, (old.file.name, old.width, old.height))
            row.pk = old.pk
        row.save()
        names.append(row.file.name)
    PostImage.objects.filter(pk__in=[image.pk for image in before]).delete()
    return [name for name in names if name]


def add_working_copy(change, post, source, people, stored):
    """Give POST the working copy that its SOURCE has, if it has none."""
    if source is None or Post.objects.filter(working_copy_of=post).exists():
        return
    copy = Post(working_copy_of=post, working_copy_base=post.revision)
    fill(copy, source, Trace(), [])
    copy.import_digest = ""
    change.add(copy)
    insert_parts([copy], [source], people, stored)
