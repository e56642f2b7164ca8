"""What the bench's crowd was owed and got, and what is told of it."""

from collections import Counter
from types import SimpleNamespace

import pytest

from tests.bench import crowd_report
from tests.bench.crowd_checks import News, Waits, faults, waits
from tests.bench.crowd_http import OPENS, Body


def lines(*acts):
    names = ("revision", "act", "pk", "pressed")
    return [dict(zip(names, act, strict=True)) for act in acts]


NEWS = lines(
    (6, "publish", 11, 100.0),
    (7, "publish", 12, 101.0),
    (8, "edit", 11, 102.0),
    (9, "withdraw", 12, 103.0),
    (10, "publish", 13, 104.0),
)


def body(cursor, changed=(), gone=(), unread=(), is_fresh=False):
    return Body(cursor, 10, tuple(changed), tuple(gone), frozenset(unread), is_fresh)


@pytest.mark.parametrize(
    ("cursor", "answer", "missed", "doubled"),
    [
        (5, body(6, [11], unread=[11]), set(), set()),
        (5, body(10, [13, 11], [12], [13, 11]), set(), set()),
        (5, body(10, [13], [12], [13]), {11}, set()),
        (5, body(10, [13, 11], [], [13, 11]), {12}, set()),
        (8, body(9, [12]), {12}, set()),
        (9, body(10), {13}, set()),
        # Touched again after the cursor: it may come with the next answer.
        (5, body(7), set(), set()),
        (5, body(8, unread=[]), {11}, set()),
        (9, body(10, [13, 13], unread=[13]), set(), {13}),
        (9, body(10, [13, 11], unread=[13, 11]), set(), {11}),
        (5, body(10, [13, 11, 12], [12], [13, 11]), set(), {12}),
        # First pages of three posts.
        (OPENS, body(5, [3, 2, 1], is_fresh=True), set(), set()),
        (OPENS, body(10, [13, 11, 3], is_fresh=True), set(), set()),
        (OPENS, body(10, [13, 3, 2], is_fresh=True), {11}, set()),
        (OPENS, body(9, [13, 11, 3], is_fresh=True), set(), set()),
        (OPENS, body(8, [11, 3, 2], is_fresh=True), set(), set()),
        (2, body(10, [13, 3, 2], is_fresh=True), {11}, set()),
    ],
)
def test_what_an_answer_lacks_or_has_twice(cursor, answer, missed, doubled):
    news = News(NEWS, seeded=[1, 2, 3], per_page=3)
    assert news.faults(cursor, answer) == (missed, doubled)


def test_two_acts_with_one_revision_are_refused():
    with pytest.raises(ValueError, match="one revision"):
        News(lines((6, "publish", 1, 0.0), (6, "publish", 2, 0.0)), [], 3)


def seen(**more):
    """A crowd of which only what it saw is left."""
    nothing = {"seen": Counter(), "seen_on_return": Counter(), "start": 90.0}
    return SimpleNamespace(**nothing | more)


def test_faults_count_for_every_reader():
    news = News(NEWS, [1, 2, 3], 3)
    bodies = [body(10, [13], unread=[13]), body(10)]
    crowd = seen(
        bodies=bodies,
        seen=Counter({(1, 9, 0): 500, (1, 9, 1): 7, (2, 9, 1): 2}),
        seen_on_return=Counter({(9, 1): 1}),
    )
    assert faults(news, crowd) == (10, 0)


def test_waits_are_from_the_press_of_the_button_to_the_answer():
    news = News(NEWS, [1, 2, 3], 3)
    bodies = [
        body(10, [13, 11], [12], [13, 11]),
        body(10, [13, 11, 3], is_fresh=True),
    ]
    # Moment 1600 is second 106.
    crowd = seen(bodies=bodies, seen=Counter({(1600, 5, 0): 3, (1600, OPENS, 1): 1000}))
    found = waits(news, crowd, 0.01)
    assert found["publish"].bins == {600: 3, 200: 3}
    assert found["correct"].bins == {400: 3, 300: 3}


def test_shares_of_waits():
    times = Waits()
    assert times.at(0.5) is None
    times.add(0.001, 98)
    times.add(2.5)
    times.add(7.001)
    assert times.count == 100
    assert [times.at(share) for share in (0.5, 0.99, 1)] == [0.01, 2.5, 7.01]


# What is told

GOOD = {"open": 10, "answered": 10, "reopened": 0, "errors": {}}
MB = 1 << 20


def judged(**more):
    """The goals that a run does not meet, by their first words."""
    published = Waits()
    published.add(more.pop("latest", 12.0))
    cursors = more.pop("seen", Counter())
    ended = more.pop("ended", 140)
    crowd = seen(
        errors=Counter(more.pop("errors", ())),
        bodies=[body(10, [13], unread=[13]), body(10), body(10, [13, 13], unread=[13])],
        seen=cursors,
    )
    before = SimpleNamespace(answers=5000, at=10.0)
    after = SimpleNamespace(answers=5000 + more.pop("answers", 2000), at=12.0)
    rows = crowd_report.judged(
        asked=SimpleNamespace(readers=10_000, interval=10, idle=10),
        crowd=crowd,
        news=News(NEWS, [1, 2, 3], 3),
        waits={"publish": published},
        readings=[before, after],
        memory={
            "start": {1: 30 * MB, 2: 100 * MB, 3: 100 * MB},
            "end": {1: 900 * MB, 2: 110 * MB, 3: ended * MB},
            "all gone": {1: 900 * MB, 2: 110 * MB, 3: more.pop("gone", 130) * MB},
        },
        idle=[GOOD | more.pop("idle", {})],
        behind=more.pop("behind", 0),
    )
    assert not more
    return [goal.split(":")[0] for goal, _, is_met in rows if not is_met]


@pytest.mark.parametrize(
    ("run", "unmet"),
    [
        ({}, []),
        ({"answers": 1990}, ["1,000 polls a second"]),
        ({"latest": 12.02}, ["publish to visible, p99"]),
        ({"errors": ["connection lost"]}, ["no error"]),
        ({"idle": {"errors": {"503, shed": 1}}}, ["no error"]),
        ({"seen": Counter({(1, 9, 1): 1})}, ["no post missed"]),
        ({"seen": Counter({(1, 9, 2): 1})}, ["no post twice"]),
        ({"behind": 1}, ["every reader has the last revision"]),
        ({"idle": {"answered": 9}}, ["every idle connection answers at the end"]),
        ({"idle": {"reopened": 1}}, ["every idle connection answers at the end"]),
        ({"gone": 131}, ["memory of a worker after that"]),
        ({"ended": 151}, ["memory of a worker at the end, all connected"]),
    ],
)
def test_a_goal_that_is_not_met_is_told(run, unmet):
    assert judged(**run) == unmet
