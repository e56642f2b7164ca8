"""The index: live now, upcoming, ended by month; and the search. Shared answers."""

from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncMonth
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from posts import search
from posts.answers import public, shared
from posts.forms import LONGEST_QUERY, IndexForm
from posts.lifetimes import INDEX
from posts.models import LivePage, Post
from posts.publishing import publish_all_due
from posts.purging import INDEX_TAG
from posts.renderings import answer_once
from posts.words import MOST_WORDS, sought

ENDED_ON_LEAF = 30
RESULTS_ON_LEAF = 20


@public
def index(request):
    """All live pages, the ended ones of a month, or what a search finds.

    A leaf is what one answer shows of a list; `?page=` is its number.
    """
    form = IndexForm(request.GET)
    if not form.is_valid():
        raise Http404("There is no such list of live pages.")
    asked = form.cleaned_data
    publish_all_due(LivePage.objects.published())
    if asked["q"]:
        template, context = found(asked["q"], asked["page"])
    else:
        template, context = listed(asked["month"], asked["page"])
    context |= {"query": asked["q"], "longest_query": LONGEST_QUERY}
    response = render(request, f"posts/{template}.html", context)
    return shared(answer_once(request, response), INDEX, INDEX_TAG)


def listed(month, number):
    """The list of all pages, or of those that ended in MONTH. Four queries.

    A page belongs to the month in which it ended in the newsroom's own time zone.
    """
    pages = LivePage.objects.published()
    ended = pages.filter(status=LivePage.Status.ENDED)
    ended = ended.annotate(at=Coalesce("ended_at", "first_published_at"))
    ended = ended.annotate(month=TruncMonth("at"))
    months = ended.values("month").annotate(count=Count("pk")).order_by("-month")
    months = {row["month"].date(): row["count"] for row in months}
    if month:
        if month not in months:
            raise Http404("No live page ended in this month.")
        ended = ended.filter(at__year=month.year, at__month=month.month)
    ended = ended.order_by("-at", "-pk")
    count = months[month] if month else sum(months.values())
    leaf = leaf_of(ended, number, ENDED_ON_LEAF, count)
    context = {
        "month": month,
        "months": [{"first_day": day, "count": n} for day, n in months.items()],
        "leaf": leaf,
        "ended": [
            {"first_day": first.date(), "pages": list(group)}
            for first, group in groupby(leaf, key=lambda page: page.month)
        ],
        **addresses(leaf, month=f"{month:%Y-%m}" if month else ""),
    }
    if number == 1 and not month:
        context |= {"live": live(pages), "upcoming": upcoming(pages)}
    return "livepage_index", context


def found(query, number):
    """What QUERY finds in public pages and posts. Four queries."""
    words = sought(query)
    entries = search.find(words)
    leaf = leaf_of(entries, number, RESULTS_ON_LEAF, entries.count())
    context = {
        "leaf": leaf,
        "results": search.results(leaf.object_list, words),
        "most_words": MOST_WORDS if words.left_out else 0,
        **addresses(leaf, q=query),
    }
    return "livepage_search", context


# Parts of the two


def live(pages):
    """Those of PAGES that are live, the latest to start first.

    Each has `latest`, the time of its newest post, or None.
    """
    posts = Post.objects.published().filter(page=OuterRef("pk"))
    latest = posts.order_by("-sort_key").values("published_at")[:1]
    pages = pages.filter(status=LivePage.Status.LIVE)
    return list(pages.annotate(latest=Subquery(latest)).order_by("-started_at", "-pk"))


def upcoming(pages):
    """Those of PAGES that are upcoming, the next to start first."""
    start = F("scheduled_start").asc(nulls_last=True)
    return list(pages.filter(status=LivePage.Status.UPCOMING).order_by(start, "pk"))


def leaf_of(rows, number, size, count):
    """Leaf NUMBER of ROWS, COUNT in all. Raises Http404 if there is no such leaf."""
    paginator = Paginator(rows, size)
    paginator.count = count  # known already: no query for it
    try:
        return paginator.page(number)
    except EmptyPage as error:
        raise Http404("The list is not as long as that.") from error


def addresses(leaf, **parts):
    """The paths of this leaf of a list and those around it; PARTS name the list.

    {"this_leaf": path, "previous_leaf": path or 0, "next_leaf": path or 0}
    """
    numbers = {
        "this": leaf.number,
        "previous": leaf.number - 1,
        "next": leaf.number + 1 if leaf.has_next() else 0,
    }
    return {
        f"{name}_leaf": number and address(**parts, page=number if number > 1 else "")
        for name, number in numbers.items()
    }


def address(**parts):
    query = urlencode({name: value for name, value in parts.items() if value})
    return reverse("posts:index") + (f"?{query}" if query else "")
