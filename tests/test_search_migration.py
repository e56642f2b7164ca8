"""The search of a site that was there before it: its entries, and the way back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from posts.models import PostImage
from posts.publishing import public_change
from tests.conftest import add_draft, edit, make_page, open_as, publish, withdraw
from tests.searching import entries, found


@pytest.mark.django_db(transaction=True)
def test_the_migration_finds_what_was_public_before_it_and_can_be_undone():
    page = make_page(standfirst="Ferries stay in port.")
    with public_change(page) as change:
        change.write_summary(["The quay is flooded"])
    post = publish(page, "Tug takes the tow")
    with public_change(page) as change:
        change.post(post.pk)
        PostImage.objects.create(post=post, alt="A lighthouse")
    withdraw(publish(page, "Gone"))
    add_draft(page)
    open_as(make_page("taken"), "withdrawn")
    make_page("draft", "draft")
    before = entries()
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate([("posts", "0004_renditions")])
    assert not set(connection.introspection.table_names()) & {
        "posts_searchentry",
        "posts_search",
    }
    MigrationExecutor(connection).migrate(latest)
    assert entries() == before
    assert found("quay ferries") == [page]
    assert found("lighthouse") == [post]
    edit(post, headline="Ferry takes the tow")
    assert found("tug") == []
