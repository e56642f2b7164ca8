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


class Reader:
    """An open page: its feed, its edges, its furniture and its poller."""

    def __init__(self, client, url):
        self.client = client
        soup = parse(self._get(url).content)
        self.feed = articles_of(soup.find(id="feed"))
        self.unread = set()
        self._take_feed(soup.find(id="feed"))
        self._take_poller(soup)
        self.order = soup.find(id="feed")["data-order"]
        self.older = soup.find(id="older")
        self.newer = soup.find(id="newer")
        self.furniture = {name: said(soup.find(id=name)) for name in FURNITURE}

    def _get(self, url):
        response = self.client.get(url)
        assert response.status_code in (200, 204), (url, response.status_code)
        return response

    def _take_feed(self, element):
        self.newer_edge = element.get("data-newer-edge")
        self.older_edge = element.get("data-older-edge")

    def _take_poller(self, soup):
        poller = soup.find(id="poller")
        self.poll_url = poller["data-hx-get"]
        self.at = poller.find("input")["value"]

    @property
    def ids(self):
        return [article.id for article in self.feed]

    def poll(self):
        """One poll; whether there was anything new."""
        response = self._get(self.poll_url)
        if response.status_code == 204:
            return False
        soup = parse(response.content)
        for element in soup.find_all(attrs={"data-hx-swap-oob": True}):
            self._swap(element)
        self._take_poller(soup)
        return True

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

    def _swap(self, element):
        how = element.attrs.pop("data-hx-swap-oob")
        if how == "upsert:#feed":
            self._upsert(element)
        elif how == "reset:#feed":
            self._reset(element)
        elif how == "delete":
            self._remove(element["id"])
        elif how == "patch":
            assert element["id"] in self.furniture
            self.furniture[element["id"]] = said(element)
        elif how == "true":
            setattr(self, element["id"], element)
        else:
            raise AssertionError(f"unknown swap {how}")

    def _upsert(self, element):
        for article in articles_of(element):
            if self.holds(article.sort):
                self._place(article)
            else:
                self._remove(article.id)
        self.unread.update(f"post-{pk}" for pk in element["data-unread"].split())

    def _reset(self, element):
        del element["data-unread"]
        self.feed = articles_of(element)
        self._take_feed(element)
        self._sort()

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
