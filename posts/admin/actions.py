"""What can be done to several posts at once from their list.

Publishing is not among it: the list shows neither a post's words nor which version
it speaks of. The desk and the change form do.
"""

from django.contrib import admin, messages
from django.db import transaction

from posts import acts
from posts.models import LivePage, Post
from posts.publishing import PublishingError, public_change


class PostActions:
    """The actions of the post list, for a ModelAdmin; each needs the publish right."""

    names = [
        "withdraw_posts",
        "pin_posts",
        "unpin_posts",
        "mark_as_analysis",
        "mark_as_key_event",
    ]

    @admin.action(description="Withdraw from readers", permissions=["publish"])
    def withdraw_posts(self, request, queryset):
        self.act_on(request, queryset, "withdraw")

    @admin.action(description="Pin above the feed", permissions=["publish"])
    def pin_posts(self, request, queryset):
        self.act_on(request, queryset, "pin")

    @admin.action(description="Unpin", permissions=["publish"])
    def unpin_posts(self, request, queryset):
        self.act_on(request, queryset, "unpin")

    @admin.action(description="Mark as analysis", permissions=["publish"])
    def mark_as_analysis(self, request, queryset):
        self.act_on(request, queryset, "label", label=Post.Label.ANALYSIS)

    @admin.action(description="Mark as key event", permissions=["publish"])
    def mark_as_key_event(self, request, queryset):
        self.act_on(request, queryset, "key")

    def act_on(self, request, queryset, name, **details):
        """Do the act NAME to each post through its page's door, oldest first.

        Refusals are reported. All pages in one transaction: what fails, fails whole.
        """
        done, refused = 0, []
        pages = LivePage.objects.filter(posts__in=queryset).distinct().order_by("pk")
        with transaction.atomic():
            for page in pages:
                with public_change(page, by=request.user) as change:
                    pks = queryset.filter(page=page).order_by("sort_key", "pk")
                    for pk in list(pks.values_list("pk", flat=True)):
                        post = change.post(pk)
                        try:
                            acts.do(change, request.user, name, post, **details)
                        except PublishingError as error:
                            refused.append(f"{post}: {error.message}")
                        else:
                            done += 1
        report(request, self, done, refused)


def report(request, model_admin, done, errors):
    """Tell the editor how an action went: what was done and what was refused."""
    if done:
        noun = "post" if done == 1 else "posts"
        model_admin.message_user(
            request, f"{done} {noun} changed. Open pages follow.", messages.SUCCESS
        )
    for error in errors:
        model_admin.message_user(request, error, messages.ERROR)
