"""The audit log in the admin: who reads it, how it is found, what it shows."""

import csv

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from posts.admin.audit import KINDS
from posts.audit import ACTS
from posts.models import AuditEntry
from tests.audit import Log
from tests.conftest import NOON, edit, publish
from tests.reader import parse

pytestmark = pytest.mark.django_db
LIST = reverse("admin:posts_auditentry_changelist")


@pytest.fixture
def log(client, chief, page):
    """The log as Charles sees it, with acts of two people on two days."""
    client.force_login(chief)
    opened = Log()
    AuditEntry.objects.create(
        act="post.edit",
        actor="rita",
        at=NOON,
        page_number=page.pk,
        thing="Tug ahoy",
        thing_number=4711,
        address="203.0.113.9",
    )
    AuditEntry.objects.create(act="session.failed", thing="edna")
    return opened


def shown(client, **query):
    """What the list shows: the words of each row's act."""
    response = client.get(LIST, query)
    assert response.status_code == 200
    cells = parse(response.content).select(".field-says")
    return [cell.get_text(strip=True) for cell in cells]


def test_only_chief_editors_read_it(client, chief, editor, reporter, log):
    entry = AuditEntry.objects.last()
    url = reverse("admin:posts_auditentry_change", args=[entry.pk])
    for user, status in ((chief, 200), (editor, 403), (reporter, 403)):
        client.force_login(user)
        assert client.get(LIST).status_code == status
        assert client.get(url).status_code == status


@pytest.mark.parametrize("name", ["add", "change", "delete"])
def test_not_even_a_superuser_changes_it(admin_client, log, name):
    entry = AuditEntry.objects.last()
    args = [] if name == "add" else [entry.pk]
    url = reverse(f"admin:posts_auditentry_{name}", args=args)
    response = admin_client.post(url, {"actor": "x", "post": "yes"})
    assert response.status_code == 403
    assert AuditEntry.objects.get(pk=entry.pk).actor == entry.actor
    data = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    admin_client.post(LIST, data)
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize(
    "query",
    [
        {"who": "rita"},
        {"what": "post.edit"},
        {"what": "post", "who": "rita"},
        {"page": "PAGE", "what": "post"},
        {"q": "rita"},
        {"q": "4711"},
        {"q": "storm rita"},
        {"q": "203.0.113.9"},
        {"q": "2025-02-03"},
        {"at__gte": "2025-02-03 00:00:00+00:00", "at__lt": "2025-02-04 00:00:00+00:00"},
    ],
)
def test_an_entry_is_found_by_who_what_page_and_day(client, page, log, query):
    query = {k: page.pk if v == "PAGE" else v for k, v in query.items()}
    assert shown(client, **query) == ["Changed a post"]


def test_an_entry_is_found_by_a_part_of_the_name_of_who_did_it(client, page, log):
    User.objects.create_user("rita", first_name="Margherita", last_name="Obst")
    for query in ("rit", "margher", "Margherita Obst"):
        assert shown(client, q=query) == ["Changed a post"]
    assert shown(client, q="margher nobody") == []


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_time_finds_nothing(client, log, settings, zone, day):
    settings.TIME_ZONE = zone
    assert shown(client, q=day) == []


def test_what_was_done_is_offered_kind_by_kind(client, log):
    def offered(**query):
        soup = parse(client.get(LIST, query).content)
        links = soup.select("#changelist-filter a")
        return {link.get_text(strip=True) for link in links}

    assert {KINDS[name.partition(".")[0]] for name in ACTS} <= offered()
    assert not {"Signed in", "Pinned a post"} & offered()
    assert {"Signed in", "Pinned a post"} & offered(what="post") == {"Pinned a post"}


def test_a_time_is_told_to_the_second(client, log):
    soup = parse(client.get(LIST, {"who": "rita"}).content)
    assert soup.select_one(".field-when").get_text() == "3 Feb 2025, 12:00:00"


def test_what_was_not_done_by_anybody_signed_in_is_found_too(client, log):
    assert shown(client, who="", what="session.failed") == ["Wrong password or code"]


def test_an_entry_shows_before_and_after_in_words(client, page, log):
    post = publish(page, "Tug", "<p>A tug came.</p>", at=NOON)
    before = Log()
    edit(post, body="<p>Two tugs came.</p>", key_event=True)
    entry = before.only("post.edit")
    url = reverse("admin:posts_auditentry_change", args=[entry.pk])
    soup = parse(client.get(url).content)
    names = [name.get_text() for name in soup.select(".changes dt")]
    assert names == ["Text", "Key event"]
    body, key = soup.select(".changes dd")
    assert [tag.get_text() for tag in body.find_all(["del", "ins"])] == [
        "[removed: A tug]",
        "[added: Two tugs]",
    ]
    assert [tag.get_text() for tag in key.find_all(["del", "ins"])] == [
        "[removed: no]",
        "[added: yes]",
    ]
    assert not soup.select("form [type=submit][name=_save]")


def test_chosen_entries_are_exported(client, chief, log):
    chosen = log.entries("post.edit", "session.failed")
    data = {
        "action": "export_chosen",
        "_selected_action": [entry.pk for entry in chosen],
    }
    response = client.post(LIST, data)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(response.content.decode().splitlines()))
    assert [row["act"] for row in rows] == ["post.edit", "session.failed"]
    told = log.only("log.export")
    assert (told.actor, told.after) == ("charles", {"entries": 2})
