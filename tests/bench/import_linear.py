"""Whether reading a source takes time in proportion to its length: `make bench`.

Sources made to be nasty are read at a length and at eight times that length. In
linear time the second takes eight times as long, in quadratic time sixty-four times;
the limit lies well between them, since a machine with other work to do is no clock.
"""

import contextlib
import datetime
import signal
import sys
import time

TIMES = 8
LIMIT = 3 * TIMES
LENGTH = 1_000
PATIENCE = 60
SHORT = 0.1  # seconds; below it, a ratio says nothing
WANTED = {"date": datetime.date(2025, 2, 3)}
HEAD = "Live Reporting\n\nEdited by Ada Example\n\n"
POST = "1. Headpublished at 16:14 GMT\n"
LD = """<html><script type="application/ld+json">{"@type": "LiveBlogPosting",
"headline": "Storm", "liveBlogUpdate": [%s]}</script></html>"""
UPDATE = '{"@type": "BlogPosting", "datePublished": "2025-02-03T16:14:00Z", %s}'
MICRODATA = """<html><div itemscope itemtype="https://schema.org/LiveBlogPosting">
<div itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting">
<time itemprop="datePublished" datetime="2025-02-03T16:14:00Z"></time>
<div itemprop="articleBody">%s</div></div></div></html>"""
ARTICLE = "<html><h1>Storm</h1>%s</html>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>%s</feed>'
ENTRY = "<entry><id>%d</id><updated>2025-02-03T16:14:00Z</updated>%s</entry>"


def lines(line):
    """N numbered copies of LINE, which may hold {n}."""
    return lambda n: "".join(line.format(n=k) for k in range(1, n + 1))


def one_line(piece, head=POST):
    return lambda n: head + piece * n


TEXTS = {
    "posts": lines("{n}. Head\n\nText.\n\n"),
    "posts with times": lines("{n}. Headpublished at 16:14 GMT\nText.\n"),
    "posts that count down": lambda n: "".join(
        f"{k}. Head\n\nText.\n\n" for k in range(n, 0, -1)
    ),
    "lists that reach past the post": lambda n: "1. A\n" + "1. x\n2. y\nText.\n" * n,
    "lists of growing length": lines("1. A\n2. x\n3. x\nText.\n{n}. y\nText.\n"),
    "the number 1": lines("1. A\n"),
    "strays": lines("1. A\nText.\n9{n}. x\nText.\n"),
    "prose about publishing": lambda n: POST + "It was published at 16:14 GMT.\n" * n,
    "labels": lambda n: POST + "Analysis\n" * n,
    "labels far apart": lambda n: POST + "Analysis\n\n\n" * n,
    "blank lines": lambda n: POST + "\n" * 50 * n + "Text.",
    "bylines": lambda n: HEAD + "Tide\n\n" + "Ada Example\nEditor\n\n" * n,
    "headlines": lambda n: HEAD + "Tide turns\n\nAda Example\nEditor\n\nA.\n\n" * n,
    "lines like headlines": lambda n: HEAD + "Tide turns\n\n" * n,
    "names apart": lambda n: POST + "Ada Example\n\nCoast editor\n\n" * n,
    "captions": lambda n: POST + "Image caption, A\n" * n,
    "credits": lambda n: POST + "AImage source, B\nImage caption, C\n" * n,
    "bullets": lambda n: POST + "• A\n" * n,
    "buttons": lambda n: POST + "Share\nFacebook\nEmail\n" * n,
    "licences": lambda n: POST + "All rights reserved\nFind out more\n" * n,
    "times": lambda n: "16:14\nText.\n" * n,
    "times and dates": lambda n: "3 February 2025\n16:14 - A\n" * n,
    "times in prose": lambda n: "16:14 A\n" + "At 16:14 (see 2:14pm) it\n" * n,
}
TEXTS |= {
    f"one line of {piece!r}": one_line(piece * 20)
    for piece in (
        *("x", " ", "9", "•", "\u2060", "1. ", "published at ", "published at 16:14 "),
        *("Image source, ", "Image caption, ", "Copyright: ", ", external", "16:14 "),
        *(
            "Share. ",
            "Share this page. ",
            "a. ",
            "12:30pm: ",
            "& ",
            "<",
            "Ada Example ",
        ),
        *("By Ada and ", "all times are ", "3 February 2025 ", "Allow ", "\u202e", "("),
    )
}
FILES = {
    "deep elements": lambda n: MICRODATA % ("<div>" * 5 * n),
    "deep lists": lambda n: MICRODATA % ("<ul><li>" * 5 * n),
    "many paragraphs": lambda n: MICRODATA % ("<p>a <b>b</b>" * n),
    "many tables": lambda n: MICRODATA % ("<table><tr><td>a</table>" * n),
    "many items": lambda n: MICRODATA % ("<div itemscope itemprop=x>" * n),
    "bodies of JSON-LD": lambda n: LD % (UPDATE % f'"articleBody": "{"<p>a" * 9 * n}"'),
    "open tags": lambda n: LD % (UPDATE % f'"articleBody": "{"<" * 20 * n}"'),
    "open comments": lambda n: LD % (UPDATE % f'"articleBody": "{"<!--" * 20 * n}"'),
    "ampersands": lambda n: LD % (UPDATE % f'"articleBody": "{"&" * 20 * n}"'),
    "updates": lambda n: LD % ",".join([UPDATE % '"articleBody": "a"'] * n),
    "scripts": lambda n: "<html>" + (LD % "") * n + LD % (UPDATE % '"text": "a"'),
    "references": lambda n: (
        LD
        % ",".join(
            f'{{"@id": "#{k}"}}, {{"@id": "#{k}", "headline": "a"}}' for k in range(n)
        )
    ),
    "sections": lambda n: (
        ARTICLE % ("<h2>A</h2><time datetime='2025-02-03T16:14Z'></time><p>a</p>" * n)
    ),
    "headings": lambda n: ARTICLE % ("<h2>A</h2>" * n),
    "times without headings": lambda n: ARTICLE % ("<time>16:14</time>" * n),
    "entries": lambda n: (
        ATOM
        % "".join(ENTRY % (k, "<content type='html'>a</content>") for k in range(n))
    ),
    "deep XML": lambda n: ATOM % (ENTRY % (1, "<a>" * n)),
    "comments before a page": lambda n: "<!-- a -->" * n + "<html>",
    "a page of comments": lambda n: "<html>" + "<!--" * 20 * n,
}


class TooSlowError(Exception):
    pass


def give_up(signum, frame):
    raise TooSlowError


def seconds(make, n):
    """Of processor time to read, at best of two; without end if it takes a minute."""
    from posts.importing.document import SourceError
    from posts.importing.reading import read
    from posts.importing.source import Source, Wanted

    data = make(n).encode()
    best = float("inf")
    signal.signal(signal.SIGALRM, give_up)
    for _ in range(2):
        signal.alarm(PATIENCE)
        start = time.process_time()
        try:
            with contextlib.suppress(SourceError):
                read(Source(data), Wanted(**WANTED))
        except TooSlowError:
            return float("inf")
        finally:
            signal.alarm(0)
        best = min(best, time.process_time() - start)
    return best


def main():
    failed = False
    for name, make in (TEXTS | FILES).items():
        few, many = seconds(make, LENGTH), seconds(make, TIMES * LENGTH)
        ratio = many / max(few, 1e-6)
        bad = ratio >= LIMIT and many > SHORT
        failed |= bad
        verdict = "  NOT LINEAR" if bad else ""
        print(f"{few:9.3f} {many:9.3f} {ratio:7.1f}  {name}{verdict}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
