"""Random bodies, as an editor may write them, with words that look like forms."""

import html

from hypothesis import strategies as st

# Signs that some form gives a meaning, and letters of several scripts.
SIGNS = "*_`#+-=~>|<&;!()[]{}\\\"'.,:•—\u2060 ab1ä中مש🌊"
TRAPS = [
    *("1. News", "7. Storm published at 12:00", "Stormpublished at 12:00", "Analysis"),
    *("Breaking", "• A point", "Image source, X", "A tugImage source, X", "Summary"),
    *("Image caption, A", "Ada Example", "Reporter", "For context: tides", "Post"),
    *("Read more", "published at an unknown time", "12:30: News", "&amp;", "<b>"),
    *(
        "Share page",
        "2. Stormpublished at 99:99",
        "\u2060joined",
        "https://e.org/a?b&c",
    ),
]
MARKS = [
    *("{}", "{}", "<strong>{}</strong>", "<em>{}</em>"),
    '<a href="https://example.org/a_(b)?c=d&amp;e">{}</a>',
    "<em><strong>{}</strong></em>",
]
WORDS = st.one_of(
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=12),
    st.sampled_from(TRAPS),
).filter(str.strip)


def bodies(*, with_context=True, words=WORDS):
    """A strategy: HTML of the elements that a body may have, as far as they nest."""
    marks = st.sampled_from(MARKS)
    piece = st.builds(
        lambda mark, text: mark.replace("{}", html.escape(text)), marks, words
    )
    inline = st.lists(piece, min_size=1, max_size=3).flatmap(
        lambda pieces: st.sampled_from(["", " ", "<br>"]).map(lambda s: s.join(pieces))
    )
    paragraph = inline.map("<p>{}</p>".format)
    lists = ["<ul>{}</ul>", "<ol>{}</ol>", '<ol start="7">{}</ol>']
    lists += ['<ul class="context">{}</ul>'] * with_context

    def around(inner):
        item = st.one_of(inline, st.builds("{}{}".format, paragraph, inner))
        return st.one_of(
            st.builds(
                lambda tag, items: tag.format("".join(f"<li>{i}</li>" for i in items)),
                st.sampled_from(lists),
                st.lists(item, min_size=1, max_size=3),
            ),
            st.lists(inner, min_size=1, max_size=2).map(
                lambda parts: f"<blockquote>{''.join(parts)}</blockquote>"
            ),
        )

    block = st.recursive(paragraph, around, max_leaves=4)
    return st.lists(block, min_size=1, max_size=4).map("".join)
