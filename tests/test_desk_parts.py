"""Bylines and pictures of a post as they are typed on the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts import uploads
from posts.models import Byline, Contributor, Post, PostImage
from tests.conftest import add_draft, publish
from tests.desk import act, composer, desk_url, notice, opened, save, state, told
from tests.pictures import encoded, upload
from tests.reader import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


@pytest.fixture
def maren(db):
    return Contributor.objects.create(name="Maren Holt", role="Reporter")


@pytest.fixture
def tug():
    """A picture that was just added to a composer."""
    return uploads.take(upload(encoded("PNG", (600, 300)), "tug.png"))


def bylines_of(post):
    lines = Byline.objects.filter(post=post)
    return [(line.contributor.name, line.role, line.shown_role) for line in lines]


def pictures_of(post):
    names = ("file", "width", "height", "alt", "decorative", "caption", "credit")
    return list(PostImage.objects.filter(post=post).values_list(*names))


def picture(token, image, **texts):
    """The fields of a picture in the composer."""
    fields = {f"{token}-{name}": text for name, text in texts.items()}
    return {f"{token}-file": image.file.name, **fields}


# Bylines


def test_the_own_byline_stands_in_a_new_composer(client, page, reporter, editor, maren):
    maren.user = reporter
    maren.save()
    Contributor.objects.create(name="Zoe", user=editor)
    client.force_login(reporter)
    data = opened(client, page)
    assert (data["byline"], data["role"]) == ("Maren Holt", "")
    save(client, page, "draft", **data | {"headline": "Tug ahoy"})
    assert bylines_of(Post.objects.get()) == [("Maren Holt", "", "Reporter")]


def test_several_bylines_keep_their_order_and_roles(client, page, editor, maren):
    Contributor.objects.create(name="Ada Example")
    client.force_login(editor)
    people = ["ada example ", "", "MAREN HOLT"]
    save(client, page, "draft", byline=people, role=["Analyst", "Nobody", ""])
    post = Post.objects.get()
    assert bylines_of(post) == [
        ("Ada Example", "Analyst", "Analyst"),
        ("Maren Holt", "", "Reporter"),
    ]
    data = opened(client, page, post)
    assert (data["byline"], data["role"]) == (
        ["Ada Example", "Maren Holt"],
        ["Analyst", ""],
    )
    data |= {"byline": data["byline"][::-1], "role": data["role"][::-1]}
    save(client, page, "draft", **data)
    assert [name for name, _, _ in bylines_of(post)] == ["Maren Holt", "Ada Example"]


def test_people_of_one_name_are_told_apart(client, page, editor, maren):
    other = Contributor.objects.create(name="Maren Holt", role="Editor")
    twin = Contributor.objects.create(name="Maren Holt", role="Editor")
    client.force_login(editor)
    names = ["Maren Holt, Reporter", f"Maren Holt, Editor ({twin.pk})"]
    save(client, page, "draft", byline=names, role=["", ""])
    post = Post.objects.get()
    chosen = list(post.bylines.values_list("contributor", flat=True))
    assert chosen == [maren.pk, twin.pk]
    assert opened(client, page, post)["byline"] == names
    before = state()
    response = save(client, page, "draft", byline="Maren Holt", role="")
    assert state() == before
    assert notice(response) == [
        "'Maren Holt' may be several people: write 'Maren Holt, Reporter' or "
        f"'Maren Holt, Editor ({other.pk})' or 'Maren Holt, Editor ({twin.pk})'."
    ]


@pytest.mark.parametrize("act", ["publish", "review", "draft"])
def test_an_unknown_name_is_refused(client, page, editor, maren, act):
    client.force_login(editor)
    before = state()
    response = save(client, page, act, byline=["Maren Holt", "Maren"], role=["", ""])
    assert notice(response) == [
        "Nobody called 'Maren' is among the contributors. A chief editor can add a "
        "person there."
    ]
    assert state() == before


def test_the_stream_shows_who_wrote_it(client, page, editor, maren):
    client.force_login(editor)
    response = save(client, page, "publish", byline="Maren Holt", role="")
    row = parse(response.content).find(id=f"row-{Post.objects.get().pk}")
    assert row.select_one(".row-by").get_text() == "Maren Holt"


# Pictures


def test_a_picture_is_saved_with_its_texts_and_size(client, page, editor, tug):
    client.force_login(editor)
    texts = {"alt": "A tug", "caption": "In the bay", "credit": "Harbour Trust"}
    save(client, page, "publish", image="a", **picture("a", tug, **texts))
    post = Post.objects.get()
    expected = (tug.file.name, 600, 300, "A tug", False, "In the bay", "Harbour Trust")
    assert pictures_of(post) == [expected]
    # The loose one stays for who has it in a composer, the post has its own row.
    assert PostImage.objects.filter(post=None).get() == tug


def test_pictures_are_put_in_order_and_taken_out(client, page, editor, tug):
    bay = uploads.take(upload(encoded("PNG", (50, 40)), "bay.png"))
    client.force_login(editor)
    data = {**picture("a", tug, alt="Tug"), **picture("b", bay, alt="Bay")}
    save(client, page, "draft", image=["a", "b"], **data)
    post = Post.objects.get()
    data = opened(client, page, post)
    save(client, page, "draft", **data | {"image": data["image"][::-1]})
    assert [image[3] for image in pictures_of(post)] == ["Bay", "Tug"]
    data = opened(client, page, post)
    save(client, page, "draft", **data | {"image": data["image"][1:]})
    assert [image[3] for image in pictures_of(post)] == ["Tug"]


@pytest.mark.parametrize("act", ["publish", "review"])
def test_a_picture_that_nobody_described_is_not_for_readers(
    client, page, editor, tug, act
):
    client.force_login(editor)
    before = state()
    response = save(client, page, act, image="a", **picture("a", tug, alt=" "))
    assert notice(response) == [
        "Describe each picture for people who can't see it, or tick 'decorative'."
    ]
    assert state() == before


def test_a_picture_that_nobody_described_is_kept_in_a_draft(client, page, editor, tug):
    client.force_login(editor)
    save(client, page, "draft", image="a", **picture("a", tug))
    post = Post.objects.get()
    assert pictures_of(post)[0][3:5] == ("", False)
    for name in ("publish", "review"):
        assert told(act(client, page, name, post)) == (
            "error",
            "Describe each picture for people who can't see it, or tick 'decorative'.",
        )
    post.refresh_from_db()
    assert post.status == "draft"


def test_a_scheduled_post_gets_no_picture_that_nobody_described(
    client, page, editor, tug
):
    later = timezone.now() + timedelta(hours=1)
    post = publish(page, at=later)
    client.force_login(editor)
    data = opened(client, page, post) | {"image": "a"} | picture("a", tug)
    before = state()
    assert notice(save(client, page, "draft", **data))[0].startswith("Describe each")
    assert state() == before


def test_a_decorative_picture_needs_no_words(client, page, editor, tug):
    client.force_login(editor)
    save(client, page, "publish", image="a", **picture("a", tug, decorative="on"))
    post = Post.objects.published().get()
    assert pictures_of(post)[0][3:5] == ("", True)
    fields = composer(client.get(desk_url("composer", page), {"post": post.pk}))
    assert fields.select_one("[name$=-decorative]").has_attr("checked")


def test_a_withdrawal_of_an_imported_picture_without_words_can_be_undone(
    client, page, editor
):
    post = publish(page)
    PostImage.objects.create(post=post, file="imported.png", width=4, height=3)
    client.force_login(editor)
    act(client, page, "withdraw", post)
    assert told(act(client, page, "publish", post))[0] == "done"


def test_a_picture_that_is_gone_is_said_so(client, page, editor, tug):
    client.force_login(editor)
    data = picture("a", tug, alt="A tug")
    tug.file.delete(save=False)
    tug.delete()
    before = state()
    response = save(client, page, "draft", image="a", **data)
    words = "A picture is gone: remove it and add it again."
    assert notice(response) == [words]
    assert state() == before


def test_a_picture_alone_is_a_post_and_a_row_without_one_is_not(
    client, page, editor, tug
):
    client.force_login(editor)
    before = state()
    response = save(client, page, "publish", headline="", image="a")
    assert notice(response) == ["This post is empty: write something first."]
    assert state() == before
    data = picture("a", tug, alt="A tug")
    save(client, page, "publish", headline="", image="a", **data)
    assert pictures_of(Post.objects.published().get())[0][3] == "A tug"


@pytest.mark.parametrize(("name", "length"), [("alt", 501), ("credit", 201)])
def test_texts_that_are_too_long_for_a_picture_are_refused(
    client, page, editor, tug, name, length
):
    client.force_login(editor)
    before = state()
    texts = {"alt": "A tug", name: "x" * length}
    response = save(client, page, "draft", image="a", **picture("a", tug, **texts))
    assert response.status_code == 200
    assert len(notice(response)) == 1
    assert state() == before


def test_pictures_of_an_imported_post_survive_an_edit(client, page, editor):
    post = add_draft(page)
    PostImage.objects.create(post=post, alt="A crane", credit="Trust")
    client.force_login(editor)
    save(client, page, "publish", **opened(client, page, post) | {"headline": "New"})
    assert pictures_of(post) == [("", None, None, "A crane", False, "", "Trust")]
