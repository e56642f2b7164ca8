"""Searching as a reader does, and looking at what was found."""

from posts import search
from posts.models import SearchEntry
from posts.words import sought


def found(query):
    """What QUERY finds, best first: posts, or pages themselves."""
    return [entry.post or entry.page for entry in search.find(sought(query))]


def entries():
    """What the search knows: (page, post, title, text) of each entry."""
    fields = ("page_id", "post_id", "title", "text")
    return set(SearchEntry.objects.values_list(*fields))


def text_of(element):
    return " ".join(element.get_text().split())
