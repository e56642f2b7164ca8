"""What one address may ask for, and what nobody may be refused."""

from tests.reader import parse
from tests.scale.visitor import Visitor


def statuses(visitor, count, ask):
    return [ask(visitor, n).status_code for n in range(count)]


def test_guessing_passwords_is_slowed_down(site):
    def guess(visitor, n):
        return visitor.post("/admin/login/", {"username": "edna", "password": n})

    guesser = Visitor(site, address="127.0.0.21")
    seen = statuses(guesser, 20, guess)
    assert 429 in seen
    assert seen.count(429) < 15
    # Who only looks at the form, and who comes from elsewhere, is not.
    assert guesser.get("/admin/login/").status_code == 200
    assert 429 not in statuses(Visitor(site, address="127.0.0.22"), 1, guess)


def test_guesses_and_strangers_at_the_admin_are_limited_but_no_session(site):
    guesser = Visitor(site, address="127.0.0.26")
    seen = statuses(guesser, 150, lambda v, n: v.get(f"/preview/guess{n}/"))
    assert set(seen) == {404, 429}
    stranger = Visitor(site, address="127.0.0.27")
    seen = statuses(stranger, 120, lambda v, n: v.get("/admin/"))
    assert set(seen) == {302, 429}
    editor = Visitor(site, address="127.0.0.28")
    editor.cookies["sessionid"] = "x" * 32
    assert set(statuses(editor, 120, lambda v, n: v.get("/admin/"))) == {302}


def test_searches_are_limited_but_not_the_index(site):
    searcher = Visitor(site, address="127.0.0.23")

    def search(visitor, n):
        return visitor.get(f"/?q=word{n}")

    assert 429 in statuses(searcher, 80, search)
    assert statuses(searcher, 80, lambda v, n: v.get("/")) == [200] * 80


def test_embeds_are_limited(site):
    url = f"/oembed?url=https://{site.name}{site.facts['live']}"
    asker = Visitor(site, address="127.0.0.24")
    assert 429 in statuses(asker, 200, lambda v, n: v.get(url))


def test_an_office_behind_one_address_may_poll_as_it_likes(site):
    office = Visitor(site, address="127.0.0.25")
    page = parse(office.get(site.facts["live"]).content)
    poll = page.find(id="poller")["data-hx-get"]
    assert set(statuses(office, 300, lambda v, n: v.get(poll))) <= {200, 204}
    live = site.facts["live"]
    assert statuses(office, 100, lambda v, n: v.get(live)) == [200] * 100
