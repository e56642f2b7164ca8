"""The catalogues of all languages, to be held against what is said."""

import re

import pytest

from liveblog import messages

LANGUAGES = messages.LANGUAGES
every_language = pytest.mark.parametrize("language", LANGUAGES)

PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|\{[a-z]+\}")
TAG = re.compile(r"<[^>]+>")


def catalogue(language):
    return messages.read(messages.po_path(language), language)


def forms(text):
    return text if isinstance(text, tuple | list) else (text,)
