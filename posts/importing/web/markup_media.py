"""The pictures and players in the markup of a body, by the rules in markup.py."""

from dataclasses import dataclass, field

from bs4 import Tag

from posts.importing.document import LeftOut, ParsedImage
from posts.importing.web.captions import credit_in, split_caption
from posts.importing.web.img import addresses_of, is_pixel, read_image
from posts.importing.web.origin import Origin

DESCRIBED = "Picture: "  # how our feeds say a picture that has no file


@dataclass
class Tidied:
    """A body and what stood in it; `absent` counts pictures that did not come along."""

    body: str = ""
    images: list[ParsedImage] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    absent: int = 0


class Figure:
    """A figure while it is read: its pictures, and the words beside them."""

    def __init__(self):
        self.images: list[Tag] = []
        self.described: list[str] = []
        self.caption: list[str] = []
        self.credit: list[str] = []


class Media:
    """Collects them, and what else is to be reported, into `tidied`.

    `figures` are those that the walk is in; a picture there waits for its caption.
    """

    def __init__(self, origin: Origin, line: int):
        self.origin = origin
        self.line = line
        self.tidied = Tidied()
        self.figures: list[Figure] = []
        self.seen: set[str] = set()

    def report(self, text: str, reason: str) -> None:
        if text:
            self.tidied.left_out.append(LeftOut(self.line, text, reason))

    def image(self, img: Tag) -> str:
        """Take a picture; the words that stand for it in the text, '' for most."""
        alt = str(img.get("alt", ""))
        if any("emoji" in name for name in img.get_attribute_list("class") if name):
            return alt
        addresses = addresses_of(img)
        if is_pixel(img) or not (addresses or alt.strip()):
            return ""
        # Two pictures may share an address: that of what stands in for both.
        if addresses and self.seen.issuperset(addresses):
            return ""
        self.seen.update(addresses)
        if self.figures:
            self.figures[-1].images.append(img)
        else:
            self._keep(read_image(img, self.origin, self.line), addresses)
        return ""

    def _keep(self, image: ParsedImage, addresses: list[str]) -> None:
        if image.picture is None:
            self.tidied.absent += 1
        if image.picture or image.alt or image.caption or image.credit:
            self.tidied.images.append(image)
        else:
            reason = "a picture that did not come with the page"
            self.report(addresses[0][:500], reason)

    def leave_figure(self) -> list[str]:
        """Take the pictures of the figure that ends; the words that are left."""
        figure = self.figures.pop()
        caption, credit = joined(figure.caption), credit_in(joined(figure.credit))
        if credit:
            caption, said = split_caption(caption)
            credit = f"{said}, {credit}" if said and said != credit else credit
        for img in figure.images:
            image = read_image(img, self.origin, self.line, caption, credit)
            self._keep(image, addresses_of(img))
            caption = credit = ""
        alt = joined(figure.described).removeprefix(DESCRIBED.strip()).strip()
        if alt:
            if not credit:
                caption, credit = split_caption(caption)
            image = ParsedImage(alt, credit, caption, self.line)
            self.tidied.images.append(image)
            caption = credit = ""
        return [words for words in (caption, credit) if words]

    def embed(self, address: str) -> None:
        is_local = "://" not in address[:10] and self.origin.came(address)
        if is_local or address.startswith("cid:"):
            reason = "a player whose address the saved copy has lost"
            self.report(address[:500], reason)
            return
        link = self.origin.web(address)
        if not link:
            self.report(address[:500], "a player without an address on the web")
        elif link not in self.tidied.embeds:
            self.tidied.embeds.append(link)


def joined(words: list[str]) -> str:
    return " ".join("".join(words).split())
