"""Who is at work on a page, and what was typed there and not yet saved."""

import uuid
from datetime import timedelta

from django.db import IntegrityError
from django.utils import timezone

from posts.characters import without_nul
from posts.models import EditingSession

from .numbers import number

# What is longer is no post; the browser keeps it all the same.
LONGEST = 1_000_000
FORGOTTEN = timedelta(days=1)


def key_of(text):
    """The composer's key in TEXT, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def keep(user, page, data, typed):
    """Note that USER's composer is open, with TYPED, its form, or "" if all is saved.

    DATA names the composer (`key`) and its post. An unknown key is not kept.
    """
    key = key_of(data.get("key", ""))
    if not key:
        return
    post = page.posts.filter(pk=number(data.get("post", ""))).first()
    try:
        _keep(user, key, page, post, typed)
    except IntegrityError:  # the post was deleted in this moment
        _keep(user, key, page, None, typed)


def _keep(user, key, page, post, typed):
    now = timezone.now()
    EditingSession.objects.update_or_create(
        user=user,
        key=key,
        defaults={
            "page": page,
            "post": post,
            "typed": without_nul(typed),
            "typed_at": now if typed else None,
            "seen_at": now,
        },
    )


def close(user, key):
    """Forget the composer KEY, whose text is saved."""
    EditingSession.objects.filter(user=user, key=key).delete()


def unsaved(user, page):
    """USER's composers of PAGE with text that was never saved, latest first.

    Forgets those of long ago in which nothing was left unsaved.
    """
    EditingSession.objects.filter(
        user=user, typed="", seen_at__lt=timezone.now() - FORGOTTEN
    ).delete()
    sessions = user.editing_sessions.filter(page=page).exclude(typed="")
    return list(sessions.select_related("post").order_by("-typed_at"))


def colleagues(user, page, key=None):
    """The others at work on PAGE: {name: [posts open]}, and who has my post open.

    KEY is USER's own composer. Two queries.
    """
    present = page.editing_sessions.present().exclude(user=user)
    own = user.editing_sessions.filter(key=key).first() if key else None
    shown, same = {}, set()
    for session in present.select_related("user", "post__page"):
        name = session.user.get_full_name() or session.user.get_username()
        posts = shown.setdefault(name, [])
        if session.post and str(session.post) not in posts:
            posts.append(str(session.post))
        if own and own.post_id and session.post_id == own.post_id:
            same.add(name)
    return shown, sorted(same)
