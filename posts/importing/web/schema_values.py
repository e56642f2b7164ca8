"""Reads the properties of schema.org items, in every shape that JSON-LD allows.

An item is a dict as JSON-LD has it: '@type', '@id', and properties that hold a
value, an item or a list of these. Names may carry schema.org's address or prefix;
values may be wrapped ('@value', '@list', '@set') or point to an item elsewhere by
its '@id'. Microdata is brought into the same shape.
"""

import html
import re
from collections.abc import Iterator
from functools import cached_property

_PREFIXES = ("", "https://schema.org/", "http://schema.org/", "schema:")
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}[0-9]{0,2});"
)
_TAG = re.compile(
    r"</?(?:p|br|div|a|strong|b|em|i|u|ul|ol|li|blockquote|h[1-6]|span|img|figure"
    r"|table|section|article|iframe|script|style)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INLINE = re.compile(r"</?(?:a|strong|b|em|i|u|span)(?:\s[^<>]*)?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|div|a|strong|b|em|i|ul|ol|li|h[1-6]|span)\b")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


class Markup(str):
    """A value that is known to be HTML."""

    __slots__ = ()


class Plain(str):
    """A value that is known to be plain text, to be taken as it stands."""

    __slots__ = ()


class Exact(Plain):
    """A value of our own export: its spaces and line breaks count, too."""

    __slots__ = ()


class Link(Exact):
    """A value that is an address, with the `words` that led there."""

    words = ""


class Items:
    """All items of a page, wherever they stand: each once, in document order."""

    def __init__(self, roots: list):
        self.all: list[dict] = []
        self.by_id: dict[str, dict] = {}
        self._joined: set[str] = set()
        waiting = [iter(roots)]
        while waiting:
            for value in waiting[-1]:
                if isinstance(value, dict):
                    self._add(value)
                    waiting.append(iter(value.values()))
                    break
                if isinstance(value, list):
                    waiting.append(iter(value))
                    break
            else:
                waiting.pop()

    def _add(self, item: dict) -> None:
        self.all.append(item)
        name = id_of(item)
        if name and len(item) > 1:
            known = self.by_id.setdefault(name, item)
            if known is not item:
                self._join(name, known, item)

    def _join(self, name: str, known: dict, item: dict) -> None:
        """Said in two places, an item has the properties of both."""
        if name not in self._joined:
            self._joined.add(name)
            known = self.by_id[name] = dict(known)
        for key, value in item.items():
            known.setdefault(key, value)

    def values(self, item: dict, *names: str) -> list:
        """What ITEM says under the first of NAMES that it has, as a flat list.

        Each is an item, a text or a number.
        """
        for name in names:
            for prefix in _PREFIXES:
                value = item.get(prefix + name)
                if value not in (None, "", []):
                    return list(self._flat(value))
        return []

    def _flat(self, value) -> Iterator:
        waiting = [value]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(reversed(value))
            elif isinstance(value, dict):
                inner = next(
                    (value[key] for key in ("@value", "@list", "@set") if key in value),
                    None,
                )
                if inner is not None:
                    waiting.append(inner)
                else:
                    yield self.by_id.get(id_of(value), value)
            elif value is not None and not isinstance(value, bool):
                yield value

    @cached_property
    def parts(self) -> dict[int, list[dict]]:
        """The items that say themselves what they are part of, by its identity."""
        found = {}
        for item in self.all:
            for whole in self.values(item, "isPartOf"):
                if isinstance(whole, dict):
                    found.setdefault(id(whole), []).append(item)
        return found

    def texts(self, item: dict, *names: str) -> list[str]:
        """The same as texts on one line; of an item its name."""
        found = (self.text_of(value) for value in self.values(item, *names))
        return [text for text in found if text]

    def text(self, item: dict, *names: str) -> str:
        return next(iter(self.texts(item, *names)), "")

    def text_of(self, value) -> str:
        if isinstance(value, dict):
            names = ("value", "name", "text", "headline")
            value = next(iter(self.values(value, *names)), "")
            if isinstance(value, dict):
                return ""
        return one_line(value)

    def address(self, value, *names: str) -> str:
        """The address in VALUE: the text itself, or the first of NAMES in an item."""
        if not isinstance(value, dict):
            return value.strip() if isinstance(value, str) else ""
        for name in names:
            for inner in self.values(value, name):
                if isinstance(inner, dict):
                    inner = id_of(inner) or next(iter(self.values(inner, "url")), "")
                if isinstance(inner, str) and inner.strip():
                    return inner.strip()
        return ""


def types_of(item: dict) -> set[str]:
    """The names of the item's types, without schema.org's address."""
    found = item.get("@type", item.get("type", ""))
    names = found if isinstance(found, list) else [found]
    return {re.split(r"[/:#]", name)[-1] for name in names if isinstance(name, str)}


def id_of(item: dict) -> str:
    name = item.get("@id", item.get("id", ""))
    return name.strip() if isinstance(name, str) else ""


def one_line(value) -> str:
    """A value as plain text on one line: no tags, and entities as they are read."""
    if isinstance(value, Exact):
        return str(value)
    text = str(value)
    if isinstance(value, Markup) or is_markup(value):
        text = html.unescape(_TAG.sub(" ", _INLINE.sub("", text)))
    elif not isinstance(value, Plain):
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return " ".join(text.split())


def is_markup(value) -> bool:
    """Whether VALUE, of which nothing is known, is HTML."""
    if isinstance(value, Plain) or not isinstance(value, str):
        return False
    return bool(_TAG.search(value))


def as_markup(text: str) -> str | None:
    """TEXT as HTML if it is any, however often it was escaped; else None."""
    if isinstance(text, Markup) or is_markup(text):
        return str(text)
    if not isinstance(text, Plain) and _ESCAPED_TAG.search(text):
        return html.unescape(text)
    return None


def unescaped(text: str) -> str:
    """TEXT with its entities read, if it is not known to be plain."""
    if isinstance(text, Plain):
        return str(text)
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text))
