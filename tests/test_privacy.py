"""What is stored about readers: nothing. Sought in every table, file and log line."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from posts import crowd
from posts.models import ReaderCount
from tests.conftest import add_draft, publish_many
from tests.gate import ask
from tests.machines import add_picture

ROOT = Path(__file__).resolve().parent.parent
# Nobody else has these.
READER = {
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "203.0.113.78",
    "HTTP_USER_AGENT": "Readerscope/7.7",
    "HTTP_REFERER": "https://reader.example/where-from",
    "HTTP_COOKIE": "sessionid=readercookie; other=readercookie",
    "HTTP_ACCEPT_LANGUAGE": "gd-GB,gd",
    "HTTP_AUTHORIZATION": "Basic cmVhZGVyOnJlYWRlcg==",
}
MARKS = (
    *("203.0.113.77", "203.0.113.78", "Readerscope", "reader.example"),
    *("readercookie", "gd-GB", "cmVhZGVyOnJlYWRlcg"),
)


@pytest.fixture
def addresses(page, media_root):
    """All kinds of public answers, errors among them."""
    posts = publish_many(page, 3, key_event=True)
    add_draft(page)
    image = add_picture(posts[0])
    page.refresh_from_db()
    live = page.get_absolute_url()
    return [
        *("/", "/?q=news", "/?page=2", "/nowhere"),
        *(live, f"{live}?show=key", f"{live}?order=oldest"),
        f"{live}updates/{page.revision}/",
        *(f"{live}updates/{n}/" for n in (0, 1, page.revision + 7)),
        posts[0].get_absolute_url(),
        *(f"{live}{name}" for name in ("embed/", "feed.atom", "feed.json")),
        f"/oembed?url=http://testserver{live}",
        *("/sitemap.xml", "/sitemap-pages.xml", "/robots.txt"),
        "/manifest.webmanifest",
        reverse("posts:media", args=[image.file.name]),
        *("/preview/forged/", "/live/nowhere/"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("is_gate_on", [True, False])
def test_a_reader_leaves_no_trace(gate, addresses, settings, caplog, is_gate_on, page):
    caplog.set_level("DEBUG")
    settings.READERS_EVERY = 5
    application = gate if is_gate_on else gate.django
    before = rows()
    for address in addresses:
        answer = ask(application, address, **READER)
        assert answer["Set-Cookie"] is None, address
        assert "cookie" not in (answer["Vary"] or "").lower(), address
    crowd.save({page.pk: 3.0}, "a1b2", page.created_at)
    after = rows()
    assert after.pop(ReaderCount._meta.db_table) == [
        (page.pk, "a1b2", 3.0),
    ]
    before.pop(ReaderCount._meta.db_table)
    assert after == before
    said = [*map(repr, after.values()), caplog.text, repr(cache.__dict__)]
    assert not [mark for mark in MARKS for text in said if mark in text]


def rows():
    """All that is stored: {table: rows}, but for times of the counts."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        names = [f.attname for f in model._meta.concrete_fields]
        if model is ReaderCount:
            names = ["page_id", "process", "readers"]
        ordered = model._base_manager.order_by("pk")
        found[model._meta.db_table] = list(ordered.values_list(*names))
    return found


def test_the_marks_would_be_seen_if_one_were_stored(gate, page):
    """The test above can fail: a search that is stored is found by `rows`."""
    ReaderCount.objects.create(
        page=page, process=MARKS[0], readers=1, counted_at=page.created_at
    )
    assert MARKS[0] in repr(rows())


def test_nginx_logs_neither_addresses_nor_what_tells_readers_apart():
    """Of previews, whose address lets one in, it logs nothing at all."""
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    site = (ROOT / "deploy" / "nginx-site.conf").read_text()
    (form,) = re.findall(r"log_format\s+(.*?);", conf, re.DOTALL)
    assert set(re.findall(r"\$\w+", form)) == {
        *("$time_iso8601", "$request_id", "$request_method", "$uri"),
        *("$status", "$body_bytes_sent"),
        *("$upstream_cache_status", "$upstream_response_time"),
    }
    logs = re.findall(r"access_log\s+(.*?);", conf + site)
    assert {log.split()[0] for log in logs} == {"off", "/var/log/nginx/access.log"}
    assert "if=$is_logged" in logs[0]


def test_the_table_of_counts_has_no_room_for_a_reader(db):
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(
            cursor, ReaderCount._meta.db_table
        )
    assert {column.name for column in columns} == {
        *("id", "page_id", "process", "readers", "counted_at"),
    }
