"""Pictures, players and links of schema.org items."""

from posts.importing.document import ParsedImage
from posts.importing.web.captions import credit_in, split_caption
from posts.importing.web.collecting import Collecting
from posts.importing.web.page_around import PageAround
from posts.importing.web.schema_values import Items, Link, id_of, is_address

_PICTURE = ("contentUrl", "url")
_CREDIT = ("creditText", "copyrightNotice", "copyrightHolder", "creator", "author")
_PLAYER = ("embedUrl", "contentUrl", "url")
_STREAM = ("url", "embedUrl", "contentUrl")


class Media:
    """Reads these; `splits` if a caption may end in the credit.

    `around` is the markup beside the items, where a picture may have a new place.
    """

    def __init__(
        self,
        items: Items,
        collecting: Collecting,
        splits: bool,
        around: PageAround | None = None,
    ):
        self.items = items
        self.collecting = collecting
        self.origin = collecting.origin
        self.splits = splits
        self.around = around

    def picture_address(self, value) -> str:
        """Where the picture lies that an item or text tells; '' if it doesn't."""
        address = self.items.address(value, *_PICTURE)
        if not address and isinstance(value, dict) and is_address(id_of(value)):
            address = id_of(value)
        return address

    def lead(self, values: list) -> ParsedImage | None:
        """The first of the page's pictures that came along or has words."""
        images = (self._image(value, 0) for value in values)
        told = [image for image in images if image]
        came = [image for image in told if image.picture]
        return next(iter([*came, *told]), None)

    def images(self, item: dict, line: int, known: set[str]) -> tuple[ParsedImage, ...]:
        """The pictures of a post, without those at the KNOWN addresses."""
        images = []
        for value in self.items.values(item, "image"):
            address = self.picture_address(value)
            if address and address in known:
                reason = "the page's own picture again"
                self.collecting.leave_out(line, address[:500], reason)
                continue
            image = self._image(value, line)
            image = image and self.collecting.image(image, address)
            if image:
                images.append(image)
        return tuple(images)

    def _image(self, value, line: int) -> ParsedImage | None:
        address = self.picture_address(value)
        picture = self.origin.picture(address) if address else None
        shown_alt = ""
        if address and not picture and self.around:
            copy = self.around.address(address)
            picture = self.origin.picture(copy) if copy else None
            shown_alt = self.around.alt(copy)
        if not isinstance(value, dict):
            image = ParsedImage(shown_alt, line=line, picture=picture)
            return image if address else None
        text = self.items.text
        caption, credit = text(value, "caption"), text(value, *_CREDIT)
        if self.splits:
            credit = credit_in(credit)
        shown, said = split_caption(caption)
        if self.splits and said and credit in ("", said):
            caption, credit = shown, said
        alt = text(value, "alternateName", "alternativeHeadline")
        description = text(value, "description")
        if not alt and description != caption:
            alt = description
        alt = alt or shown_alt
        caption = "" if caption == alt else caption
        if not (address or alt or caption or credit):
            return None
        return ParsedImage(alt, credit, caption, line, picture=picture)

    def films(self, item: dict, line: int) -> list[str]:
        """The embed addresses that a post tells."""
        found = []
        for name in ("sharedContent", "video", "audio"):
            for value in self.items.values(item, name):
                address = self.items.address(value, *_PLAYER) or (
                    id_of(value) if isinstance(value, dict) else ""
                )
                link = self.origin.web(address) if address else ""
                if link:
                    found.append(link)
                elif address:
                    reason = "a player without an address on the web"
                    self.collecting.leave_out(line, address[:500], reason)
        return found

    def stream(self, page: dict) -> tuple[str, str]:
        """The address and the title of the page's stream, each may be empty."""
        for value in self.items.values(page, "video"):
            address = self.origin.web(self.items.address(value, *_STREAM))
            if address:
                title = self.items.text(value, "name") if _is_item(value) else ""
                return address, title
        return "", ""

    def related(self, page: dict) -> tuple[tuple[str, str], ...]:
        found = []
        for value in self.items.values(page, "relatedLink"):
            address = self.origin.web(self.items.address(value, "url"))
            words = self.items.text_of(value) if _is_item(value) else ""
            if isinstance(value, Link):
                words = value.words
            if address:
                found.append((words or address, address))
        return tuple(dict.fromkeys(found))


def _is_item(value) -> bool:
    return isinstance(value, dict)
