"""The posts of a source on their way in, beside those that a page has already."""

from dataclasses import dataclass

from posts.importing import matching, traces
from posts.importing.fitting import fit


@dataclass(frozen=True)
class Incoming:
    """The posts of a source, made fit, and what they are known again by."""

    posts: tuple
    traces: list
    facts: list

    @classmethod
    def of(cls, parsed):
        posts = tuple(map(fit, parsed.posts))
        said = list(map(traces.trace_of, posts))
        originals = [post.original or post for post in posts]
        facts = matching.facts_of(originals, [trace.source for trace in said])
        return cls(posts, said, facts)

    def matched(self, known, page):
        """`matching.matched` with what is KNOWN of PAGE, as `known_posts` gives it."""

        def bodies(pks):
            rows = page.posts.filter(pk__in=pks).values_list("pk", "body")
            return dict(rows.iterator())

        return matching.matched(self.posts, self.facts, known.values(), bodies)

    def to_store(self, page):
        """The numbers of the posts whose pictures are not stored on PAGE yet."""
        known = known_posts(page) if page else {}
        found, _ = self.matched(known, page)
        for n, (trace, match) in enumerate(zip(self.traces, found, strict=True)):
            if not match.known or match.known.trace.pictures != trace.pictures:
                yield n


def known_posts(page):
    """{pk: Known} of what was imported into PAGE before, newest first."""
    if page.pk is None:
        return {}
    found = page.posts.exclude(import_reference="").order_by("-sequence", "-pk")
    values = found.values_list(
        "pk", "import_reference", "import_digest", "headline", "status", "published_at"
    )
    return {
        pk: matching.Known(pk, reference, traces.Trace.read(digest), *rest)
        for pk, reference, digest, *rest in values.iterator()
    }
