"""Filters for the reader's templates: times, bodies and embeds."""

from dataclasses import replace
from urllib.parse import urlencode

from django import template
from django.forms.utils import flatatt
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, ngettext

from posts import bodies, embeds, times
from posts.renderings import LOOKS

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
def weekday(moment, page):
    """The date on PAGE with its day of the week: 'Monday 3 February 2025'."""
    return times.weekday(moment, page.time_zone, page.language)


@register.filter
def iso(moment):
    """A moment as HTML writes it in `datetime`: '2025-02-03T16:14:00+00:00'."""
    return moment.isoformat(timespec="seconds")


@register.filter
def date_of(moment, page):
    """The date on PAGE in ISO 8601, such as '2025-02-03'; "" for no moment."""
    return moment.astimezone(page.zone).date().isoformat() if moment else ""


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


class KeptNode(template.Node):
    """See `kept`."""

    def __init__(self, look, nodes):
        self.look = look
        self.nodelist = nodes

    def render(self, context):
        post, keeper = context["post"], context.get("kept_posts")
        if not keeper or context.get("marked") == post:
            return self.nodelist.render(context)
        return keeper.html(post, self.look, lambda: self.nodelist.render(context))


@register.tag
def kept(parser, token):
    """`{% kept pinned %}…{% endkept %}`: the markup of `post` in one of its LOOKS.

    It is made only if `kept_posts` (a `posts.renderings.PostMarkup`) has none. Where a
    view gives no such thing, and for the post that a permalink marks, it always is.
    """
    _, look = token.split_contents()
    if look not in LOOKS:
        raise template.TemplateSyntaxError(f"A post has no look '{look}'.")
    nodes = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode(look, nodes)


@register.simple_tag
def address(page, view, before="", after="", **changes):
    """The address of PAGE in VIEW with CHANGES, or of the chunk at a sort key."""
    query = replace(view, **changes).query
    query |= {n: edge for n, edge in {"before": before, "after": after}.items() if edge}
    return page.get_absolute_url() + (f"?{urlencode(query)}" if query else "")


@register.simple_tag
def counts(page):
    """'{n} new posts' as data attributes, one for each plural of PAGE's language.

    The names are those of CLDR (zero, one, two, few, many, other), which is what
    the browser's Intl.PluralRules says, too.
    """
    return flatatt(
        {
            f"data-{plural}": ngettext("{n} new post", "{n} new posts", number)
            for plural, number in times.plurals(page.language).items()
        }
    )
