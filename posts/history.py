"""Versions of posts and pages: written by the door, read by the desk.

A version is a row of django-simple-history's table with `parts`, the rows that
belong to the post or page, as JSON. What was there before anybody used the door
(imports write in bulk) gets its first version when it is changed for the first time,
so that the original is never lost.
"""

from posts.content import written
from posts.models import Post

PARTS = ("bylines", "images")


def version_of(post, by, at, kind="~"):
    """The unsaved version of POST with its parts, as user number BY left it at AT."""
    parts = {name: rows for name, rows in written(post).items() if name in PARTS}
    return _version(post, parts, by, at, kind)


def version_of_page(page, said, by, at, kind="~"):
    """The unsaved version of PAGE; SAID is what `furniture.contents` says of it."""
    parts = {
        "summary": list(said["summary"]),
        "related": [list(link) for link in said["related"]],
    }
    return _version(page, parts, by, at, kind)


def _version(instance, parts, by, at, kind):
    model = type(instance).history.model
    return model(
        history_user_id=by,
        history_date=at,
        history_type=kind,
        parts=parts,
        **{name: getattr(instance, name) for name in tracked(model)},
    )


def tracked(model):
    """The names of the fields that a version keeps, MODEL being that of versions."""
    return [field.attname for field in model.tracked_fields]


def differs(old, new):
    """Whether the two versions of one thing say different things."""
    return old.parts != new.parts or any(
        getattr(old, name) != getattr(new, name) for name in tracked(type(old))
    )


def record(changes):
    """Save versions: CHANGES are (before, after) of one model, before None if new.

    Only what differs is written, and the state before it if it has no version yet.
    Two queries, none when nothing differs.
    """
    changes = [
        (before, after)
        for before, after in changes
        if before is None or differs(before, after)
    ]
    if not changes:
        return
    versions = type(changes[0][1]).objects
    known = set(
        versions.filter(id__in=[after.id for _, after in changes]).values_list(
            "id", flat=True
        )
    )
    rows = []
    for before, after in changes:
        if before is None:
            after.history_type = "+"
        elif after.id not in known:
            before.history_type = "+"
            rows.append(before)
        rows.append(after)
    versions.bulk_create(rows)


def content_of(version):
    """What an editor had written in that VERSION of a post (`content.written`)."""
    return written(version.instance, version.parts)


def version_at(post, number):
    """The version NUMBER of POST, 0 for the first one; None if there is none such.

    The newest one, which may not be written yet (imports), says what POST says.
    """
    if latest(post) == number:
        return version_of(post, None, None)
    versions = versions_of(post)
    return versions.filter(history_id=number).first() if number else versions.first()


def content_before(post, copy):
    """What was written in POST when its working COPY was made; None if it was never
    changed.

    By the numbers of versions, which follow the page's lock: clocks differ.
    """
    versions = versions_of(post)
    made = versions_of(copy).values_list("history_id", flat=True).first() or 0
    version = versions.filter(history_id__lt=made).last() or versions.first()
    return content_of(version) if version else None


def let_go(post, by):
    """Prepare POST, which BY deletes: its last version names its composer, too."""
    post._history_user = by
    post._change_reason = f"{post.composer_key or ''}"


def was_deleted(page, composer_key):
    """Whether a post of PAGE that was written in that composer was deleted."""
    deleted = Post.history.filter(page_id=page.pk, history_type="-")
    return deleted.filter(history_change_reason=f"{composer_key}").exists()


def latest(thing):
    """The number of a post's or page's newest version; 0 if it was never changed."""
    newest = type(thing).history.filter(id=thing.pk).order_by("-history_id")
    return newest.values_list("history_id", flat=True).first() or 0


def latest_on(page):
    """The number of the newest version of any post of PAGE."""
    newest = Post.history.filter(page_id=page.pk).order_by("-history_id")
    return newest.values_list("history_id", flat=True).first() or 0


def changed_since(thing, seen, what):
    """Whether WHAT, a field or condition, of a post or page changed after its version
    SEEN, if only for a while.
    """
    versions = versions_of(thing).values_list(what, flat=True)
    before = versions.filter(history_id__lte=seen).reverse()[:1]
    return len({*before, *versions.filter(history_id__gt=seen)}) > 1


def versions_of(thing):
    """The versions of a post or page with who made them, oldest first."""
    versions = type(thing).history.filter(id=thing.pk).select_related("history_user")
    return versions.order_by("history_id")
