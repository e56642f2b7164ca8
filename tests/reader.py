"""A reader's browser in Python: what the script does to a page, step by step.

It takes in pages and deltas exactly as static/posts/feed.js does, so that the law
'old page + delta == fresh page' can be tried on thousands of sequences without a
browser; tests/browser holds the script itself to the same law.
"""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup

FURNITURE = ("title", "status", "summary", "stream", "pinned", "key-events", "related")


def parse(markup):
    return BeautifulSoup(markup, "lxml")


def soup_of(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status, url
    return parse(response.content)


def said(element):
    """An element's markup with white space folded; marks of the view left out."""
    markup = re.sub(r"\s+", " ", str(element))
    return re.sub(r"> <", "><", re.sub(" is-(marked|first-of-day)", "", markup))


@dataclass
class Article:
    """A post as a page shows it."""

    id: str
    sort: str
    markup: str


def articles_of(container):
    return [
        Article(element["id"], element["data-sort"], said(element))
        for element in container.find_all("article", recursive=False)
    ]


def edges_of(feed):
    return feed.get("data-older-edge"), feed.get("data-newer-edge")


def poller_of(soup):
    """(address of the next poll, cursor, seconds to wait for it)."""
    poller = soup.find(id="poller")
    seconds = float(poller["data-seconds"])
    return poller["data-hx-get"], poller.find("input")["value"], seconds


@dataclass(frozen=True)
class Delta:
    """What an answer to a poll says, for whoever it reaches.

    `moves` are (how, id, what): to upsert or reset a Stretch, to delete, to patch with
    markup, to replace by an element. `poller` is that of the next poll.
    """

    moves: tuple
    poller: tuple


@dataclass(frozen=True)
class Stretch:
    """Posts that come with a delta: `articles`, `edges`, and the ids `unread`."""

    articles: tuple
    edges: tuple
    unread: frozenset


def delta_of(content):
    """The Delta in the bytes CONTENT."""
    soup = parse(content)
    found = soup.find_all(attrs={"data-hx-swap-oob": True})
    return Delta(tuple(_move(element) for element in found), poller_of(soup))


def _move(element):
    how, name = element.attrs.pop("data-hx-swap-oob"), element.get("id")
    if how in ("upsert:#feed", "reset:#feed"):
        unread = (f"post-{pk}" for pk in element["data-unread"].split())
        stretch = Stretch(
            tuple(articles_of(element)), edges_of(element), frozenset(unread)
        )
        return how.removesuffix(":#feed"), name, stretch
    if how == "delete":
        return "delete", name, None
    if how == "patch":
        return "patch", name, said(element)
    assert how == "true", f"unknown swap {how}"
    return "replace", name, element


class Reader:
    """An open page: its feed, its edges, its furniture and its poller."""

    understood = staticmethod(delta_of)

    def __init__(self, client, url):
        self.client = client
        soup = parse(self._get(url).content)
        self.feed = articles_of(soup.find(id="feed"))
        self.unread = set()
        self.older_edge, self.newer_edge = edges_of(soup.find(id="feed"))
        self.poll_url, self.at, self.seconds = poller_of(soup)
        self.order = soup.find(id="feed")["data-order"]
        self.older = soup.find(id="older")
        self.newer = soup.find(id="newer")
        self.furniture = {name: said(soup.find(id=name)) for name in FURNITURE}

    def _get(self, url):
        response = self.client.get(url)
        assert response.status_code in (200, 204), (url, response.status_code)
        return response

    @property
    def ids(self):
        return [article.id for article in self.feed]

    def poll(self):
        """One poll; whether there was anything new."""
        response = self._get(self.poll_url)
        if response.status_code == 204:
            return False
        self.take(self.understood(response.content))
        return True

    def take(self, delta):
        """Do to the page all that DELTA says, the cursor included."""
        for how, name, said in delta.moves:
            getattr(self, f"_{how}")(name, said)
        self.poll_url, self.at, self.seconds = delta.poller

    def catch_up(self):
        """Poll until nothing is new; at most two polls are ever needed."""
        assert not (self.poll() and self.poll()), "the delta never ends"

    def load(self, side):
        """Follow the link to the next 'older' or 'newer' chunk, if there is one."""
        link = getattr(self, side).find("a")
        if link is None:
            return False
        soup = parse(self._get(f"{link['href']}&at={self.at}").content)
        chunk = soup.find(id="feed")
        edge = f"data-{side}-edge"
        setattr(self, f"{side}_edge", chunk.get(edge))
        for article in articles_of(chunk):
            self._place(article)
        setattr(self, side, soup.find(id=side))
        return True

    def _upsert(self, name, said):
        for article in said.articles:
            if self.holds(article.sort):
                self._place(article)
            else:
                self._remove(article.id)
        self.unread.update(said.unread)

    def _reset(self, name, said):
        self.feed = list(said.articles)
        self.older_edge, self.newer_edge = said.edges
        self._sort()

    def _delete(self, name, said):
        self._remove(name)

    def _patch(self, name, said):
        assert name in self.furniture
        self.furniture[name] = said

    def _replace(self, name, said):
        setattr(self, name, said)

    def _place(self, article):
        self._remove(article.id)
        self.feed.append(article)
        self._sort()

    def _sort(self):
        self.feed.sort(key=lambda article: article.sort, reverse=self.order == "newest")

    def _remove(self, element_id):
        self.feed = [article for article in self.feed if article.id != element_id]

    def holds(self, sort):
        """Whether the sort key lies within the window's edges."""
        return (self.older_edge is None or sort >= self.older_edge) and (
            self.newer_edge is None or sort < self.newer_edge
        )
