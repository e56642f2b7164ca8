"""The deployment, started once for all tests of this folder: `make scale`.

They need PostgreSQL, Redis and nginx, and none of the tests' own database.
"""

import os
import time
from types import SimpleNamespace

import pytest

from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.stack import stack
from tests.scale.visitor import Visitor

PATIENCE = 120  # seconds; the longest that an answer here is kept is one minute

if "SCALE" not in os.environ:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with stack(tmp_path_factory.mktemp("scale")) as running:
        yield running


@pytest.fixture
def reader(site):
    """A reader, who comes through nginx."""
    return Visitor(site)


@pytest.fixture
def direct(site):
    """The same reader's way past nginx, to each of the app servers."""
    return [Visitor(site, app=number) for number in range(len(site.apps))]


@pytest.fixture(scope="session")
def editors(site):
    """Two editors, each at an app server of their own."""
    signed_in = [Visitor(site, app=number) for number in range(len(site.apps))]
    for name, editor in zip(EDITORS, signed_in, strict=True):
        assert editor.sign_in(name, PASSWORD).status_code == 302
    return signed_in


@pytest.fixture(scope="session")
def page(site):
    """The sample's live page, as much as the helpers of the desk need of it."""
    return SimpleNamespace(pk=site.facts["page"], slug=site.facts["slug"])


def eventually(see):
    """What SEE gives as soon as it is true; tried often, given up after PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while not (seen := see()):
        assert time.monotonic() < deadline, f"never: {see}"
        time.sleep(0.1)
    return seen
