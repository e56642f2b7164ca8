"""From one database to another kind of it, by the commands as an operator runs them."""

import json
import os
import subprocess
import sys

import pytest

from tests.backups import (
    back_up,
    empty,
    everything,
    files,
    newsroom,
    restore,
    unchanged,
)
from tests.searching import entries
from tests.servers import ROOT, environment

pytestmark = pytest.mark.usefixtures("media_folder")


@pytest.fixture
def elsewhere(tmp_path):
    """`elsewhere(*words)`: manage.py, in an installation on SQLite, empty yet."""
    variables = os.environ | environment(tmp_path / "elsewhere")

    def manage(*words):
        return subprocess.run(
            [sys.executable, "-W", "error", "manage.py", *map(str, words)],
            cwd=ROOT,
            env=variables,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return manage


def rows_in(folder):
    paths = sorted((folder / "rows").iterdir())
    return unchanged(
        {path.stem: map(json.loads, path.read_bytes().splitlines()) for path in paths}
    )


def test_a_newsroom_moves_to_sqlite_and_back(elsewhere, media_folder, tmp_path):
    """On the suite's other database this is the way from PostgreSQL, and to it."""
    newsroom()
    before, pictures, words = everything(), files(media_folder), entries()
    back_up(tmp_path / "here")
    done = elsewhere("restore", tmp_path / "here")
    assert (done.returncode, done.stderr) == (0, "")
    assert files(tmp_path / "elsewhere/media") == pictures
    done = elsewhere("backup", tmp_path / "there")
    assert (done.returncode, done.stderr) == (0, "")
    assert rows_in(tmp_path / "there") == rows_in(tmp_path / "here") == before
    empty(media_folder, tmp_path / "old-media")
    restore(tmp_path / "there")
    assert everything() == before
    assert files(media_folder) == pictures
    assert entries() == words


def test_a_refusal_is_one_sentence_and_an_exit_code(elsewhere, tmp_path):
    done = elsewhere("restore", tmp_path / "nothing")
    assert done.returncode == 1
    assert done.stderr == (
        f"CommandError: Nothing was restored. {tmp_path / 'nothing'} is no backup: it "
        "lacks manifest.json or SHA256SUMS.\n"
    )
    assert done.stdout == ""
