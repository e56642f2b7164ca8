"""Exports from the admin: who may have which form, and what the browser is told."""

import io
import zipfile

import pytest
from django.urls import reverse

from posts.exporting import own, record_page, text
from posts.exporting.forms import FORMS
from tests.conftest import add_draft, make_page, make_user, open_as, publish
from tests.exporting import exported
from tests.machines import SITE, add_picture
from tests.reader import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def url_of(page, form=""):
    address = reverse("admin:export_live", args=[page.pk])
    return f"{address}?format={form}" if form else address


def content(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def chief_at_work(client, chief):
    client.force_login(chief)
    return client


@pytest.fixture
def story(page):
    publish(page, "Tug ahoy", "<p>A tug came.</p>")
    add_draft(page, "Secret")
    return page


@pytest.mark.parametrize(
    ("form", "module", "kind", "name"),
    [
        ("html", record_page, "text/html; charset=utf-8", "storm.html"),
        ("text", text, "text/plain; charset=utf-8", "storm.txt"),
        ("json", own, "application/json", "storm.json"),
    ],
)
def test_a_form_is_a_download(chief_at_work, story, form, module, kind, name):
    response = chief_at_work.get(url_of(story, form))
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in response["Cache-Control"]
    assert content(response) == exported(story, module, SITE)


def test_our_own_form_with_pictures_is_a_zip(chief_at_work, story):
    add_picture(story.posts.get(headline="Tug ahoy"))
    response = chief_at_work.get(url_of(story, "json"))
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="storm.zip"'
    with zipfile.ZipFile(io.BytesIO(content(response))) as archive:
        assert len(archive.namelist()) == 2


def test_the_change_form_leads_to_the_choice_and_that_to_every_form(
    chief_at_work, story
):
    form = soup_of(
        chief_at_work, reverse("admin:posts_livepage_change", args=[story.pk])
    )
    assert form.select_one(f'.object-tools a[href="{url_of(story)}"]')
    choice = soup_of(chief_at_work, url_of(story))
    links = [link["href"] for link in choice.select(".export a")]
    assert links == [f"?format={name}" for name in FORMS]


@pytest.mark.parametrize("group", ["Reporters", "Editors"])
def test_only_who_may_change_pages_gets_drafts(client, story, group):
    client.force_login(make_user("nina", group))
    choice = soup_of(client, url_of(story))
    links = [link["href"] for link in choice.select(".export a")]
    assert links == [f"?format={name}" for name in FORMS if name != "json"]
    assert client.get(url_of(story, "json")).status_code == 403
    assert b"Secret" not in content(client.get(url_of(story, "text")))


def test_strangers_are_sent_to_sign_in_or_refused(client, story):
    assert client.get(url_of(story, "text")).status_code == 302
    client.force_login(make_user("nobody"))
    assert client.get(url_of(story, "text")).status_code == 403


def test_an_unknown_form_or_page_is_not_found(chief_at_work, story):
    assert chief_at_work.get(url_of(story, "docx")).status_code == 404
    address = reverse("admin:export_live", args=[story.pk + 1])
    assert chief_at_work.get(address).status_code == 404
    assert chief_at_work.post(url_of(story, "text")).status_code == 405


def test_a_page_that_readers_cant_see_leaves_in_our_own_form_alone(
    chief_at_work, story
):
    open_as(story, "withdrawn")
    choice = soup_of(chief_at_work, url_of(story))
    assert [link["href"] for link in choice.select(".export a")] == ["?format=json"]
    assert b"Secret" in content(chief_at_work.get(url_of(story, "json")))
    response = chief_at_work.get(url_of(story, "text"), follow=True)
    assert response.redirect_chain == [(url_of(story), 302)]
    assert "Readers can&#x27;t see this page" in response.content.decode()


def test_a_lost_picture_is_told_on_the_next_page(chief_at_work, story, tmp_path):
    image = add_picture(story.posts.get(headline="Tug ahoy"))
    (tmp_path / image.file.name).unlink()
    content(chief_at_work.get(url_of(story, "json")))
    assert "file is lost" in chief_at_work.get(url_of(story)).content.decode()


def test_a_new_page_has_nothing_to_export(chief_at_work):
    make_page("empty", "draft")
    soup = soup_of(chief_at_work, reverse("admin:posts_livepage_add"))
    assert not soup.select('a[href$="/export/"]')
