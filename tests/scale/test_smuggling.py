"""Requests in requests: nginx refuses them, or the app server sees one and no more.

What is hidden asks for an address that nginx itself gives to nobody. If the app is
asked for it, nginx and the app server did not agree where a request ends.
"""

import json
import socket
from types import SimpleNamespace

import pytest

from tests.deployed import NAME, nginx_configuration
from tests.servers import app, environment, free_port, nginx

HOST = f"Host: {NAME}\r\n".encode()
HIDDEN = b"GET /protected-media/hidden HTTP/1.1\r\n" + HOST + b"\r\n"
FRONT = b"POST /admin/front HTTP/1.1\r\n" + HOST
ENDED = b"0\r\n\r\n" + HIDDEN  # an empty body in chunks, and what comes after it


def with_length(more, body=ENDED, front=FRONT):
    """A request whose Content-Length covers BODY and whose head says MORE."""
    return front + b"Content-Length: %d\r\n" % len(body) + more + b"\r\n\r\n" + body


def chunked(body, more=b""):
    return FRONT + b"Transfer-Encoding: chunked\r\n" + more + b"\r\n" + body


CHUNK = b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)

# By what is wrong with them.
REQUESTS = {
    "a length and chunks": with_length(b"Transfer-Encoding: chunked"),
    "chunks and a length": chunked(CHUNK, b"Content-Length: 4\r\n"),
    "chunks and no length": chunked(CHUNK, b"Content-Length: 0\r\n"),
    "chunks by another name": with_length(b"Transfer-Encoding: xchunked"),
    "chunks before a blank": with_length(b"Transfer-Encoding : chunked"),
    "chunks after a tab": with_length(b"Transfer-Encoding:\tchunked"),
    "chunks after a control": with_length(b"Transfer-Encoding: \x0bchunked"),
    "chunks in capitals": with_length(b"TRANSFER-ENCODING: CHUNKED"),
    "chunks twice": with_length(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x"),
    "chunks in a list": with_length(b"Transfer-Encoding: identity, chunked"),
    "chunks in quotes": with_length(b'Transfer-Encoding: "chunked"'),
    "chunks with an underscore": with_length(b"Transfer_Encoding: chunked"),
    "chunks after a line feed": with_length(b"X: y\nTransfer-Encoding: chunked"),
    "chunks after a return": with_length(b"X: y\rTransfer-Encoding: chunked"),
    "chunks in a folded line": with_length(b"X: y\r\n Transfer-Encoding: chunked"),
    "chunks on the next line": with_length(b"Transfer-Encoding:\r\n chunked"),
    "chunks after a null": with_length(b"X: \x00\r\nTransfer-Encoding: chunked"),
    "two lengths": with_length(b"Content-Length: 0", HIDDEN),
    "two lengths in one": FRONT + b"Content-Length: 0, 5\r\n\r\n" + HIDDEN,
    "a signed length": FRONT + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "a negative length": FRONT + b"Content-Length: -1\r\n\r\n" + HIDDEN,
    "a length in hexadecimal": FRONT + b"Content-Length: 0x0\r\n\r\n" + HIDDEN,
    "a length with a blank in it": FRONT + b"Content-Length: 0 5\r\n\r\n" + HIDDEN,
    "a length too long": FRONT + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n" + HIDDEN,
    "a folded length": FRONT + b"Content-Length:\r\n 0\r\n\r\n" + HIDDEN,
    "a length with an underscore": with_length(b"Content_Length: 0", HIDDEN),
    "a chunk's extension": chunked(b"0;a=b\r\n\r\n" + HIDDEN),
    "a line feed in an extension": chunked(b"2;\nxx\r\n0\r\n\r\n" + HIDDEN),
    "an extension without its end": chunked(b"0;" + b"a" * 5000 + b"\n\n" + HIDDEN),
    "a chunk that is too long": chunked(b"ffffffffffffffff\r\n" + HIDDEN),
    "a chunk of more than 64 bits": chunked(b"10000000000000000\r\n" + HIDDEN),
    "a negative chunk": chunked(b"-1\r\n" + HIDDEN),
    "a chunk ended by a line feed": chunked(b"1\nx\n0\n\n" + HIDDEN),
    "a trailer": chunked(b"0\r\nContent-Length: 5\r\n\r\n" + HIDDEN),
    "a body of a GET": with_length(
        b"X: y", HIDDEN, b"GET /live/storm/ HTTP/1.1\r\n" + HOST
    ),
    "a body of a HEAD": with_length(
        b"X: y", HIDDEN, b"HEAD /live/storm/ HTTP/1.1\r\n" + HOST
    ),
    "a body that is waited for": with_length(b"Expect: 100-continue", HIDDEN),
    "a body of an old protocol": with_length(
        b"Transfer-Encoding: chunked", ENDED, b"POST /admin/x HTTP/1.0\r\n" + HOST
    ),
    "an upgrade": with_length(
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA",
        HIDDEN,
    ),
    "a connection that takes the length away": with_length(
        b"Connection: Content-Length", HIDDEN
    ),
    "lines ended by line feeds": b"GET /admin/front HTTP/1.1\nHost: "
    + NAME.encode()
    + b"\nContent-Length: 0\n\n"
    + HIDDEN,
    "no version": b"GET /admin/front\r\n\r\n" + HIDDEN,
    "two versions": b"GET /admin/front HTTP/1.1 HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN,
    "a version of tomorrow": b"GET /admin/front HTTP/1.2\r\n" + HOST + b"\r\n" + HIDDEN,
    "a line's end in an address": b"GET /live/storm/%0a HTTP/1.1\r\n"
    + HOST
    + b"\r\n"
    + HIDDEN,
    "a line's end in a poll's address": b"GET /live/storm/updates/1/%0a?show=key: "
    + b"HTTP/1.1\r\n"
    + HOST
    + b"\r\n"
    + HIDDEN,
    "headers in an address": b"GET /live/storm/%0d%0aX:%20y HTTP/1.1\r\n"
    + HOST
    + b"\r\n"
    + HIDDEN,
    "a whole address of another host": b"GET http://evil.example/ HTTP/1.1\r\n"
    + HOST
    + b"\r\n",
    "a whole address and another host": f"GET http://{NAME}/x HTTP/1.1\r\n".encode()
    + b"Host: evil.example\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n",
    "a host before a blank": b"GET / HTTP/1.1\r\nHost : evil.example\r\n" + HOST,
    "a host with a path": b"GET / HTTP/1.1\r\nHost: evil.example/" + HOST + b"\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n" + HIDDEN,
    "a head without end": b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 100_000,
}
# Those that nginx may pass on, as one request: it reads the body, however it came, and
# sends it with its length.
HARMLESS = {
    "a line feed in an extension",
    "an extension without its end",
    "a chunk ended by a line feed",
    "a length with an underscore",
    "chunks with an underscore",
    "a chunk's extension",
    "a trailer",
    "a body of a GET",
    "a body of a HEAD",
    "a body that is waited for",
    "an upgrade",
    "a connection that takes the length away",
    "lines ended by line feeds",
    "a version of tomorrow",
    "a line's end in an address",
    "a line's end in a poll's address",
    "headers in an address",
    "a whole address and another host",
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """nginx as deployed, before an app server that notes what it is asked."""
    folder = tmp_path_factory.mktemp("smuggling")
    record = folder / "record"
    record.touch()
    variables = environment(folder) | {"RECORD": str(record)}
    recorder = "tests.scale.recorder:application"
    with app(variables, workers=1, application=recorder) as server:
        port = free_port()
        configuration = nginx_configuration(
            folder / "nginx", folder, [server.port], port
        )
        with nginx(folder / "nginx", configuration):
            record.write_text("")  # the server was asked whether it is there
            yield SimpleNamespace(port=configuration_port(configuration), record=record)


def configuration_port(text):
    """The port of the server block with the site in it."""
    block = text[: text.index("include nginx-site.conf")].rpartition("server {")[2]
    return int(block.partition("listen 127.0.0.1:")[2].partition(";")[0].split()[0])


def send(port, request):
    """All that comes back on the connection within a second of silence."""
    came = b""
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.settimeout(1)
        try:
            connection.sendall(request)
            while data := connection.recv(65536):
                came += data
        except (TimeoutError, ConnectionError):
            pass
    return came


def seen(recorded):
    lines = recorded.record.read_text().splitlines()
    recorded.record.write_text("")
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_in_a_request_reaches_nobody(recorded, name):
    answers = send(recorded.port, REQUESTS[name])
    asked = seen(recorded)
    assert not [path for _, path, *_ in asked if "hidden" in path]
    assert len(asked) <= 1
    assert {host for *_, host, _ in asked} <= {NAME}
    if name not in HARMLESS:
        first = answers.partition(b"\r\n")[0]
        assert b" 4" in first or b" 5" in first or not first, answers[:200]
    # And the next on the app server's connection gets what is theirs.
    plain = b"GET /admin/next HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    answers = send(recorded.port, plain)
    assert answers.startswith(b"HTTP/1.1 200")
    assert answers.count(b"one answer") == 1
    assert [path for _, path, *_ in seen(recorded)] == ["/admin/next"]
