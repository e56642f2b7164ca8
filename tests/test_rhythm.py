"""When each post of a replay is out again."""

from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from posts.errors import ReplayRefusedError
from posts.rhythm import rhythm

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def at(clock):
    """10:15 on a day in the past; None for '?'."""
    if clock == "?":
        return None
    hour, minute = map(int, clock.split(":"))
    return datetime(2025, 2, 3, hour, minute, tzinfo=UTC)


def seconds(clocks, opening=1, speed=1, longest_pause=inf):
    """The seconds from now to each post of the replay."""
    moments = rhythm(
        [at(clock) for clock in clocks.split()],
        speed=speed,
        opening=opening,
        longest_pause=longest_pause,
        now=NOW,
    )
    return [(moment - NOW).total_seconds() for moment in moments]


@pytest.mark.parametrize(
    ("clocks", "options", "expected"),
    [
        ("10:00 10:01 10:11", {}, [0, 60, 660]),
        ("10:00 10:01 10:11", {"speed": 60}, [0, 1, 11]),
        ("10:00 10:01 10:11", {"speed": 0.5}, [0, 120, 1320]),
        ("10:00 10:01 10:11", {"longest_pause": 90}, [0, 60, 150]),
        ("10:00 10:01 10:11", {"speed": 10, "longest_pause": 20}, [0, 6, 26]),
        # The opening keeps its own rhythm, whatever the speed.
        ("10:00 10:01 10:11 10:31", {"opening": 3, "speed": 60}, [-660, -600, 0, 20]),
        ("10:00 10:01 10:11", {"opening": 3}, [-660, -600, 0]),
        ("10:00 10:01 10:11", {"opening": 9}, [-660, -600, 0]),
        ("10:00 10:01 10:11", {"opening": 2, "longest_pause": 5}, [-60, 0, 5]),
        # Nothing in the opening: the first post waits for as long as is usual.
        ("10:00 10:04 10:10", {"opening": 0}, [300, 540, 900]),
        ("10:00", {"opening": 0}, [60]),
        ("10:00", {}, [0]),
        # Times that are not known: the median of those that are, or a minute.
        ("? ? 10:00 10:02 10:12 10:15", {}, [0, 180, 360, 480, 1080, 1260]),
        ("? ? ?", {}, [0, 60, 120]),
        ("? ? ?", {"speed": 60}, [0, 1, 2]),
        ("? ? ?", {"opening": 2}, [-60, 0, 60]),
        ("? 10:00 10:00", {}, [0, 60, 60.000001]),
    ],
)
def test_posts_are_out_after_the_pauses_that_there_were(clocks, options, expected):
    assert seconds(clocks, **options) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("opening", [1, 4])
@pytest.mark.parametrize("speed", [1, 1e6, 1e300])
def test_posts_of_one_minute_keep_their_order(opening, speed):
    moments = seconds("10:00 10:00 10:00 10:00", opening=opening, speed=speed)
    first = 0 if opening == 1 else -3
    assert moments == [n / 1_000_000 for n in range(first, first + 4)]


@pytest.mark.parametrize(
    ("speed", "message"),
    [(1e-9, "until after 2100"), (1e-320, "until after 2100")],
)
def test_what_would_take_too_long_is_refused(speed, message):
    with pytest.raises(ReplayRefusedError, match=message):
        seconds("10:00 10:01", speed=speed)


def test_an_opening_before_1970_is_refused():
    times = [None] * 9 + [at("10:00"), at("10:00") + timedelta(days=10_000)]
    with pytest.raises(ReplayRefusedError, match="before 1970"):
        rhythm(times, speed=1, opening=11, longest_pause=inf, now=NOW)
