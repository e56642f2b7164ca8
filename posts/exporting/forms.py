"""The forms in which a live page can be exported, by name."""

from collections.abc import Callable
from dataclasses import dataclass

from posts.exporting import atom, markdown, own, record_page, text


@dataclass(frozen=True)
class Form:
    """One form: `title` is its name for people, `says` what it is for.

    `write(page, out, site)` writes a page to a binary file and returns notes on what
    was lost; SITE, scheme and host, may be empty. `is_public` tells that the form
    carries only what readers may see.
    """

    name: str
    title: str
    says: str
    suffix: str
    content_type: str
    write: Callable
    is_public: bool = True

    def file_name(self, page, start):
        """How a file with PAGE is called whose first bytes are START."""
        suffix = ".zip" if start.startswith(b"PK") else self.suffix
        return f"{page.slug}{suffix}"


FORMS = {
    form.name: form
    for form in (
        Form(
            "html",
            "Web page",
            "One file that opens anywhere: the page as a record, pictures included.",
            ".html",
            "text/html; charset=utf-8",
            record_page.write,
        ),
        Form(
            "text",
            "Plain text",
            "The form in which pages of other newsrooms are saved, too.",
            ".txt",
            "text/plain; charset=utf-8",
            text.write,
        ),
        Form(
            "markdown",
            "Markdown",
            "For wikis and repositories.",
            ".md",
            "text/markdown; charset=utf-8",
            markdown.write,
        ),
        Form(
            "atom",
            "Atom feed",
            "A feed of all posts, for machines.",
            ".atom",
            "application/atom+xml; charset=utf-8",
            atom.write,
        ),
        Form(
            "json",
            "Our own form",
            "Everything, drafts and withdrawn posts too, in a zip with the pictures "
            "if there are any: to move the page to another installation.",
            ".json",
            "application/json",
            own.write,
            is_public=False,
        ),
    )
}
