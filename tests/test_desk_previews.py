"""Previews on the desk: of what is typed, of a whole page by link; and its pictures."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import get_language

from posts import uploads
from posts.desk import composer_views
from posts.models import Contributor, LivePage, Post, PostImage
from tests.conftest import NOON, add_draft, make_page, publish
from tests.desk import desk_url, fields_of, opened, save, state, typed
from tests.pictures import encoded, upload
from tests.reader import parse, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def preview(client, page, **fields):
    response = client.post(desk_url("preview", page), typed(**fields))
    assert response.status_code == 200
    return parse(response.content).article


# What is typed


def test_what_is_typed_is_shown_as_readers_will_see_it(desk, page):
    person = Contributor.objects.create(name="Maren Holt", role="Reporter")
    image = uploads.take(upload(encoded("PNG", (600, 300)), "tug.png"))
    data = opened(desk, page) | {
        "headline": "Tug ahoy",
        "body": "<p>It <strong>came</strong>.</p>",
        "label": "breaking",
        "byline": person.name,
        "role": "",
        "moment": "2025-02-03T12:00",
        "embed_url": "https://vimeo.com/76979871",
        "image": "a",
        "a-file": image.file.name,
        "a-alt": "A tug",
        "a-caption": "In the bay",
    }
    before = state()
    shown = said(preview(desk, page, **data))
    assert state() == before
    save(desk, page, "publish", **data)
    post = Post.objects.get()
    read = parse(desk.get(page.get_absolute_url()).content).find(id=f"post-{post.pk}")
    read = said(read).replace(f"post-{post.pk}", "post-0").replace(post.sort_key, "")
    assert shown == read.replace(f"post/{post.pk}/", "post/0/")


def test_what_is_typed_in_a_stored_post_keeps_its_times(desk, page):
    post = publish(page, at=NOON)
    Post.objects.update(edited_at=NOON)
    data = opened(desk, page, post) | {"moment": ""}
    article = preview(desk, page, **data | {"headline": "Better"})
    assert article.select_one(".headline").get_text() == "Better"
    assert [
        time["datetime"] for time in article.select("header time, footer time")
    ] == ["2025-02-03T12:00:00+00:00"] * 2


def test_a_new_post_is_shown_with_the_time_of_now(desk, page):
    before = timezone.now().isoformat()
    time = preview(desk, page).select_one(".post-time time")["datetime"]
    assert before[:16] <= time[:16] <= timezone.now().isoformat()[:16]


def test_a_preview_runs_no_script(desk, page):
    script = "<script>alert(1)</script>"
    body = f'<p onclick="x()">It <u>came</u>.</p>{script}<a href="javascript:x()">a</a>'
    fields = {"headline": script, "body": body, "label": "quote"}
    fields |= {"quote_attribution": script, "correction_note": script}
    article = preview(desk, page, **fields, tell_readers="on")
    assert article.find("script") is None
    assert article.select_one(".headline").get_text() == script
    assert article.select_one("figcaption").get_text() == script
    assert article.select_one(".post-edited").get_text() == script
    quote = article.select_one("blockquote")
    assert str(quote.p) == "<p>It came.</p>"
    assert not quote.select("[onclick], [href^=javascript]")


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "x" * 400},
        {"moment": "half past"},
        {"moment": "9999-12-31T23:59"},
        {"byline": "Nobody", "role": ""},
        {"embed_url": "no address"},
        {"label": "shout"},
        {"tell_readers": "on"},
        {"image": "a", "a-file": "gone.png"},
        {"key": "none"},
    ],
)
def test_a_preview_leaves_out_what_is_not_right_yet(desk, page, fields):
    article = preview(desk, page, body="<p>The rest.</p>", **fields)
    assert article.select_one(".post-body").get_text() == "The rest."


def test_a_preview_speaks_the_page_s_language_in_its_zone(desk, monkeypatch):
    page = make_page(language="de", time_zone="Asia/Kolkata")
    spoken, render = [], composer_views.render

    def listened(*args):
        spoken.append(get_language())
        return render(*args)

    monkeypatch.setattr(composer_views, "render", listened)
    article = preview(desk, page, moment="2025-02-03T17:30")
    assert spoken == ["de"]
    assert article.select_one(".post-day").get_text() == "Montag, 3. Februar 2025"
    time = article.select_one(".post-time time")
    assert time["datetime"] == "2025-02-03T17:30:00+05:30"


def test_a_preview_shows_nobody_a_post_that_is_not_theirs(client, page, reporter):
    post = add_draft(page)
    Post.objects.filter(pk=post.pk).update(edited_at=NOON, published_at=NOON)
    client.force_login(reporter)
    article = preview(client, page, post=post.pk)
    assert article.select_one(".post-edited") is None


# Of a page, by link


def link_in(response):
    field = parse(response.content).select_one("input[data-select]")
    return field["value"].removeprefix("http://testserver")


def test_whoever_has_the_link_sees_a_draft_page(client, desk):
    page = make_page("soon", "draft")
    post = publish(page, "Ready")
    response = desk.post(desk_url("preview_link", page))
    link = link_in(response)
    soup = parse(Client().get(link).content)
    assert soup.find(id=f"post-{post.pk}") is not None
    words = parse(response.content).p.get_text()
    assert "The links given out before have ended" not in words


def test_all_links_end_when_they_are_revoked(desk):
    page = make_page("soon", "draft")
    first = link_in(desk.post(desk_url("preview_link", page)))
    second = link_in(desk.post(desk_url("preview_link", page)))
    stranger = Client()
    assert [stranger.get(link).status_code for link in (first, second)] == [200, 200]
    response = desk.post(desk_url("preview_link", page), {"revoke": "1"})
    assert "The links given out before have ended." in response.content.decode()
    codes = [stranger.get(link).status_code for link in (first, second)]
    assert codes == [404, 404]
    assert stranger.get(link_in(response)).status_code == 200
    assert LivePage.objects.get().revision == page.revision


def test_only_a_button_makes_a_link(desk, page):
    assert desk.get(desk_url("preview_link", page)).status_code == 405


# Pictures on their way in


def test_a_picture_is_stored_at_once_and_answers_its_fields(desk, page):
    data = {"file": upload(encoded("PNG", (600, 300)), "../secret name.png")}
    response = desk.post(desk_url("image", page), data)
    image = PostImage.objects.get()
    assert (image.post, image.width, image.height) == (None, 600, 300)
    soup = parse(response.content)
    fields = fields_of(soup)
    token = fields["image"]
    assert fields == {
        "image": token,
        f"{token}-file": image.file.name,
        f"{token}-alt": "",
        f"{token}-caption": "",
        f"{token}-credit": "",
    }
    assert "secret" not in image.file.name
    shown = desk.get(soup.img["src"])
    assert shown.status_code == 200
    assert shown.getvalue()  # read to its end, the file is closed
    save(desk, page, "publish", **fields | {f"{token}-alt": "A tug"})
    assert Post.objects.get().images.get().file.name == image.file.name


def test_a_picture_nobody_saved_is_not_for_readers(desk, page):
    desk.post(desk_url("image", page), {"file": upload(encoded("PNG"), "tug.png")})
    name = PostImage.objects.get().file.name
    assert Client().get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "No file arrived."),
        ({"file": "no file"}, "No file arrived."),
        ({"file": upload(b"%PDF-1.7", "plan.png")}, "'plan.png' is no picture"),
        ({"file": upload(b"", "empty.png")}, "'empty.png'"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(desk, page, files, words):
    response = desk.post(desk_url("image", page), files)
    assert response.status_code == 422
    assert response.content.decode().startswith(words)
    assert not PostImage.objects.exists()


# Signing in again


def test_signing_in_again_leads_to_a_tab_that_says_so(desk, page):
    response = desk.get(desk_url("signed_in", page))
    soup = parse(response.content)
    assert soup.find("p", string=lambda text: text and "signed in again" in text)
    scripts = [script["src"] for script in soup.select("script[type=module]")]
    assert any("desk/signed_in" in address for address in scripts)


def test_the_desk_is_linked_from_the_page_s_form_and_list(client, page, chief):
    client.force_login(chief)
    for address in (
        "/admin/posts/livepage/",
        f"/admin/posts/livepage/{page.pk}/change/",
    ):
        soup = parse(client.get(address).content)
        assert soup.select(f'a[href="{desk_url("", page)}"]'), address
