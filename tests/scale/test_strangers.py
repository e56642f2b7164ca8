"""What a stranger sends does not reach others: hosts, headers, addresses, methods."""

import socket
import ssl

import pytest

from tests.scale.visitor import Visitor

EVIL = "evil.example.net"


def test_another_host_is_not_answered(site):
    with pytest.raises(ssl.SSLError):
        Visitor(site, host=EVIL).get("/")
    with pytest.raises(ConnectionError):
        Visitor(site).ask("GET", "/", Host=EVIL)


def test_plain_http_leads_to_tls_for_our_host_only(site):
    def asked(host):
        """The answer to plain HTTP; nothing if the connection is closed at once."""
        with socket.create_connection(("127.0.0.1", site.plain_port), 10) as plain:
            plain.sendall(f"GET /x HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            try:
                return plain.recv(4096).decode()
            except ConnectionResetError:
                return ""

    answer = asked(site.name)
    assert answer.startswith("HTTP/1.1 301")
    assert f"Location: https://{site.name}/x\r\n" in answer
    assert asked(EVIL) == ""


def test_tls_is_new_enough_and_speaks_http_2(site):
    def spoken(**limits):
        context = ssl.create_default_context(cafile=site.certificate)
        context.set_alpn_protocols(["h2", "http/1.1"])
        for name, value in limits.items():
            setattr(context, name, value)
        with (
            socket.create_connection(("127.0.0.1", site.port), 10) as plain,
            context.wrap_socket(plain, server_hostname=site.name) as secure,
        ):
            return secure.selected_alpn_protocol()

    assert spoken() == "h2"
    with pytest.warns(DeprecationWarning, match="TLSv1_1"), pytest.raises(ssl.SSLError):
        spoken(
            maximum_version=ssl.TLSVersion.TLSv1_1,
            minimum_version=ssl.TLSVersion.TLSv1_1,
        )


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_Host": EVIL},
        {"X_Forwarded_Proto": "http"},
        {"Forwarded": f"host={EVIL};proto=http"},
        {"X_Forwarded_For": "203.0.113.9"},
        {"X_HTTP_Method_Override": "DELETE"},
        {"X_Original_URL": "/admin/"},
        {"X_Accel_Redirect": "/protected-media/x"},
        {"Host": "LIVE.example.org:8443"},
        {"HX_Request": "true"},
        {"Accept_Language": "ar"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_of_a_stranger_ends_up_in_the_cache(site, reader, headers):
    """Each is sent first to addresses that nobody asked for before."""
    for n, path in enumerate((site.facts["ended"], "/", "/sitemap.xml", "/robots.txt")):
        key = abs(hash(str(headers))) % 10**6
        coding = ("br", "gzip", "identity", "br")[n]
        path += f"?refresh=off&at={key}&page=1&p=1"
        first = reader.get(path, Accept_Encoding=coding, **headers)
        assert first.status_code == 200
        assert EVIL.encode() not in first.content
        assert b"http://live" not in first.content
        again = reader.get(path, Accept_Encoding=coding)
        assert again.content == first.content


def test_a_post_to_a_reader_s_address_is_refused_and_not_kept(site, reader):
    refused = reader.ask("POST", site.facts["live"], "x=1")
    assert refused.status_code == 405
    assert refused.cache is None or refused.cache == "BYPASS"
    assert reader.get(site.facts["live"]).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/protected-media/",
        "/protected-media/{picture}",
        "/static/../media/{picture}",
        "/static/%2e%2e/db.sqlite3",
        "/static../media/{picture}",
        "/media/../../etc/passwd",
        "/media/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/.env",
    ],
)
def test_files_have_no_way_out_but_their_own(site, reader, path):
    answer = reader.get(path.format(**site.facts))
    assert answer.status_code in (400, 404), path


def test_the_server_says_nothing_of_what_it_runs(site, reader):
    for path in (site.facts["live"], "/nothing", "/static/posts/live.css", "/%00"):
        named = reader.get(path).headers["Server"]
        assert named == "nginx", path


def test_each_answer_says_once_what_browsers_may_do_with_it(site, reader):
    """The app's own headers, and nginx's where it answers by itself."""
    picture = f"/media/{site.facts['picture']}"
    paths = [site.facts["live"], f"{site.facts['live']}embed/", "/", picture]
    paths += ["/nothing", "/protected-media/x", "/static/posts/live.css", "/oembed"]
    for path in paths * 2:  # once made, once kept
        headers = reader.get(path).headers
        assert headers.get_all("X-Content-Type-Options") == ["nosniff"], path
        assert len(headers.get_all("Cross-Origin-Resource-Policy")) == 1, path
