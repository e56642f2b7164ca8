"""Makes anew what follows from the rows: search entries, and what is due when."""

from posts import search
from posts.models import LivePage
from posts.publishing import public_change


def repair(findings):
    """Put right what FINDINGS say of the search and of due times; the pages touched.

    Through the door, under each page's lock; readers see nothing of it.
    """
    pages = {finding.page_pk for finding in findings} - {None}
    for pk in sorted(pages):
        with public_change(LivePage(pk=pk)) as change:
            search.write_anew(change.page)
    return len(pages)
