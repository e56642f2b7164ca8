"""The wheel of the bench's crowd: who is woken, and when."""

import random

import pytest

from tests.bench.crowd_wheel import Wheel


def test_the_wheel_wakes_at_the_tick_and_in_order():
    wheel = Wheel(slots=8)
    for number, tick in {1: 3, 2: 1, 3: 3, 4: 2}.items():
        wheel.add(number, tick)
    assert wheel.due(0) == []
    assert wheel.due(2) == [2, 4]
    assert wheel.due(3) == [1, 3]
    assert wheel.due(50) == []


def test_the_wheel_wakes_for_a_tick_that_has_passed_at_the_next():
    wheel = Wheel(slots=8, now=100)
    wheel.add(1, 100)
    wheel.add(2, 3)
    assert wheel.due(101) == [1, 2]


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_the_wheel_loses_nobody_however_far_ahead(step):
    wheel, chance = Wheel(slots=16), random.Random(step)
    ticks = {number: chance.randint(1, 500) for number in range(300)}
    for number, tick in ticks.items():
        wheel.add(number, tick)
    woken = {}
    for tick in range(step, 501 + step, step):
        woken |= dict.fromkeys(wheel.due(tick), tick)
    assert woken == {number: -(-tick // step) * step for number, tick in ticks.items()}
