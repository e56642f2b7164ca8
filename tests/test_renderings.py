"""Renderings: kept by revision, right under every coding, never in the way."""

import ast
import gzip
import logging
from pathlib import Path

import brotli
import pytest
from django.conf import settings as current
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from posts import build, renderings, views
from posts.compression import encoding_for
from posts.publishing import public_change
from tests.conftest import edit, make_page, publish, set_page, withdraw

pytestmark = pytest.mark.django_db

CODINGS = {"": lambda body: body, "gzip": gzip.decompress, "br": brotli.decompress}


def addresses(page):
    post = page.posts.earliest("pk")
    return {
        "page": page.get_absolute_url(),
        "oldest": page.get_absolute_url() + "?order=oldest",
        "key": page.get_absolute_url() + "?show=key",
        "older": page.get_absolute_url() + f"?before={post.sort_key}&at=1",
        "post": post.get_absolute_url(),
        "embed": reverse("posts:embed", args=[page.slug]),
        "updates": reverse("posts:updates", args=[page.slug, 1]),
        "atom": reverse("posts:atom", args=[page.slug]),
        "json": reverse("posts:json", args=[page.slug]),
    }


NAMES = ["page", "oldest", "key", "older", "post", "embed", "updates", "atom", "json"]


@pytest.mark.parametrize("name", NAMES)
def test_the_second_to_ask_costs_the_look_at_the_page(
    client, story, name, django_assert_max_num_queries
):
    address = addresses(story)[name]
    first = client.get(address).content
    # A permalink also looks whether its post is still there.
    with django_assert_max_num_queries(2 if name == "post" else 1):
        assert client.get(address).content == first


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_every_coding_says_the_same_and_has_its_own_tag(client, story, name, coding):
    address = addresses(story)[name]
    plain = client.get(address)
    coded = client.get(address, headers={"Accept-Encoding": coding})
    assert coded["Content-Encoding"] == coding
    assert CODINGS[coding](coded.content) == plain.content
    assert coded["ETag"] != plain["ETag"]
    assert not coded["ETag"].startswith("W/")
    assert len(coded.content) < len(plain.content)
    for response in (plain, coded):
        assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", NAMES)
def test_its_holder_gets_no_second_copy(client, story, name):
    address = addresses(story)[name]
    headers = {"Accept-Encoding": "br"}
    first = client.get(address, headers=headers)
    headers["If-None-Match"] = first["ETag"]
    again = client.get(address, headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Cache-Tag"):
        assert again[name] == first[name]
    # The tag of one coding is not that of another.
    headers["Accept-Encoding"] = "gzip"
    assert client.get(address, headers=headers).status_code == 200


ACTS = {
    "publish": lambda page: publish(page, "Tug ahoy"),
    "edit": lambda page: edit(page.posts.latest("pk"), headline="Tug ahoy"),
    "withdraw": lambda page: withdraw(page.posts.latest("pk")),
    "title": lambda page: set_page(page, title="The storm is over"),
    "time zone": lambda page: set_page(page, time_zone="Asia/Tokyo"),
    "language": lambda page: set_page(page, language="de"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("name", ["page", "oldest", "post", "updates", "embed"])
def test_after_a_change_all_is_as_if_nothing_had_been_kept(client, story, name, act):
    address = addresses(story)[name]
    before = client.get(address)
    act(story)
    kept = client.get(address)
    cache.clear()
    fresh = client.get(address)
    assert kept.content == fresh.content
    assert kept["ETag"] == fresh["ETag"]
    assert kept["ETag"] != before["ETag"]


def test_after_a_change_the_other_posts_are_not_made_again(client, story, monkeypatch):
    client.get(story.get_absolute_url())
    edit(story.posts.latest("pk"), headline="Corrected")
    made = []
    html = renderings.PostMarkup.html

    def told(self, post, look, make):
        return html(self, post, look, lambda: made.append(post.pk) or make())

    monkeypatch.setattr(renderings.PostMarkup, "html", told)
    response = client.get(story.get_absolute_url())
    assert b"Corrected" in response.content
    assert made == [story.posts.latest("pk").pk]


def test_all_cursors_that_are_ahead_share_one_rendering(client, story, monkeypatch):
    made = []
    delta = views.delta
    monkeypatch.setattr(views, "delta", lambda *now: made.append(now) or delta(*now))
    bodies = {
        client.get(reverse("posts:updates", args=[story.slug, cursor])).content
        for cursor in (story.revision + 1, story.revision + 2, 10**9)
    }
    [body] = bodies
    assert b"reset:#feed" in body
    assert len(made) == 1


def test_a_marked_post_is_marked_on_its_permalink_alone(client, story):
    post = story.posts.earliest("pk")
    assert b"is-marked" not in client.get(story.get_absolute_url()).content
    assert b"is-marked" in client.get(post.get_absolute_url()).content
    assert b"is-marked" not in client.get(story.get_absolute_url()).content


def test_a_site_s_names_have_renderings_of_their_own(client, story):
    one = client.get(story.get_absolute_url(), headers={"Host": "localhost"})
    two = client.get(story.get_absolute_url(), headers={"Host": "127.0.0.1"})
    assert b"http://localhost/live/" in one.content
    assert b"localhost" not in two.content


def test_another_setting_is_another_build(client, story, settings):
    client.get(story.get_absolute_url())
    settings.PUBLICATION_NAME = "The Sillan Mercury"
    assert b"The Sillan Mercury" in client.get(story.get_absolute_url()).content


def test_the_build_knows_every_setting_that_answers_are_made_with():
    """What the modules of the reader's side name is there, or is no part of answers."""
    no_part = {
        *("BASE_DIR", "DEBUG", "LOCALE_PATHS", "STATIC_ROOT", "TEMPLATES"),
        *("MEDIA_ACCEL", "MEDIA_ROOT", "PREVIEW_SECONDS", "AUTH_USER_MODEL"),
        *("SILENT_EDIT_SECONDS", "PURGE_URL", "PURGE_TOKEN", "PICTURE_MAX_BYTES"),
        *("PICTURE_MAX_PIXELS", "PICTURE_MAX_FRAMES", "PICTURES", "MEDIA_URL"),
        "DESK_POLL_SECONDS",
        *("LIVELY_SECONDS", "POLL_SECONDS_CALM", "PRESSURE_HIGH", "PRESSURE_FULL"),
        *("PRESSURE", "READERS_EVERY", "BEHIND_CACHE", "READER_GATE"),
        *("BEHIND_PROXY", "DATA_DIR", "METRICS_TOKEN"),
        # Headers that are put on after what is kept.
        *("SECURE_HSTS_SECONDS", "SECURE_HSTS_PRELOAD"),
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    }
    named = set()
    folder = Path(current.BASE_DIR) / "posts"
    for path in [*folder.glob("*.py"), *folder.glob("templatetags/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                named |= {node.attr} if node.value.id == "settings" else set()
    assert named - no_part <= set(build.SETTINGS)


@pytest.fixture
def new_id():
    """Works the build id out anew, as another process would."""

    def new_id():
        build._files.cache_clear()
        build.build_id.cache_clear()
        return build.build_id()

    yield new_id
    build._files.cache_clear()
    build.build_id.cache_clear()


def test_the_build_id_follows_the_templates_and_the_translations(
    new_id, tmp_path, settings
):
    ids = [new_id(), new_id()]
    for name, more in (("templates", "posts/_post.html"), ("locale", "de/live.mo")):
        file = tmp_path / name / more
        file.parent.mkdir(parents=True)
        file.write_text("ours")
    folders = [tmp_path / "templates", *settings.TEMPLATES[0]["DIRS"]]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": folders}]
    ids.append(new_id())
    settings.LOCALE_PATHS = [tmp_path / "locale", *settings.LOCALE_PATHS]
    ids.append(new_id())
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_a_cache_that_is_away_is_left_alone_for_a_while(
    client, story, monkeypatch, caplog
):
    asked = []

    def away(*args):
        asked.append(args)
        raise ConnectionError("nobody there")

    monkeypatch.setattr(renderings, "_away_until", 0)
    monkeypatch.setattr(cache, "get_many", away)
    with caplog.at_level(logging.WARNING):
        first = client.get(story.get_absolute_url())
    assert client.get(story.get_absolute_url()).content == first.content
    assert b"Post 2" in first.content
    assert len(asked) == 1
    assert "The cache is away: nobody there" in caplog.text
    monkeypatch.setattr(renderings, "_away_until", 0)
    client.get(story.get_absolute_url())
    assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_inside_a_transaction_that_may_be_undone(
    client, story, monkeypatch
):
    kept, inside = [], set()

    def note(values, timeout=None):
        kept.extend(values)
        inside.add(connection.in_atomic_block)
        return []

    monkeypatch.setattr(cache, "set_many", note)
    for address in addresses(story).values():
        client.get(address)
    assert len(kept) > len(NAMES)
    assert inside == {False}
    count = len(kept)
    with public_change(story) as change:
        change.page.title = "Never"
        change.page.save()
    assert len(kept) == count


def test_drafts_on_a_preview_are_never_kept(client, story, monkeypatch):
    from posts import preview

    kept = []
    monkeypatch.setattr(cache, "set_many", lambda values, timeout: kept.append(values))
    assert client.get(preview.link(make_page("other", "draft"))).status_code == 200
    assert client.get(preview.link(story)).status_code == 200
    assert kept == []


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip; q=0", ""),
        ("identity", ""),
        ("*", ""),
        ("", ""),
    ],
)
def test_the_coding_is_one_that_the_client_takes(accepted, coding):
    assert encoding_for(accepted) == coding


def test_what_is_very_short_is_sent_plain():
    class Short(dict):
        content = b"<p>Gone.</p>"

    made = renderings.Rendering.of(Short({"Content-Type": "text/html"}))
    assert made.under("br").body == Short.content
    assert made.under("br").encoding == ""
