"""What an editor may rely on: what was acknowledged, and what may have come of more.

A Claim is about one thing. `sure` is what it was when the last answer arrived, `maybe`
what it may have become by an act that nobody answered; NOTHING stands for no such act,
None for a thing that is not there.
"""

from posts import history
from posts.content import written
from posts.models import Post

NOTHING = object()


class BrokenError(Exception):
    """A promise is broken; the text says which."""


class Claim:
    def __init__(self, what, sure=None):
        self.what, self.sure, self.maybe = what, sure, NOTHING

    @property
    def is_open(self):
        """Whether an act on it was not answered."""
        return self.maybe is not NOTHING

    def attempt(self, state):
        self.maybe = state

    def answered(self):
        self.sure, self.maybe = self.maybe, NOTHING

    def refused(self):
        self.maybe = NOTHING

    def settle(self, found):
        """FOUND is how it is; whether an unanswered act was done. BrokenError."""
        possible = [self.sure] + [self.maybe] * self.is_open
        if found not in possible:
            raise BrokenError(f"{self.what} is {found}, not any of {possible}")
        was_done = self.is_open and found == self.maybe
        self.sure, self.maybe = found, NOTHING
        return was_done


def content(name, n, version, image):
    """The composer's fields of version VERSION of the post NAME N.

    Every part tells the version. IMAGE are the fields of its picture.
    """
    from tests.drills._newsroom import PEOPLE

    token = image["image"]
    fields = {
        "headline": f"{name} {n} v{version}",
        "body": f"<p>{name} {n} v{version}.</p>" + f"<p>v{version}.</p>" * 20,
        "byline": PEOPLE,
        "role": [f"v{version} first", f"v{version} second"],
        **image,
        f"{token}-alt": f"v{version}",
        f"{token}-caption": f"v{version}",
        f"{token}-credit": f"v{version}",
    }
    return fields | ({"key_event": "on"} if version % 2 else {})


def version_of(post, name, n):
    """The version that POST says in every part. BrokenError if parts differ."""
    start, _, number = post.headline.rpartition(" v")
    says = f"{name} {n} v{number}"
    fields = written(post)
    images = [[one["alt"], one["caption"], one["credit"]] for one in fields["images"]]
    roles = [line["role"] for line in fields["bylines"]]
    expected = (
        f"{name} {n}",
        f"<p>{says}.</p>" + f"<p>v{number}.</p>" * 20,
        [f"v{number} first", f"v{number} second"],
        [[f"v{number}"] * 3],
        bool(int(number) % 2),
    )
    found = (start, fields["body"], roles, images, fields["key_event"])
    if found != expected:
        raise BrokenError(f"half of a post: {found} instead of {expected}")
    version = post.history.order_by("-history_id").first()
    if history.content_of(version) != fields:
        raise BrokenError(f"the last version of '{says}' says something else")
    return int(number)


def state(key, name, n):
    """(status, version) of the post that was written in composer KEY; None: none."""
    post = Post.objects.with_parts().filter(composer_key=key).first()
    return post and (post.status, version_of(post, name, n))
