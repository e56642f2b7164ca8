"""What can be done to several posts at once from their list."""

from django.contrib import admin, messages
from django.db import transaction

from posts.models import LivePage, Post
from posts.publishing import PublishingError, public_change


class PostActions:
    """The actions of the post list, for a ModelAdmin; each needs the publish right."""

    names = [
        "publish_posts",
        "withdraw_posts",
        "pin_posts",
        "unpin_posts",
        "mark_as_analysis",
        "mark_as_key_event",
    ]

    @admin.action(description="Publish", permissions=["publish"])
    def publish_posts(self, request, queryset):
        self.act_on(request, queryset, lambda change, post: change.publish(post))

    @admin.action(description="Withdraw from readers", permissions=["publish"])
    def withdraw_posts(self, request, queryset):
        self.act_on(request, queryset, lambda change, post: change.withdraw(post))

    @admin.action(description="Pin above the feed", permissions=["publish"])
    def pin_posts(self, request, queryset):
        self.act_on(request, queryset, lambda change, post: change.pin(post))

    @admin.action(description="Unpin", permissions=["publish"])
    def unpin_posts(self, request, queryset):
        self.act_on(request, queryset, lambda change, post: change.unpin(post))

    @admin.action(description="Mark as analysis", permissions=["publish"])
    def mark_as_analysis(self, request, queryset):
        label = Post.Label.ANALYSIS
        self.act_on(
            request, queryset, lambda change, post: change.mark(post, label=label)
        )

    @admin.action(description="Mark as key event", permissions=["publish"])
    def mark_as_key_event(self, request, queryset):
        self.act_on(
            request, queryset, lambda change, post: change.mark(post, key_event=True)
        )

    def act_on(self, request, queryset, act):
        """ACT on each post through its page's door, oldest first; report refusals.

        All pages in one transaction: what fails, fails whole.
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
                            act(change, post)
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
