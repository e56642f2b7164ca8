"""Live pages as other newsrooms' sites save them, for the tests of their readers."""

import json

from posts.importing.reading import read
from posts.importing.source import Source, Wanted

EMBEDDED = "data:image/png;base64," + "A" * 200


def parse(data, beside=None, **wanted):
    """The ParsedPage of DATA, bytes or text; BESIDE maps addresses to files."""
    data = data.encode() if isinstance(data, str) else data
    files = beside or {}
    return read(Source(data, beside=files.get), Wanted(**wanted))


def html_of(body, head=""):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def script(data):
    """JSON-LD in its element; DATA is JSON already or becomes it."""
    text = data if isinstance(data, str) else json.dumps(data)
    return f'<script type="application/ld+json">{text}</script>'


def live_page(*updates, **properties):
    """A LiveBlogPosting with UPDATES, as JSON-LD."""
    return {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Storm over the bay",
        "liveBlogUpdate": list(updates),
        **properties,
    }


def update(number=1, **properties):
    """A BlogPosting; the higher its NUMBER the newer it is."""
    return {
        "@type": "BlogPosting",
        "headline": f"News {number}",
        "datePublished": f"2025-02-03T10:{number:02}:00+00:00",
        "articleBody": f"<p>It happened {number}.</p>",
        **properties,
    }


def parse_json_ld(*updates, wanted=None, beside=None, **properties):
    """The ParsedPage of a saved page with these UPDATES and PROPERTIES as JSON-LD."""
    page = script(live_page(*updates, **properties))
    return parse(html_of("<p>Words</p>", page), beside, **(wanted or {}))


def parse_update(**properties):
    """The ParsedPost of one update with these PROPERTIES."""
    (post,) = parse_json_ld(update(**properties)).posts
    return post


def headlines(page):
    return [post.headline for post in page.posts]


# Pages that tell machines nothing


def time_of(clock, words=None):
    return f'<time datetime="2025-02-03T{clock}:00Z">{words or clock}</time>'


def article(number, more="", head=""):
    return (
        f'<article id="p{number}"><header>{time_of(f"10:0{number}")}{head}'
        f"<h2>News {number}</h2></header><p>It happened {number}.</p>{more}</article>"
    )


def parse_articles(*articles, before="", after="", **wanted):
    return parse(html_of(f"<main>{before}{''.join(articles)}{after}</main>"), **wanted)
