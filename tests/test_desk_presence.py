"""Who else is on the desk, and who has the same post open."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from posts.models import EditingSession
from tests.conftest import make_page, make_user, publish
from tests.desk import (
    desk_url,
    keep,
    opened,
    typed,
)
from tests.reader import parse

pytestmark = pytest.mark.django_db


def presence(client, page, key=""):
    """Who the poll says is here, and who has the same post open."""
    soup = parse(client.get(desk_url("updates", page), {"key": key}).content)
    here = [who.get_text() for who in soup.select("#desk-presence .colleague")]
    return here, soup.find(id="composer-presence").get_text().strip()


def test_colleagues_are_named_with_the_posts_they_have_open(
    rita, page, colleague, editor
):
    editor.first_name, editor.last_name = "Edna", "Editor"
    editor.save()
    post = publish(page, "Tug ahoy")
    keep(colleague, page, typed(), "")
    keep(colleague, page, opened(colleague, page, post))
    assert presence(rita, page) == (["Edna Editor (Tug ahoy)"], "")
    soup = parse(rita.get(desk_url("", page)).content)
    names = [who.get_text() for who in soup.select("#desk-presence .colleague")]
    assert names == ["Edna Editor (Tug ahoy)"]
    assert presence(rita, make_page("other")) == ([], "")
    assert presence(colleague, page) == ([], "")


def test_who_else_has_this_post_open_is_told(client, page, editor, chief, colleague):
    post, other = publish(page), publish(page, "Other")
    client.force_login(chief)
    mine = opened(client, page, post)
    keep(client, page, mine, "")
    keep(colleague, page, opened(colleague, page, other), "")
    assert presence(client, page, mine["key"])[1] == ""
    keep(colleague, page, opened(colleague, page, post), "")
    assert presence(client, page, mine["key"])[1] == "edna has this post open, too."
    third = Client()
    third.force_login(make_user("anna", "Editors"))
    keep(third, page, opened(third, page, post), "")
    words = "anna, edna have this post open, too."
    assert presence(client, page, mine["key"])[1] == words
    assert presence(client, page, str(uuid4()))[1] == ""


def test_who_is_silent_is_no_longer_here(rita, page, colleague):
    keep(colleague, page, typed(), "")
    now = timezone.now()
    for seconds, here in [(44, ["edna"]), (46, [])]:
        EditingSession.objects.update(seen_at=now - timedelta(seconds=seconds))
        assert presence(rita, page)[0] == here


def test_who_closed_the_composer_is_no_longer_here(rita, page, colleague):
    data = typed()
    keep(colleague, page, data, "")
    colleague.post(desk_url("dropped", page), {"key": data["key"]})
    assert presence(rita, page) == ([], "")
