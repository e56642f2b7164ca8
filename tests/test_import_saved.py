"""A saved page is opened with its pictures: from a folder, a zip or one MHTML file."""

import base64
import io
import quopri
import zipfile

import pytest

from posts.importing import companions, saved
from posts.importing.document import SourceError
from posts.importing.reading import read
from posts.importing.source import Source, Wanted
from tests.saved_pages import headlines, html_of, live_page, script, update

PICTURE = b"\x89PNG picture"
HERE = "storm_files/quay.png"


def page(*addresses):
    """A saved page with one post that shows the pictures at ADDRESSES."""
    images = [{"url": address, "alternateName": "Quay"} for address in addresses]
    return html_of("", script(live_page(update(1, image=images)))).encode()


def pictures(source):
    """The bytes of the pictures that came with SOURCE, None for those that did not."""
    (post,) = read(source, Wanted()).posts
    return [image.picture and image.picture.read() for image in post.images]


@pytest.fixture
def folder(tmp_path):
    """A folder with a picture in it, and one outside it."""
    (tmp_path / "secret.png").write_bytes(b"secret")
    root = tmp_path / "saved"
    (root / "storm_files").mkdir(parents=True)
    (root / HERE).write_bytes(PICTURE)
    (root / "storm_files" / "a b?c.png").write_bytes(PICTURE)
    (root / "loose.png").write_bytes(PICTURE)
    return root


def zipped(files, **options):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return Source(data.getvalue(), "storm.zip")


ADDRESSES = [
    (HERE, True),
    ("./storm_files/../storm_files/quay.png", True),
    ("storm_files/quay.png?width=600#top", True),
    ("storm_files/a%20b%3Fc.png", True),
    ("../secret.png", False),
    ("storm_files/../../secret.png", False),
    ("%2e%2e/secret.png", False),
    ("..%5csecret.png", False),
    ("/etc/hostname", False),
    ("file:///etc/hostname", False),
    ("//host/secret.png", False),
    ("storm_files", False),
    ("storm_files/lost.png", False),
    ("storm_files/quay.png%00", False),
    ("http://[broken", False),
]


@pytest.mark.parametrize(("address", "is_found"), ADDRESSES)
def test_a_page_in_a_folder_has_what_lies_in_it(folder, address, is_found):
    (folder / "storm.html").write_bytes(page(address))
    expected = [PICTURE if is_found else None]
    assert pictures(saved.at(folder)) == expected
    assert pictures(saved.at(folder / "storm.html")) == expected


@pytest.mark.parametrize(("address", "is_found"), ADDRESSES)
def test_a_page_in_a_zip_has_what_lies_in_it(address, is_found):
    files = {HERE: PICTURE, "storm_files/a b?c.png": PICTURE, "storm_files/": b""}
    files = {f"saved/{name}": data for name, data in files.items()}
    source = zipped(
        {**files, "secret.txt.png": b"s", "saved/storm.html": page(address)}
    )
    assert pictures(source) == [PICTURE if is_found else None]


@pytest.mark.parametrize(
    ("address", "folder", "path"),
    [
        ("../img/a.png", "pages", "img/a.png"),
        ("../a.png", "", ""),
        ("../../a.png", "pages", ""),
        ("a/../../a.png", "", ""),
        (".", "pages", "pages"),
        ("", "pages", ""),
    ],
)
def test_a_path_never_leads_out(address, folder, path):
    assert companions.path_of(address, folder) == path


def test_a_page_in_a_zip_may_call_what_lies_above_it_but_in_the_zip():
    source = zipped({"pages/storm.html": page("../img/quay.png"), "img/quay.png": b"q"})
    assert pictures(source) == [b"q"]


def test_a_single_file_sees_only_the_folder_named_after_it(folder):
    (folder / "storm.html").write_bytes(page("loose.png"))
    assert pictures(saved.at(folder / "storm.html")) == [None]
    assert pictures(saved.at(folder)) == [PICTURE]
    (folder / "storm_files").rename(folder / "stormy_files")
    (folder / "storm.html").write_bytes(page("stormy_files/quay.png"))
    assert pictures(saved.at(folder / "storm.html")) == [None]


def test_a_link_in_the_file_system_leads_nowhere_else(folder):
    (folder / "storm_files" / "link.png").symlink_to(folder.parent / "secret.png")
    (folder / "storm_files" / "in.png").symlink_to(folder / HERE)
    (folder / "storm.html").write_bytes(page(*["storm_files/link.png"], HERE))
    assert pictures(saved.at(folder)) == [None, PICTURE]
    (folder / "storm.html").unlink()
    (folder.parent / "page.html").write_bytes(page(HERE))
    (folder / "storm.html").symlink_to(folder.parent / "page.html")
    with pytest.raises(SourceError, match="there is no page in this folder"):
        saved.at(folder)


def test_files_that_are_too_large_are_none(folder, monkeypatch):
    (folder / "storm.html").write_bytes(page(HERE))
    both = [saved.at(folder), zipped({HERE: PICTURE, "storm.html": page(HERE)})]
    monkeypatch.setattr(companions, "LARGEST_PICTURE", len(PICTURE))
    assert [pictures(source) for source in both] == [[PICTURE], [PICTURE]]
    monkeypatch.setattr(companions, "LARGEST_PICTURE", len(PICTURE) - 1)
    assert [pictures(source) for source in both] == [[None], [None]]


def test_a_page_that_asks_for_too_much_gets_no_more(folder, monkeypatch):
    monkeypatch.setattr(companions, "MOST_READ", len(PICTURE))
    beside = companions.Folder(folder)
    assert [beside(HERE), beside(HERE)] == [PICTURE, None]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "there is no page in this {}: a file such as page.html"),
        (["quay.png", ".storm.html"], "there is no page in this {}: a file such as"),
        (
            ["b.htm", "a.txt"],
            "there are several pages in this {}: a.txt, b.htm. Name one of them",
        ),
    ],
)
def test_a_folder_or_zip_must_hold_one_page(tmp_path, names, message):
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(SourceError) as caught:
        saved.at(tmp_path)
    assert caught.value.message.startswith(message.format("folder"))
    with pytest.raises(SourceError) as caught:
        saved.unwrap(zipped({**dict.fromkeys(names, b"x"), "x/": b""}))
    assert caught.value.message.startswith(message.format("zip"))


def test_the_page_of_a_zip_lies_above_others():
    inner = {"__MACOSX/storm.html": b"x", "a/b/frame.html": b"x"}
    assert headlines(read(zipped({**inner, "a/storm.html": page()}), Wanted())) == [
        "News 1"
    ]


def test_our_own_export_stays_in_its_zip():
    source = zipped({"page.json": b"{}", "storm.html": page()})
    assert saved.unwrap(source) is source


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 no zip", zipped({"storm.html": page()}).data[:-30]],
)
def test_a_damaged_zip_is_refused(data):
    with pytest.raises(SourceError, match="this zip is damaged"):
        read(Source(data), Wanted())


def test_a_bomb_in_a_zip_is_not_unpacked():
    source = zipped({"storm.html": b" " * (saved.LARGEST + 1)})
    assert len(source.data) < 100_000
    with pytest.raises(SourceError, match=r"'storm.html' in this zip is damaged or to"):
        read(source, Wanted())


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    (tmp_path / "storm.html").write_bytes(page())
    monkeypatch.setattr(saved, "LARGEST_ARCHIVE", 10)
    with pytest.raises(SourceError, match="the file has more than 0 MB"):
        saved.at(tmp_path / "storm.html")
    with pytest.raises(SourceError, match="the file has more than 0 MB"):
        read(Source(page()), Wanted())


# MHTML


def part(content, kind, coding="base64", **head):
    encode = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}
    lines = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {coding}"]
    lines += [f"Content-{name.title()}: {value}" for name, value in head.items()]
    body = encode.get(coding, bytes)(content)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body + b"\r\n"


def mhtml(*parts, more=""):
    head = (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related; type="text/html";{more}\r\n'
        '\tboundary="--=_b+1"\r\n\r\n'
    )
    body = b"".join(b"----=_b+1\r\n" + one for one in parts)
    return Source(head.encode() + b"\r\n" + body + b"----=_b+1--\r\n", "storm.mhtml")


WEB = "https://tide.example/live/storm"
PAGE_PART = {"coding": "quoted-printable", "location": WEB}


@pytest.mark.parametrize(
    ("address", "head"),
    [
        ("https://tide.example/live/quay.png", {}),
        ("quay.png", {}),
        ("/live/quay.png#a", {}),
        ("cid:p1@saved", {"id": "<p1@saved>"}),
    ],
)
@pytest.mark.parametrize("coding", ["base64", "quoted-printable", "binary"])
def test_a_page_in_mhtml_has_its_pictures(address, head, coding):
    picture = part(
        PICTURE,
        "image/png",
        coding,
        location="https://tide.example/live/quay.png",
        **head,
    )
    html = part(page(address), "text/html; charset=utf-8", **PAGE_PART)
    (found,) = pictures(mhtml(html, picture))
    assert found.rstrip(b"\r\n") == PICTURE


def test_the_page_in_mhtml_is_the_one_that_it_starts_with():
    frame = part(b"<p>Frame</p>", "text/html", id="<f@saved>")
    html = part(page(), "text/html", id="<start@saved>")
    source = mhtml(frame, html, more=' start="<start@saved>";')
    assert headlines(read(source, Wanted())) == ["News 1"]


def test_a_page_in_mhtml_is_in_its_own_encoding_and_at_its_own_address():
    body = '<p>Caf\xe9 <a href="/map">map</a> <iframe src="cid:f1"></iframe></p>'
    html = html_of("", script(live_page(update(articleBody="BODY")))).replace(
        '"BODY"', f'"{body.replace(chr(34), chr(92) + chr(34))}"'
    )
    page_part = part(
        html.encode("latin-1"), "text/html; charset=iso-8859-1", **PAGE_PART
    )
    frame = part(b"x", "text/html", id="<f1>", location="https://video.example/1")
    (post,) = read(mhtml(page_part, frame), Wanted()).posts
    assert post.body == '<p>Café <a href="https://tide.example/map">map</a></p>'
    assert post.embed_url == "https://video.example/1"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (mhtml(part(PICTURE, "image/png")), "this MHTML file holds no page"),
        (mhtml(), "this MHTML file holds no page"),
        (
            Source(b"Content-Type: multipart/related\r\n\r\n<p>"),
            "this MHTML file names no boundary",
        ),
    ],
)
def test_mhtml_without_a_page_is_refused(source, message):
    assert source.kind == "mhtml"
    with pytest.raises(SourceError, match=message):
        read(source, Wanted())
