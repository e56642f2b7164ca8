from django.db import models
from django.db.models import Exists, OuterRef, Q

from .livepage import LivePage
from .post import Post


class SearchEntryQuerySet(models.QuerySet):
    def published(self):
        """Those of what readers may see now, whatever the entries say."""
        pages = LivePage.objects.published().filter(pk=OuterRef("page_id"))
        posts = Post.objects.published().filter(pk=OuterRef("post_id"))
        return self.filter(Exists(pages), Q(post=None) | Exists(posts))


class SearchEntry(models.Model):
    """The words of a post, or, without a post, of a page itself.

    Written by the door (`posts.search`) and folded (`posts.words`), so that both
    databases find the same. Migration 0005 keeps the database's own full-text index
    of this table; on SQLite by triggers, which are lost when a migration alters the
    table and have to be created again there.
    """

    page = models.ForeignKey(LivePage, models.CASCADE, related_name="search_entries")
    post = models.OneToOneField(
        Post, models.CASCADE, null=True, related_name="search_entry"
    )
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(post__isnull=True),
                name="searchentry_one_of_the_page_itself",
            )
        ]

    def __str__(self):
        return f"Search entry of {self.post or self.page}"
