"""Nothing typed is lost: what the server keeps of a composer, and for whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.desk import sessions
from posts.models import EditingSession, Post
from tests.conftest import add_draft, make_page
from tests.desk import (
    act,
    composer,
    desk_url,
    fields_of,
    keep,
    opened,
    save,
    typed,
    typed_texts,
    urlencoded,
)
from tests.reader import parse

pytestmark = pytest.mark.django_db


def unsaved(client, page):
    """The unsaved texts that a fresh desk offers, latest first."""
    soup = parse(client.get(desk_url("", page)).content)
    return [text["data-typed"] for text in soup.select("#unsaved > .unsaved-text")]


def give_back(client, page, text, **fields):
    response = client.post(desk_url("given_back", page), {"typed": text} | fields)
    assert response.status_code == 200
    return response


def test_what_is_typed_is_kept_and_given_back(rita, page):
    data = typed(headline="Tug", body="<p>A tug &amp; a <em>boat</em></p>")
    keep(rita, page, data)
    (text,) = unsaved(rita, page)
    response = give_back(rita, page, text, said="Given back.")
    again = fields_of(composer(response))
    assert {name: again[name] for name in data} == data
    restored = parse(response.content).select_one(".composer-restored")
    assert restored.get_text() == "Given back."
    assert composer(response).has_attr("data-restored")
    save(rita, page, "draft", **again)
    assert Post.objects.get().headline == "Tug"


def test_a_later_copy_takes_the_place_of_an_earlier_one(rita, page):
    data = typed(headline="T")
    keep(rita, page, data)
    keep(rita, page, data | {"headline": "Tug"})
    assert typed_texts() == {"rita": [urlencoded(data | {"headline": "Tug"})]}


def test_each_composer_keeps_its_own_text_the_latest_first(rita, page):
    first, second = typed(headline="First"), typed(headline="Second")
    keep(rita, page, first)
    keep(rita, page, second)
    assert unsaved(rita, page) == [urlencoded(second), urlencoded(first)]
    keep(rita, page, first)
    assert unsaved(rita, page) == [urlencoded(first), urlencoded(second)]


def test_a_text_is_given_back_on_its_own_page_only(rita, page):
    keep(rita, page, typed())
    assert unsaved(rita, make_page("other")) == []


def test_nobody_else_is_given_it(rita, page, colleague, chief):
    data = typed(headline="Secret")
    keep(rita, page, data)
    assert unsaved(colleague, page) == []
    colleague.force_login(chief)
    assert unsaved(colleague, page) == []
    # Nor does it go away when somebody uses the same key.
    colleague.post(desk_url("dropped", page), {"key": data["key"]})
    keep(colleague, page, data | {"headline": "Mine"})
    assert unsaved(rita, page) == [urlencoded(data)]
    assert len(typed_texts()) == 2


@pytest.mark.parametrize("act", ["draft", "review"])
def test_saving_closes_it(rita, page, act):
    data = typed()
    keep(rita, page, data)
    response = save(rita, page, act, **data)
    assert response["HX-Trigger"] == f'{{"desk:saved": {{"key": "{data["key"]}"}}}}'
    assert not EditingSession.objects.exists()


def test_a_refused_save_keeps_it(rita, page):
    data = typed()
    keep(rita, page, data)
    response = save(rita, page, "publish", **data)
    assert "HX-Trigger" not in response
    assert unsaved(rita, page) == [urlencoded(data)]


def test_it_is_thrown_away_when_asked(rita, page):
    data, other = typed(), typed()
    keep(rita, page, data)
    keep(rita, page, other)
    url = desk_url("dropped", page)
    assert rita.post(url, {"key": data["key"]}).status_code == 204
    assert rita.post(url, {"key": "none"}).status_code == 204
    assert unsaved(rita, page) == [urlencoded(other)]


def test_a_text_outlives_the_post_that_it_is_for(rita, page, colleague, reporter):
    post = add_draft(page, created_by=reporter)
    data = opened(rita, page, post) | {"headline": "Still wanted"}
    keep(rita, page, data)
    act(colleague, page, "discard", post)
    (text,) = unsaved(rita, page)
    again = fields_of(composer(give_back(rita, page, text)))
    assert again["headline"] == "Still wanted"


@pytest.mark.parametrize("answer_came", [True, False])
def test_what_was_saved_after_all_is_not_given_back(rita, page, answer_came):
    """The answer to a save was lost: only the server knows that it has the text."""
    data = typed(body="<ul><li><p>One</p></li></ul>", key_event="on")
    save(rita, page, "draft", **data)
    if answer_came:
        data |= {"post": Post.objects.get().pk}
    response = give_back(rita, page, urlencoded(data))
    assert response["HX-Trigger"] == f'{{"desk:saved": {{"key": "{data["key"]}"}}}}'
    fresh = fields_of(composer(response))
    assert (fresh["headline"], fresh["post"]) == ("", "")
    assert fresh["key"] != data["key"]


def test_what_was_typed_after_the_save_is_given_back(rita, page):
    data = typed()
    save(rita, page, "draft", **data)
    response = give_back(rita, page, urlencoded(data | {"headline": "More"}))
    assert "HX-Trigger" not in response
    assert fields_of(composer(response))["headline"] == "More"


def test_a_colleague_s_key_tells_nothing_about_the_post(rita, page, colleague):
    data = typed()
    save(colleague, page, "draft", **data)
    response = give_back(rita, page, urlencoded(data), take="headline")
    assert "HX-Trigger" not in response
    text = urlencoded(data | {"headline": ""})
    response = give_back(rita, page, text, take="headline")
    assert fields_of(composer(response))["headline"] == ""


def test_a_text_too_long_for_a_post_is_not_kept(rita, page, monkeypatch):
    monkeypatch.setattr(sessions, "LONGEST", 100)
    data = typed()
    keep(rita, page, data, "x" * 100)
    keep(rita, page, data, "x" * 101, status=413)
    assert typed_texts() == {"rita": ["x" * 100]}


def test_a_composer_without_a_key_is_not_kept(rita, page):
    for key in ("", "none", "\x00"):
        keep(rita, page, {"key": key}, "headline=Tug")
    assert not EditingSession.objects.exists()


def test_empty_composers_are_forgotten_after_a_day_and_texts_never(rita, page):
    keep(rita, page, typed(), "")
    keep(rita, page, typed(), "headline=Tug")
    yesterday = timezone.now() - timedelta(hours=25)
    EditingSession.objects.update(seen_at=yesterday, typed_at=yesterday)
    assert unsaved(rita, page) == ["headline=Tug"]
    assert EditingSession.objects.count() == 1
