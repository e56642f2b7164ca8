"""The board and the alerts of deploy/ ask for nothing that /metrics does not tell."""

import json
import re

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from posts.metrics import counts, prometheus
from tests.deployed import DEPLOY

METRIC = re.compile(r"\bliveblog_[a-z_]+")
LABELS = re.compile(r"by \(([a-z, ]+)\)")
KNOWN_LABELS = {"le", "instance"}


def board():
    return json.loads((DEPLOY / "grafana-dashboard.json").read_text())


def asked_on_the_board():
    return [
        target["expr"] for panel in board()["panels"] for target in panel["targets"]
    ]


def asked_by_alerts():
    """The expressions, each on a line of its own."""
    rules = (DEPLOY / "prometheus-rules.yml").read_text()
    return re.findall(r"^ {8}expr: (.+)$", rules, re.M)


def told():
    """The names of all samples that /metrics has when everything was counted once."""
    for counter in (counts.errors, counts.desk_acts):
        counter.count("x")
    families = list(parsed(prometheus.text().decode()))
    return {sample.name for family in families for sample in family.samples}


@pytest.mark.parametrize("asked", [asked_on_the_board, asked_by_alerts])
def test_every_metric_that_is_asked_for_is_told(asked):
    expressions = asked()
    assert len(expressions) > 5
    names = {name for text in expressions for name in METRIC.findall(text)}
    assert names <= told()


@pytest.mark.parametrize("asked", [asked_on_the_board, asked_by_alerts])
def test_every_label_that_is_asked_for_is_there(asked):
    labels = {each.label for each in counts.COUNTERS.values()} | KNOWN_LABELS
    for text in asked():
        for names in LABELS.findall(text):
            assert {name.strip() for name in names.split(",")} <= labels, text
    values = re.findall(r'outcome="(\w+)"', " ".join(asked()))
    assert set(values) <= set(counts.polls.by)


def test_every_metric_is_on_the_board():
    said = " ".join(asked_on_the_board())
    for name in {*counts.COUNTERS, *counts.HISTOGRAMS, *counts.GAUGES}:
        assert name in said, name


def test_the_board_s_panels_have_places_of_their_own():
    panels = board()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len(panels)
    for panel in panels:
        assert panel["title"]
        assert panel["datasource"]["uid"] == "${source}"
