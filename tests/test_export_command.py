"""`export_live`: a page becomes a file, whole or not at all."""

import os

import pytest
from django.core.management import CommandError, call_command

from posts.exporting import text
from posts.exporting.forms import FORMS
from tests.conftest import make_page, open_as, publish
from tests.exporting import exported, read_back
from tests.machines import add_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def export(slug, form, output=None, **options):
    output = {"output": str(output)} if output else {}
    call_command("export_live", slug, format=form, **output, **options)


def refusal(*args, **options):
    with pytest.raises(CommandError) as refused:
        export(*args, **options)
    return str(refused.value)


@pytest.fixture
def story(page):
    publish(page, "Tug ahoy", "<p>A tug came.</p>")
    return page


@pytest.mark.parametrize("form", FORMS)
def test_every_form_goes_to_standard_output_or_into_a_file(
    story, form, tmp_path, capsysbinary, settings
):
    settings.SITE_URL = "https://live.example.org"
    export("storm", form)
    printed = capsysbinary.readouterr().out
    assert b"Tug ahoy" in printed
    export("storm", form, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == printed
    assert capsysbinary.readouterr().out == f"Written: {tmp_path}/file\n".encode()


def test_a_folder_gets_a_file_named_after_the_page(story, tmp_path):
    for form in FORMS:
        if form != "atom":
            export("storm", form, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"storm.html", "storm.json", "storm.md", "storm.txt"}


def test_a_page_with_pictures_is_a_zip(story, tmp_path, monkeypatch):
    add_picture(story.posts.get())
    folder = tmp_path / "exports"
    folder.mkdir()
    export("storm", "json", folder)
    (path,) = folder.iterdir()
    assert path.name == "storm.zip"
    assert read_back(path.read_bytes()).posts[0].images[0].picture.read()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert "pass -o FILE" in refusal("storm", "json")


def test_a_file_that_is_there_is_replaced_whole_or_not_at_all(
    story, tmp_path, monkeypatch
):
    path = tmp_path / "page.txt"
    path.write_text("old")
    monkeypatch.setattr("os.fsync", fail)
    said = refusal("storm", "text", path)
    assert said == f"{path}: No space left on device."
    assert [file.name for file in tmp_path.iterdir()] == ["page.txt"]
    assert path.read_text() == "old"
    monkeypatch.undo()
    export("storm", "text", path)
    assert path.read_bytes() == exported(story, text)
    mask = os.umask(0)
    os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~mask


def fail(descriptor):
    raise OSError(28, "No space left on device")


def test_a_folder_that_is_not_there_is_refused_in_one_line(story, tmp_path):
    path = tmp_path / "nowhere" / "page.txt"
    assert refusal("storm", "text", path) == f"{path}: No such file or directory."


def test_an_unknown_page_is_refused_and_near_ones_are_named(story):
    make_page("storms-end", "live")
    make_page("harbour", "live")
    said = "There is no live page 'strom'. Near it: storm, storms-end."
    assert refusal("strom", "text") == said
    assert refusal("x", "text") == "There is no live page 'x'."


@pytest.mark.parametrize("form", [name for name in FORMS if FORMS[name].is_public])
def test_what_readers_cant_see_is_exported_as_json_alone(story, form, settings):
    settings.SITE_URL = "https://live.example.org"
    open_as(story, "withdrawn")
    said = "storm: Readers can't see this page: it is withdrawn. Only --format json "
    assert refusal("storm", form) == f"{said}exports it."
    make_page("secret", "draft")
    assert "it is a draft." in refusal("secret", form)


def test_a_feed_needs_the_address_of_the_site(story):
    assert "set SITE_URL" in refusal("storm", "atom")


def test_a_lost_picture_is_told(story, tmp_path, capsys):
    image = add_picture(story.posts.get())
    (tmp_path / image.file.name).unlink()
    export("storm", "json", tmp_path / "page.json")
    said = f"{image.file.name}: this picture's file is lost.\n"
    assert capsys.readouterr().err == said


def test_a_reader_that_stops_early_is_no_error(story, monkeypatch):
    source, sink = os.pipe()
    os.close(source)
    with open(sink, "w") as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        export("storm", "text")
        assert os.fstat(sink).st_rdev == os.stat(os.devnull).st_rdev
