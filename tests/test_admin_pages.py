"""Live pages and people in the stock admin; what its pages cost and carry."""

import re
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from posts.admin import livepage
from posts.models import Byline, Contributor, LivePage, Post, PostImage
from tests.admin_form import (
    POSTS,
    change_url,
    form_of,
    revision,
    seen_in,
    send,
)
from tests.conftest import (
    add_draft,
    make_page,
    make_user,
    open_as,
    publish,
    publish_many,
    set_page,
)

pytestmark = pytest.mark.django_db


def test_an_address_typed_without_a_scheme_is_taken_for_https(client, page, chief):
    client.force_login(chief)
    link = {"related_links-0-title": "Why", "related_links-0-url": "example.org/why"}
    url = reverse("admin:posts_livepage_change", args=[page.pk])
    assert send(client, url, stream_url="vimeo.com/1", **link).status_code == 302
    page.refresh_from_db()
    assert page.stream_url == "https://vimeo.com/1"
    assert page.related_links.get().url == "https://example.org/why"
    post = publish(page)
    assert send(client, change_url(post), embed_url="vimeo.com/2").status_code == 302
    assert Post.objects.get(pk=post.pk).embed_url == "https://vimeo.com/2"


def desks(client):
    """What the first page of the admin calls desks: [(title, address)]."""
    soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
    return [
        (link.get_text(), link["href"])
        for link in soup.find_all("a", href=re.compile("/desk/$"))
    ]


def test_the_first_page_leads_to_the_desk_of_each_page_under_way(client, reporter):
    for slug in ("old", "live"):
        live = make_page(slug, title=slug)
    to_come, draft = make_page("soon", "upcoming"), make_page("draft", "draft")
    for slug, status in (("over", "ended"), ("gone", "withdrawn")):
        open_as(make_page(slug), status)
    client.force_login(reporter)
    found = desks(client)
    assert [title for title, _ in found][:2] == ["live", "old"]
    assert [address for _, address in found[2:]] == [
        reverse("admin:desk", args=[page.pk]) for page in (to_come, draft)
    ]
    assert found[0][1] == reverse("admin:desk", args=[live.pk])
    client.force_login(make_user("otto"))
    assert desks(client) == []


def test_a_chief_opens_a_page_and_its_furniture_reaches_readers(client, chief):
    client.force_login(chief)
    url = reverse("admin:posts_livepage_add")
    send(
        client,
        url,
        "_live",
        title="Flood",
        slug="flood",
        language="en-gb",
        **{"summary_points-0-text": "It rains.", "summary_points-0-order": "1"},
    )
    page = LivePage.objects.get(slug="flood")
    assert page.status == LivePage.Status.LIVE
    assert page.started_at is not None
    change = reverse("admin:posts_livepage_change", args=[page.pk])
    send(client, change, **{"summary_points-0-text": "It pours."})
    page.refresh_from_db()
    assert [point.text for point in page.summary_points.all()] == ["It pours."]
    assert page.summary_revision == page.revision
    send(client, change, "_ended")
    page.refresh_from_db()
    assert page.status == LivePage.Status.ENDED


def test_a_page_form_that_somebody_overtook_never_overwrites_silently(
    client, page, chief
):
    client.force_login(chief)
    url = reverse("admin:posts_livepage_change", args=[page.pk])
    stale = form_of(client, url)
    send(client, url, standfirst="By a colleague")
    mine = stale | {"title": "Mine", "_save": "1"}
    refused = client.post(url, mine)
    assert "after you opened it" in refused.content.decode()
    page.refresh_from_db()
    assert (page.title, page.standfirst) == ("Storm over the bay", "By a colleague")
    client.post(url, mine | {"seen": seen_in(refused)})
    page.refresh_from_db()
    assert page.title == "Mine"


@pytest.mark.parametrize(
    ("name", "value"), [("stream_title", "From the harbour"), ("slug", "gale")]
)
def test_what_readers_are_not_told_is_not_overwritten_either(
    client, chief, name, value
):
    page = make_page("draft", "draft")
    client.force_login(chief)
    url = reverse("admin:posts_livepage_change", args=[page.pk])
    stale = form_of(client, url)
    set_page(page, **{name: value})
    refused = client.post(url, stale | {"standfirst": "Mine", "_save": "1"})
    assert "after you opened it" in refused.content.decode()
    page.refresh_from_db()
    assert getattr(page, name) == value


def test_a_title_saved_while_the_form_opens_is_not_overwritten(
    client, page, chief, monkeypatch
):
    def contents(shown):
        monkeypatch.undo()
        set_page(page, title="By a colleague")
        return livepage.contents(shown)

    client.force_login(chief)
    url = reverse("admin:posts_livepage_change", args=[page.pk])
    monkeypatch.setattr(livepage, "contents", contents)
    stale = form_of(client, url)
    assert stale["title"] == "Storm over the bay"
    client.post(url, stale | {"standfirst": "Mine", "_save": "1"})
    page.refresh_from_db()
    assert page.title == "By a colleague"


def test_posts_that_arrive_do_not_overtake_a_page_form(client, page, chief):
    client.force_login(chief)
    url = reverse("admin:posts_livepage_change", args=[page.pk])
    data = form_of(client, url)
    publish(page, key_event=True)
    assert client.post(url, data | {"title": "Mine", "_save": "1"}).status_code == 302


def test_a_start_beyond_all_calendars_is_refused(client, page, chief):
    client.force_login(chief)
    url = reverse("admin:posts_livepage_change", args=[page.pk])
    fields = {"scheduled_start_0": "9999-12-31", "scheduled_start_1": "23:59"}
    response = send(client, url, **fields)
    assert "between 1971 and 2099" in response.content.decode()


def test_the_address_of_a_public_page_is_fixed(client, page, chief):
    client.force_login(chief)
    url = reverse("admin:posts_livepage_change", args=[page.pk])
    send(client, url, slug="elsewhere")
    page.refresh_from_db()
    assert page.slug == "storm"


def test_a_contributor_s_new_name_reaches_readers(client, page, chief):
    person = Contributor.objects.create(name="Maren Holt")
    post = publish(page)
    Byline.objects.create(post=post, contributor=person)
    client.force_login(chief)
    url = reverse("admin:posts_contributor_change", args=[person.pk])
    client.post(url, {"name": "Maren Lind", "seen": seen_in(client.get(url))})
    post.refresh_from_db()
    assert post.revision == revision(page)
    assert b"Maren Lind" in client.get(page.get_absolute_url()).content


def test_a_contributor_s_name_is_not_put_back_by_an_older_form(client, chief):
    person = Contributor.objects.create(name="Maren Hlot")
    client.force_login(chief)
    url = reverse("admin:posts_contributor_change", args=[person.pk])
    stale = {"name": "Maren Hlot", "role": "Reporter", "seen": seen_in(client.get(url))}
    client.post(url, stale | {"name": "Maren Holt", "role": ""})
    refused = client.post(url, stale)
    person.refresh_from_db()
    assert (person.name, person.role) == ("Maren Holt", "")
    client.post(url, stale | {"seen": seen_in(refused)})
    person.refresh_from_db()
    assert (person.name, person.role) == ("Maren Hlot", "Reporter")


@pytest.mark.parametrize("is_superuser", [False, True])
def test_an_account_that_was_closed_meanwhile_stays_closed(
    client, chief, editor, is_superuser
):
    User.objects.filter(pk=chief.pk).update(is_superuser=is_superuser)
    client.force_login(chief)
    url = reverse("admin:auth_user_change", args=[editor.pk])
    stale = {
        "username": "edna",
        "first_name": "Edna",
        "is_staff": "on",
        "is_active": "on",
        "date_joined_0": "2025-02-03",
        "date_joined_1": "12:00",
        "seen": seen_in(client.get(url)),
    }
    closed = {name: text for name, text in stale.items() if name != "is_active"}
    assert client.post(url, closed).status_code == 302
    assert "after you opened it" in client.post(url, stale).content.decode()
    editor.refresh_from_db()
    assert not editor.is_active


def test_signing_in_overtakes_no_account_s_form(client, chief, editor):
    client.force_login(chief)
    url = reverse("admin:auth_user_change", args=[editor.pk])
    seen = seen_in(client.get(url))
    Client().force_login(editor)
    answer = client.post(url, {"username": "edna", "is_active": "on", "seen": seen})
    assert answer.status_code == 302


@pytest.mark.parametrize("url", [POSTS, reverse("admin:posts_livepage_changelist")])
def test_lists_make_the_same_queries_for_3_and_for_30_rows(
    client, chief, url, django_assert_max_num_queries
):
    client.force_login(chief)
    client.get(url)  # content types are read once in a process
    counts = []
    for rows in (3, 30):
        for n in range(LivePage.objects.count(), rows):
            post = publish_many(make_page(f"page-{n}"), 1)[0]
            Post.objects.filter(pk=post.pk).update(changed_by=make_user(f"user-{n}"))
        with django_assert_max_num_queries(20) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_change_form_makes_the_same_queries_for_3_and_for_30_parts(
    client, page, editor, django_assert_max_num_queries
):
    post = publish(page)
    client.force_login(editor)
    client.get(change_url(post))  # content types are read once in a process
    counts = []
    for rows in (3, 30):
        for n in range(post.images.count(), rows):
            person = Contributor.objects.create(name=f"Person {n}")
            Byline.objects.create(post=post, contributor=person)
            PostImage.objects.create(post=post, alt=f"Picture {n}")
        with django_assert_max_num_queries(60) as captured:
            assert client.get(change_url(post)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_editor_runs_under_a_nonce(client, page, editor):
    client.force_login(editor)
    response = client.get(change_url(add_draft(page)))
    soup = BeautifulSoup(response.content, "lxml")
    importmap = soup.find("script", type="importmap")
    assert f"'nonce-{importmap['nonce']}'" in response["Content-Security-Policy"]


def test_pages_to_choose_from_come_latest_first(client, editor):
    pages = [make_page(f"page-{n}", title=f"Page {n}") for n in range(30)]
    client.force_login(editor)
    asked = {"app_label": "posts", "model_name": "post", "field_name": "page"}
    found = []
    for part in (1, 2):
        answer = client.get("/admin/autocomplete/", asked | {"page": part}).json()
        found += [row["text"] for row in answer["results"]]
    assert found == [page.title for page in reversed(pages)]


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("posts/livepage", "created_at__year=9999"),
        ("posts/livepage", "created_at__year=9999&created_at__month=12"),
        ("posts/livepage", f"created_at__year={'9' * 19}"),
        ("posts/livepage", "created_at__year__gte=0"),
        ("posts/post", "published_at__year=0"),
        ("posts/auditentry", "at__year=-1"),
        ("posts/failedsignin", "attempt_time__year=0"),
        ("auth/user", f"last_login__year={'9' * 19}"),
    ],
)
def test_a_list_that_is_asked_for_a_day_that_never_was_begins_anew(
    client, page, chief, model, asked
):
    client.force_login(chief)
    url = f"/admin/{model}/"
    response = client.get(f"{url}?{asked}")
    assert (response.status_code, response.url) == (302, f"{url}?e=1")


@pytest.mark.parametrize("asked", ["title__regex=%2B1", f"id__range={'9' * 19}"])
def test_a_list_takes_no_question_at_which_a_database_stumbles(
    client, chief, page, asked
):
    client.force_login(chief)
    assert client.get(f"/admin/posts/livepage/?{asked}").status_code == 400


def test_the_admin_writes_times_by_the_clock_of_the_desk(client, chief, page):
    set_page(page, started_at=datetime(2025, 2, 3, 16, 55, tzinfo=UTC))
    client.force_login(chief)
    form = client.get(f"/admin/posts/livepage/{page.pk}/change/").content.decode()
    assert "3 February 2025, 16:55" in form


def test_a_new_page_begins_when_its_own_clock_says_so(client, chief):
    fields = {"title": "Quake", "slug": "quake", "time_zone": "Asia/Tokyo"}
    begins = {"scheduled_start_0": "2027-02-03", "scheduled_start_1": "12:00"}
    client.force_login(chief)
    url = reverse("admin:posts_livepage_add")
    send(client, url, "_upcoming", language="en-gb", **fields, **begins)
    begins = LivePage.objects.get(slug="quake").scheduled_start
    assert begins == datetime(2027, 2, 3, 3, tzinfo=UTC)


def test_a_page_begins_as_the_form_said_whatever_zone_it_moves_to(client, page, chief):
    begins = datetime(2027, 2, 3, 12, tzinfo=UTC)
    set_page(page, scheduled_start=begins)
    client.force_login(chief)
    url = reverse("admin:posts_livepage_change", args=[page.pk])
    data = form_of(client, url) | {"language": "en-gb", "_save": "1"}
    set_page(page, time_zone="Asia/Tokyo")
    refused = client.post(url, data)
    client.post(url, data | {"seen": seen_in(refused)})
    page.refresh_from_db()
    assert (page.time_zone, page.scheduled_start) == ("Europe/London", begins)
