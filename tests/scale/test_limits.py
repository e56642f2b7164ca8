"""What one address may ask for, and what nobody may be refused."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import deployed
from tests.installed import ask
from tests.reader import parse
from tests.scale.conftest import eventually
from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.visitor import Visitor
from tests.servers import free_port, nginx

NETWORK = """
daemon off;
pid nginx.pid;
events {{}}
http {{
    access_log off;
    {ours}
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Real-IP;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 200 $network; }}
    }}
}}
"""
MADE_UP = "__Host-sessionid=" + "x" * 32


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


def test_guesses_and_strangers_at_the_admin_are_limited(site):
    guesser = Visitor(site, address="127.0.0.26")
    seen = statuses(guesser, 150, lambda v, n: v.get(f"/preview/guess{n}/"))
    assert set(seen) == {404, 429}
    stranger = Visitor(site, address="127.0.0.27")
    seen = statuses(stranger, 120, lambda v, n: v.get("/admin/"))
    assert set(seen) == {302, 429}
    looking = Visitor(site, address="127.0.0.29")
    seen = statuses(looking, 120, lambda v, n: v.get("/admin/login/"))
    assert set(seen) == {200, 429}


def leave_behind(visitor, path):
    """Ask for PATH with a made-up session and go without an answer, as a flood does."""
    connection = visitor._connected()
    headers = {"Host": visitor.host, "Cookie": MADE_UP}
    connection.request("GET", path, headers=headers)
    connection.close()


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/"])
def test_a_made_up_session_has_a_limit_too(site, path):
    """One that a newsroom's own address does not come near; see below."""
    address = f"127.0.0.{41 + len(path)}"
    maker = Visitor(site, address=address)
    for _ in range(400):
        leave_behind(maker, path)
    assert maker.get(path, Cookie=MADE_UP).status_code == 429
    assert Visitor(site, address="127.0.0.40").get(path).status_code in (200, 302)


def test_one_address_holds_a_hundred_places_of_the_admin_at_most(site):
    """Whoever sends a form slowly holds one."""
    slow = Visitor(site, address="127.0.0.39")
    head = f"POST /admin/ HTTP/1.1\r\nHost: {site.name}\r\nContent-Length: 9\r\n"
    head += f"Cookie: {MADE_UP}\r\n\r\n"

    def refused():
        return slow.get("/admin/", Cookie=MADE_UP).status_code == 429

    held = [slow._connected() for _ in range(100)]
    try:
        for connection in held:
            connection.sock.sendall(head.encode())
        time.sleep(1)
        assert [refused() for _ in range(5)] == [True] * 5
    finally:
        for connection in held:
            connection.close()
    assert eventually(lambda: not refused())


def test_twenty_editors_at_one_address_open_their_desks_and_work(site, page):
    """Ten requests each at once, then one a second."""
    office = Visitor(site, address="127.0.0.28")
    assert office.sign_in(EDITORS[0], PASSWORD).status_code == 302
    desk = f"/admin/posts/livepage/{page.pk}/desk/"

    def opened(_):
        paths = [desk, *[f"{desk}composer/"] * 4, *[f"{desk}signed-in/"] * 5]
        return {office.get(path).status_code for path in paths}

    with ThreadPoolExecutor(20) as editors:
        assert set.union(*editors.map(opened, range(20))) == {200}
    began = time.monotonic()
    for n in range(100):
        assert office.get(f"{desk}composer/").status_code == 200
        time.sleep(max(0, began + n / 20 - time.monotonic()))


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


def test_the_addresses_of_one_ipv6_network_have_one_limit(tmp_path):
    whole = (deployed.DEPLOY / "nginx.conf").read_text()
    ours = re.search(r"map \$remote_addr \$network \{.*?\n    \}", whole, re.S)[0]
    port = free_port()
    with nginx(tmp_path, NETWORK.format(ours=ours, port=port)):

        def network(address):
            return ask(port, "GET", "/", headers={"X-Real-IP": address})

        one = network("2001:db8:1:2:3:4:5:6")
        assert one == network("2001:db8:1:2::9")
        short = network("2001:db8::1")
        assert short == network("2001:db8::7:6:5:4")
        # Zeros at a network's end are written or left out.
        for zero in ("2001:db8:5:0:", "2001:db8:0:0:"):
            left_out = network(f"{zero}0:0:0:1")
            assert left_out == network(f"{zero}1:2:3:4") == network(f"{zero}1::")
        others = "2001:db8:1:3::9", "2001:db8:2::1", "192.0.2.1", "192.0.2.2", "::1"
        assert len({one, short, *map(network, others)}) == 7
