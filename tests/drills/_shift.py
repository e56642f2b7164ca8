"""An editor who works through a server's deaths and keeps a claim on all that he does.

Each editor has posts of his own, so that nobody's act changes another's claim, and
one or two pieces of furniture.
"""

import random
import threading
from collections import Counter
from contextlib import suppress
from uuid import uuid4

from django.db import OperationalError, connection

from posts.models import LivePage, Post
from tests.drills import _newsroom
from tests.drills._browser import UnansweredError
from tests.drills._claims import BrokenError, Claim, content, state
from tests.drills._desk import AtDesk, RefusedError

ACTS = (
    ["publish"] * 5 + ["edit"] * 5 + ["withdraw", "republish"] * 2 + ["furniture"] * 3
)
MOST = 12  # posts that he still changes
PIECES = {0: ["pin", "unpin", "reorder"], 1: ["summary", "status"], 2: ["related"]}


class Own:
    """A post of the editor's: its composer's `key`, its number `n`, its `claim`."""

    def __init__(self, name, n):
        self.key, self.name, self.n = str(uuid4()), name, n
        self.claim = Claim(f"{name}'s post {n}")
        self.pk = None


class Shift(threading.Thread):
    """The editor NUMBER at work while `going` says that there is a server."""

    def __init__(self, site, page, number, name):
        super().__init__(daemon=True)
        self.page, self.number, self.name = page, number, name
        self.chance = random.Random(number)
        self.desk = AtDesk(site, page, name)
        self.going, self.resting = threading.Event(), threading.Event()
        self.is_over = False
        self.error = None
        self.posts, self.count = [], 0
        self.pieces = {
            "pinned": Claim("the pinned area", []),
            "summary": Claim("the summary", []),
            "related": Claim("the related links", []),
            "status": Claim("the page's status", "live"),
        }
        self.done, self.unanswered, self.refused = Counter(), Counter(), Counter()

    def run(self):
        try:
            while not self.is_over:
                if not self.going.is_set():
                    self.resting.set()
                    self.going.wait(0.1)
                    continue
                self.resting.clear()
                self._one()
        except Exception as error:
            self.error = error
        finally:
            self.resting.set()
            connection.close()

    def _one(self):
        act = self.chance.choice(ACTS)
        if act == "furniture":
            act = self.chance.choice(PIECES.get(self.number, ["publish"]))
        try:
            if getattr(self, act)() is not False:
                self.done[act] += 1
        except UnansweredError as error:
            self.unanswered[act] += 1
            if not isinstance(error.status, int) or error.status >= 500:
                self.going.clear()
            else:
                raise
        except RefusedError as error:
            raise BrokenError(f"{self.name}'s {act} was refused: {error}") from error
        finally:
            connection.close()

    # On posts

    def publish(self):
        self.count += 1
        own = Own(self.name, self.count)
        image = self.desk.upload(self.picture())
        fields = {"key": own.key} | content(self.name, own.n, 1, image)
        own.claim.attempt(("published", 1))
        self.posts.append(own)
        self.desk.save("publish", fields)
        own.claim.answered()
        found = Post.objects.filter(composer_key=own.key).values_list("pk", flat=True)
        with suppress(OperationalError):  # killed meanwhile; `settle` asks again
            own.pk = found.get()

    def picture(self):
        if self.chance.random() < 0.2:
            return _newsroom.large_picture()
        return _newsroom.picture(self.number * 10_000 + self.count)

    def edit(self):
        own = self._some("published")
        if own is None:
            return False
        fields = self.desk.opened(own.pk)
        image = {
            name: value for name, value in fields.items() if name.startswith("image")
        }
        version = own.claim.sure[1] + 1
        fields.pop("key_event", None)
        fields |= content(self.name, own.n, version, image)
        own.claim.attempt(("published", version))
        self.desk.save("publish", fields)
        own.claim.answered()
        return True

    def withdraw(self):
        return self._act("withdraw", "published", "withdrawn")

    def republish(self):
        return self._act("publish", "withdrawn", "published")

    def _act(self, name, before, after):
        own = self._some(before)
        if own is None:
            return False
        own.claim.attempt((after, own.claim.sure[1]))
        self.desk.act(name, own.pk)
        own.claim.answered()
        return True

    def _some(self, status):
        """A post of his with STATUS that nothing hangs on; None if there is none."""
        pinned = self.pieces["pinned"]
        if pinned.is_open:
            return None
        found = [
            own
            for own in self.posts[-MOST:]
            if own.pk
            and not own.claim.is_open
            and own.claim.sure
            and own.claim.sure[0] == status
            and own.pk not in pinned.sure
        ]
        return self.chance.choice(found) if found else None

    # On furniture

    def pin(self):
        claim = self.pieces["pinned"]
        own = self._some("published")
        if own is None or len(claim.sure) == 3:
            return False
        return self._claimed(
            "pinned", [own.pk, *claim.sure], self.desk.act, "pin", own.pk
        )

    def unpin(self):
        claim = self.pieces["pinned"]
        if claim.is_open or not claim.sure:
            return False
        pk = self.chance.choice(claim.sure)
        rest = [other for other in claim.sure if other != pk]
        return self._claimed("pinned", rest, self.desk.act, "unpin", pk)

    def reorder(self):
        claim = self.pieces["pinned"]
        if claim.is_open or len(claim.sure) < 2:
            return False
        order = self.chance.sample(claim.sure, len(claim.sure))
        return self._piece("pinned", order, pinned=order)

    def summary(self):
        texts = [f"Point {self.count} of {n}" for n in range(1, 5)]
        return self._piece("summary", texts, text=texts)

    def related(self):
        links = [(f"Link {self.count}-{n}", f"https://example.org/{n}") for n in (1, 2)]
        titles, urls = zip(*links, strict=True)
        return self._piece("related", links, title=titles, url=urls)

    def status(self):
        claim = self.pieces["status"]
        if claim.is_open:
            return False
        wanted = "ended" if claim.sure == "live" else "live"
        return self._claimed("status", wanted, self.desk.status, wanted)

    def _piece(self, name, value, **fields):
        if self.pieces[name].is_open:
            return False
        self.count += 1
        return self._claimed(name, value, self.desk.piece, name, **fields)

    def _claimed(self, name, value, act, *words, **fields):
        self.pieces[name].attempt(value)
        act(*words, **fields)
        self.pieces[name].answered()
        return True

    # What came of it

    def settle(self):
        """Compare all claims with the database: (checked, done though unanswered)."""
        checked = came_about = 0
        for own in list(self.posts):
            came_about += own.claim.settle(state(own.key, own.name, own.n))
            checked += 1
            if own.claim.sure is None:
                self.posts.remove(own)
            elif own.pk is None:
                found = Post.objects.filter(composer_key=own.key)
                own.pk = found.values_list("pk", flat=True).get()
        stored = furniture()
        for name in {0: ["pinned"], 1: ["summary", "status"], 2: ["related"]}.get(
            self.number, []
        ):
            came_about += self.pieces[name].settle(stored[name])
            checked += 1
        return checked, came_about


def furniture():
    page = LivePage.objects.get(slug=_newsroom.SLUG)
    pinned = page.posts.filter(pinned_place__isnull=False).order_by("pinned_place")
    return {
        "pinned": list(pinned.values_list("pk", flat=True)),
        "summary": [point.text for point in page.summary_points.all()],
        "related": [(link.title, link.url) for link in page.related_links.all()],
        "status": page.status,
    }
