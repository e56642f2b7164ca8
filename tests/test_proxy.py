"""What deploy/nginx-site.conf asks for at each address of the admin."""

import re

import pytest
from django.contrib import admin
from django.db.models import FileField

from tests.deployed import DEPLOY
from tests.url_rules import walk

SITE = (DEPLOY / "nginx-site.conf").read_text()
LOCATION = r'^location (?:(=|~) )?("?)(\S+?)\2 \{\n(.*?)^\}'
LOCATIONS = [
    (kind, pattern.replace(r"\z", r"\Z"), body)
    for kind, _, pattern, body in re.findall(LOCATION, SITE, re.M | re.S)
]
ADDRESSES = {
    name: "/" + re.sub(r"<[^>]+>", "7", path).replace("(?P<url>.*)$", "nowhere")
    for name, path in walk()
    if path.startswith("admin/")
}
# Where a password, a code or the key in a link can be guessed at.
GUESSED = {"login", "second_step", "set_up", "forgotten", "accept"}
GUESSED |= {"password_change", "recovery_codes", "remove_factor"}
# Where the text of a post is sent.
TYPED = {"save", "typing", "preview", "given_back"}


def location(address):
    """What nginx does at ADDRESS: a whole address, a pattern, the longest beginning."""
    for kind, pattern, body in LOCATIONS:
        if kind == "=" and pattern == address:
            return body
    for kind, pattern, body in LOCATIONS:
        if kind == "~" and re.search(pattern, address):
            return body
    begun = [each for each in LOCATIONS if not each[0] and address.startswith(each[1])]
    return max(begun, key=lambda each: len(each[1]))[2]


def with_files():
    """Names of the addresses whose forms may bring a file."""
    yield from ("import_live", "import_preview", "desk_image")
    for model, options in admin.site._registry.items():
        models = [model, *(inline.model for inline in options.inlines)]
        fields = [field for each in models for field in each._meta.fields]
        if any(isinstance(field, FileField) for field in fields):
            name = f"{model._meta.app_label}_{model._meta.model_name}"
            yield from (f"{name}_add", f"{name}_change")


@pytest.mark.parametrize("name", sorted(ADDRESSES.keys() - {"admin:signed_in"}))
def test_a_made_up_session_frees_from_no_limit(name):
    body = location(ADDRESSES[name])
    for limit in ("limit_req zone=admin ", "limit_req zone=stranger ", "limit_conn "):
        assert limit in body, limit


@pytest.mark.parametrize("name", sorted(GUESSED))
def test_guesses_are_few_wherever_a_password_or_code_is_asked_for(name):
    assert "limit_req zone=sign_in " in location(ADDRESSES[f"admin:{name}"])


def test_long_bodies_are_taken_where_they_are_sent_and_of_nobody_else():
    long = {f"admin:desk_{name}" for name in TYPED}
    long |= {f"admin:{name}" for name in with_files()}
    assert len(long) > 10
    for name, address in ADDRESSES.items():
        body = location(address)
        (size,) = re.findall(r"client_max_body_size (\d+)m;", body) or [0]
        assert name not in long or int(size) >= 64, name
        assert int(size) <= 1 or "auth_request /admin/signed-in/;" in body, name


def test_only_nginx_asks_who_is_signed_in():
    assert "internal;" in location(ADDRESSES["admin:signed_in"])
