"""Tags for what machines read: cards, structured data, the sitemap."""

import json

from babel.core import get_global
from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from posts.cards import card_of
from posts.characters import for_xml
from posts.structured_data import live_blog_posting

register = template.Library()
register.simple_tag(card_of, name="card")
register.filter("for_xml", for_xml)

# What could end the script element, or begin another, written as JSON may.
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}


@register.simple_tag
def structured_data(page, posts, site):
    """PAGE and the POSTS shown as JSON-LD in its script element."""
    data = live_blog_posting(page, posts, site)
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308 no character of markup is left in it
    )


@register.filter
def iso_639(language):
    """The language alone of a code such as 'en-gb': 'en'."""
    return language.partition("-")[0]


@register.filter
def og_locale(language):
    """'en_GB' for 'en-gb'; 'de_DE' for 'de', by the country that CLDR holds likely."""
    name, _, country = language.partition("-")
    likely = get_global("likely_subtags").get(name, "").split("_")
    return f"{name}_{country.upper() or likely[-1]}".rstrip("_")
