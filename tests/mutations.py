"""Spoiling a saved page in the ways that copying, cutting and malice do.

Each mutation takes a random.Random and the page's bytes, and returns other bytes.
"""

import functools
import random

MARKS = ["\u200f", "\u202e", "\u2066", "\u2060", "\ufeff", "\u0301", "\u2028", "\x1b"]
PHRASES = [
    *("published at ", "published at 16:14 ", "Image source, ", "Image caption, "),
    *("1. ", "12. Analysis\n", "• ", "16:14 GMT\n", "6.14pm - ", "Live Reporting\n"),
    *("<p>", "</div>", "<!--", "]]>", "&#0;", "&amp;", '"', "{", "\\u0000", "\\ud800"),
]


def _on_lines(change):
    """The mutation that CHANGE makes of a list of lines, in place."""

    @functools.wraps(change)
    def mutate(rng, data):
        lines = data.split(b"\n")
        change(rng, lines)
        return b"\n".join(lines)

    return mutate


def _at(rng, items):
    return rng.randrange(len(items) + 1)


def _insert(rng, data, more):
    place = _at(rng, data)
    return data[:place] + more + data[place:]


def cut_the_end(rng, data):
    return data[: _at(rng, data)]


def cut_the_start(rng, data):
    return data[_at(rng, data) :]


@_on_lines
def shuffle_lines(rng, lines):
    start = _at(rng, lines)
    some = lines[start : start + 30]
    rng.shuffle(some)
    lines[start : start + 30] = some


@_on_lines
def double_lines(rng, lines):
    start = _at(rng, lines)
    lines[start:start] = lines[start : start + rng.randint(1, 40)]


@_on_lines
def drop_lines(rng, lines):
    start = _at(rng, lines)
    del lines[start : start + rng.randint(1, 10)]


@_on_lines
def move_lines(rng, lines):
    start = _at(rng, lines)
    some = lines[start : start + 5]
    del lines[start : start + 5]
    place = _at(rng, lines)
    lines[place:place] = some


@_on_lines
def drop_blank_lines(rng, lines):
    lines[:] = [line for line in lines if line.strip() or rng.random() < 0.2]


@_on_lines
def add_blank_lines(rng, lines):
    lines[:] = [part for line in lines for part in [line, b""] * rng.randint(1, 2)]


@_on_lines
def lose_indents(rng, lines):
    lines[:] = [line.strip() for line in lines]


@_on_lines
def nest_lists(rng, lines):
    depth = rng.randint(2, 60)
    nested = [b" " * n + "• ".encode() * n + b"1. item" for n in range(depth)]
    start = _at(rng, lines)
    lines[start:start] = nested


@_on_lines
def add_a_huge_line(rng, lines):
    piece = rng.choice([*PHRASES, "word ", "x", "•", "9", "\u202e"]).replace("\n", " ")
    lines.insert(_at(rng, lines), (piece * (60_000 // len(piece))).encode())


def join_lines(rng, data):
    return data.replace(b"\n", rng.choice([b"", b" ", b"\n\n"]), rng.randint(1, 8))


def other_line_endings(rng, data):
    return data.replace(b"\n", rng.choice([b"\r\n", b"\r", b"\n\r\n"]))


def add_random_bytes(rng, data):
    return _insert(rng, data, rng.randbytes(rng.randint(1, 4)))


def flip_bytes(rng, data):
    spoilt = bytearray(data)
    for _ in range(min(len(spoilt), 3)):
        spoilt[rng.randrange(len(spoilt))] = rng.choice(b"0149:.,<>{}[]\"' \n\tAz")
    return bytes(spoilt)


def add_a_nul(rng, data):
    return _insert(rng, data, b"\0")


def add_marks(rng, data):
    text = data.decode(errors="ignore")
    for _ in range(rng.randint(1, 20)):
        text = _insert(rng, text, rng.choice(MARKS))
    return text.encode()


def add_phrases(rng, data):
    text = data.decode(errors="ignore")
    for _ in range(rng.randint(1, 5)):
        text = _insert(rng, text, rng.choice(PHRASES) * rng.choice([1, 1, 2, 50]))
    return text.encode()


def change_digits(rng, data):
    return bytes(
        rng.choice(b"0123456789")
        if chr(byte).isdigit() and rng.random() < 0.1
        else byte
        for byte in data
    )


MUTATIONS = [
    *(cut_the_end, cut_the_start, shuffle_lines, double_lines, drop_lines, move_lines),
    *(drop_blank_lines, add_blank_lines, lose_indents, nest_lists, add_a_huge_line),
    *(join_lines, other_line_endings, add_random_bytes, flip_bytes, add_a_nul),
    *(add_marks, add_phrases, change_digits),
]


def mutated(data, seed):
    """DATA after one to three mutations; the same for the same SEED."""
    rng = random.Random(seed)
    # Each has its turn as the first, so that none depends on luck.
    first = MUTATIONS[seed % len(MUTATIONS)]
    for mutate in [first, *rng.choices(MUTATIONS, k=rng.choice([0, 0, 1, 2]))]:
        data = mutate(rng, data)
    return data
