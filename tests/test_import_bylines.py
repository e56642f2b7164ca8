import pytest

from posts.importing.document import ParsedByline
from posts.importing.text.bylines import read_bylines

PROSE = "The wall held through the night."
ADA = ("Ada Example", "Harbour correspondent")
LONG = "The tug has reached the outer wall and takes the ferry in tow, the harbour says"


def read(*lines):
    """The bylines, as pairs, and the lines that are left for the body."""
    bylines, start = read_bylines(list(lines), 0, len(lines))
    assert all(type(byline) is ParsedByline for byline in bylines)
    return [(byline.name, byline.role) for byline in bylines], list(lines[start:])


@pytest.mark.parametrize(
    ("lines", "bylines", "rest"),
    [
        (["", *ADA, "", PROSE], [ADA], ["", PROSE]),
        ([*ADA, PROSE], [ADA], [PROSE]),
        (["", *ADA, PROSE], [ADA], [PROSE]),
        ([*ADA, "• One"], [ADA], ["• One"]),
        ([*ADA, "\u2060One"], [ADA], ["\u2060One"]),
        ([*ADA, LONG], [ADA], [LONG]),
        ([*ADA, "BoatImage source, Pool"], [ADA], ["BoatImage source, Pool"]),
        ([*ADA, "Image source, Pool"], [ADA], ["Image source, Pool"]),
        (
            ["", "Ada Example", "Pilot", "Image source, Pool"],
            [("Ada Example", "Pilot")],
            ["Image source, Pool"],
        ),
        (
            [*ADA, "Two boats", "Image source, P"],
            [ADA],
            ["Two boats", "Image source, P"],
        ),
        (
            ["Ada Example", "In Sandport", "Ben Sample", "Reporter", PROSE],
            [("Ada Example", "In Sandport"), ("Ben Sample", "Reporter")],
            [PROSE],
        ),
        (["Ada Example", "Pilot", PROSE], [("Ada Example", "Pilot")], [PROSE]),
        (["By Ada Example", "", PROSE], [("Ada Example", "")], ["", PROSE]),
        (["By Ada Example", PROSE], [("Ada Example", "")], [PROSE]),
        (["By Ada Example"], [("Ada Example", "")], []),
        (
            ["By Ada Example, harbour correspondent", PROSE],
            [(*ADA[:1], "harbour correspondent")],
            [PROSE],
        ),
        (
            ["By Ada Example and Ben Sample", "", PROSE],
            [("Ada Example", ""), ("Ben Sample", "")],
            ["", PROSE],
        ),
        (
            ["By Ada Example", "Reporter", "", PROSE],
            [("Ada Example", "Reporter")],
            ["", PROSE],
        ),
        (
            ["Ada Example and Ben Sample", "Reporters", "", PROSE],
            [("Ada Example", "Reporters"), ("Ben Sample", "Reporters")],
            ["", PROSE],
        ),
        (
            ["", *ADA, "Reporting from Sandport", "", PROSE],
            [("Ada Example", "Harbour correspondent, reporting from Sandport")],
            ["", PROSE],
        ),
        (
            [*ADA, "Reporting from Sandport", PROSE],
            [("Ada Example", "Harbour correspondent, reporting from Sandport")],
            [PROSE],
        ),
    ],
)
def test_name_and_role_are_told_by_their_shape_and_what_follows(lines, bylines, rest):
    assert read(*lines) == (bylines, rest)


@pytest.mark.parametrize(
    ("lines", "bylines", "rest"),
    [
        (["", "Ada Example", "", ADA[1], "", PROSE], [ADA], ["", PROSE]),
        (["Ada Example", "", "", ADA[1], PROSE], [ADA], [PROSE]),
    ],
)
def test_blank_lines_may_stand_between_name_and_role(lines, bylines, rest):
    assert read(*lines) == (bylines, rest)


@pytest.mark.parametrize(
    "lines",
    [
        ["", "Ada Example", "", "Reporter"],
        ["", "Ada Example", "", "What we know", "", PROSE],
        ["", *ADA, "A third short line"],
        ["Ada Example", "Boat lost", "A third short line"],
        ["Ada Example", "Image source, Pool", "", PROSE],
        ["Ada Example", "Image caption: Home", "", PROSE],
        ["Ada Example", "Copyright: Pool", PROSE],
        ["Ada Example", "", "Image source, Pool"],
        ["Ada Example", PROSE],
        ["Ada Example", "", PROSE],
        ["\u2060Ada Example", "Reporter", "", PROSE],
        ["Ada Example", "\u2060Reporter", "", PROSE],
        ["Ada Example said", "Reporter", PROSE],
        ["Ada Example", "• Reporter", PROSE],
        ["By Ada", "Reporter", PROSE],
        ["By Christmas Eve, all of the boats", PROSE],
        ["\u2060By Ada Example", PROSE],
        ["Ada Example and crew", "Reporters", PROSE],
        [PROSE, *ADA, "", PROSE],
    ],
)
def test_other_short_lines_stay_in_the_body(lines):
    assert read(*lines) == ([], lines)


@pytest.mark.parametrize(
    ("lines", "is_byline"),
    [
        (["House of Commons", "Parliament", "", PROSE], True),
        (["House of Commons", "Parliament", PROSE], True),
        (["Sandport Harbour Police", "Sandport", "", PROSE], True),
        (["Ministry for the Sea and the Coast", "Press office", "", PROSE], True),
        (["House of Commons", "what members said today", "", PROSE], False),
        (["House of Commons", "What Five Members Said Today", "", PROSE], False),
        (["State of Play", "Parliament", "", PROSE], False),
        (["House of commons", "Parliament", "", PROSE], False),
        (["Council", "Sandport", "", PROSE], False),
    ],
)
def test_an_organisation_is_told_by_a_word_in_its_name(lines, is_byline):
    expected = ([tuple(lines[:2])], lines[2:]) if is_byline else ([], lines)
    assert read(*lines) == expected
