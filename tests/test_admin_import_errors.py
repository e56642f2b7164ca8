"""What the import screen refuses, and that no step loses what was typed."""

import html
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts.admin.importing import excerpt, forms, views
from posts.models import ImportSource, LivePage
from tests.conftest import make_user
from tests.import_screen import DAY, GIVE, Screen, give, told, upload
from tests.importing import SOURCE, posts_of, run

pytestmark = pytest.mark.django_db
WRONG = SOURCE.replace("10:15", "25:71")


@pytest.fixture
def desk(client, chief):
    client.force_login(chief)
    return client


def test_an_error_is_shown_at_its_line_with_the_text_to_mend(desk):
    screen = give(desk, WRONG)
    assert screen.errors() == [
        "Line 12: There is no time 25:71: hours run from 00 to 23 and minutes from 00 "
        "to 59"
    ]
    assert screen.text(".excerpt p") == [
        "9 A crane over a riverImage source, Harbour Trust",
        "10 2. Analysis",
        "11",
        "12 What it meanspublished at 25:71 Greenwich Mean Time",
        "13",
        "14 Ada Example",
        "15 Transport editor",
    ]
    assert screen.text(".excerpt .is-wrong mark") == [
        "What it meanspublished at 25:71 Greenwich Mean Time"
    ]
    described = screen.soup.select_one("#id_text")["aria-describedby"]
    assert screen.text(f"#{described}") == screen.errors()
    text = screen.fields()["text"][0]
    assert text == WRONG
    assert not screen.rows()
    screen.send(text=text.replace("25:71", "10:15"), title="The bridge")
    assert screen.errors() == []
    screen.send("publish")
    assert len(posts_of("the-bridge")) == 3


def test_a_message_about_a_flag_stands_at_its_field(desk):
    screen = give(desk, date="")
    words = (
        "The line gives no date: give the date of the newest post (‘Day of the newest "
        "post’, for example 2025-02-03)"
    )
    assert screen.errors() == [f"Line 5: {words}"]
    assert screen.text("#id_date_error") == [words]
    field = screen.soup.select_one("#id_date")
    assert field["aria-describedby"].split() == ["id_date_helptext", "id_date_error"]
    assert screen.soup.select_one("details.settings").has_attr("open")
    screen.send(date="2025-02-03")
    assert screen.errors() == []


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("slug", "not an address", "Enter a valid “slug”"),
        ("time_zone", "Europe/Atlantis", "is no time zone"),
        ("date", "3 Feb", "Enter a valid date."),
        ("format", "papyrus", "Select a valid choice."),
        ("order", "sideways", "Select a valid choice."),
        ("title", "t" * 201, "at most 200"),
    ],
)
def test_a_wrong_setting_loses_nothing(desk, field, typed, words):
    screen = give(desk, **{field: typed})
    assert words in screen.text(f"#id_{field}_error")[0]
    assert bytes(ImportSource.objects.get().data) == SOURCE.encode()
    if field not in ("format", "order"):
        assert screen.fields()[field] == [typed]
    screen.send(**{field: (DAY | {"time_zone": "UTC"}).get(field, "")})
    assert len(screen.rows()) == 3


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        (b"", "The file is empty", None),
        (b"\x00\x01\x02binary", "A NUL byte", "1 ␀\x01\x02binary"),
        ("1. Caf\xe9published at 10:00".encode("latin-1"), "0xe9", "1 1. Caf�publish"),
        ("\ufeff1. X".encode("utf-16"), "UTF-16", None),
        (b"Nothing here is a post.", "No posts found", None),
        (b"PK\x03\x04 no zip", "This zip is damaged", None),
        (b'{"a": 1,\n "b": }', "Expecting value", '2 "b": }'),
        (b"[" * 100_000, "nested too deeply", None),
    ],
)
def test_bad_files_are_refused_in_words(desk, content, words, line):
    screen = upload(desk, content)
    assert words in screen.errors()[0]
    shown = screen.text(".excerpt .is-wrong")
    assert shown == [] if line is None else shown[0].startswith(line)
    assert not LivePage.objects.exists()
    screen.send(file=SimpleUploadedFile("better.txt", SOURCE.encode()))
    assert len(screen.rows()) == 3
    assert screen.text("header .hint")[0].startswith("From better.txt,")


def test_what_can_not_be_edited_here_asks_for_another_file(desk, monkeypatch):
    monkeypatch.setattr(excerpt, "LONGEST_TEXT", 2 * len(WRONG.encode()) - 1)
    screen = upload(desk, WRONG.encode())
    assert "text" not in screen.fields()
    assert screen.text("label[for=id_file]") == ["Upload another file"]


def test_a_file_too_large_is_refused_before_it_is_read(desk, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST", 100)
    file = SimpleUploadedFile("page.txt", SOURCE.encode())
    response = desk.post(GIVE, DAY | {"file": file})
    assert "This file has more than" in response.content.decode()
    assert not ImportSource.objects.exists()
    screen = give(desk, WRONG)
    response = screen.send(file=SimpleUploadedFile("page.txt", SOURCE.encode()))
    assert told(response)[0].startswith("This file has more than")
    assert bytes(ImportSource.objects.get().data) == WRONG.encode()


@pytest.mark.parametrize("limit", ["MEMORY_SIZE", "NUMBER_FIELDS"])
def test_a_form_too_large_is_told_so(desk, settings, limit):
    screen = give(desk, WRONG)
    data = screen.fields() | {"text": SOURCE * 20}
    setattr(settings, f"DATA_UPLOAD_MAX_{limit}", 3)
    for address in (GIVE, screen.address):
        response = desk.post(address, data)
        assert response.status_code == 413
        assert views.TOO_MUCH in html.unescape(response.content.decode())
    assert bytes(ImportSource.objects.get().data) == WRONG.encode()


def test_a_forged_request_is_refused(desk):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    assert strict.post(GIVE, DAY | {"text": SOURCE}).status_code == 403
    assert not ImportSource.objects.exists()


def test_nul_in_what_was_chosen_is_left_out(desk):
    screen = give(desk, SOURCE)
    assert screen.send(status="li\0ve").status_code == 200
    assert ImportSource.objects.get().typed["status"] == "live"


def test_hostile_text_stays_text(desk):
    bad = "<script>alert(1)</script>\u202e\x00&amp;"
    screen = give(
        desk, SOURCE.replace("First news", bad).replace("\x00", ""), title=bad
    )
    page = screen.response.content.decode()
    assert "<script>alert" not in page
    assert screen.rows()[2].value("headline") == bad.replace("\x00", "")
    screen.send(**{"post": ["../x", "' OR 1"], "headline-' OR 1": "x", "part": "٣"})
    assert ImportSource.objects.get().corrections == {}
    response = desk.get(f"{screen.address}?part=999999999999")
    assert response.status_code == 200


def test_a_headline_without_end_does_not_fill_the_form(desk):
    screen = give(desk, SOURCE.replace("First news", "news " * 100_000))
    assert len(screen.response.content) < 50_000
    row = screen.rows()[2]
    assert row.error_of("headline") == "The headline is longer than 300 characters."
    screen.send()
    assert ImportSource.objects.get().corrections == {}
    screen.send("publish", **{row.field("headline"): "First news"})
    assert posts_of()[2].headline == "First news"


def test_problems_and_lines_left_out_are_told(desk):
    text = SOURCE.replace("Summary", "Summary\n\nNo bullet")
    screen = give(desk, f"{text}\n\n    Image caption, Of no picture\n")
    assert screen.rows()[2].problems == [
        "Line 26: this caption stands next to no image: ‘Image caption, Of no picture’"
    ]
    assert screen.text("section > .problem") == [
        "Line 3: above the first post, no bullet: taken for a summary point: "
        "‘No bullet’"
    ]
    assert screen.counts() == ["3 new", "1 picture", "2 doubtful lines kept"]


# Who may


@pytest.mark.parametrize("name", ["reporter", "editor"])
def test_only_chief_editors_import(client, chief, name, request):
    client.force_login(chief)
    address = give(client).address
    client.force_login(request.getfixturevalue(name))
    assert client.get(GIVE).status_code == 403
    assert client.post(GIVE, DAY | {"text": SOURCE}).status_code == 403
    assert client.post(address, {"publish": ""}).status_code == 403
    pages = client.get(reverse("admin:posts_livepage_changelist"))
    assert GIVE not in pages.content.decode()
    assert not LivePage.objects.exists()


def test_whoever_is_not_signed_in_is_sent_to_do_so(client):
    assert client.get(GIVE)["Location"] == f"/admin/login/?next={GIVE}"


def test_a_source_is_its_editor_s_own_and_kept_for_a_day(desk, admin_client, chief):
    address = give(desk).address
    for client in (admin_client, desk):
        response = client.get(address, follow=True)
        gone = "This source is not kept any more: paste or upload it again."
        assert (told(response) == [gone]) == (client is admin_client)
    ImportSource.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert told(desk.get(address, follow=True)) == [gone]
    give(admin_client)
    assert ImportSource.objects.filter(user=chief).count() == 0
    for _ in range(7):
        give(desk)
    assert ImportSource.objects.filter(user=chief).count() == 5
    assert Screen(desk, address).response.status_code == 302


def test_an_existing_page_needs_the_right_to_change_it(client, source, chief):
    run(source)
    user = make_user("ida")
    rights = ["add_livepage", "publish_post", "view_post"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    screen = give(client, SOURCE.replace("It began.", "It began at dawn."))
    assert screen.errors() == [
        "You may not change the page at /live/bridge-shut/: choose another ‘Address’."
    ]
    screen.send("publish")
    assert posts_of()[2].body == "<p>It began.</p>"
    screen.send("publish", slug="bridge-2")
    assert len(posts_of("bridge-2")) == 3


def test_a_text_that_was_understood_can_be_mended_too(desk):
    screen = give(desk, SOURCE.replace("The bridge is shut", "Home News Sport"))
    row = screen.rows()[0]
    box = screen.soup.select_one("textarea[name=text]")
    assert box.find_parent("details").find("summary").get_text() == "The source"
    text = screen.fields()["text"][0].replace("Home News Sport", "It is shut")
    typed = {row.field("headline"): "Corrected"}
    screen.send(text=text.replace("\n", "\r\n"), **typed)
    assert "Home News Sport" not in screen.soup.get_text()
    assert screen.rows()[0].value("headline") == "Corrected"


def test_a_long_text_is_not_sent_to_and_fro_once_it_is_understood(desk, monkeypatch):
    monkeypatch.setattr(excerpt, "LONGEST_BESIDE", len(SOURCE) - 1)
    assert not give(desk, SOURCE).soup.select("textarea[name=text]")
    assert give(desk, WRONG).soup.select("textarea[name=text]")


def test_an_empty_form_is_asked_for_a_source(desk):
    html = desk.post(GIVE, {}).content.decode()
    assert "Paste the text of a page, or choose a file." in html
