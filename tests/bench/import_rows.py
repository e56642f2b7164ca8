"""How fast a long page is imported, and in how much memory: part of `make bench`.

For each size, the whole import of a text is timed, then a plain `bulk_create` of the
very rows that it wrote (posts, bylines, pictures, search entries), each into a fresh
page and in one transaction, by turns. Times are those of the processor, which a busy
machine troubles less.
An import writes no version of a post: the first one is written from the row itself
when the post is first changed, so there are no history rows to compare.
"""

import gc
import os
import shutil
import statistics
import tempfile
import time
import tracemalloc
from datetime import date

from rich.console import Console
from rich.table import Table

from tests.bench.page_weight import machine, prepare

SIZES = (100, 1_000, 10_000)
RUNS = 5
GOAL = 0.3
WORDS = ("tide", "quay", "tug", "rope", "bell", "lamp", "gull", "sand", "mast")


def text_of(count):
    """A page of COUNT posts as text, newest first, each of about 1,000 characters."""
    posts = []
    for n in range(count):
        number = count - n
        words = " ".join(f"{word} {number * k}" for k, word in enumerate(WORDS))
        day, minute = divmod(number, 1440)
        stamp = f"{minute // 60:02d}:{minute % 60:02d} GMT {day + 1} January 2024"
        posts.append(
            f"  {n + 1}. Headline {number} of the harbourpublished at {stamp}\n\n"
            f"    Ada Example\n    Harbour correspondent\n\n"
            + "".join(f"    {part}: {words}, and that is all.\n\n" for part in "ABCD")
            + f"    • One {number}\n    • Two {number}\n\n"
            f"    A boat, number {number}Image source, Harbour office\n\n"
        )
    return "Summary\n\n  • It is long\n\n" + "".join(posts)


def parsed_of(count):
    from posts.importing.reading import read
    from posts.importing.source import Source, Wanted

    return read(Source(text_of(count).encode()), Wanted(date=date(2024, 1, 31)))


def import_once(parsed, slug):
    from posts.importing.importer import Settings, import_page

    return import_page(parsed, Settings(title="Long", slug=slug)).page


def rows_of(page):
    """All that the import of PAGE wrote for its posts, a list for each model."""
    from posts.models import Byline, Post, PostImage, SearchEntry

    of_posts = [m.objects.filter(post__page=page) for m in (Byline, PostImage)]
    found = [Post.objects.filter(page=page), *of_posts]
    found.append(SearchEntry.objects.filter(post__page=page))
    return [list(rows) for rows in found]


def create_again(rows, page):
    """Insert ROWS once more, as those of PAGE."""
    from django.db import transaction

    posts, *parts = rows
    with transaction.atomic():
        by_old = {post.pk: post for post in posts}
        for post in posts:
            post.pk, post.page, post._state.adding = None, page, True
        type(posts[0]).objects.bulk_create(posts, batch_size=500)
        for some in parts:
            for row in some:
                row.pk, row.post = None, by_old[row.post_id]
                if hasattr(row, "page_id"):
                    row.page = page
            type(some[0]).objects.bulk_create(some, batch_size=500)


def timed(act):
    gc.collect()
    start = time.process_time()
    result = act()
    return time.process_time() - start, result


def speeds():
    from posts.models import LivePage

    table = Table(
        *("Posts", "rows", "import, rows/s", "bulk_create, rows/s", "ratio"),
        *("ms a post", "parsing, ms a post"),
        title=f"Import and plain bulk_create, middle of {RUNS}, goal {GOAL}",
    )
    for count in SIZES:
        parsing, parsed = timed(lambda count=count: parsed_of(count))
        took = {"import": [], "create": []}
        for run in range(RUNS):
            slug = f"long-{count}-{run}"
            seconds, page = timed(lambda s=slug, p=parsed: import_once(p, s))
            took["import"].append(seconds)
            rows = rows_of(page)
            total = sum(map(len, rows))
            other = LivePage.objects.create(slug=f"{slug}-again", title="Again")
            seconds, _ = timed(lambda r=rows, o=other: create_again(r, o))
            took["create"].append(seconds)
        ours, plain = (statistics.median(took[name]) for name in ("import", "create"))
        table.add_row(
            f"{count:,}",
            f"{total:,}",
            f"{total / ours:,.0f}",
            f"{total / plain:,.0f}",
            f"{plain / ours:.2f}",
            f"{1000 * ours / count:.2f}",
            f"{1000 * parsing / count:.2f}",
        )
    return table


def memory():
    """The most that an import holds beyond the parsed page, which it is given."""
    table = Table("Posts", "parsed, MB", "import holds, MB", title="Memory at most")
    for count in SIZES:
        tracemalloc.start()
        parsed = parsed_of(count)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        import_once(parsed, f"heavy-{count}")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        table.add_row(
            f"{count:,}", f"{before / 1e6:.1f}", f"{(peak - before) / 1e6:.1f}"
        )
    return table


def main():
    data = tempfile.mkdtemp(prefix="liveblog-bench-")
    os.environ["COLUMNS"] = "120"
    try:
        prepare(data)
        console = Console()
        console.print(machine())
        console.print(speeds())
        console.print(memory())
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
