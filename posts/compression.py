"""Compressed bodies: made once, given to everybody who takes them."""

import gzip
from functools import lru_cache

import brotli

LEAST = 200  # bytes; what is shorter gains nothing
LONGEST = 200  # characters of a header that is looked at


def encoding_for(accepted):
    """The content coding for a request whose Accept-Encoding is ACCEPTED.

    'br', 'gzip' or '' (RFC 9110, 12.5.3): the smallest that the client does not
    refuse with `q=0`. An unusual header gets the plain body, which is never wrong.
    """
    return _best(accepted) if len(accepted) <= LONGEST else ""


@lru_cache(maxsize=1000)
def _best(accepted):
    taken = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if "".join(weight.split()) not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            taken.add(name.strip())
    return next((name for name in ("br", "gzip") if name in taken), "")


def compress(body, encoding):
    """BODY in ENCODING, 'br', 'gzip' or ''. The same bytes give the same bytes."""
    if encoding == "br":
        # A window of 1 MB holds any page; the usual one takes megabytes a thread.
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=6, lgwin=20)
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=6, mtime=0)
    return body
