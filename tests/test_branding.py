"""A newsroom's own name, templates and files come before ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
SHOW = """
import django
django.setup()
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
print(finders.find("posts/icon.svg"), finders.find("posts/live.css"))
request = RequestFactory(SERVER_NAME="localhost").get("/")
print(render_to_string("404.html", {}, request))
"""


def masthead(client, url="/"):
    soup = BeautifulSoup(client.get(url).content, "lxml")
    return soup.select_one(".masthead-name")


def test_the_name_is_everywhere_and_leads_to_the_index(client, page, settings):
    settings.PUBLICATION_NAME = "The Harbour Post"
    link = masthead(client, page.get_absolute_url())
    assert (link.get_text(), link["href"]) == ("The Harbour Post", "/")


@pytest.mark.django_db
def test_the_name_may_lead_home(client, settings):
    settings.PUBLICATION_URL = "https://harbour.test/"
    assert masthead(client)["href"] == "https://harbour.test/"


def test_a_folder_of_the_newsroom_replaces_and_extends_what_is_ours(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "base.html").write_text(
        '{% extends "base.html" %}'
        '{% block masthead %}<header id="ours">Harbour</header>{% endblock %}'
    )
    icon = tmp_path / "static" / "posts" / "icon.svg"
    icon.parent.mkdir(parents=True)
    icon.write_text("<svg/>")
    result = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DEBUG": "true",
            "DATA_DIR": str(tmp_path / "var"),
            "BRAND_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "liveblog.settings",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    found, _, markup = result.stdout.partition("\n")
    assert found == f"{icon} {ROOT / 'static' / 'posts' / 'live.css'}"
    soup = BeautifulSoup(markup, "lxml")
    assert soup.find(id="ours").get_text() == "Harbour"
    assert soup.select_one(".masthead") is None
    assert soup.find("h1").get_text() == "There is no such page"
