"""Telling the lines of a saved page that are no part of its story.

A browser's 'select all' takes along what stands around the story: menus, questions
about cookies, notices of players, footers. Such a line is told by the whole of it,
never by a word in it, in any case of letters, with or without a bullet, and with or
without a colon, full stop or dots at its end. A line of several sentences is clutter
only if every sentence is. Where in doubt, a line is part of the story: a reader who
meets 'Share' in a post is better off than one who misses a sentence.

consent       questions before content of another site is loaded, and their buttons:
              'Allow … content?', 'This article contains content provided by …',
              'We ask for your permission before anything is loaded …', 'Accept and
              continue'
embeds        what frames such content: 'Skip … post by …', 'End of … post by …',
              'View original … on …', warnings about adverts and other sites
players       'This video can not be played', 'To play this … you need to enable …'
sharing       'Share', 'Share this post', 'Copy link', 'About sharing'
navigation    'Back to top', 'Page 1 of 3', 'View more', 'Skip to content'
other stories headings and buttons: 'Related stories', 'Read more', 'Top stories'
licences      '© 2025 …', 'All rights reserved', 'Got a TV licence?'
furniture     'Live Reporting', 'All times stated are UK', 'Follow us', 'Advertisement'

Blocks. The name of a service alone ('Facebook', 'Email'), 'Print' or 'Save' is
clutter next to a line of consent, embeds or sharing, blank lines aside. So is below a
line about licences what goes on with it: 'You need one to watch …', 'It's the law',
'Find out more'. Elsewhere these are words.

Marks of links. ', external' after the words of a link is a mark for screen readers.
It is cut off at the end of a line, before a mark of punctuation, and before words
that can't go on from the adjective. A line that speaks of 'internal', too, keeps it,
and so does one that holds a mark of posts/importing/text/marks.py.

A line that begins with the mark of posts/importing/text/marks.py is never clutter.
"""

import re

from posts.importing.document import LeftOut
from posts.importing.text.marks import BULLET, MARK, is_marked

CONSENT = "a question about content of another site"
EMBED = "the frame of content of another site"
PLAYER = "a notice of a player or browser"
SHARING = "a menu for sharing"
NAVIGATION = "a way through the page"
OTHER_STORIES = "links to other stories"
LICENCE = "a licence or copyright notice"
FURNITURE = "furniture of the page"
LINK_MARK = "a mark of a link"

_SHORTEST, _LONGEST = 5, 1000  # characters of a line that may be clutter
_SERVICE = (
    r"(?:facebook|instagram|twitter|x|youtube|google youtube|tik ?tok|threads|bluesky"
    r"|reddit|telegram|mastodon|linkedin|whatsapp|messenger|pinterest|vimeo|spotify"
    r"|snapchat|truth social|google maps)"
)
_SERVICES = rf"{_SERVICE}(?:(?:,| and|, and| or) {_SERVICE})*"
_THIS = r"(?:this |the )?(?:article|page|post|story|video|update|live page)"
_ITEM = r"(?:post|tweet|video|content|message|story|embed|thread)"
_FORMS = {
    CONSENT: (
        r"allow [^.?!]{1,40} content\?",
        rf"{_THIS} (?:contains|includes) (?:content|material) "
        r"(?:provided by|from|hosted by) [^?!]{1,60}",
        r"we (?:ask|need|want|would like)(?: for)? your (?:permission|consent)"
        r" [^?!]{0,80}(?:loaded|shown|cookies)[^?!]{0,80}",
        r"(?:before accepting,? )?you may (?:want|wish|like) to read [^?!]{0,60}"
        r"(?:cookie|privacy) polic[^?!]{0,120}",
        r"to (?:view|see|watch|load) this (?:content|post|tweet|video),?"
        r" (?:choose|click|press|select|tap) [^?!]{0,20}(?:accept|allow)[^?!]{0,40}",
        r"(?:accept|allow|agree)(?: all)?(?: cookies)? (?:and|&) (?:continue|close)",
        r"(?:accept|reject|manage) (?:all |additional )?cookies",
    ),
    EMBED: (
        rf"(?:skip|end of) {_SERVICE} {_ITEM}(?: \d+)?(?: (?:by|from) .{{1,100}})?",
        r"(?:skip|end of) (?:podcast|image gallery|photo gallery|newsletter"
        r"|advert|advertisement)(?: promotion)?",
        rf"view (?:the )?(?:original )?{_ITEM} on {_SERVICE}",
        rf"report this (?:social )?(?:{_ITEM})(?:, make a complaint)?",
        r"warning: third[- ]party content (?:may|can|might) contain adverts",
        r"(?:warning: )?[^.?!]{1,40} (?:is|are) not responsible for the content of"
        r" external (?:internet )?(?:sites|websites|links|pages)",
        r"read (?:more )?about our approach to external (?:linking|links)",
        r"(?:sorry, )?(?:this )?content is not available",
        r"this (?:post|tweet|content) can(?:not|'t| not) be (?:displayed|shown|loaded)"
        r"(?: in (?:your|this) browser)?",
    ),
    PLAYER: (
        r"(?:sorry, )?this (?:video|audio|clip|content) can(?:not|'t| not) be played",
        r"to play this (?:video|audio|clip|content),? you(?:'ll)? need to enable"
        r" [^.?!]{1,60}",
        r"(?:please )?enable javascript(?: or try (?:a different|another) browser)?",
        r"(?:media|video|audio) player",
        r"media playback is (?:unsupported|not supported) on (?:your|this) device",
        r"(?:play|pause|mute|unmute) (?:video|audio)",
    ),
    SHARING: (
        r"share(?: this| page| post| story| article| now)?",
        r"share this (?:page|post|story|article|video|update|link|with)",
        rf"share (?:{_THIS} )?(?:with|on|via|by|to) (?:{_SERVICE}|e-?mail)",
        r"cop(?:y|ied)(?: this| the)? link(?: to (?:the )?clipboard)?",
        r"link copied(?: to (?:the )?clipboard)?",
        r"(?:read more )?about sharing|read more about these links",
        r"(?:view |see )?more shar(?:e|ing) options|shar(?:e|ing) options",
        r"(?:article |page |post )?share tools|close share panel",
    ),
    NAVIGATION: (
        r"(?:back|return|jump|scroll|skip) to (?:the )?(?:top|start|latest|newest)"
        r"(?: post| update)?",
        r"(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation|live feed)",
        r"page \d{1,5} of \d{1,5}",
        r"(?:view|load|show|see) more(?: posts| updates| entries| comments)?",
        r"(?:view|load|show|see) (?:older|newer|earlier|later|latest|new) "
        r"(?:posts|updates|entries)",
        r"\d{1,5} new (?:posts?|updates?)",
        r"(?:next|previous|first|last) page",
        r"(?:open|close|main) (?:menu|navigation)|accessibility help",
        r"sign in|log in|sign up",
    ),
    OTHER_STORIES: (
        r"related (?:stories|story|topics|content|articles|links|posts|videos?"
        r"|internet links|video and audio)",
        r"more (?:on|about) this(?: story| topic)?|more (?:top )?stories|top stories",
        r"read more|most (?:read|watched|viewed|popular)",
        r"you (?:might|may) also (?:like|be interested in)|what to read next"
        r"|recommended (?:for you|stories)|more to explore",
    ),
    LICENCE: (
        r"(?:copyright )?(?:©|\(c\)) ?(?:copyright )?\d{4}\b.{0,200}",
        r"(?:copyright )?(?:©|\(c\)) ?[^.?!]{1,60} \d{4}",
        r"all rights reserved",
        r"(?:got|do you have) a tv licen[cs]e\?",
        r"this (?:work|page|text|article|content) is (?:licensed|available|published)"
        r" under [^?!]{0,60}(?:licen[cs]e|creative commons)[^?!]{0,60}",
        r"contains (?:public sector )?information licensed under [^?!]{1,100}",
        r"terms (?:of use|and conditions|of service)|(?:privacy|cookies?) policy"
        r"|advertise with us|do not (?:share or )?sell my (?:personal )?info",
    ),
    FURNITURE: (
        r"live (?:reporting|updates)",
        r"all times (?:(?:stated|given|shown|listed) )?(?:are )?(?:in )?(?:the )?"
        r"(?:uk|gmt|bst|utc|cet|cest|e[sd]?t|p[sd]?t|local|(?:[a-z]+ ){1,3}time)"
        r"(?: time)?",
        rf"follow us(?: on {_SERVICES})?|contact us",
        r"(?:advertisement|advert)(?: - .{1,60})?",
        r"(?:article|story) continues (?:below|after)(?: (?:the )?advert(?:isement)?)?",
        r"\d[\d,.]*[km]? (?:people )?(?:viewing|watching|reading)(?: this page| now)?",
        r"(?:last )?updated \d{1,3} (?:seconds?|min(?:ute)?s?|hours?|days?) ago",
    ),
}
_FORM = re.compile(
    "|".join(
        f"(?P<R{number}>{'|'.join(forms)})"
        for number, forms in enumerate(_FORMS.values())
    )
)
_REASONS = {f"R{number}": why for number, why in enumerate(_FORMS)}
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[a-z])")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_NAMES = re.compile(rf"{_SERVICE}|e-?mail|print|save|more")
_LICENCE = re.compile(
    r"you need (?:one|a (?:tv )?licen[cs]e) to (?:watch|use|stream) .{0,200}"
    r"|it's the law|find out more"
)
_WITH_NAMES = (CONSENT, EMBED, SHARING)

_LINK = ", external"
_LINK_MARK = re.compile(
    r"(?<=[\w'’\"”)])(?-i:, external)"
    r"(?=\Z|[.,;:!?)\]'’\"”]|\s[-–—(]"
    r"|\s(?:that|which|who|where|when|while|as|is|was|are|were|has|have|had|he|she"
    r"|they|we|it|i|from|by|for|about|showing|saying|says|said|before|after|because"
    r"|the|this|these|his|her|their|our|on|at|of|with|into|but|if|what|how|why|will"
    r"|would|could|can|may|also|whose|until|so|there|today|yesterday|earlier"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)",
    re.IGNORECASE,
)


def reason(line: str) -> str:
    """Why LINE is no part of the story; '' if it is."""
    if not _SHORTEST <= len(line) <= _LONGEST or is_marked(line):
        return ""
    plain = _plain(line)
    why = _reason_of(plain)
    if why:
        return why
    sentences = _SENTENCE.split(plain)
    if len(sentences) == 1:
        return ""
    reasons = [_reason_of(sentence) for sentence in sentences]
    return reasons[0] if all(reasons) else ""


def find_clutter(lines: list[str]) -> dict[int, str]:
    """The index of each line that is clutter, alone or in a block, and why."""
    found = {index: why for index, line in enumerate(lines) if (why := reason(line))}
    filled = [index for index, line in enumerate(lines) if line]
    _spread(found, lines, filled, _belongs_to_licence, (LICENCE,))
    for order in (filled, filled[::-1]):
        _spread(found, lines, order, _is_name, _WITH_NAMES)
    return found


def doubtful_links(lines: list[str]) -> list[int]:
    """The indexes of LINES that may hold a mark of a link still."""
    return [i for i, line in enumerate(lines) if _LINK in line and MARK not in line]


def take_out(lines: list[str]) -> tuple[list[str], list[LeftOut]]:
    """LINES with clutter emptied and marks of links cut off, and what went.

    The lines keep their places, so that numbers of lines stay right.
    """
    found = find_clutter(lines)
    kept, left_out = [], []
    for index, line in enumerate(lines):
        if index in found:
            left_out.append(LeftOut(index + 1, line, found[index]))
            kept.append("")
            continue
        text, marks = without_link_marks(line)
        left_out += [LeftOut(index + 1, _LINK, LINK_MARK)] * marks
        kept.append(text)
    return kept, left_out


def without_link_marks(line: str) -> tuple[str, int]:
    """LINE without ', external' after the words of links, and how many went."""
    if _LINK not in line or MARK in line:
        return line, 0
    if re.search(r"\binternal\b", line, re.IGNORECASE):
        return line, 0
    return _LINK_MARK.subn("", line)


def _plain(line: str) -> str:
    text = line.removeprefix(BULLET).casefold().translate(_PLAIN)
    return " ".join(text.split())


def _reason_of(plain: str) -> str:
    for text in (plain, plain.rstrip(" .:…")):
        match = _FORM.fullmatch(text)
        if match:
            return _REASONS[match.lastgroup]
    return ""


def _spread(found, lines, order, belongs, reasons) -> None:
    """Add to FOUND the lines that belong to the line before, for its reason."""
    why = ""
    for index in order:
        known = found.get(index, "")
        if not known and why in reasons and belongs(lines[index]):
            known = found[index] = why
        why = known


def _is_name(line: str) -> bool:
    """Whether LINE is a button of a menu for sharing."""
    return (
        len(line) <= 40
        and not is_marked(line)
        and _NAMES.fullmatch(_plain(line)) is not None
    )


def _belongs_to_licence(line: str) -> bool:
    """Whether LINE goes on with a notice about licences."""
    if len(line) > _LONGEST or is_marked(line):
        return False
    sentences = _SENTENCE.split(_plain(line))
    return all(_LICENCE.fullmatch(text.rstrip(" .")) for text in sentences)
