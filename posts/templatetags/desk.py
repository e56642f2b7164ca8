"""What the desk's templates ask about posts."""

from django import template

from posts import acts
from posts.desk import stream
from posts.desk.numbers import number

register = template.Library()

# The key that does an act on the post in focus, in the order of the buttons.
KEYS = {
    "publish": "p",
    "publish_now": "p",
    "review": "r",
    "draft": "d",
    "copy": "c",
    "pin": "i",
    "unpin": "i",
    "key": "k",
    "unkey": "k",
    "withdraw": "w",
    "discard": "Delete",
}


@register.simple_tag
def acts_of(user, post):
    """What USER may do to POST: `edit`, `label`, `send_back` (bool) and `buttons`."""
    names = acts.available(user, post)
    return {
        "edit": acts.may_edit(user, post),
        "label": "label" in names,
        "send_back": "send_back" in names,
        "buttons": [
            {"name": name, "says": acts.says(name, post), "key": key}
            for name, key in KEYS.items()
            if name in names
        ],
    }


@register.filter
def place(post):
    """The text by which the stream sorts POST."""
    return stream.place(post)


@register.filter
def stored_post(form, page):
    """The post that the composer's FORM was opened with, or None."""
    pk = number(str(form["post"].value() or ""))
    if not pk:
        return None
    return page.posts.filter(pk=pk).select_related("working_copy_of").first()
