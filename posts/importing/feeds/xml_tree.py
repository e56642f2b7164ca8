"""Parses the XML of a feed without ever following what it declares.

A document type is refused when it declares entities, so that none can be expanded;
nothing is loaded from anywhere, and what is nested too deeply is refused.
"""

import html
import re

from lxml import etree

from posts.importing.document import SourceError
from posts.importing.source import Source

_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_ENTITY = re.compile(rb"<!(?:ENTITY|ATTLIST|ELEMENT)", re.IGNORECASE)


def parse(source: Source) -> etree._Element:
    """The root element, or SourceError naming the line."""
    data = source.data.lstrip()
    skipped = source.data[: len(source.data) - len(data)].count(b"\n")
    if _DOCTYPE.search(data) and _ENTITY.search(data):
        raise SourceError(
            "this XML declares entities, which a feed has no need of: it is not read"
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno + skipped if error.lineno else None
        # What it found may go on for lines.
        message = (error.msg or "it has no content").partition(", ")[0]
        message = message.partition("\n")[0].strip()[:100]
        raise SourceError(f"this is no XML: {message}", line) from None
    except ValueError as error:
        raise SourceError(f"this is no XML: {error}") from None
    return root


def text_of(element: etree._Element | None) -> str:
    """All words in ELEMENT on one line."""
    if element is None:
        return ""
    return " ".join("".join(element.itertext(with_tail=False)).split())


def raw_text(element: etree._Element) -> str:
    return "".join(element.itertext(with_tail=False))


def markup_in(element: etree._Element) -> str:
    """The content of ELEMENT, which is XHTML, as HTML."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        parts.append(etree.tostring(child, method="html", encoding="unicode"))
    return "".join(parts)


def local_name(element: etree._Element) -> str:
    """The name of ELEMENT without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
