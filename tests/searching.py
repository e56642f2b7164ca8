"""Searching as a reader does, and looking at what was found."""

from bs4 import BeautifulSoup

from posts import search
from posts.words import sought


def found(query):
    """What QUERY finds, best first: posts, or pages themselves."""
    return [entry.post or entry.page for entry in search.find(sought(query))]


def soup_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "lxml")


def text_of(element):
    return " ".join(element.get_text().split())
