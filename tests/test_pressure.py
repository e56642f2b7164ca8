"""How much slower readers are asked to poll when the machine is busy."""

import os
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from posts import pressure
from posts.pressure import Pressure, Reading, State, decided, shares

HIGH, FULL = 0.8, 0.95
START = Reading(at=100, used=7, busy=1000, total=5000)


def later(reading, seconds, own=0.0, machine=0.0):
    """The Reading SECONDS after READING at these shares; four cores, 100 ticks each."""
    ticks = round(seconds * 400)
    return Reading(
        at=reading.at + seconds,
        used=reading.used + own * seconds,
        busy=reading.busy + round(machine * ticks),
        total=reading.total + ticks,
    )


def test_two_shares_are_measured():
    assert shares(START, later(START, 2, 0.5, 0.25)) == pytest.approx((0.5, 0.25))


def test_without_proc_stat_the_process_is_all_we_know():
    before, after = Reading(at=1, used=1), Reading(at=2, used=1.6)
    assert shares(before, after) == (pytest.approx(0.6), 0)


@pytest.mark.parametrize(
    ("own", "machine", "factor", "load"),
    [
        pytest.param(0, 0, 1, 0, id="idle"),
        pytest.param(0.5, 0.2, 1, 0.5, id="this process"),
        pytest.param(0.2, 0.75, 1, 0.75, id="the others, too"),
        pytest.param(0.05, 0.75, 1, 0.05, id="only the others"),
        pytest.param(0.05, 0.75, 4, 0.75, id="we would, at the usual pace"),
        pytest.param(1.7, 0.5, 1, 1, id="several threads outside Python"),
    ],
)
def test_the_busier_share_counts_where_we_have_a_part(own, machine, factor, load):
    assert State(own=own, machine=machine, factor=factor).load == load


def run(state, *stretches):
    """STATE after STRETCHES of (seconds, own share, machine's), read every second."""
    reading = START
    for seconds, *busy in stretches:
        for _ in range(seconds):
            after = later(reading, 1, *busy)
            state = decided(state, reading, after, HIGH, FULL)
            reading = after
    return state


@pytest.mark.parametrize(
    ("stretches", "factor"),
    [
        pytest.param([(600, 0.7)], 1, id="busy"),
        pytest.param([(2, 1)], 1, id="a moment of work"),
        pytest.param([(30, 0.85)], 2, id="high"),
        pytest.param([(30, 1)], 4, id="full"),
        pytest.param([(30, 0.85), (600, 0.45)], 2, id="high if all came again"),
        pytest.param([(20, 0.85), (15, 0.1)], 2, id="not all have heard yet"),
        pytest.param([(30, 0.85), (60, 0.3)], 1, id="calm again"),
        pytest.param([(30, 1), (40, 0.3)], 2, id="back by a step"),
        pytest.param([(30, 1), (120, 0.3)], 1, id="and by another"),
        pytest.param([(30, 0.85), (30, 1)], 4, id="high, then full"),
        pytest.param([(30, 0.3, 0.9)], 2, id="a machine that we share"),
        pytest.param([(600, 0.02, 1)], 1, id="somebody else's work"),
    ],
)
def test_readers_slow_down_at_once_and_speed_up_with_care(stretches, factor):
    assert run(State(), *stretches).factor == factor


def test_the_factor_does_not_swing():
    """Load that halves with the polls: twice what we can do at the usual pace."""
    state, reading, seen = State(), START, []
    for _ in range(600):
        after = later(reading, 1, own=1.2 / state.factor)
        state = decided(state, reading, after, HIGH, FULL)
        reading = after
        seen.append(state.factor)
    assert set(seen[60:]) == {2}


@pytest.mark.parametrize(
    ("stretches", "expected"),
    [
        pytest.param([(12, 1)], False, id="slowed down just now"),
        pytest.param([(30, 1)], True, id="that did not help"),
        pytest.param([(30, 1), (5, 0.5)], False, id="that helped"),
        pytest.param([(30, 1), (30, 0.9)], False, id="that helped a little"),
        pytest.param([(60, 0.9)], False, id="not full"),
        pytest.param([(60, 0.3, 1)], True, id="a machine that we share"),
        pytest.param([(60, 0.2, 1)], False, id="nobody would be helped"),
    ],
)
def test_polls_are_refused_only_when_slowing_down_did_not_help(stretches, expected):
    assert run(State(), *stretches).is_overloaded is expected


@pytest.mark.parametrize(("high", "full"), [(1.1, 1.1), (2, 3)])
def test_thresholds_above_one_are_never_reached(high, full):
    after = later(START, 60, own=1, machine=1)
    state = decided(State(own=1, machine=1), START, after, high, full)
    assert (state.factor, state.is_overloaded) == (1, False)


# The clocks


@pytest.fixture
def clocks(monkeypatch):
    """The next Readings, for a test to set: `clocks.now` is what `read` gives."""

    class Clocks:
        now = START
        looks = 0

        def read(self):
            self.looks += 1
            return self.now

    clocks = Clocks()
    monkeypatch.setattr(pressure, "read", clocks.read)
    monkeypatch.setattr(pressure.time, "monotonic", lambda: clocks.now.at)
    return clocks


@pytest.fixture
def measured(settings, clocks, monkeypatch):
    settings.PRESSURE = True
    settings.PRESSURE_HIGH, settings.PRESSURE_FULL = HIGH, FULL
    monkeypatch.setattr(pressure, "_of_this_process", Pressure())
    return clocks


def pass_time(clocks, seconds, own):
    for _ in range(seconds):
        clocks.now = later(clocks.now, 1, own)
        pressure.factor()


def test_the_process_is_measured(measured):
    assert pressure.factor() == 1
    pass_time(measured, 12, own=1)
    assert pressure.factor() == 4
    assert pressure.is_overloaded() is False
    pass_time(measured, 12, own=1)
    assert pressure.is_overloaded() is True


def test_it_can_be_switched_off(measured, settings):
    pass_time(measured, 30, own=1)
    settings.PRESSURE = False
    assert pressure.factor() == 1
    assert pressure.is_overloaded() is False


def test_the_tests_are_never_under_pressure(settings):
    assert settings.PRESSURE is False


def test_the_clocks_are_looked_at_once_a_second(measured):
    for _ in range(10):
        measured.now = replace(measured.now, at=measured.now.at + 0.3)
        pressure.factor()
        pressure.is_overloaded()
    assert measured.looks == 1 + 2  # at the start, after 1.2 and after 2.4 seconds


def test_nobody_waits_for_who_looks(measured):
    """A thread that asks while another looks gets the last word."""
    looking, go_on = threading.Event(), threading.Event()
    read = pressure.read

    def slowly():
        looking.set()
        assert go_on.wait(10)
        return read()

    pressure.read = slowly
    measured.now = later(measured.now, 1)
    slow = threading.Thread(target=pressure.factor)
    slow.start()
    assert looking.wait(10)
    assert pressure.factor() == 1
    go_on.set()
    slow.join(10)
    assert not slow.is_alive()


def test_who_comes_second_does_not_look_again(measured, monkeypatch):
    process = pressure._of_this_process

    class Overtaken:
        """A lock that another thread held, and used, a moment ago."""

        def acquire(self, blocking):
            process._look()
            return True

        def release(self):
            pass

    monkeypatch.setattr(process, "_looking", Overtaken())
    measured.now = later(measured.now, 1)
    looks = measured.looks
    assert pressure.factor() == 1
    assert measured.looks == looks + 1


def test_a_reading_of_this_machine():
    reading = pressure.read()
    assert reading.used > 0
    assert 0 <= reading.busy <= reading.total
    assert (reading.total > 0) == os.path.exists("/proc/stat")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cpu  100 20 30 400 50 6 7 8 9 10\n", (151, 621)),
        ("cpu  100 20 30 400 50 6 7\n", (143, 613)),
    ],
)
def test_nice_work_and_waiting_for_disks_are_not_busy(
    monkeypatch, tmp_path, line, expected
):
    stat = tmp_path / "stat"
    stat.write_text(line + "cpu0 1 1 1 1\n")
    monkeypatch.setattr(pressure, "Path", lambda _: stat)
    assert pressure._ticks() == expected


def test_a_machine_without_proc_stat(monkeypatch, tmp_path):
    monkeypatch.setattr(pressure, "Path", lambda _: tmp_path / "stat")
    assert pressure._ticks() == (0, 0)


FORK = """
import os, sys
from posts import pressure
parent = pressure._of_this_process
with parent._looking:
    child = os.fork()
    if child:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
mine = pressure._of_this_process
sys.exit(mine is parent or mine._looking.locked())
"""


def test_a_fork_begins_anew():
    """Also when the parent was just looking."""
    assert subprocess.run([sys.executable, "-c", FORK], timeout=60).returncode == 0
