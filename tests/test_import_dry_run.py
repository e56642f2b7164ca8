"""A dry run tells what an import would do and only reads, so that nobody waits."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts.importing.document import ParsedByline, ParsedImage
from posts.importing.importer import ImportRefusedError
from posts.models import Contributor, LivePage, Post
from posts.publishing import PublishingError
from tests.conftest import edit
from tests.parsed import parsed_page, parsed_post, picture, take
from tests.pictures import encoded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

BY = (ParsedByline("Ada Example", "Reporter"),)


def first():
    image = ParsedImage("A tug", picture=picture("tug.png", encoded("PNG")))
    posts = [
        parsed_post("Gone upstream", 50, id="6"),
        parsed_post("Withdrawn upstream", 40, id="5"),
        parsed_post("Edited here", 30, id="4"),
        parsed_post("Changed upstream", 20, id="3", images=(image,)),
        parsed_post("As it was", 10, id="2", bylines=BY),
    ]
    return parsed_page(*posts, status="live", summary=("One",))


def second():
    page = first()
    _, gone, edited, changed, same = page.posts
    posts = [
        parsed_post("New", 60, id="7"),
        replace(gone, status="withdrawn"),
        replace(edited, body="<p>More.</p>"),
        replace(changed, body="<p>More.</p>"),
        same,
    ]
    return replace(page, posts=tuple(posts), summary=("Two",), status="ended")


def told(report):
    rows = [
        (row.outcome, row.line, row.headline, row.published_at, row.note)
        for row in report.rows
    ]
    return rows, report.notes, report.page.title


def looked_at(page, **settings):
    """What a dry run tells, which has only read."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = take(page, dry_run=True, **settings)
    words = {query["sql"].split()[0] for query in queries.captured_queries}
    assert words.isdisjoint({"INSERT", "UPDATE", "DELETE"})
    return told(report)


def test_a_dry_run_of_a_new_page_tells_what_the_import_does_and_only_reads():
    foreseen = looked_at(first())
    assert not LivePage.objects.exists()
    assert not Contributor.objects.exists()
    assert foreseen == told(take(first()))


@pytest.mark.parametrize("withdraw_missing", [False, True])
def test_a_dry_run_of_a_known_page_tells_the_same_as_the_import(withdraw_missing):
    take(first())
    edit(Post.objects.get(headline="Edited here"), label="analysis")
    before = list(Post.objects.order_by("pk").values())
    foreseen = looked_at(second(), withdraw_missing=withdraw_missing)
    assert list(Post.objects.order_by("pk").values()) == before
    assert LivePage.objects.get().status == "live"
    done = take(second(), withdraw_missing=withdraw_missing)
    assert foreseen == told(done)
    assert [row.outcome for row in done.rows] == [
        "created",
        "withdrawn",
        "kept",
        "changed",
        "unchanged",
        "withdrawn" if withdraw_missing else "missing",
    ]


def test_a_dry_run_refuses_what_the_import_would():
    take(first())
    with pytest.raises(PublishingError, match="can't become a draft"):
        take(first(), dry_run=True, status="draft")
    unfit = replace(first(), related=(("Map", "no address"),))
    with pytest.raises(ImportRefusedError, match="valid URL"):
        take(unfit, dry_run=True)
    with pytest.raises(ImportRefusedError, match="valid URL"):
        take(unfit)
