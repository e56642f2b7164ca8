"""Whatever the lines of a page are, no word is lost and none is doubled."""

import datetime
import html
import re

from hypothesis import given
from hypothesis import strategies as st

from tests.importing import parse_text

# {0} to {2} are words of their own in each line.
SHAPES = [
    "",
    "",
    "{0}",
    "{0} {1}.",
    "\u2060{0}",
    "• {0}",
    "• \u2060{0}",
    "• For context: {0}",
    "3. {0}",
    "3.",
    "Ada {0}",
    "A{0} B{1}",
    "A{0} Council",
    "Reporter",
    "Reporting from {0}",
    "{0}Image source, {1}",
    "{0}Image source: {1}Image caption: {2}",
    "{0}Image caption, {1}Image source, {2}",
    "{0}Copyright: {1}",
    "{0} Copyright: {1}",
    "Copyright: {0}",
    "Image source, {0}",
    "Image caption, {0}",
    "{0}Image caption: {1}",
    "Media caption, {0}",
    "{0}Media caption, {1}",
    "{0}Image source, {1}Media caption, {2}",
    "Breaking",
    "4. Breaking",
    "Video",
    "Get involved",
    "5. Get involved",
    "Share",
    "Facebook",
    "Related stories",
    "Skip twitter post by {0}",
    "Allow {0} content?",
    "{0}, external",
    "{0}, external {1}",
    "16:14",
    "Edited by A{0} B{1}",
    "Edited by",
    "published at 16:14",
    "Published at 16:14 GMT",
    "{0} published at 16:14",
    "{0} published at 16:14 GMT",
    "{0} was published at 16:14",
    "{0}published at 16:14",
    "6. {0}published at 16:14 GMT 3 February",
    "7. Postpublished at 16:14",
    "7. \u2060{0}published at 16:14",
]
WORD = re.compile(r"w[0-9]+[abc]")


def words_of(page):
    texts = [*page.summary, page.title, page.edited_by]
    for post in page.posts:
        texts += [post.headline, html.unescape(re.sub(r"<[^>]+>", " ", post.body))]
        texts += [f"{byline.name} {byline.role}" for byline in post.bylines]
        texts += [f"{i.alt} {i.credit} {i.caption}" for i in post.images]
    texts += [left.text for left in page.left_out if left.text != ", external"]
    return sorted(WORD.findall(" ".join(texts)))


@given(st.lists(st.sampled_from(SHAPES), max_size=25))
def test_every_word_is_in_a_post_or_reported_as_left_out(shapes):
    lines = [
        shape.format(f"w{n}a", f"w{n}b", f"w{n}c") for n, shape in enumerate(shapes)
    ]
    lines.append("99. Lastpublished at 00:00 GMT 1 February 2025")
    page = parse_text(
        "\n".join(lines), date=datetime.date(2025, 2, 3), format="published"
    )
    assert words_of(page) == sorted(WORD.findall(" ".join(lines)))
    assert all(1 <= problem.line <= len(lines) for problem in page.problems)
    for left in page.left_out:
        assert left.text == lines[left.line - 1] or left.text == ", external"
