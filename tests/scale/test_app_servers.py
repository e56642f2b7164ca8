"""Two app servers, one site: the same bytes, and the law through the cache."""

from types import SimpleNamespace

import pytest

from tests.desk import act, opened, save
from tests.reader import FURNITURE, Reader
from tests.scale.conftest import eventually
from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.visitor import Visitor

ADDRESSES = [
    "{live}",
    "{live}?show=key",
    "{live}embed/",
    "{live}feed.atom",
    "{live}feed.json",
    "{live}updates/1/",
    "{post}",
    "{ended}",
    "/",
    "/sitemap.xml",
]


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_both_give_the_same_bytes_under_the_same_tag(site, direct, coding):
    for address in ADDRESSES:
        path = address.format(**site.facts)
        one, other = (app.get(path, Accept_Encoding=coding) for app in direct)
        assert one.raw == other.raw, path
        for name in ("ETag", "Cache-Control", "Content-Type", "Content-Encoding"):
            assert one.headers.get(name) == other.headers.get(name), (path, name)


def newest(editor, page):
    """The pk of the newest post on PAGE, as a reader at the editor's server sees it."""
    feed = Reader(editor, f"/live/{page.slug}/").feed
    return int(feed[0].id.removeprefix("post-"))


def work(editor, page, n):
    """One public change by EDITOR; all kinds of them as N goes up."""
    if n % 3 == 0:
        answer = save(editor, page, "publish", headline=f"Number {n}")
    elif n % 3 == 1:
        fields = opened(editor, page, SimpleNamespace(pk=newest(editor, page)))
        fields["headline"] = f"Corrected {n}"
        answer = save(editor, page, "publish", **fields)
    else:
        name = ("withdraw", "key", "pin")[n // 3 % 3]
        answer = act(editor, page, name, SimpleNamespace(pk=newest(editor, page)))
    assert answer.status_code == 200


def test_old_page_and_deltas_are_the_fresh_page_whoever_edits(
    site, reader, direct, editors, page
):
    """Through nginx, with readers who opened the page at every stage."""
    live, views = site.facts["live"], ("", "?show=key", "?order=oldest")
    readers = []
    for n in range(18):
        readers += [(view, Reader(reader, live + view)) for view in views[: 1 + n % 3]]
        work(editors[n % 2], page, n)
        readers[n // 2][1].poll()
    fresh = {view: Reader(direct[0], live + view) for view in views}
    for view, open_page in readers:
        now = fresh[view]

        def caught_up(open_page=open_page, now=now):
            open_page.poll()
            return open_page.at == now.at

        eventually(caught_up)
        shown = [article for article in now.feed if open_page.holds(article.sort)]
        held = [article for article in open_page.feed if now.holds(article.sort)]
        assert held == shown, view
        for piece in FURNITURE:
            assert open_page.furniture[piece] == now.furniture[piece], (view, piece)


def test_what_an_editor_published_through_nginx_is_everywhere(site, page, reader):
    editor = Visitor(site)
    answer = editor.sign_in(EDITORS[1], PASSWORD)
    assert answer.status_code == 302
    cookies = "\n".join(answer.headers.get_all("Set-Cookie"))
    assert cookies.count("Secure") == cookies.count("SameSite=Lax")
    live = site.facts["live"]
    old = Reader(reader, live)
    said = save(editor, page, "publish", headline="All boats are in")
    assert said.status_code == 200
    for path in (live, f"{live}embed/", f"{live}feed.atom", f"{live}feed.json"):
        eventually(lambda path=path: b"All boats are in" in reader.get(path).content)

    def arrived():
        old.poll()
        return "All boats are in" in old.feed[0].markup

    eventually(arrived)


def test_what_was_withdrawn_is_gone_wherever_it_was(site, page, reader, editors):
    """Within the lifetimes that the answers name: ten seconds and twice that."""
    save(editors[0], page, "publish", headline="A mistake, soon gone")
    pk = newest(editors[0], page)
    live = site.facts["live"]
    open_page = Reader(reader, live)
    paths = [live, f"{live}embed/", f"{live}feed.atom", f"{live}feed.json"]
    paths += [f"{live}post/{pk}/", "/?q=mistake"]
    for path in paths:
        eventually(lambda path=path: b"soon gone" in reader.get(path).content)
    act(editors[1], page, "withdraw", SimpleNamespace(pk=pk))
    for path in paths:
        eventually(lambda path=path: b"soon gone" not in reader.get(path).content)
    assert reader.get(f"{live}post/{pk}/").status_code == 410

    def left():
        open_page.poll()
        return f"post-{pk}" not in open_page.ids

    eventually(left)
