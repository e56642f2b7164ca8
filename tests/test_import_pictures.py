"""Pictures that come with a source are stored once and follow it."""

from contextlib import closing

import pytest
from PIL import Image

from posts.importing.document import ParsedByline, ParsedImage
from posts.models import Contributor, LivePage, Post, PostImage
from tests.conftest import edit
from tests.parsed import outcomes, parsed_page, parsed_post, picture, take
from tests.pictures import encoded, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

RED, BLUE = (encoded("PNG", (60, 40), colour=name) for name in ("red", "blue"))


def with_picture(data, alt="A tug", body="<p>It happened.</p>", **fields):
    image = ParsedImage(alt, "Harbour office", picture=picture("tug.png", data))
    return parsed_page(parsed_post("One", body=body, images=(image,)), **fields)


def colour_of(image):
    with image.file.open() as file, Image.open(file) as opened:
        return opened.convert("RGB").getpixel((5, 5))


def stored_files(media_root):
    return {path.name for path in media_root.rglob("*.png")}


def test_a_picture_that_came_along_is_stored_and_shown(client):
    page = take(with_picture(photo())).page
    image = PostImage.objects.get()
    assert (image.width, image.height, image.alt) == (300, 400, "A tug")
    shown = client.get(page.get_absolute_url()).content.decode()
    assert image.file.name.removesuffix(".still.jpg") in shown
    with closing(client.get(f"/media/{image.file.name}")) as response:
        assert response.status_code == 200


def test_the_same_source_again_stores_nothing(media_root):
    take(with_picture(RED))
    before = stored_files(media_root)
    assert outcomes(take(with_picture(RED))) == [("One", "unchanged")]
    assert stored_files(media_root) == before
    assert LivePage.objects.get().revision == 1


def test_a_change_of_the_text_keeps_the_file():
    take(with_picture(RED))
    name = PostImage.objects.get().file.name
    report = take(with_picture(RED, body="<p>More.</p>"))
    assert (report.rows[0].outcome, report.rows[0].note) == ("changed", "body")
    assert PostImage.objects.get().file.name == name


def test_another_picture_under_the_same_words_takes_its_place():
    take(with_picture(RED))
    report = take(with_picture(BLUE))
    assert (report.rows[0].outcome, report.rows[0].note) == ("changed", "pictures")
    assert colour_of(PostImage.objects.get()) == (0, 0, 255)
    assert LivePage.objects.get().revision == 2


def test_a_picture_that_an_editor_supplied_stays():
    take(with_picture(RED))
    PostImage.objects.update(file="supplied.png", width=4, height=3)
    take(with_picture(BLUE))
    assert PostImage.objects.get(post__isnull=False).file.name == "supplied.png"


def test_a_picture_that_comes_later_is_added():
    words = parsed_page(parsed_post("One", images=(ParsedImage("A tug"),)))
    take(words)
    assert not PostImage.objects.get().file
    take(with_picture(RED))
    assert colour_of(PostImage.objects.get()) == (255, 0, 0)


def test_a_damaged_picture_is_told_and_its_words_stay():
    report = take(with_picture(RED[:60]))
    assert report.notes == ["'tug.png' is damaged: it can't be read to its end."]
    image = PostImage.objects.get()
    assert (image.alt, image.credit, image.file.name) == ("A tug", "Harbour office", "")


def test_a_picture_that_did_not_come_along_is_told():
    report = take(with_picture(None))
    assert report.notes == ["tug.png: this picture did not come along."]
    assert not PostImage.objects.get().file


def test_a_dry_run_checks_pictures_and_stores_none(media_root):
    report = take(with_picture(RED[:60]), dry_run=True)
    assert "damaged" in report.notes[0]
    take(with_picture(RED), dry_run=True)
    assert stored_files(media_root) == set()
    assert not PostImage.objects.exists()


def test_a_refused_import_leaves_its_files_loose_for_the_cleaner():
    page = with_picture(RED)
    unfit = parsed_post("x" * 400)
    with pytest.raises(Exception, match="longer than 300"):
        take(parsed_page(unfit, *page.posts))
    assert not LivePage.objects.exists()
    assert [image.post for image in PostImage.objects.all()] == [None]


def test_a_picture_that_no_post_came_to_use_stays_loose_for_the_cleaner():
    take(with_picture(RED))
    edit(Post.objects.get(), headline="Edited here")
    assert outcomes(take(with_picture(BLUE))) == [("One", "kept")]
    kept = PostImage.objects.get(post__isnull=False)
    loose = PostImage.objects.get(post=None)
    assert (colour_of(kept), colour_of(loose)) == ((255, 0, 0), (0, 0, 255))


def test_what_is_stored_has_no_loose_row_left():
    take(with_picture(RED))
    assert PostImage.objects.filter(post=None).count() == 0


def test_one_picture_in_two_posts_is_stored_once(media_root):
    pictures = [picture(name, RED) for name in ("tug.png", "again.png")]
    posts = [
        parsed_post(f"Post {n}", n, images=(ParsedImage("A tug", picture=p),))
        for n, p in enumerate(pictures)
    ][::-1]
    take(parsed_page(*posts))
    names = set(PostImage.objects.values_list("file", flat=True))
    assert len(names) == len(stored_files(media_root)) == 1


def test_lead_image_and_portrait_come_along():
    lead = ParsedImage("The quay", "Office", picture=picture("quay.png", RED))
    byline = ParsedByline("Ada Example", "", "Editor", picture("ada.png", BLUE))
    page = take(
        parsed_page(parsed_post("One", bylines=(byline,)), lead_image=lead)
    ).page
    assert (page.lead_image_alt, page.lead_image_credit) == ("The quay", "Office")
    assert (page.lead_image.width, page.lead_image_width) == (60, 60)
    person = Contributor.objects.get()
    assert (person.role, person.picture_width) == ("Editor", 60)
    take(parsed_page(parsed_post("One", bylines=(byline,)), lead_image=lead))
    assert Contributor.objects.get().picture.name == person.picture.name
    assert LivePage.objects.get().revision == 1
