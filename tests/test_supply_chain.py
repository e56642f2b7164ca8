"""What comes from elsewhere is pinned, hashed, licensed and listed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.supply import advisories, licences, locks, secrets
from tests.supply.locks import ROOT, Locked, locked

HASH = "--hash=sha256:" + "0" * 64


@pytest.fixture
def copy(tmp_path):
    """The requirements and locks, to be broken."""
    for name in ("requirements.txt", "requirements-dev.txt", *locks.LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def change(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_the_locks_fit_the_requirements():
    assert locks.problems() == []


def test_a_package_that_is_not_locked_is_told(copy):
    with (copy / "requirements.txt").open("a") as file:
        file.write("leftpad~=1.0  # pads\n")
    assert locks.problems(copy) == [
        "requirements.lock lacks leftpad of requirements.txt.",
        "requirements-dev.lock lacks leftpad of requirements.txt.",
    ]


def test_a_lock_that_is_too_old_is_told(copy):
    (line,) = [
        r for r in locks.requirements(copy / "requirements.txt") if r.name == "nh3"
    ]
    pinned = {p.name: p.version for p in locked(copy / "requirements.lock")}["nh3"]
    change(copy / "requirements.txt", f"nh3{line.specifier}", "nh3~=99.1")
    assert [problem.split(",")[0] for problem in locks.problems(copy)] == [
        f"requirements.lock has nh3 {pinned}",
        f"requirements-dev.lock has nh3 {pinned}",
    ]


def test_a_package_without_a_hash_is_told(copy):
    with (copy / "requirements.lock").open("a") as file:
        file.write("leftpad==1.0\n")
    assert "requirements.lock: leftpad has no hash." in locks.problems(copy)


def test_locks_that_differ_are_told(copy):
    lines = (copy / "requirements.lock").read_text()
    (copy / "requirements.lock").write_text(f"{lines}leftpad==1.0 \\\n    {HASH}\n")
    assert locks.problems(copy) == [
        "requirements-dev.lock has another leftpad than requirements.lock, 1.0."
    ]


@pytest.mark.parametrize(
    "line", ["--index-url https://a.example/simple", "-e git+ssh://a"]
)
def test_a_lock_that_says_where_to_fetch_from_is_told(copy, line):
    text = (copy / "requirements.lock").read_text()
    (copy / "requirements.lock").write_text(f"# {line}\n{text}")
    assert locks.problems(copy) == [
        "requirements.lock names a place to fetch from; pip knows its own."
    ]


def test_a_lock_is_read_with_its_markers_and_hashes(tmp_path):
    path = tmp_path / "a.lock"
    path.write_text(
        "Some_Thing[extra]==1.2 ; sys_platform == 'win32' \\\n"
        f"    {HASH} \\\n    {HASH}\n"
    )
    assert locked(path) == [Locked("some-thing", "1.2", 'sys_platform == "win32"', 2)]


def test_every_licence_is_allowed():
    assert licences.refused() == []


def test_the_page_of_licences_is_up_to_date():
    assert licences.PAGE.read_text() == licences.page(), "run `make licences`"


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [
        ("MIT", True),
        ("MIT AND BSD-3-Clause", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("(GPL-3.0-only OR AGPL-3.0-only)", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_a_licence_is_judged_by_its_parts(expression, is_allowed):
    assert licences.is_allowed(expression, licences.ALLOWED) is is_allowed


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.py", "key = 'AKIA" + "QYLPMN5HFIQR7XYA'", "AWS Access Key"),
        ("a.pem", "-----BEGIN RSA " + "PRIVATE KEY-----", "Private Key"),
        ("a.conf", "SECRET_KEY=8f3jd92kfl3k4" + "j5h6g7", "Secret Keyword"),
        ("a.txt", "postgres://live:s3cr3t" + "word@db/live", "Basic Auth Credentials"),
        ("a.sh", "export T=ghp_" + "a1B2" * 9, "GitHub Token"),
    ],
)
def test_a_secret_is_found(tmp_path, name, text, kind):
    (tmp_path / name).write_text(f"first\n{text}\n")
    assert (name, 2, kind) in secrets.found_in([name], tmp_path)


@pytest.mark.parametrize("name", [".env.example", "deploy/environment.example"])
def test_an_example_of_settings_has_no_key(name):
    """detect-secrets knows no file of this kind."""
    lines = (ROOT / name).read_text().splitlines()
    keys = [line for line in lines if "SECRET_KEY=" in line or "_TOKEN=" in line]
    assert keys
    assert [line for line in keys if not line.endswith("=")] == []


def test_the_bill_of_materials_names_what_is_locked(tmp_path):
    """As `make sbom` writes it, and valid as CycloneDX has it."""
    target = tmp_path / "sbom.json"
    command = [Path(sys.executable).parent / "cyclonedx-py", "requirements"]
    command += ["--output-reproducible", "--validate", "--spec-version", "1.6"]
    command += ["--output-file", target, ROOT / "requirements.lock"]
    subprocess.run(command, check=True, capture_output=True)
    components = json.loads(target.read_text())["components"]
    assert {(part["name"], part["version"]) for part in components} == {
        (package.name, package.version)
        for package in locked(ROOT / "requirements.lock")
    }


def test_advisories_that_can_not_be_had_are_no_failure(monkeypatch, capsys):
    def silent(*args, **kwargs):
        return subprocess.CompletedProcess(args, 1, "", "a line\nConnectionError: no\n")

    monkeypatch.setattr(subprocess, "run", silent)
    assert advisories.main() == 0
    said = "Not checked: the advisories could not be had. ConnectionError: no\n"
    assert capsys.readouterr().out == said


def test_an_advisory_is_a_failure(monkeypatch, capsys):
    vulns = [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]
    answer = {"dependencies": [{"name": "leftpad", "version": "1.0", "vulns": vulns}]}

    def answering(*args, **kwargs):
        return subprocess.CompletedProcess(args, 1, json.dumps(answer), "")

    monkeypatch.setattr(subprocess, "run", answering)
    assert advisories.main() == 1
    assert capsys.readouterr().out == "leftpad 1.0: PYSEC-1, mended in 1.1\n"


def test_the_browser_checkers_come_from_the_public_registry_alone():
    """npm's lock has a hash for each; its places are the registry's or none."""
    lock = json.loads((ROOT / "tests" / "checkers" / "package-lock.json").read_text())
    for name, package in lock["packages"].items():
        if not name:
            continue
        assert "integrity" in package, name
        place = package.get("resolved", "https://registry.npmjs.org/")
        assert place.startswith("https://registry.npmjs.org/"), name
