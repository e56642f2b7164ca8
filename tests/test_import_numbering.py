"""Which numbers of an older page are its posts', and which a list's in a body."""

import pytest

from posts.importing.document import SourceError
from tests.importing import parse_text

T = "Text."


def posts(*lines):
    page = parse_text("\n".join(lines), format="undated")
    return [post.headline for post in page.posts], [p.line for p in page.problems]


@pytest.mark.parametrize(
    ("lines", "headlines"),
    [
        # A list is a run that begins with 1.
        (["1. A", T, "1. x", "2. y", "", "2. B", T, "3. C", T], "ABC"),
        (["1. A", T, "2. B", T, "1. x", "2. y", "", T, "3. C", T], "ABC"),
        (["1. A", T, "2. B", T, "1. x", "", "2. y", "3. z", T, "3. C", T], "ABC"),
        # It may end right above the next post.
        (["1. A", T, "2. B", T, "1. x", "2. y", "3. C", T, "4. D", T], "ABCD"),
        (["1. A", T, "2. B", T, "1. x", "2. y", "3. C", "4. D", T, "5. E", T], "ABCDE"),
        # A blank line tells the next post from a list of close lines.
        (["1. A", T, "2. B", T, "1. x", "2. y", "", "3. C", T], "ABC"),
        # Paragraphs stand between the items of a list.
        (["1. A", T, "2. B", T, "3. C", T, "1. x", T, "2. y", T, "4. D", T], "ABCD"),
        (["1. A", T, "2. B", T, "3. C", T, "1. x", "2. y", T, "1. z", T], "ABC"),
        # Posts without bodies.
        (["1. A", "", "2. B", "3. C", T], "ABC"),
        # The highest number first.
        (["3. A", T, "2. B", T, "1. x", "2. y", "", "1. C", T], "ABC"),
        (["3. A", T, "1. x", "2. y", T, "2. B", T, "1. C", T], "ABC"),
        (["4. A", T, "1. x", T, "2. y", T, "3. B", T, "2. C", T, "1. D", T], "ABCD"),
        (["2. A", T, "1. B", T, "1. x", "2. y", T], "AB"),
    ],
)
def test_an_ordered_list_in_a_body_starts_no_post(lines, headlines):
    assert posts(*lines) == (list(headlines), [])


@pytest.mark.parametrize(
    ("lines", "headlines"),
    [
        (["  1. A", T, "    1. x", T, "    2. y", T, "  2. B", T], "AB"),
        (["  1. A", T, "  2. B", T, "    1. x", "    2. y", "    3. z"], "AB"),
        (["  1. A", T, "  2. B", T, "    2. y", T, "    7. z", T], "AB"),
        # Where the numbers make no sense so, indents are not asked.
        (["1. A", T, "2. B", T, "  3. C", T, "4. D", T], "ABCD"),
        # Only the first line lost its indent.
        (["1. A", T, "  2. B", T, "    1. x", T, "  3. C", T], "ABC"),
    ],
)
def test_deeper_numbers_belong_to_bodies(lines, headlines):
    assert posts(*lines) == (list(headlines), [])


@pytest.mark.parametrize(
    ("lines", "headlines", "reported"),
    [
        (["1. A", T, "2024. A bad year", "2. B", T], "AB", [3]),
        (["1. A", T, "2. B", T, "300. Miles to go", T], "AB", [5]),
        (
            ["1. A", T, "7. Boats", "2. B", T, *[f"{n}. {n}" for n in range(3, 8)]],
            "AB34567",
            [3],
        ),
        (["2. A", T, "9. Boats", T, "1. B", T], "AB", [3]),
    ],
)
def test_a_number_out_of_turn_is_kept_as_prose_and_reported(lines, headlines, reported):
    assert posts(*lines) == (list(headlines), reported)


@pytest.mark.parametrize(
    "line",
    ["0. x", "1.5 miles", "1,5. x", "1234567. x", "١. x", "• 2. x", "\u20602. B"],
)
def test_what_looks_like_a_number_is_prose(line):
    assert posts("1. A", T, line, "2. B", T) == (["A", "B"], [])


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        (["1. A", T, "3. C", T, "2. B", T], 3, "numbered from 1 to 2 without this 3"),
        (["1. A", T, "2. B", T, "4. D", T], 5, "numbered from 1 to 2 without this 4"),
        (["1. A", T, "2. B", T, "2. B", T], 5, "the number 2 was at line 3 already"),
        (["1. A", T, "1. x", T, "2. y", T, "2. B", T], 7, "was at line 5 already"),
        (["1. A", "2. B", "3. C", T, "1. x", T], 5, "was at line 1 already"),
        (["1. A", T, "2. B", T, "1. x", "2. y", "3. z", T], 7, "may be post 3 or an"),
        (
            ["1. A", T, "1. x", "2. y", T, "1. x", "2. y", T, "3. C", T],
            4,
            "may be post 2 or an item",
        ),
        (
            ["1. A", T, "1. x", "2. y", "3. z", T, "1. x", "2. y", T, "3. C", T],
            8,
            "may be post 2 or an item",
        ),
        (["5. A", T, "4. B", T, "3. C", T], 5, "run from 5 down, but end at 3"),
        (["3. A", T, "2. B", T, "3. C", T, "1. D", T], 5, "was at line 1 already"),
        (
            ["4. A", T, "1. x", T, "2. y", T, "3. z", T, "3. B", T, "2. C", T, "1. D"],
            9,
            "was at line 7 already",
        ),
    ],
)
def test_numbers_that_can_be_read_in_two_ways_are_refused(lines, line, message):
    with pytest.raises(SourceError) as caught:
        posts(*lines)
    assert caught.value.line == line
    assert message in caught.value.message
    assert caught.value.message.endswith(
        "begin the items of a list with '•', or number the headlines anew"
    )
