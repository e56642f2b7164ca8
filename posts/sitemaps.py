"""The sitemap: all public live pages, the newest of them as news."""

from datetime import timedelta

from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max, Q
from django.utils import timezone

from posts.answers import public, shared
from posts.lifetimes import SITEMAP
from posts.models import LivePage, Post
from posts.purging import INDEX_TAG
from posts.renderings import answer_once

# What search engines take for news, by their own rules.
NEWS_AGE = timedelta(days=2)


class LivePageSitemap(Sitemap):
    """The newest pages first, so that news is in the first file of several."""

    limit = 1000  # as many news as one file may have

    def items(self):
        public = Q(posts__status=Post.Status.PUBLISHED)
        return (
            LivePage.objects.published()
            .annotate(
                last_post_at=Max("posts__published_at", filter=public),
                last_edit_at=Max("posts__edited_at", filter=public),
                is_news=Q(first_published_at__gt=timezone.now() - NEWS_AGE),
            )
            .order_by("-first_published_at", "-pk")
        )

    def lastmod(self, page):
        times = (page.last_post_at, page.last_edit_at)
        return max(filter(None, (*times, page.last_changed_at())))


SITEMAPS = {"pages": LivePageSitemap}


@public
def sitemap(request, section=None):
    """The sitemap, or, where it is long, an index of its files."""
    if section is None and LivePageSitemap().paginator.num_pages > 1:
        name = "posts:sitemap_file"
        response = views.index(request, SITEMAPS, sitemap_url_name=name)
    else:
        name = "posts/sitemap.xml"
        response = views.sitemap(request, SITEMAPS, section, template_name=name)
    return shared(answer_once(request, response.render()), SITEMAP, INDEX_TAG)
