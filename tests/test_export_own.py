"""Our own form: what an import makes of an export is the same page, to the byte."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings

from posts.exporting import own
from posts.importing.importer import Settings, import_page
from posts.models import (
    PIECES,
    Byline,
    Contributor,
    LivePage,
    Post,
    PostImage,
    RelatedLink,
    SummaryPoint,
)
from posts.publishing import public_change
from tests.conftest import add_draft, publish, withdraw
from tests.exporting import empty_the_installation, exported, read_back
from tests.page_plans import plans
from tests.pages import EVERYTHING, build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def elsewhere(data):
    """The page that DATA becomes in an installation that has none of it."""
    empty_the_installation()
    return import_page(read_back(data), Settings()).page


# What belongs to an installation and not to the page, by model.
OWN = {
    LivePage: {
        *("id", "revision", "revised_at", "reset_revision", "last_sequence"),
        *("import_digest", "preview_version", "next_due_at"),
        *("created_at", "created_by"),
        *(f"{piece}_revision" for piece in PIECES),
    },
    Post: {
        *("id", "page", "sequence", "sort_key", "revision", "first_revision"),
        *("composer_key", "working_copy_of", "working_copy_base"),
        *("import_reference", "import_digest"),
        *("created_at", "created_by", "changed_at", "changed_by"),
    },
    Byline: {"id", "post", "contributor", "order"},
    Contributor: {"id", "user"},
    PostImage: {"id", "post", "order", "uploaded_at"},
    SummaryPoint: {"id", "page", "order"},
    RelatedLink: {"id", "page", "order"},
}


def row(thing):
    """All fields of THING but those of its installation; of a file its bytes."""
    values = {}
    for field in thing._meta.fields:
        value = getattr(thing, field.attname)
        if field.name not in OWN[type(thing)]:
            is_file = isinstance(value, FieldFile)
            values[field.name] = bytes_of(value) if is_file else value
    return values


def bytes_of(file):
    if not file:
        return b""
    with file.storage.open(file.name) as opened:
        return opened.read()


def everything(page):
    """All that is stored of PAGE, posts and parts in order."""
    posts = Post.objects.filter(page=page)
    waiting = posts.filter(sort_key="", working_copy_of=None).order_by("-pk")
    shown = posts.exclude(sort_key="").order_by("-sort_key")
    return [
        row(page),
        [row(point) for point in page.summary_points.all()],
        [row(link) for link in page.related_links.all()],
        [whole(post) for post in [*waiting, *shown]],
    ]


def whole(post):
    copy = Post.objects.filter(working_copy_of=post).first()
    return [
        row(post),
        [(row(line), row(line.contributor)) for line in post.bylines.all()],
        [row(image) for image in post.images.all()],
        copy and whole(copy),
    ]


def names_in(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def test_the_same_page_gives_the_same_bytes():
    page = build(EVERYTHING)
    assert exported(page) == exported(LivePage.objects.get())


def test_a_page_with_everything_comes_back():
    page = build(EVERYTHING)
    data, stored = exported(page), everything(page)
    page = elsewhere(data)
    assert everything(page) == stored
    assert exported(page) == data


@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plans())
def test_every_page_comes_back(plan):
    empty_the_installation()
    page = build(plan)
    data, stored = exported(page), everything(page)
    page = elsewhere(data)
    assert everything(page) == stored
    assert exported(page) == data


def test_an_import_again_changes_nothing():
    data = exported(build(EVERYTHING))
    page = elsewhere(data)
    report = import_page(read_back(data), Settings())
    assert {row.outcome for row in report.rows} == {"unchanged"}
    assert report.page.revision == page.revision
    assert exported(report.page) == data


def test_a_pinned_post_that_is_left_out_leaves_no_hole(page):
    for name in ("Third", "Second", "First"):
        post = publish(page, name)
        with public_change(page) as change:
            change.pin(change.post(post.pk))
    source = read_back(exported(page))
    left_out = [n for n, post in enumerate(source.posts) if post.pinned_place == 1]
    empty_the_installation()
    import_page(source, Settings(leave=frozenset(left_out)))
    pinned = Post.objects.order_by("pinned_place")
    assert [(post.headline, post.pinned_place) for post in pinned] == [
        ("Second", 1),
        ("Third", 2),
    ]


def test_a_picture_that_stands_twice_lies_in_the_zip_once():
    names = names_in(exported(build(EVERYTHING)))
    assert names[0] == "page.json"
    assert [name[-10:] for name in names[1:]] == [
        name[-10:] for name in sorted(names[1:])
    ]
    assert len(names) == len(set(names)) == 4


def test_a_post_has_the_name_that_it_was_imported_under(page):
    publish(page, "Ours")
    imported = publish(page, "Theirs")
    clash = publish(page, "Clash")
    Post.objects.filter(pk=imported.pk).update(import_reference=f"id:{clash.pk}")
    posts = {post.headline: post.id for post in read_back(exported(page)).posts}
    assert posts["Theirs"] == str(clash.pk)
    assert posts["Clash"] == f"post-{clash.pk}"
    assert posts["Ours"] == str(page.posts.get(headline="Ours").pk)


def test_posts_stand_as_the_desk_and_the_feed_have_them(page):
    noon = timezone.now() - timedelta(hours=1)
    for n, headline in enumerate(["First", "Second", "Third"]):
        publish(page, headline, at=noon - timedelta(minutes=n // 2))
    add_draft(page, "Older draft")
    add_draft(page, "Newer draft")
    withdraw(page.posts.get(headline="Second"))
    headlines = [post.headline for post in read_back(exported(page)).posts]
    assert headlines == ["Newer draft", "Older draft", "Second", "First", "Third"]


def test_a_page_may_change_while_it_is_exported(page, monkeypatch):
    publish(page, "Out")
    draft = add_draft(page, "Waits")
    identities, said = own.identities, own._said

    def identities_before_another_post(posts):
        names = identities(posts)
        publish(page, "New")
        return names

    def said_before_it_is_published(post, album):
        if post.pk == draft.pk:
            with public_change(page) as change:
                change.publish(change.post(draft.pk))
        return said(post, album)

    monkeypatch.setattr(own, "identities", identities_before_another_post)
    monkeypatch.setattr(own, "_said", said_before_it_is_published)
    found = read_back(exported(page)).posts
    assert [(post.headline, post.status) for post in found] == [
        ("Waits", "draft"),
        ("Out", "published"),
    ]


def test_nothing_is_told_of_accounts_and_revisions(page, editor):
    with public_change(page, by=editor) as change:
        change.publish(change.add(Post(headline="News")))
    assert editor.username not in exported(page).decode()


def test_ten_thousand_posts_cost_a_few_queries_for_each_five_hundred(
    page, django_assert_max_num_queries
):
    with public_change(page) as change:
        posts = [Post(headline=f"Post {n}") for n in range(1200)]
        change.import_rows(posts)
        Post.objects.bulk_create(posts)
    with django_assert_max_num_queries(20):
        own.document(page, own.Album())
