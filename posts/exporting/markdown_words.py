"""Words as CommonMark: escaped, emphasised, linked."""

import re
from itertools import groupby

# Signs that mean something anywhere in a line: the last two before a tag, an entity.
_ANYWHERE = re.compile(r"[\\`*_\[\]~]|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
# And those that mean something where a line begins.
_AT_START = re.compile(r"[#+=>-]|[0-9]{1,9}(?=[.)])")
# Those that close a heading.
_AT_END = re.compile(r"(?<= )#+\Z")
_PLAIN_ADDRESS = re.compile(r"[^\s<>()\\]+")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escaped(text):
    """TEXT, one line of words, so that it says just that."""
    text = _start_escaped(_ANYWHERE.sub(r"\\\g<0>", text))
    return _AT_END.sub(r"\\\g<0>", text)


def address(url):
    """URL as the destination of a link."""
    url = _ENTITY.sub(r"\&", url.strip())
    if _PLAIN_ADDRESS.fullmatch(url):
        return url
    for sign, code in (("\\", "%5C"), ("<", "%3C"), (">", "%3E"), ("\n", "%0A")):
        url = url.replace(sign, code)
    return f"<{url}>"


def words(runs):
    """The lines of RUNS, a block's; each but the last ends in a hard break."""
    lines = [[]]
    for run in runs:
        if run.text == "\n":
            lines.append([])
        else:
            lines[-1].append(run)
    written = [_line(line) for line in lines]
    while written and not written[-1]:
        written.pop()
    while written and not written[0]:
        written.pop(0)
    return [
        f"{line}\\" if n < len(written) else line or "\\"
        for n, line in enumerate(written, start=1)
    ]


def _line(runs):
    parts = []
    for url, linked in groupby(runs, key=lambda run: run.address):
        linked = list(linked)
        text = _marked(linked)
        if not url or not text.strip():
            parts.append(text)
            continue
        before, inside, after = _trimmed(text)
        if not before and parts and parts[-1].endswith("!"):
            parts[-1] = f"{parts[-1][:-1]}\\!"  # or the link would be a picture
        parts.append(f"{before}[{inside}]({address(url)}){after}")
    line = "".join(parts).strip()
    return _start_escaped(line)


def _marked(runs):
    """RUNS with their emphasis; as HTML where CommonMark's own signs would fail."""
    out = []
    for n, run in enumerate(runs):
        before, inside, after = _trimmed(run.text)
        text = _ANYWHERE.sub(r"\\\g<0>", inside)
        if not inside or not (run.strong or run.emphasis):
            out.append(f"{before}{text}{after}")
            continue
        left = (runs[n - 1].text[-1:] if n else "") if not before else " "
        right = (
            (runs[n + 1].text[:1] if n + 1 < len(runs) else "") if not after else " "
        )
        beside = runs[max(0, n - 1) : n] + runs[n + 1 : n + 2]
        is_alone = not any(other.strong or other.emphasis for other in beside)
        if is_alone and _flanks(left, inside[0]) and _flanks(right, inside[-1]):
            sign = "*" * (run.emphasis + 2 * run.strong)
            text = f"{sign}{text}{sign}"
        else:
            text = f"<em>{text}</em>" if run.emphasis else text
            text = f"<strong>{text}</strong>" if run.strong else text
        out.append(f"{before}{text}{after}")
    return "".join(out)


def _flanks(outside, inside):
    """Whether '*' between these two characters opens or closes as it should."""
    return inside.isalnum() or not outside or outside.isspace()


def _trimmed(text):
    """The spaces before TEXT, itself, and those after it."""
    inside = text.strip()
    start = text.index(inside) if inside else len(text)
    return text[:start], inside, text[start + len(inside) :]


def _start_escaped(line):
    start = _AT_START.match(line)
    if not start:
        return line
    if start[0].isdigit():
        return f"{start[0]}\\{line[start.end() :]}"
    return f"\\{line}"
