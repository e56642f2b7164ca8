"""The labels of posts in saved pages, as they stand alone on a line.

Ours are LABELS, which may also be glued to their headline ('BreakingTug has the
ferry'); 'Breaking news' and 'Explained' mean two of them. Other newsrooms
have labels that we have no word for ('Get involved', 'Eyewitness'): they are told
from words of the story only by their place, directly above or below a headline.
"""

import re

from posts.importing.document import LABELS

NO_WORD = "a label that we have none for"
SECOND = "a second label of one post"

_OURS = {label: label for label in LABELS}
_OURS |= {"breaking news": "breaking", "explained": "explainer"}
_FOREIGN = {
    *("get involved", "have your say", "your questions", "your questions answered"),
    *("your views", "your voice", "your voices", "ask a question", "exclusive"),
    *("eyewitness", "fact check", "reality check", "at the scene", "in pictures"),
    *("opinion", "comment", "postcard", "just in", "developing", "live", "alert"),
    *("update", "watch", "listen"),
}

_GLUED = re.compile(
    rf"({'|'.join(label.capitalize() for label in LABELS)})(?=['\"‘“]?[A-Z])"
)


def label_of(text: str) -> str:
    """The one of LABELS that TEXT, a whole line, stands for; '' if none."""
    return _OURS.get(text.casefold(), "") if len(text) < 40 else ""


def cut_label(headline: str) -> tuple[str, str]:
    """The label that is glued to the front of HEADLINE, '' if none, and the rest."""
    match = _GLUED.match(headline)
    return (match[1].lower(), headline[match.end() :]) if match else ("", headline)


def is_foreign_label(text: str) -> bool:
    """Whether TEXT, a whole line where a label may stand, is one that we don't have."""
    return len(text) < 40 and text.casefold() in _FOREIGN
