"""What the bench's crowd reads: answers as they come in, and what is in them."""

import gzip

import brotli
import pytest

from tests.bench.crowd_http import BadAnswerError, Body, Heads, parse_body, parse_head
from tests.conftest import publish, withdraw

EMPTY = b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"


def test_an_answer_in_any_two_packets_is_taken_whole():
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: x\r\n\r\nhello"
    heads = Heads()
    for cut in range(len(data)):
        assert heads.take(data[:cut]) is None
    head, body = heads.take(data)
    assert (head.status, head.length, body) == (200, 5, b"hello")


def test_an_answer_in_chunks_is_taken_when_the_last_has_come():
    data = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nhello\r\n3;x=y\r\n\r\n!\r\n0\r\n\r\n"
    )
    heads = Heads()
    for cut in range(len(data)):
        assert heads.take(data[:cut]) is None
    assert heads.take(data)[1] == b"hello\r\n!"


def test_an_empty_answer_has_no_body_whatever_it_says():
    assert Heads().take(EMPTY)[1] == b""
    assert parse_head(EMPTY[:-4] + b"\r\nContent-Length: 9").length == 0


@pytest.mark.parametrize(
    "data",
    [
        EMPTY + b"x",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n",
        b"SSH-2.0\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_refused(data):
    with pytest.raises(BadAnswerError):
        Heads().take(data)


def test_a_head_says_when_to_come_again():
    head = parse_head(
        b"HTTP/1.1 503 x\r\nRETRY-AFTER: 7\r\nConnection: Close\r\nContent-Length: 2"
    )
    assert (head.status, head.rest, head.closes, head.length) == (503, 7, True, 2)
    head = parse_head(b"HTTP/1.1 204 x\r\npoll-after: 15")
    assert (head.wait, head.rest, head.closes) == (15, 0, False)


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_pages_and_deltas_of_the_live_blog_are_understood(client, page, encoding):
    encode = {"": bytes, "gzip": gzip.compress, "br": brotli.compress}[encoding]
    first, second = publish(page, "First"), publish(page, "Second")
    url = page.get_absolute_url()
    opened = parse_body(encode(client.get(url).content), encoding)
    page.refresh_from_db()
    assert opened == Body(
        page.revision, 5, (second.pk, first.pk), (), frozenset(), True
    )
    withdraw(first)
    third = publish(page, "Third")
    at = f"{url}updates/{page.revision}/"
    delta = parse_body(encode(client.get(at).content), encoding)
    assert delta == Body(
        page.revision + 2, 5, (third.pk,), (first.pk,), frozenset({third.pk}), False
    )
    fresh = parse_body(encode(client.get(f"{url}updates/999/").content), encoding)
    assert (fresh.changed, fresh.is_fresh) == ((third.pk, second.pk), True)
