"""Full-text search: the entries, the database's own index of them, and what is
public already."""

from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

from posts.bodies import plain_text
from posts.words import folded

BATCH = 200
PUBLIC = ("upcoming", "live", "ended")

# FTS5 keeps no text of its own: it reads the entries' table, and triggers keep it in
# step. The words are folded before (posts.words), so nothing is left for the
# tokenizer to do; marks count as letters, since those of some scripts are vowels.
# PostgreSQL: 'simple' needs no extension and no language, and drops no word.
CREATE = {
    "sqlite": (
        """
        CREATE VIRTUAL TABLE posts_search USING fts5(
            title, text, content='posts_searchentry', content_rowid='id',
            tokenize="unicode61 remove_diacritics 0 categories 'L* N* M*'"
        )
        """,
        """
        CREATE TRIGGER posts_search_insert AFTER INSERT ON posts_searchentry BEGIN
            INSERT INTO posts_search(rowid, title, text)
            VALUES (new.id, new.title, new.text);
        END
        """,
        """
        CREATE TRIGGER posts_search_delete AFTER DELETE ON posts_searchentry BEGIN
            INSERT INTO posts_search(posts_search, rowid, title, text)
            VALUES ('delete', old.id, old.title, old.text);
        END
        """,
        """
        CREATE TRIGGER posts_search_update AFTER UPDATE ON posts_searchentry BEGIN
            INSERT INTO posts_search(posts_search, rowid, title, text)
            VALUES ('delete', old.id, old.title, old.text);
            INSERT INTO posts_search(rowid, title, text)
            VALUES (new.id, new.title, new.text);
        END
        """,
    ),
    "postgresql": (
        """
        ALTER TABLE posts_searchentry ADD COLUMN words tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('simple', title), 'A')
            || setweight(to_tsvector('simple', text), 'C')
        ) STORED
        """,
        # The search: WHERE words @@ query.
        "CREATE INDEX posts_searchentry_words ON posts_searchentry USING gin (words)",
    ),
}
DROP = {
    "sqlite": (
        "DROP TRIGGER posts_search_insert",
        "DROP TRIGGER posts_search_delete",
        "DROP TRIGGER posts_search_update",
        "DROP TABLE posts_search",
    ),
    "postgresql": ("ALTER TABLE posts_searchentry DROP COLUMN words",),
}


def create_index(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


# What is searched as of this migration; the door has its own in posts/search.py.


def text_of_post(post):
    parts = [plain_text(post.body)]
    if post.label == "quote":
        parts.append(post.quote_attribution)
    for image in post.images.all():
        parts += [image.alt, image.caption]
    return " ".join(filter(None, (*parts, post.correction_note)))


def words(title, *texts):
    text = " ".join(filter(None, texts))
    return {"title": folded(title, 2_000), "text": folded(text, 200_000)}


def fill(apps, schema_editor):
    """Write the entries of what is public, as the door does from now on."""
    entry_model = apps.get_model("posts", "SearchEntry")
    pages = apps.get_model("posts", "LivePage").objects.filter(status__in=PUBLIC)
    for page in pages.prefetch_related("summary_points").iterator(BATCH):
        points = [point.text for point in page.summary_points.all()]
        entry_model.objects.create(
            page=page, **words(page.title, page.standfirst, *points)
        )
    posts = apps.get_model("posts", "Post").objects.filter(status="published")
    posts = posts.order_by("pk").prefetch_related("images").iterator(BATCH)
    while batch := list(islice(posts, BATCH)):
        entry_model.objects.bulk_create(
            entry_model(
                page_id=post.page_id,
                post=post,
                **words(post.headline, text_of_post(post)),
            )
            for post in batch
        )


class Migration(migrations.Migration):
    dependencies = [("posts", "0004_renditions")]
    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("title", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entries",
                        to="posts.livepage",
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("post__isnull", True)),
                        fields=("page",),
                        name="searchentry_one_of_the_page_itself",
                    )
                ],
            },
        ),
        migrations.RunPython(create_index, drop_index),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
