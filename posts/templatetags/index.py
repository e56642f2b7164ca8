"""What the index says in its own language about pages that have theirs."""

from django import template
from django.conf import settings
from django.forms.utils import flatatt

from posts import times

from .live import direction

register = template.Library()


@register.filter
def language_attributes(page):
    """`lang` and `dir`, as attributes, for words of PAGE; "" in the site's language."""
    if page.language == settings.LANGUAGE_CODE:
        return ""
    return flatatt({"lang": page.language, "dir": direction(page.language)})


@register.filter
def month(first_day):
    """The month, such as 'November 2026', in the site's language."""
    return times.month(first_day, settings.LANGUAGE_CODE)
