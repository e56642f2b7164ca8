"""The admin's forms as a browser fills and sends them."""

from bs4 import BeautifulSoup
from django.urls import reverse

from posts.models import LivePage

ADD = reverse("admin:posts_post_add")
POSTS = reverse("admin:posts_post_changelist")


def change_url(post):
    return reverse("admin:posts_post_change", args=[post.pk])


def form_of(client, url):
    return fields_in(client.get(url))


def fields_in(response):
    """The change form's fields as a browser would send them back."""
    soup = BeautifulSoup(response.content, "lxml")
    data = {}
    for field in soup.select("form#post_form input[name], form#livepage_form input"):
        kind = field.get("type")
        if kind in ("submit", "file") or (
            kind == "checkbox" and not field.has_attr("checked")
        ):
            continue
        data[field["name"]] = field.get("value", "on" if kind == "checkbox" else "")
    for field in soup.select("form textarea[name]"):
        data[field["name"]] = field.get_text().strip("\n")
    for field in soup.select("form select[name]"):
        chosen = field.select_one("option[selected]")
        data[field["name"]] = chosen["value"] if chosen else ""
    return {name: value for name, value in data.items() if "__prefix__" not in name}


def send(client, url, button="_save", **fields):
    return client.post(url, form_of(client, url) | fields | {button: "1"})


def revision(page):
    return LivePage.objects.get(pk=page.pk).revision


def seen_in(response):
    soup = BeautifulSoup(response.content, "lxml")
    return soup.find("input", {"name": "seen"})["value"]
