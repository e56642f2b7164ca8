"""The desk as a browser uses it: its addresses, what is typed, what it answers."""

from contextlib import contextmanager
from itertools import chain
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection
from django.urls import reverse

from posts.models import (
    Byline,
    EditingSession,
    LivePage,
    Post,
    PostImage,
    RelatedLink,
    SummaryPoint,
)
from posts.publishing import public_change
from tests.reader import parse

WRITTEN = (Post, Byline, PostImage, SummaryPoint, RelatedLink, LivePage)


def desk_url(name, page, *args):
    """The address of a part of PAGE's desk; "" is the desk itself."""
    return reverse(
        f"admin:desk_{name}" if name else "admin:desk", args=[page.pk, *args]
    )


def typed(**fields):
    """The composer's form of a new post, with FIELDS typed in."""
    return {"key": str(uuid4()), "headline": "Tug ahoy", "body": ""} | fields


def save(client, page, act, **fields):
    """Press a button of the composer; FIELDS as in `typed` or from `opened`."""
    data = fields if "key" in fields else typed(**fields)
    return client.post(desk_url("save", page), data | {"act": act})


def act(client, page, name, *posts, **details):
    """Do the act NAME to POSTS in the stream, on a desk that is up to date."""
    data = {"act": name, "post": [post.pk for post in posts]} | details
    if "cursor" not in data:
        data["cursor"] = cursor(client, page)
    return client.post(desk_url("act", page), data)


def cursor(client, page):
    """What a desk sends along that shows all that there is now."""
    response = client.get(desk_url("updates", page))
    field = parse(response.content).select_one("#desk-poller input")
    return field["value"] if field else ""


def turn(client, page, status):
    """Give PAGE another STATUS, on a desk that is up to date."""
    data = {"status": status, "cursor": cursor(client, page)}
    return client.post(desk_url("piece", page, "status"), data)


def write_piece(client, page, name, **fields):
    """Save a piece of furniture as it is shown now, with FIELDS changed."""
    soup = parse(client.get(desk_url("", page)).content)
    form = soup.select_one(f"#desk-{name} form")
    return client.post(desk_url("piece", page, name), fields_of(form) | fields)


def opened(client, page, post=None, **query):
    """The composer's fields when POST is opened in it, as a browser sends them."""
    query |= {"post": post.pk} if post else {}
    response = client.get(desk_url("composer", page), query)
    assert response.status_code == 200
    return fields_of(composer(response))


def composer(response):
    return parse(response.content).find(id="composer")


def fields_of(form):
    """What a browser would send of FORM: {name: value, or a list of several}."""
    sent = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type")
        if field.find_parent("template") or kind == "file":
            continue
        if kind == "checkbox" and not field.has_attr("checked"):
            continue
        sent.setdefault(field["name"], []).append(_value(field))
    return {name: vals[0] if len(vals) == 1 else vals for name, vals in sent.items()}


def _value(field):
    if field.name == "textarea":
        return field.get_text().removeprefix("\n")
    if field.name == "select":
        chosen = field.select_one("option[selected]")
        return chosen["value"] if chosen else ""
    return field.get("value", "on" if field.get("type") == "checkbox" else "")


def urlencoded(fields):
    """FIELDS as the script keeps them: one string."""
    return urlencode(fields, doseq=True)


def keep(client, page, data, text=None, status=204):
    """The script's copy of what is typed, every few seconds."""
    text = urlencoded(data) if text is None else text
    fields = {"key": data["key"], "post": data.get("post", ""), "typed": text}
    assert client.post(desk_url("typing", page), fields).status_code == status


def by_charles(post, chief, **fields):
    """Charles saves POST meanwhile."""
    with public_change(post.page, by=chief) as change:
        change.mark(change.post(post.pk), **fields)


@contextmanager
def before_query(number, act, done):
    """ACT just before the query NUMBER of those that are asked outside of the door.

    If there are not so many, ACT afterwards; DONE, a list, then stays empty.
    """
    left, depth = iter(range(number)), len(connection.savepoint_ids)

    def watch(execute, *query):
        is_border = "SAVEPOINT" in query[0]
        is_outside = len(connection.savepoint_ids) == depth and not is_border
        if is_outside and not done and next(left, None) is None:
            done.append(number)
            act()
        return execute(*query)

    with connection.execute_wrapper(watch):
        yield
    if not done:
        act()


def take(client, page, data, field):
    """Take theirs of a disputed FIELD; the composer's fields then."""
    url = desk_url("given_back", page)
    response = client.post(url, {"typed": urlencoded(data), "take": field})
    return fields_of(composer(response))


# What the desk answers


def told(response):
    """What the editor is told beside the stream: (kind, words)."""
    line = parse(response.content).select_one("#desk-said p")
    if line is None:
        return None
    kind = "error" if "is-error" in line.get("class", []) else "done"
    return kind, line.find(string=True, recursive=False).strip()


def notice(response):
    """The lines of the composer's notice; [] without one."""
    lines = parse(response.content).select("#composer-notice > p")
    return [" ".join(line.get_text().split()) for line in lines]


def after(response, data):
    """DATA, the composer's fields, with what the answer puts into it."""
    soup = parse(response.content)
    if form := soup.find(id="composer"):
        return fields_of(form)
    swapped = soup.select("input[data-hx-swap-oob], #composer-state input")
    return data | {field["name"]: field["value"] for field in swapped}


def disputed(response):
    """What the answer shows of a conflict: {field: (theirs, mine with its marks)}."""
    found = {}
    for field in parse(response.content).select("#composer-notice .disputed"):
        for spoken in field.select(".visually-hidden"):
            spoken.decompose()
        theirs, mine = field.select(".side")
        marks = [(mark.name, mark.get_text()) for mark in mine.select("del, ins")]
        found[field.select_one("[data-take]")["data-take"]] = (
            theirs.get_text().strip(),
            mine.get_text().strip(),
            marks,
        )
    return found


def steps(client, page, post=None):
    """The history as it is shown, newest first: a list of (who, {what: marks})."""
    part = ("post_history", page, post.pk) if post else ("page_history", page)
    soup = parse(client.get(desk_url(*part)).content)
    found = []
    for step in soup.select(".history > li"):
        for spoken in step.select(".visually-hidden"):
            spoken.decompose()
        names = [name.get_text() for name in step.select("dt")]
        texts = [
            [(mark.name, mark.get_text()) for mark in text.select("del, ins")]
            for text in step.select("dt + dd")
        ]
        who = step.select_one(".step-head strong").get_text()
        found.append((who, dict(zip(names, texts, strict=True))))
    return found


def buttons(client, page, post=None):
    part = ("post_history", page, post.pk) if post else ("page_history", page)
    soup = parse(client.get(desk_url(*part)).content)
    return [step.button for step in soup.select(".history > li")]


def state():
    """All that saving may change: every row written, and the number of versions.

    Without the numbers of bylines and pictures, which are written anew each time.
    """
    rows = [list(model.objects.order_by("pk").values()) for model in WRITTEN]
    for part in (part for part in chain(*rows) if "post_id" in part):
        for name in ("id", "uploaded_at"):
            part.pop(name, None)
    return rows, Post.history.count(), LivePage.history.count()


def typed_texts():
    """The texts kept on the server, as {user: [typed]}."""
    kept = {}
    for session in EditingSession.objects.exclude(typed="").select_related("user"):
        kept.setdefault(session.user.username, []).append(session.typed)
    return kept
