"""Sources made to break a reader: each is refused or read, and neither takes long."""

import io
import zipfile

import pytest
from lxml import etree

from posts.importing.importer import Settings, import_page
from tests import samples
from tests.test_import_fuzz import check, hang_guard, outcome

MANY = 20_000
DEEP = 4_000
UPDATE = '"@type": "BlogPosting", "datePublished": "2025-02-03T16:14:00Z"'
LD = """<html><script type="application/ld+json">{"@type": "LiveBlogPosting",
"headline": "Storm", "liveBlogUpdate": [{%s, %s}]}</script></html>"""
FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title>%s</feed>'
MANY_ATTRIBUTES = " ".join(f'a{n}="1"' for n in range(MANY))
HUGE = f'<!ENTITY a "{"x" * MANY}">'
ENTRY = "<entry><id>a</id><updated>2025-02-03T16:14:00Z</updated>%s</entry>"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def in_article(markup):
    return samples.ARTICLE.replace("<p>We begin.</p>", markup)


def in_microdata(markup):
    return samples.MICRODATA.replace("<p>We begin.</p>", markup)


def in_json_ld(body):
    return LD % (UPDATE, f'"articleBody": "{body}"')


def in_own(body):
    return samples.OWN.replace("<p>We begin.</p>", body)


MARKUP = {
    "deep elements": "<div>" * DEEP + "deep",
    "deep lists": "<ul><li>" * DEEP + "deep",
    "deep inline elements": "<b><i>" * DEEP + "deep",
    "deep quotations": "<blockquote>" * DEEP + "deep",
    "elements that are only closed": "</p></div>" * DEEP,
    "elements closed in the wrong order": "<b><p></b><i></p></i>" * 2_000,
    "a huge attribute": f"<a href='{'x' * 2_000_000}'>link</a>",
    "many attributes": f"<p {MANY_ATTRIBUTES}>text</p>",
    "many open tags": "<" * DEEP,
    "an open comment": "<!--" * DEEP,
    "an open script": "<script>" * DEEP,
    "an open attribute": "<p title='" + "x" * DEEP,
    "entities in entities": "&" + "amp;" * DEEP,
    "numbers of no character": "&#0;&#xD800;&#x110000;&#99999999999999999999;" * 1000,
    "control characters": "<p>\x01\x08\x0b\x1f\x7f\x85\ufffe\uffff</p>",
    "a script and a handler": "<p onclick=x>a<script>b</script><svg/onload=x></p>",
    "a tag in a tag": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "addresses of scripts": "<a href='java&#10;script:x'>a</a><a href='//['>b</a>",
    "many tables": "<table><tr><td>" * DEEP,
    "forms that templates hide": "<template><form>" * DEEP + "<math><mi><svg>",
}


@pytest.mark.parametrize("name", MARKUP)
@pytest.mark.parametrize("place", [in_article, in_microdata, in_json_ld, in_own])
def test_markup_made_to_break_readers(name, place):
    markup = MARKUP[name]
    if place in (in_json_ld, in_own):
        markup = "".join(
            char if char >= " " else f"\\u{ord(char):04x}" for char in markup
        )
    with hang_guard():
        page = outcome(place(markup).encode())
        if page is not None:
            check(page)


JSON = {
    "deep lists": "[" * MANY,
    "deep objects": '{"a":' * MANY,
    "deep and whole": '{"@graph": ' + "[" * MANY + "]" * MANY + "}",
    "a number without end": '{"version": ' + "9" * MANY + "}",
    "a number beyond numbers": '{"format": "liveblog", "version": 1e999}',
    "no numbers": '{"format": "liveblog", "version": NaN, "posts": [Infinity]}',
    "half a character": samples.OWN.replace("Fast", r"\ud800"),
    "half a character in a name": samples.OWN.replace("Ada", r"\udfff"),
    "a NUL": samples.OWN.replace("Fast", r"a\u0000b"),
    "a NUL in a body": in_own(r"a\u0000b"),
    "a field twice": samples.OWN.replace('"headline"', '"label"'),
    "a list of nothing": '{"format": "liveblog", "version": 1, "posts": [null]}',
    "a text for a post": '{"@type": "LiveBlogPosting", "liveBlogUpdate": "text"}',
    "a circle": '{"@graph": [{"@id": "a", "@type": "LiveBlogPosting",'
    '"liveBlogUpdate": {"@id": "a"}, "author": {"@id": "a"}}]}',
    "a version of another kind": '{"version": ["https://jsonfeed.org/version/1.1"]}',
    "items that are no items": '{"version": "https://jsonfeed.org/version/1.1",'
    '"items": [1, null, [], "x", {"id": {}}, {"authors": 1, "content_html": 2}]}',
}
JSON |= {
    f"a time like {time!r}": LD
    % (UPDATE.replace("2025-02-03T16:14:00Z", time), '"headline": "x"')
    for time in (
        "0000-00-00",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00+23:59",
        "2025-02-30",
        "x" * 2000,
        "٢٠٢٥-٠٢-٠٣",
        "2025-02-03T16:14:00.1e9Z",
    )
}


@pytest.mark.parametrize("name", JSON)
def test_json_made_to_break_readers(name):
    with hang_guard():
        page = outcome(JSON[name].encode())
        if page is not None:
            check(page)


XML = {
    "laughs": f'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a0 "ha">{LAUGHS}]>'
    + FEED % ("&a11;", ENTRY % "<title>&a11;</title>"),
    "a huge entity": f'<?xml version="1.0"?><!DOCTYPE feed [{HUGE}]>'
    + FEED % ("&a;" * MANY, ENTRY % ""),
    "a file": '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a SYSTEM '
    '"file:///etc/passwd">]>' + FEED % ("&a;", ENTRY % "<title>&a;</title>"),
    "a parameter": '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY % a SYSTEM '
    '"http://127.0.0.1:9/x"> %a;]>' + FEED % ("x", ENTRY % ""),
    "a foreign type": '<?xml version="1.0"?><!DOCTYPE feed SYSTEM '
    '"http://127.0.0.1:9/x">' + FEED % ("x", ENTRY % ""),
    "deep elements": FEED % ("x", ENTRY % ("<content>" + "<a>" * MANY)),
    "deep and whole": FEED % ("x", "<a>" * MANY + "</a>" * MANY),
    "a huge text": FEED % ("x" * 11_000_000, ENTRY % ""),
    "many attributes": FEED % ("x", f"<entry {MANY_ATTRIBUTES}/>"),
    "many namespaces": FEED
    % ("x", "".join(f'<a xmlns:n{n}="u{n}">' for n in range(200))),
    "another encoding": '<?xml version="1.0" encoding="utf-7"?>' + FEED % ("x", ""),
    "no such encoding": '<?xml version="1.0" encoding="moon"?>' + FEED % ("x", ""),
    "an open section": FEED % ("<![CDATA[" * MANY, ""),
    "instructions": "<?xml version='1.0'?>" + "<?x y?>" * MANY + FEED % ("x", ""),
    "escaped markup": FEED
    % ("x", ENTRY % f'<content type="html">{"&lt;div&gt;" * MANY}</content>'),
}


@pytest.mark.parametrize("name", XML)
def test_xml_made_to_break_readers(name):
    with hang_guard():
        page = outcome(XML[name].encode())
        if page is not None:
            check(page)
            assert "root:" not in repr(page)
            assert len(repr(page)) < 20_000_000


def zipped(*files, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()


def mhtml(body, boundary="b", head=""):
    return (
        f"From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n"
        f' type="text/html"; boundary="{boundary}"\n{head}\n{body}'
    ).encode()


def part(kind, content, encoding="8bit"):
    return (
        f"--b\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n"
        f"Content-Location: https://storm.example/\n\n{content}\n"
    )


WHOLE = zipped(("page.json", samples.OWN))
ARCHIVES = {
    "a zip that grows": zipped(("page.json", b" " * 60_000_000)),
    "a zip that grows, of HTML": zipped(("index.html", b" " * 60_000_000)),
    "a zip in a zip": zipped(("page.json", WHOLE)),
    "an empty zip": zipped(),
    "half a zip": WHOLE[: len(WHOLE) // 2],
    "a zip without its head": b"PK\x03\x04" + WHOLE[40:],
    "a spoilt zip": WHOLE[:60] + b"\xff" * 20 + WHOLE[80:],
    "names that climb": zipped(("../page.json", "{}"), ("/etc/page.html", "<html>")),
    "two pages": zipped(("page.json", samples.OWN), ("index.html", samples.ARTICLE)),
    "many files": zipped(*[(f"{n}.html", "") for n in range(3_000)]),
    "packed another way": zipped(("page.json", samples.OWN), method=zipfile.ZIP_LZMA),
    "MHTML": mhtml(part("text/html", samples.ARTICLE) + "--b--"),
    "MHTML without parts": mhtml(""),
    "MHTML without a boundary": mhtml("", boundary=""),
    "MHTML of spoilt letters": mhtml(
        part("text/html", "=ZZ=\n%%%", "quoted-printable")
    ),
    "MHTML of spoilt numbers": mhtml(part("text/html", "a!b=c=d", "base64")),
    "MHTML in no such letters": mhtml(part("text/html; charset=moon", "<html>")),
    "MHTML in MHTML": mhtml(
        "".join(
            f'--b{n}\nContent-Type: multipart/related; boundary="b{n + 1}"\n\n'
            for n in range(3_000)
        ),
        boundary="b0",
    ),
    "MHTML of many parts": mhtml(part("text/html", "<p>") * 5_000),
    "MHTML of many heads": mhtml("", head="X-Head: y\n" * 30),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives_made_to_break_readers(name):
    with hang_guard():
        page = outcome(ARCHIVES[name])
        if page is not None:
            check(page)


@pytest.mark.django_db
@pytest.mark.parametrize("name", JSON)
def test_what_is_read_of_json_is_written_and_shown(name, client):
    page = outcome(JSON[name].encode())
    if page is None:
        return
    import_page(page, Settings(title="Storm", slug="storm"))
    assert client.get("/live/storm/").status_code == 200
    assert etree.fromstring(client.get("/live/storm/feed.atom").content) is not None
    again = import_page(page, Settings(title="Storm", slug="storm"))
    assert again.count("unchanged") == len(page.posts)
