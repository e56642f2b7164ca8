"""An older page as a browser's 'select all' took it, with all that stands around."""

import datetime
from collections import Counter

from posts.importing.document import ParsedByline, ParsedImage
from posts.importing.text.clutter import (
    CONSENT,
    EMBED,
    FURNITURE,
    LICENCE,
    LINK_MARK,
    NAVIGATION,
    OTHER_STORIES,
    PLAYER,
    SHARING,
)
from posts.importing.text.labels import NO_WORD
from posts.importing.text.surroundings import PORTRAIT, TIME_AGAIN
from tests.importing import parse_text

TEXT = """Skip to content
Sandport ferry adrift: as it happened
Live Reporting
Edited by Maren Oakes and Ivo Lund
All times stated are UK
Get involved
Share page
Copy link
About sharing
Summary
• The ferry is adrift
• A tug is on its way, external
1,204 viewing this page
That is all for nowpublished at 01:05 British Summer Time 27 October
01:05 27 October 2024
The harbour sleeps, and so do we.
Share this post
Facebook
Email
Breaking
The clocks go backpublished at 01:05 Greenwich Mean Time 27 October
Ada Example
Harbour correspondent
The tug has turned round.
This video can not be played
To play this video you need to enable JavaScript in your browser.
Media caption, The tug turns round
A tug in the dark
Image source, Harbour Trust
Image caption, The tug came from Wrack
Skip X post by Sandport Harbour
Allow X content?
This article contains content provided by X.
We ask for your permission before anything is loaded.
To view this content choose ‘accept and continue’.
Accept and continue
“She is under way,” the harbour office writes.
End of X post by Sandport Harbour
Read more
What the council sayspublished at 23:40 British Summer Time 26 October
Get involved
Ben Sample

Ben Sample
Reporter
House of Commons is told, external.
Nobody was hurt
published at 23:39 British Summer Time 26 October
Harbour Council
Sandport
Everybody is safe.
Got a TV licence?
You need one to watch any channel live. It’s the law.
Find out more
Related stories
Who owns the ferry?
The wall that never was
Back to top
© 2024 The Sandport Post. All rights reserved."""


def test_every_part_of_the_page_is_in_its_place():
    page = parse_text(TEXT, date=datetime.date(2024, 10, 27))
    assert page.format == "published"
    assert page.title == "Sandport ferry adrift: as it happened"
    assert page.edited_by == "Maren Oakes and Ivo Lund"
    assert page.summary == ("The ferry is adrift", "A tug is on its way")
    posts = [
        (
            post.headline,
            post.label,
            f"{post.published_at.astimezone(datetime.UTC):%d %H:%M}",
            post.bylines,
            post.body,
        )
        for post in page.posts
    ]
    assert posts == [
        (
            "That is all for now",
            "",
            "27 00:05",
            (),
            "<p>The harbour sleeps, and so do we.</p>",
        ),
        (
            "The clocks go back",
            "breaking",
            "27 01:05",
            (ParsedByline("Ada Example", "Harbour correspondent"),),
            "<p>The tug has turned round.</p><p>The tug turns round</p>"
            "<p>“She is under way,” the harbour office writes.</p>",
        ),
        (
            "What the council says",
            "",
            "26 22:40",
            (ParsedByline("Ben Sample", "Reporter"),),
            "<p>House of Commons is told.</p>",
        ),
        (
            "Nobody was hurt",
            "",
            "26 22:39",
            (ParsedByline("Harbour Council", "Sandport"),),
            "<p>Everybody is safe.</p>",
        ),
    ]
    assert [post.images for post in page.posts] == [
        (),
        (
            ParsedImage(
                "A tug in the dark", "Harbour Trust", "The tug came from Wrack", 29
            ),
        ),
        (),
        (),
    ]


def test_what_is_left_out_is_counted_by_reason():
    page = parse_text(TEXT, date=datetime.date(2024, 10, 27))
    lines = TEXT.split("\n")
    assert [(p.line, p.text) for p in page.problems] == [
        (27, "Media caption, The tug turns round")
    ]
    assert Counter(left.reason for left in page.left_out) == {
        NAVIGATION: 2,
        FURNITURE: 3,
        NO_WORD: 2,
        SHARING: 6,
        LINK_MARK: 2,
        TIME_AGAIN: 1,
        PLAYER: 2,
        EMBED: 2,
        CONSENT: 5,
        OTHER_STORIES: 4,
        PORTRAIT: 1,
        LICENCE: 4,
    }
    for left in page.left_out:
        assert left.text in (lines[left.line - 1], ", external")
    assert [left.line for left in page.left_out] == sorted(
        left.line for left in page.left_out
    )
