"""What SECURITY.md and docs/security.md name is there."""

import re

import pytest

from tests.importing import ROOT

LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[-\w]+)?\)")
DOCUMENTS = [ROOT / "SECURITY.md", ROOT / "docs" / "security.md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_named_exists(document):
    named = LINK.findall(document.read_text())
    assert named
    for name in named:
        assert (document.parent / name).is_file(), name


def test_every_threat_has_a_test_or_a_drill():
    text = DOCUMENTS[0].read_text()
    table = text[text.index("| who |") :].partition("\n\n")[0].splitlines()[2:]
    assert len(table) > 10
    for row in table:
        shown_by = row.strip("| ").split(" | ")[-1]
        assert re.search(r"\]\(tests/[\w/]+\.py\)", shown_by), row
    drills = re.findall(r"make drill NAME=(\w+)", text)
    assert drills
    for name in drills:
        assert (ROOT / "tests" / "drills" / f"{name}.py").is_file()
