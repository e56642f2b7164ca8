import time

import pytest

from posts.importing.document import LeftOut
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
    find_clutter,
    reason,
    take_out,
)

ASKED = (
    "This post contains content provided by Chirper. We need your permission before "
    "anything is loaded, since cookies may be set. You may wish to read Chirper’s "
    "cookie policy, external and privacy policy, external. To view this content "
    "choose ‘accept and continue’."
)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Allow Chirper content?", CONSENT),
        ("ALLOW INSTAGRAM CONTENT?", CONSENT),
        (ASKED, CONSENT),
        ("Accept and continue", CONSENT),
        ("Skip twitter post 2 by Ada Example", EMBED),
        ("End of X post by @harbour, 1", EMBED),
        ("Skip podcast promotion", EMBED),
        ("View original tweet on X", EMBED),
        ("Warning: third-party content may contain adverts", EMBED),
        (
            "The Harbour Post is not responsible for the content of external sites.",
            EMBED,
        ),
        ("This video can not be played", PLAYER),
        ("To play this video you need to enable JavaScript in your browser.", PLAYER),
        ("Share", SHARING),
        ("• Share this post", SHARING),
        ("Share page", SHARING),
        ("Copy link", SHARING),
        ("About sharing", SHARING),
        ("Back to top", NAVIGATION),
        ("Page 1 of 3", NAVIGATION),
        ("View more", NAVIGATION),
        ("Skip to main content", NAVIGATION),
        ("Related stories", OTHER_STORIES),
        ("Read More", OTHER_STORIES),
        ("Read more…", OTHER_STORIES),
        ("More on this story:", OTHER_STORIES),
        ("© 2025 The Harbour Post. All rights reserved.", LICENCE),
        ("All rights reserved", LICENCE),
        ("Got a TV licence?", LICENCE),
        ("This text is available under a Creative Commons licence", LICENCE),
        ("Live Reporting", FURNITURE),
        ("All times stated are UK", FURNITURE),
        ("All times are in Greenwich Mean Time.", FURNITURE),
        ("Follow us on X, Facebook and Instagram", FURNITURE),
        ("1,204 viewing this page", FURNITURE),
    ],
)
def test_a_line_that_is_no_part_of_the_story_is_told_by_the_whole_of_it(line, why):
    assert reason(line) == why


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Share of the vote",
        "Share prices fell as the harbour shut.",
        "“Share,” she said.",
        "Read more about the wall here.",
        "Related stories were told on the quay all night.",
        "Page 1 of 3 was torn out of the log.",
        "Accept and continue, the pilot told the crew.",
        "Accept and continue. That was all the pilot said.",
        "All times are hard",
        "All times stated are wrong, the harbour office says.",
        "The council is not responsible for the wall.",
        "You need a licence to use a drone here.",
        "You may want to read our piece on foreign policy.",
        "To watch this video, tap the picture above.",
        "It's the law.",
        "Find out more",
        "Facebook",
        "Follow us on the quay",
        "Got a licence?",
        "Allow the content of the hold to dry, he said.",
        "View from the quay",
        "Skip to it",
        "End of the line",
        "Live",
        "Get involved",
        "\u2060Share",
        "• \u2060Back to top",
    ],
)
def test_words_of_the_story_are_left_alone(line):
    assert reason(line) == ""


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Share", "", "Facebook", "X", "• Email"], [0, 2, 3, 4]),
        (["Facebook", "Email", "Copy link"], [0, 1, 2]),
        (["Allow X content?", "X", "The wall held.", "X"], [0, 1]),
        (["Facebook", "Email"], []),
        (["Share", "\u2060Facebook"], [0]),
        (["Read more", "Facebook"], [0]),
        (
            [
                "Got a TV licence?",
                "You need one to watch a live channel. It’s the law.",
                "Find out more",
            ],
            [0, 1, 2],
        ),
        (["It's the law.", "Got a TV licence?", "The wall held."], [1]),
        (["Got a TV licence?", "\u2060It's the law."], [0]),
    ],
)
def test_what_hangs_on_a_line_of_clutter_goes_with_it(lines, found):
    assert sorted(find_clutter(lines)) == found


@pytest.mark.parametrize(
    ("line", "words", "marks"),
    [
        ("See the map, external", "See the map", 1),
        ("Her post, external.", "Her post.", 1),
        ("In a post, external, she said", "In a post, she said", 1),
        ("The log, external that she kept", "The log that she kept", 1),
        ("The map, external of the quay", "The map of the quay", 1),
        ("She wrote, external Monday", "She wrote Monday", 1),
        ("1. \u2060A post, external, says", "1. \u2060A post, external, says", 0),
        ("A map, external (a log, external)", "A map (a log)", 2),
        ("Threats, external or not", "Threats, external or not", 0),
        (
            "Both threats, internal, external, grew",
            "Both threats, internal, external, grew",
            0,
        ),
        ("It hired, external auditors say", "It hired, external auditors say", 0),
        ("\u2060See the map, external", "\u2060See the map, external", 0),
    ],
)
def test_the_mark_of_a_link_is_cut_off_and_counted(line, words, marks):
    left_out = [LeftOut(1, ", external", LINK_MARK)] * marks
    assert take_out([line]) == ([words], left_out)


def test_what_is_taken_out_leaves_an_empty_line():
    kept, left_out = take_out(["One.", "Share", "Two, external", "Back to top"])
    assert kept == ["One.", "", "Two", ""]
    assert left_out == [
        LeftOut(2, "Share", SHARING),
        LeftOut(3, ", external", LINK_MARK),
        LeftOut(4, "Back to top", NAVIGATION),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "x, " * 330,
        "share " * 160,
        "we need your permission " + "cookies " * 110,
        "you may want to read " + "privacy polic " * 60,
        "© " * 490,
        "all times are " + "a " * 480,
        "a. " * 330,
        ", external" * 300_000,
        "a" * 3_000_000,
    ],
)
def test_hostile_lines_are_judged_at_once(line):
    started = time.monotonic()
    reason(line)
    take_out([line])
    assert time.monotonic() - started < 1
