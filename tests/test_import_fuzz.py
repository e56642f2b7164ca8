"""A thousand spoilt sources: each is refused clearly or imported faithfully."""

import datetime
import re
import signal
from contextlib import contextmanager

import pytest

from posts.bodies import sanitise
from posts.importing.document import SourceError
from posts.importing.importer import ImportRefusedError, Settings, import_page
from posts.importing.reading import READERS, read
from posts.importing.source import LARGEST, Source, Wanted
from posts.models import Contributor, LivePage, Post, SummaryPoint
from posts.publishing import PublishingError
from tests import samples
from tests.importing import SAMPLE
from tests.mutations import mutated
from tests.nothing_lost import body_text, lost, words

DAY = datetime.date(2025, 2, 3)
EVERY = 50  # sources in one test
TEXTS = {
    "ferry": "\n".join(SAMPLE.read_text("utf-8").split("\n")[:75]),
    "numbered": samples.NUMBERED,
    "without numbers": samples.WITHOUT_NUMBERS,
    "log": samples.LOG,
}
OTHERS = {
    "own": samples.OWN,
    "json-ld": samples.JSON_LD,
    "microdata": samples.MICRODATA,
    "article": samples.ARTICLE,
    "atom": samples.ATOM,
    "rss": samples.RSS,
    "json feed": samples.JSON_FEED,
}
ALL = TEXTS | OTHERS
TEXT_FORMATS = [reader.name for reader in READERS["text"]]


@contextmanager
def hang_guard(seconds=60):
    def give_up(signum, frame):
        raise AssertionError(f"not done after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def spoilt(name, seed):
    return mutated(ALL[name].encode(), seed)


def outcome(data, **wanted):
    """The ParsedPage of DATA, or None where a SourceError refuses it clearly."""
    try:
        return read(Source(data), Wanted(date=DAY, **wanted))
    except SourceError as error:
        check_refusal(error, data)
        return None


def check_refusal(error, data):
    assert error.message
    assert "\n" not in str(error)
    lines = len(re.findall(rb"\r\n?|\n", data)) + 1
    assert error.line is None or 1 <= error.line <= lines


def check(page):
    """What the sanitiser makes of the bodies stays as it is, and is harmless."""
    for post in page.posts:
        body = sanitise(post.body)
        assert sanitise(body) == body
        assert not re.search(r"<(?:script|style|iframe|img)\b|\son\w+=", body)


def check_text(data, page):
    assert lost(data.decode(), page) == {}
    for post in page.posts:
        assert words(body_text(sanitise(post.body))) == words(body_text(post.body))
    check(page)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("start", range(0, 200, EVERY))
def test_a_spoilt_text_is_refused_or_loses_no_word(name, start):
    with hang_guard():
        for seed in range(start, start + EVERY):
            data = spoilt(name, seed)
            forced = TEXT_FORMATS[seed % len(TEXT_FORMATS)]
            for wanted in ("", forced):
                page = outcome(data, format=wanted)
                if page is not None:
                    check_text(data, page)


@pytest.mark.parametrize("name", OTHERS)
def test_a_spoilt_file_is_refused_or_read(name):
    with hang_guard():
        for seed in range(100):
            page = outcome(spoilt(name, seed))
            if page is not None:
                check(page)


@pytest.mark.parametrize("name", ["ferry", "numbered", "without numbers", "own"])
def test_many_a_spoilt_source_is_read_all_the_same(name):
    assert sum(outcome(spoilt(name, seed)) is not None for seed in range(100)) > 10


@pytest.mark.django_db
@pytest.mark.parametrize("name", ALL)
def test_a_refused_import_leaves_nothing_behind(name):
    with hang_guard():
        for seed in range(8):
            parsed = outcome(spoilt(name, seed))
            if parsed is None:
                continue
            slug = f"spoilt-{seed}"
            before = rows()
            try:
                report = import_page(parsed, Settings(title="Spoilt", slug=slug))
            except (SourceError, ImportRefusedError, PublishingError):
                assert rows() == before
            else:
                assert report.count("created") == len(parsed.posts)
                posts = Post.objects.filter(page__slug=slug).order_by("sequence")
                assert [post.headline for post in posts][::-1] == [
                    post.headline for post in parsed.posts
                ]


def rows():
    models = (LivePage, Post, SummaryPoint, Contributor)
    return [model.objects.count() for model in models]


def test_a_refusal_is_told_in_one_line():
    error = SourceError("cannot read 'a\nb\r\n c'", 3)
    assert (error.message, str(error)) == (
        "cannot read 'a b c'",
        "line 3: cannot read 'a b c'",
    )


@pytest.mark.parametrize(
    "start", ["<!-- a -->", "<!--", "<!-- a\n", " ", "A: b\n", "A:\n "]
)
def test_the_kind_of_a_source_is_told_at_once(start):
    with hang_guard(10):
        assert Source(start.encode() * 3_000 + b"Text.").kind == "text"


def test_fifty_megabytes_are_refused_at_once():
    with pytest.raises(SourceError, match="has more than 32 MB"):
        read(Source(b"1. x" * 13_000_000), Wanted())
    assert LARGEST < 50_000_000
