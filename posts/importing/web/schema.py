"""Makes a page of a schema.org LiveBlogPosting, wherever its items were written.

THE MAPPING

Page: headline or name is the title, description the standfirst, abstract the summary
points, editor 'edited by', image the lead picture, video the stream, relatedLink the
related links; inLanguage, timeZone, coverageStartTime and coverageEndTime. Coverage
is over if its end is told and lies in the past.

Posts: the items under liveBlogUpdate, else under blogPost, else those that are part
of the page by their own word.

    @id, identifier, url        the post's id (the page's own address is none)
    headline, name              the headline; none if it only repeats the first words
                                (`derived`)
    articleBody, text,          the body, of the first that there is, all its values:
    description                 HTML as markup.py has it, plain text by its lines
    datePublished               the time; a day alone tells none
    dateModified                when it was last edited, if that is later
    articleSection, keywords    a label if it is one of ours; the keyword 'key event'
    author                      the bylines: names, jobTitle the role. The publisher
                                of the page is no byline
    image                       pictures: caption, creditText, and as alt text
                                alternateName. The page's own picture again is none
    sharedContent, video        the embed address
    quotedBy, correction        who said a quote; the correction note

The names timeZone and quotedBy are our own export's.
"""

import datetime

from posts.importing.document import ParsedByline, ParsedPage
from posts.importing.web.collecting import Collecting
from posts.importing.web.markup import plain_to_html, words_of
from posts.importing.web.markup_media import Tidied
from posts.importing.web.page_around import PageAround
from posts.importing.web.repeated import repeats, without_repeated
from posts.importing.web.schema_media import Media
from posts.importing.web.schema_values import (
    Items,
    Markup,
    Plain,
    as_markup,
    id_of,
    is_address,
    types_of,
    unescaped,
)

PAGE = "LiveBlogPosting"
_POSTS = ("BlogPosting", "SocialMediaPosting", "Article", "NewsArticle", "CreativeWork")
_POSTS += ("LiveBlogPosting", "Comment", "VideoObject", "ImageObject")


def pages_in(items: Items) -> list[tuple[dict, list]]:
    """The live pages among ITEMS, each with its posts in the source's order.

    The one with the most posts stands first. A post is an item or a text.
    """
    found = {}
    for item in items.all:
        if PAGE in types_of(item):
            item = items.by_id.get(id_of(item), item)
            found[id_of(item) or id(item)] = item
    # A page may tell of others, and a post may call itself a live page.
    pages = [(page, _updates_of(items, page)) for page in found.values()]
    own = {id(update) for _, updates in pages for update in updates}
    pages = [(page, updates) for page, updates in pages if id(page) not in own]
    return sorted(pages, key=lambda pair: -len(pair[1]))


def _updates_of(items: Items, page: dict) -> list:
    found = items.values(page, "liveBlogUpdate", "blogPost")
    if found:
        return found
    parts = items.parts.get(id(page), [])
    return [item for item in parts if types_of(item).intersection(_POSTS)]


class Schema:
    """Reads one page of ITEMS.

    `derived` tells that headlines may only repeat the body, `is_own` that the page
    is our own export and means every letter; `around` is the markup beside the items.
    """

    def __init__(
        self,
        items: Items,
        collecting: Collecting,
        derived: bool = False,
        is_own: bool = False,
        around: PageAround | None = None,
    ):
        self.items = items
        self.collecting = collecting
        self.derived = derived
        self.is_own = is_own
        self.around = around
        self.media = Media(items, collecting, splits=not is_own, around=around)

    def read(self, page: dict, updates: list) -> ParsedPage:
        items = self.items
        url = items.text(page, "url", "mainEntityOfPage")
        self.addresses = {url, id_of(page)} - {""}
        self.publishers = {
            name.casefold()
            for name in items.texts(page, "publisher", "author", "creator")
        }
        leads = items.values(page, "image")
        self.lead_addresses = {self.media.picture_address(lead) for lead in leads}
        for number, update in enumerate(updates, start=1):
            self._post(number, update)
        started, ended, status = self._coverage(page)
        stream_url, stream_title = self.media.stream(page)
        return self.collecting.page(
            title=items.text(page, "headline", "name"),
            standfirst=items.text(page, "description", "alternativeHeadline"),
            summary=self._summary(page),
            edited_by=", ".join(dict.fromkeys(items.texts(page, "editor"))),
            language=self._language(page),
            time_zone=items.text(page, "timeZone"),
            lead_image=self.media.lead(leads),
            stream_url=stream_url,
            stream_title=stream_title,
            related=self.media.related(page),
            started_at=started,
            ended_at=ended,
            status=status,
        )

    def _summary(self, page: dict) -> tuple[str, ...]:
        points = []
        for value in self.items.values(page, "abstract"):
            if isinstance(value, (dict, Plain)):
                points.append(self.items.text_of(value))
                continue
            markup = as_markup(str(value))
            if markup is None:
                lines = unescaped(str(value)).splitlines()
                points += [line.strip().removeprefix("•").strip() for line in lines]
            else:
                body = self.collecting.tidy(markup, 0).body
                blocks = body.replace("</li>", "</p>").split("</p>")
                points += [words_of(block) for block in blocks]
        return tuple(point for point in points if point)

    def _language(self, page: dict) -> str:
        for value in self.items.values(page, "inLanguage"):
            names = ("alternateName", "name", "identifier")
            text = (
                self.items.text(value, *names)
                if isinstance(value, dict)
                else self.items.text_of(value)
            )
            if text:
                return text
        return ""

    def _coverage(self, page: dict):
        """When coverage began and ended, and 'ended' if it is over."""
        started, ended = (
            self._moment(page, name, "the page")
            for name in ("coverageStartTime", "coverageEndTime")
        )
        if ended is None or ended > datetime.datetime.now(datetime.UTC):
            return started, None, ""
        return started, ended, "ended"

    def _moment(self, item: dict, name: str, what: str, line: int | None = None):
        text = self.items.text(item, name)
        return self.collecting.moment(text, what, line) if text else None

    # Posts

    def _post(self, number: int, update) -> None:
        if not isinstance(update, dict):
            if is_address(str(update)):
                reason = "a post of which only the address is told"
                self.collecting.leave_out(number, str(update), reason)
                return
            update = {"articleBody": update}
        elif not len(update) > 1:
            reason = "a post of which only the name is told"
            self.collecting.leave_out(number, id_of(update), reason)
            return
        items = self.items
        tidied = self._body(update, number)
        label, key_event = self._label(update, number)
        published_at = self._published_at(update, number)
        edited_at = self._moment(update, "dateModified", f"post {number}")
        is_later = edited_at and published_at and edited_at > published_at
        if not is_later and not self.is_own:
            edited_at = None
        images = self.media.images(update, number, self.lead_addresses)
        self.collecting.add(
            number,
            without_repeated(tidied, images),
            headline=self._headline(update, tidied),
            published_at=published_at,
            edited_at=edited_at,
            label=label,
            key_event=key_event,
            bylines=self._bylines(update, number),
            images=images,
            embeds=self.media.films(update, number),
            id=self._id(update),
            quote_attribution=items.text(update, "quotedBy"),
            correction_note=items.text(update, "correction"),
        )

    def _id(self, update: dict) -> str:
        for name in (
            id_of(update),
            self.items.text(update, "identifier"),
            self.items.text(update, "url"),
        ):
            if name and name not in self.addresses and not name.startswith("_:"):
                return name
        return ""

    def _body(self, update: dict, number: int) -> Tidied:
        values = self.items.values(update, "articleBody", "text", "description")
        if self.is_own:
            return Tidied(str(values[0])) if values else Tidied()
        parts = []
        for value in values:
            value = self.items.text_of(value) if isinstance(value, dict) else value
            # Markup within the last part is there already, as is what is told twice.
            above = parts[-1] if parts else None
            is_within = isinstance(value, Markup) and value in str(above)
            if value not in ("", above) and not is_within:
                parts.append(value)
        markups = [as_markup(part) if isinstance(part, str) else None for part in parts]
        words = [unescaped(str(part)) for part in parts]
        markup = ""
        if self.around and not any(markups):
            names = [id_of(update), *self.items.texts(update, "identifier", "url")]
            markup = self.around.body("\n\n".join(words), names)
        if not markup:
            pairs = zip(markups, words, strict=True)
            found = [markup or plain_to_html(plain) for markup, plain in pairs]
            if len(found) > 1:
                found = [f"<div>{part}</div>" for part in found]
            markup = "".join(found)
        return self.collecting.tidy(markup, number) if markup else Tidied()

    def _headline(self, update: dict, tidied: Tidied) -> str:
        headline = self.items.text(update, "headline", "name")
        if self.derived and repeats(headline, tidied.body):
            return ""
        return headline

    def _published_at(self, update: dict, number: int):
        text = self.items.text(update, "datePublished")
        moment = self._moment(update, "datePublished", f"post {number}")
        if moment is None:
            message = f"post {number} tells no time: none is shown"
            self.collecting.problem(number, text, message)
        return moment

    def _label(self, update: dict, number: int) -> tuple[str, bool]:
        names = ("articleSection", "keywords", "genre")
        texts = [text for name in names for text in self.items.texts(update, name)]
        words = [word.strip() for text in texts for word in text.split(",")]
        return self.collecting.label(number, words, "a section or keyword")

    def _bylines(self, update: dict, number: int) -> tuple[ParsedByline, ...]:
        bylines = []
        for author in self.items.values(update, "author", "creator"):
            name = self.items.text_of(author)
            is_item = isinstance(author, dict)
            role = self.items.text(author, "jobTitle") if is_item else ""
            if self.is_own:
                bylines.append(ParsedByline(name, role))
                continue
            name = name.removeprefix("By ").strip()
            if not name or name.casefold() in self.publishers:
                continue
            if is_address(name):
                reason = "an author of whom only the address is told"
                self.collecting.leave_out(number, name, reason)
                continue
            byline = ParsedByline(name, role)
            if byline not in bylines:
                bylines.append(byline)
        return tuple(bylines)
