"""Working copies, and what they were made from."""

from posts.models import Post

from .finding import Finding, named


def check():
    copies = Post.objects.filter(working_copy_of__isnull=False)
    for copy in copies.select_related("page", "working_copy_of__page").order_by("pk"):
        original = copy.working_copy_of
        if original.page_id != copy.page_id:
            yield Finding(
                named(copy.page, copy.pk),
                f"is a working copy of post {original.pk}, which is on "
                f"{named(original.page)}.",
                "Copy its text into a new post and delete it.",
            )
        elif copy.working_copy_base > original.revision:
            yield Finding(
                named(copy.page, copy.pk),
                f"was made from revision {copy.working_copy_base} of post "
                f"{original.pk}, which is at {original.revision}: a colleague's change "
                "may be overwritten.",
                "Copy its text into a new one and delete it.",
            )
