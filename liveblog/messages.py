"""`make messages`: finds the words that readers see and brings locale/ up to date.

Babel reads the code and, by way of Django's own reading of templates, the
templates; it merges what it finds into each .po and compiles the .mo beside it.
What is new stands there without a translation, what is gone is left out. The same
words give the same files, byte for byte, on every machine.

The admin and the desk speak English and are left out.
"""

import sys
from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ar", "de", "es", "fr", "pl")
OF_THE_DESK = (
    "posts/admin/",
    "posts/desk/",
    "posts/management/",
    "posts/migrations/",
    "templates/admin/",
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Times and versions would make every run a change; Babel wants some times in what
# it compiles.
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
CHANGING = (b'"POT-Creation-Date:', b'"PO-Revision-Date:', b'"Generated-By:')


def found(root=ROOT):
    """A catalogue of all words that readers see, without translations."""
    catalogue = Catalog()
    for path in sorted([*root.glob("posts/**/*.py"), *root.glob("templates/**/*.*")]):
        name = path.relative_to(root).as_posix()
        if name.startswith(OF_THE_DESK):
            continue
        code = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            code = as_python(code, name)
        file = BytesIO(code.encode())
        for _, words, _comments, context in extract("python", file, KEYWORDS):
            catalogue.add(words, locations=[(name, 1)], context=context)
    return catalogue


def as_python(template, name):
    """The words of a TEMPLATE in calls of gettext that Python can read."""
    lines = StringIO(templatize(template, origin=name))
    return "".join(line.lstrip(" \t") for line in lines)


def po_path(language, root=ROOT):
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path, language):
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def merged(language, words, root=ROOT):
    """The catalogue of LANGUAGE with exactly the WORDS that were found."""
    words = deepcopy(words)  # what is new comes over as it is, not as a copy
    path = po_path(language, root)
    catalogue = read(path, language) if path.exists() else Catalog(language)
    name = Locale(language).english_name
    catalogue.header_comment = f"# The live blog's interface in {name}."
    catalogue.msgid_bugs_address = ""
    catalogue.project, catalogue.version = "Live blog", ""
    catalogue.last_translator = catalogue.language_team = ""
    catalogue.fuzzy = False
    catalogue.update(words, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        if message.pluralizable and len(message.string) != catalogue.num_plurals:
            message.string = ("",) * catalogue.num_plurals
    catalogue.creation_date = catalogue.revision_date = NO_TIME
    return catalogue


def as_po(catalogue):
    file = BytesIO()
    write_po(file, catalogue, sort_output=True, include_lineno=False)
    lines = file.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(CHANGING))


def as_mo(catalogue):
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main():
    words = found()
    for language in LANGUAGES:
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = merged(language, words)
        path.write_bytes(as_po(catalogue))
        path.with_suffix(".mo").write_bytes(as_mo(catalogue))
        missing = [m.id for m in catalogue if m.id and not is_translated(m)]
        for words_missing in missing:
            sys.stdout.write(f"{language}: not translated yet: {words_missing!r}\n")


def is_translated(message):
    """Whether MESSAGE has words in every form that it needs, and nobody doubts them."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and not message.fuzzy


if __name__ == "__main__":
    main()
