from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that can't be: about what, what is wrong, and what to do.

    `is_broken` is False for what only takes up room. `page_pk` is that of the page
    whose search entries or due time `repair` makes anew; None: it can't.
    """

    about: str
    says: str
    do: str
    is_broken: bool = True
    page_pk: int | None = None

    def __str__(self):
        return f"{self.about}: {self.says} {self.do}"


def named(page, post_pk=None):
    """PAGE, or a post on it, as a finding names it."""
    address = f"/live/{page.slug}/"
    return f"{address} post {post_pk}" if post_pk else address
