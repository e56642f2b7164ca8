"""A live page as a feed: Atom, and JSON Feed 1.1 (https://jsonfeed.org/version/1.1).

Both carry the newest posts in full. An entry's id is its permalink, which never
changes; a withdrawn post is gone. A feed that did not change is a 304.
"""

import json

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed, rfc3339_date

from posts.answers import current_page, home_url, of_page, public, site_url, withdrawn
from posts.bodies import absolute
from posts.characters import for_xml
from posts.headers import for_other_sites
from posts.lifetimes import lifetime

MOST_POSTS = 50


class AtomFeed(Atom1Feed):
    """Atom with the whole content, several authors and, if there is one, the hub."""

    def latest_post_date(self):
        return self.feed["updated"]

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.feed["hub"]:
            link = {"rel": "hub", "href": self.feed["hub"]}
            handler.addQuickElement("link", "", link)

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})


class JSONFeed(SyndicationFeed):
    content_type = "application/feed+json"

    def write(self, outfile, encoding):
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["subtitle"],
            "language": self.feed["language"],
            "authors": [
                {"name": self.feed["author_name"], "url": self.feed["author_link"]}
            ],
            "hubs": self.feed["hub"] and [{"type": "WebSub", "url": self.feed["hub"]}],
            "items": [_present(self.item_members(item)) for item in self.items],
        }
        json.dump(_present(document), outfile, ensure_ascii=False)

    def item_members(self, item):
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["headline"],
            "content_html": item["content"],
            "image": item["image"],
            "date_published": item["pubdate"] and rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [{"name": name} for name in item["authors"]],
            "tags": item["categories"],
        }


@for_other_sites
@public
def feed(request, slug, kind):
    """The newest posts of a page as a KIND of feed, one of the two above."""
    page = current_page(slug)
    if not page.is_public:
        return withdrawn(request, page)
    site = site_url(request)

    def make():
        response = HttpResponse(content_type=kind.content_type)
        filled(kind, page, site, request.path).write(response, "utf-8")
        return response

    life = lifetime(page, is_part=True)
    response = of_page(request, page, ("feed", request.path), life, make)
    if settings.WEBSUB_HUB:
        links = {"hub": settings.WEBSUB_HUB, "self": site + request.path}
        response["Link"] = ", ".join(f'<{url}>; rel="{r}"' for r, url in links.items())
    return response


def filled(kind, page, site, path, most=MOST_POSTS):
    """A feed of KIND with the newest posts of PAGE, MOST of them (None: all).

    Four queries.
    """
    posts = page.posts.published().order_by("-sort_key").with_parts()[:most]
    address = site + page.get_absolute_url()
    document = kind(
        title=for_xml(page.title),
        link=address,
        description="",
        subtitle=for_xml(page.standfirst) or None,
        language=page.language,
        author_name=settings.PUBLICATION_NAME,
        author_link=home_url(site),
        feed_url=site + path,
        updated=page.last_changed_at(posts),
        hub=settings.WEBSUB_HUB,
    )
    for post in posts:
        permalink = site + post.get_absolute_url()
        names = [byline.contributor.name for byline in post.bylines.all()]
        pictures = [image.file.name for image in post.images.all() if image.file]
        document.add_item(
            title=for_xml(str(post)),
            headline=for_xml(post.headline),
            link=permalink,
            unique_id=permalink,
            description=None,
            content=for_xml(content(post, page, site, address)),
            image=pictures and site + reverse("posts:media", args=pictures[:1]),
            authors=[for_xml(name) for name in names],
            pubdate=post.published_at,
            updateddate=post.last_changed_at,
            categories=[post.get_label_display()] if post.label else [],
        )
    return document


def content(post, page, site, address):
    """What POST says as HTML; every address in it can be followed from anywhere."""
    body = absolute(post.body, address)
    context = {"post": post, "page": page, "body": body, "site_url": site}
    return render_to_string("posts/_entry.html", context).strip()


def _present(members):
    """MEMBERS without those that say nothing; a post may well have no words."""
    return {
        name: value
        for name, value in members.items()
        if value or name in ("content_html", "items")
    }
