"""The audit log of what is done in bulk: imports, exports, replays, pictures."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from posts import replaying
from posts.models import LivePage, Post, PostImage
from tests.audit import Log
from tests.desk import desk_url
from tests.importing import run
from tests.pictures import encoded

pytestmark = pytest.mark.django_db


def test_an_import_is_one_entry_that_names_its_posts(db, source):
    log = Log()
    run(source)
    page = LivePage.objects.get()
    posts = list(Post.objects.values_list("pk", flat=True))
    assert log.acts()[0] == "page.make"
    entry = log.only("page.import")
    assert (entry.actor, entry.origin) == ("", "import_live")
    assert (entry.page_number, entry.revision) == (page.pk, page.revision)
    assert sorted(entry.after.pop("posts")) == sorted(posts)
    assert entry.after == {"created": len(posts), "changed": 0, "withdrawn": 0}
    again = Log()
    run(source)
    assert again.acts() == []


def test_what_an_import_changes_is_noted_post_by_post(db, source):
    run(source)
    post = Post.objects.order_by("pk").first()
    text = source.read_text()
    source.write_text(text.replace(post.headline, f"{post.headline} again"))
    log = Log()
    run(source)
    entry = log.only("post.edit")
    assert entry.thing_number == post.pk
    assert entry.before == {"headline": post.headline}
    assert entry.after == {"headline": f"{post.headline} again"}
    assert log.only("page.import").after["changed"] == 1


@pytest.mark.parametrize("by", ["desk", "command"])
def test_an_export_is_noted(client, chief, story, tmp_path, by):
    client.force_login(chief)
    log = Log()
    if by == "desk":
        url = reverse("admin:export_live", args=[story.pk])
        response = client.get(url, {"format": "json"})
        assert b"".join(response.streaming_content)
    else:
        out = tmp_path / "page.json"
        call_command(
            "export_live", story.slug, format="json", output=out, stdout=io.StringIO()
        )
    entry = log.only("page.export")
    origin = "admin:export_live" if by == "desk" else "export_live"
    assert (entry.origin, entry.page_number) == (origin, story.pk)
    assert (entry.actor, entry.after) == (
        "charles" if by == "desk" else "",
        {"format": "json"},
    )


def test_a_replay_is_noted_with_its_source(story, chief):
    log = Log()
    replay = replaying.start(story, by=chief)
    entry = log.only("page.replay")
    assert (entry.actor, entry.page_number) == ("charles", replay.page.pk)
    assert entry.after == {"source": "storm", "posts": 3}


def test_a_picture_that_an_editor_adds_is_noted(desk, page, media_root):
    log = Log()
    file = SimpleUploadedFile("tug.jpg", encoded())
    assert desk.post(desk_url("image", page), {"file": file}).status_code == 200
    image = PostImage.objects.get()
    entry = log.only("picture.upload")
    assert (entry.actor, entry.thing, entry.thing_number) == (
        *("edna", image.file.name),
        image.pk,
    )
