"""/metrics: who may see it, what is counted, and that the processes are added up."""

import json
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.db import OperationalError
from prometheus_client.parser import text_string_to_metric_families as parsed

from posts.gate import pages
from posts.metrics import counts, prometheus, shared
from tests.conftest import open_as, publish, publish_many, set_page
from tests.desk import act, save
from tests.gate import ask, poll_of


@pytest.fixture(autouse=True)
def nothing_counted():
    counts.reset()
    for counter in (counts.errors, counts.desk_acts):
        counter.by.clear()


@pytest.fixture
def processes(settings, tmp_path):
    """Processes write into a folder that is theirs alone."""
    settings.METRICS_EVERY = 2
    settings.METRICS_DIR = str(tmp_path / "metrics")


def told(text):
    """{(name of the sample, its labels' values): number} of what Prometheus reads."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in parsed(text.decode())
        for sample in family.samples
    }


def by(counter):
    return {value: number for value, number in counter.by.items() if number}


# Who may see them


def asked(client, token="", **headers):
    if token:
        headers["Authorization"] = token
    return client.get("/metrics", headers=headers).status_code


def test_without_a_token_only_this_machine_may_see_them(client):
    assert asked(client) == 200
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    for address in ("10.0.0.7", "", "unix:"):
        assert client.get("/metrics", REMOTE_ADDR=address).status_code == 403
    for header in ("X-Forwarded-For", "Forwarded"):
        assert asked(client, **{header: "127.0.0.1"}) == 403


def test_whoever_has_the_token_may_see_them_from_anywhere(client, settings):
    settings.METRICS_TOKEN = "s3cret"
    seen = client.get(
        "/metrics", REMOTE_ADDR="10.0.0.7", headers={"Authorization": "Bearer s3cret"}
    )
    assert seen.status_code == 200
    assert asked(client, "Bearer s3cret", X_Forwarded_For="10.0.0.7") == 200
    for token in ("", "Bearer ", "Bearer other", "s3cret", "Basic s3cret"):
        assert asked(client, token) == 403


def test_they_are_in_prometheus_format_and_complete(client):
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=")
    names = {family.name for family in parsed(answer.content.decode())}
    known = {*counts.COUNTERS, *counts.HISTOGRAMS, *counts.GAUGES}
    assert names == known | {"liveblog_processes"}
    assert known >= {"liveblog_readers", "liveblog_pressure"}


# What is counted


@pytest.mark.parametrize("has_gate", [True, False])
def test_each_poll_is_counted_once_by_what_it_was_told(gate, story, has_gate):
    application = gate if has_gate else gate.django
    for cursor in (None, None, 1, 10**6):
        ask(application, poll_of(story, cursor))
    ask(application, "/live/nothing/updates/1/")
    open_as(story, "withdrawn")
    if has_gate:
        gate.forget()
    ask(application, poll_of(story))
    assert by(counts.polls) == {
        "idle": 2,
        "news": 1,
        "over": 1,
        "unknown": 1,
        "gone": 1,
    }
    assert by(counts.errors) == {"404": 1, "410": 1}
    assert by(counts.views) == {}


def test_a_delta_from_the_cache_still_says_that_it_starts_over(gate, story):
    publish_many(story, 101)
    for _ in range(2):
        gate.forget()
        ask(gate, poll_of(story, 1))
    assert by(counts.polls) == {"over": 2}
    assert by(counts.renderings) == {"made": 1, "kept": 1}


@pytest.mark.parametrize("has_gate", [True, False])
def test_views_are_counted_by_kind(gate, story, has_gate):
    application = gate if has_gate else gate.django
    at = story.get_absolute_url()
    post = story.posts.first().get_absolute_url()
    for address in (at, f"{at}?order=oldest", f"{at}?utm=x", post, f"{at}embed/"):
        assert ask(application, address).status == 200
    for address in (f"{at}feed.atom", f"{at}feed.json", "/", "/?q=tug"):
        assert ask(application, address).status == 200
    ask(application, "/robots.txt")
    ask(application, "/healthz")
    ask(application, f"{at}nothing/")
    assert by(counts.views) == {
        "page": 3,
        "post": 1,
        "embed": 1,
        "feed": 2,
        "index": 2,
    }
    assert by(counts.errors) == {"404": 1}


def test_what_the_gate_gives_is_counted_by_where_it_came_from(gate, story, clock):
    address = story.get_absolute_url()
    for _ in range(3):
        ask(gate, address)
    assert by(counts.gate) == {"made": 1, "kept": 2}


def test_an_old_answer_given_in_need_is_counted_with_its_age(
    gate, story, clock, monkeypatch
):
    ask(gate, story.get_absolute_url())

    def away(*_):
        raise OperationalError("gone")

    monkeypatch.setattr(pages.Pages, "_row", staticmethod(away))
    clock.now += 30
    assert ask(gate, story.get_absolute_url()).status == 200
    assert ask(gate, poll_of(story)).status == 503
    assert by(counts.gate) == {"made": 1, "old": 1, "none": 1}
    assert counts.stale_seconds.sum == 30
    assert counts.stale_seconds.numbers == [0, 0, 0, 1, 0, 0, 0, 0]
    assert by(counts.database_away) == {"": 2}
    assert by(counts.polls) == {"refused": 1}
    assert by(counts.errors) == {"503": 1}


def test_renderings_are_timed_as_they_are_made(client, story):
    for _ in range(3):
        client.get(story.get_absolute_url())
    assert sum(counts.render_seconds.numbers) == 1
    assert 0 < counts.render_seconds.sum < 60
    cache.clear()
    client.get(story.get_absolute_url())
    assert sum(counts.render_seconds.numbers) == 2


def test_a_public_change_is_timed_once_it_is_committed(transactional_db, page):
    before = sum(counts.publish_seconds.numbers)
    publish(page)
    set_page(page, title=page.title)  # which changes nothing
    assert sum(counts.publish_seconds.numbers) == before + 1


def test_what_editors_do_is_counted_and_what_the_desk_does_by_itself_is_not(
    desk, page, post
):
    save(desk, page, "publish", headline="Tug ahoy")
    act(desk, page, "pin", post)
    act(desk, page, "pin\x00", post)
    desk.post(f"/admin/posts/livepage/{page.pk}/desk/typing/", {"key": "x"})
    assert by(counts.desk_acts) == {"save publish": 1, "act pin": 1, "act": 1}
    assert by(counts.desk_failures) == {}


def test_what_editors_could_not_do_is_counted(desk, page, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("posts.desk.views.public_change", away)
    desk.raise_request_exception = False
    act(desk, page, "pin", publish(page))
    assert by(counts.desk_failures) == {"": 1}
    assert by(counts.errors) == {"503": 1}
    assert by(counts.desk_acts) == {}


# Several processes


def other_process(**changes):
    """Another process that counted what this one did until now, and CHANGES."""
    other = shared.Process()
    numbers = counts.taken() | changes
    shared.put(shared.folder() / other.name, numbers)
    return other


def test_the_counts_of_all_processes_are_added_up(processes):
    counts.polls.count("idle", 5)
    counts.publish_seconds.observe(0.02)
    counts.publish_seconds.observe(0.3)
    other_process()
    counts.polls.count("idle", 2)
    counts.desk_acts.count("save publish")
    found = told(prometheus.text())
    assert found["liveblog_polls_total", "idle"] == 12
    assert found["liveblog_polls_total", "news"] == 0
    assert found["liveblog_desk_acts_total", "save publish"] == 1
    assert found["liveblog_publish_seconds_count",] == 4
    assert found["liveblog_publish_seconds_sum",] == pytest.approx(0.64)
    assert found["liveblog_publish_seconds_bucket", "0.025"] == 2
    assert found["liveblog_publish_seconds_bucket", "0.25"] == 2
    assert found["liveblog_publish_seconds_bucket", "0.5"] == 4
    assert found["liveblog_publish_seconds_bucket", "+Inf"] == 4
    assert found["liveblog_processes",] == 2


def test_what_a_process_counted_stays_when_it_is_gone_and_it_is_no_process(processes):
    counts.polls.count("idle", 5)
    gone = counts.taken()["gauges"] | {"liveblog_readers": 40, "liveblog_pressure": 4}
    other_process(at=0, gauges=gone)
    other_process(gauges=gone | {"liveblog_pressure": 2})
    found = told(prometheus.text())
    assert found["liveblog_polls_total", "idle"] == 15
    assert found["liveblog_processes",] == 2
    assert found["liveblog_readers",] == 40
    assert found["liveblog_pressure",] == 2


def test_a_file_that_is_broken_costs_nobody_the_others(processes):
    counts.polls.count("idle", 5)
    other_process()
    (shared.folder() / "half.json").write_text('{"at": 1, "count')
    assert told(prometheus.text())["liveblog_polls_total", "idle"] == 10


def test_a_process_tells_of_itself_where_nothing_can_be_written(
    processes, settings, tmp_path, caplog
):
    (tmp_path / "file").touch()
    settings.METRICS_DIR = str(tmp_path / "file" / "metrics")
    counts.polls.count("idle", 5)
    process = shared.Process()
    for _ in range(2):
        [mine] = process.of_all()
    assert mine["counters"]["liveblog_polls"]["idle"] == 5
    assert caplog.messages == ["Metrics are not written: Not a directory"]


def test_who_outlives_its_server_stays_in_its_folder(monkeypatch):
    before = shared.folder()
    monkeypatch.setattr("os.getppid", lambda: 1)
    assert shared.folder() == before


def test_a_server_has_a_folder_of_its_own_and_takes_away_those_of_others_that_ended(
    settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    mine = shared.folder()
    assert mine.parent == tmp_path / "metrics"
    home = mine.parent
    for name in (mine.name, "4194305-12", f"{mine.name}9", "notes"):
        (home / name).mkdir(parents=True)
        (home / name / "a.json").write_text(json.dumps(counts.taken()))
    shared.forget_others()
    assert {path.name for path in home.iterdir()} == {mine.name, "notes"}
    assert (mine / "a.json").exists()


FORK = """
import os, sys
from posts.metrics import counts, shared
counts.polls.count("idle", 5)
counts.publish_seconds.observe(1)
name = shared.this_process.name
child = os.fork()
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
sys.exit(
    counts.polls.by["idle"]
    + sum(counts.publish_seconds.numbers)
    + (shared.this_process.name == name)
)
"""


def test_a_fork_begins_at_nothing():
    fork = [sys.executable, "-c", f"import django; django.setup(){FORK}"]
    assert subprocess.run(fork, timeout=60).returncode == 0
