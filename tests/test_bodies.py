"""The sanitiser: what a body may hold, whatever way it comes in."""

import pytest

from posts.bodies import plain_text, sanitise


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("<p>Plain</p>", "<p>Plain</p>"),
        ("<p><strong>a</strong> <em>b</em><br>c</p>",) * 2,
        ('<ul class="context"><li>Note</li></ul>',) * 2,
        ('<ul class="post"><li>x</li></ul>', '<ul class=""><li>x</li></ul>'),
        ('<p id="feed" class="pill" style="x" onclick="x">a</p>', "<p>a</p>"),
        ('<p data-hx-get="/x" hx-get="/x">a</p>', "<p>a</p>"),
        ('<p title="x" lang="xx">a</p>', "<p>a</p>"),
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ("<p>a<svg><script>x</script></svg></p>", "<p>a</p>"),
        ("<form><input name=q><button>Go</button></form>", "Go"),
        ('<iframe src="https://example.org"></iframe><p>a</p>', "<p>a</p>"),
        ('<a href="javascript:x">a</a>', '<a rel="noopener nofollow ugc">a</a>'),
        (
            '<a href="https://example.org" target="_blank">a</a>',
            '<a href="https://example.org" rel="noopener nofollow ugc">a</a>',
        ),
        ("<p></p>", ""),
        ("<p><br></p><p>&nbsp;</p>", ""),
        ("<p>\u200b</p>", ""),
        ("<p><strong>\u2060</strong><em> \xad</em></p>\ufeff", ""),
        ('<p><a href="https://example.org">&#x200b;</a></p>', ""),
        ("<p>\u3164\u2800\ufe0f</p><p>\u2028\u3000</p>", ""),
        ("nul\x00byte", "nulbyte"),
    ],
)
def test_only_what_an_editor_may_write_is_kept(body, kept):
    assert sanitise(body) == kept


@pytest.mark.parametrize(
    "body",
    [
        "<p>\U0001f469\u200d\U0001f680</p>",
        "<p>\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645</p>",
        "<p>\u200b.\u200b</p>",
        "<p>\u06dd</p>",  # the end of a verse, which Unicode counts as invisible
        "<ul><li>\u200b</li></ul>",
        "<p>&lt;p&gt;</p>",
    ],
)
def test_whatever_can_be_seen_stays_with_what_can_not(body):
    assert sanitise(body) == body


def test_sanitising_twice_changes_nothing():
    body = '<p>a & b <a href="https://example.org/?a=1&b=2">c</a></p>'
    assert sanitise(sanitise(body)) == sanitise(body)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("<div>" * 300 + "a &amp; b", "a &amp; b"),
        ("<ul><li>" * 300 + "a &lt;i> b" + "</li></ul>" * 300, "a &lt;i&gt; b"),
        ("<div></x>" * 300 + "<em>a</em>", "a"),
        ("<blockquote>" * 200 + "<p>a</p>", "<blockquote>" * 200 + "<p>a</p>"),
        ("<p>a<br><li>b" * 300, "<p>a<br></p><li>b"),
        ("<em>a</em>" * 300, "<em>a</em>"),
    ],
)
def test_only_the_words_are_kept_of_elements_in_elements_without_end(body, kept):
    assert sanitise(body).strip().startswith(kept)
    assert sanitise(sanitise(body)) == sanitise(body)


def test_plain_text_keeps_words_apart():
    assert plain_text("<p>One</p><p>two &amp; three</p>").split() == [
        "One",
        "two",
        "&",
        "three",
    ]
