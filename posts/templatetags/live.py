"""Filters for the reader's templates: times, bodies and embeds."""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info

from posts import bodies, embeds, times

register = template.Library()


@register.filter
def clock(moment, page):
    """The time of day on PAGE, such as '16:14'."""
    return times.clock(moment, page.time_zone, page.language)


@register.filter
def day(moment, page):
    """The date on PAGE, such as '3 February 2025'."""
    return times.day(moment, page.time_zone, page.language)


@register.filter
def zone_name(moment, page):
    """The name of PAGE's time zone at MOMENT, such as 'British Summer Time'."""
    return times.zone_name(moment, page.time_zone, page.language)


@register.filter
def rich(body):
    """A post's body as HTML; sanitised here too, whatever way it came in."""
    return mark_safe(bodies.sanitise(body))  # noqa: S308 just sanitised


@register.filter
def embed(url):
    """The `posts.embeds.Embed` for an embed address."""
    return embeds.embed_of(url)


@register.filter
def direction(language):
    """'rtl' or 'ltr' for a language code."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"
