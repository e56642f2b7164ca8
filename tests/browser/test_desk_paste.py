"""A paste from Google Docs, mail or the web leaves words, lists, quotes and links."""

import random
import re

import pytest

from posts.bodies import sanitise
from tests.browser.clipboards import (
    CLEAN,
    docs,
    docs_cell,
    docs_item,
    docs_line,
    docs_text,
    word,
    word_item,
)

TEXT = "html => new DOMParser().parseFromString(html, 'text/html').body.textContent"
# An editor of which only the paste is real; resolves to what it was given.
PASTE = """async ({ types, isEditable }) => {
  const { cleanPaste } = await import("/static/desk/paste.js");
  const dom = document.createElement("div");
  const line = dom.appendChild(document.createElement("p"));
  document.body.append(dom);
  const did = { pasted: null, passedOn: false };
  const view = { dom, composing: false, pasteHTML: (html) => (did.pasted = html) };
  cleanPaste({ view, isEditable });
  dom.addEventListener("paste", () => (did.passedOn = true));
  const clipboardData = new DataTransfer();
  for (const [type, data] of Object.entries(types)) clipboardData.setData(type, data);
  const options = { clipboardData, bubbles: true, cancelable: true };
  did.prevented = !line.dispatchEvent(new ClipboardEvent("paste", options));
  return did;
}"""

BLOCKS = ["p", "div", "section", "center", "h2", "pre", "blockquote", "ul", "ol", "li"]
TAGS = [*BLOCKS, "table", "tr", "td", "a", "b", "i", "span"]


@pytest.fixture
def tab(read):
    return read("/")


@pytest.fixture
def clean(tab):
    return lambda html: tab.evaluate(CLEAN, html)


def test_text_from_google_docs_keeps_bold_and_italic_of_its_styles(clean):
    link = (
        '<a href="https://www.google.com/url?q=https://port.example/a?b%3D1%26c%3D2'
        '&amp;sa=D&amp;source=docs&amp;usg=AOv" style="text-decoration:none;">'
        f"{docs_text('the port')}</a>"
    )
    html = docs(
        f'<h2 dir="ltr">{docs_text("Ferry cancelled")}</h2>',
        docs_line(docs_text("The "), docs_text("last ", 700), docs_text("boat left, ")),
        "<br />",
        docs_line(
            docs_text("says "),
            link,
            docs_text(" again", 700, "italic"),
            docs_text(".<br />So<br /><br />what"),
        ),
    )
    assert clean(html) == (
        "<p><strong>Ferry cancelled</strong></p>"
        "<p>The <strong>last</strong> boat left,</p>"
        '<p>says <a href="https://port.example/a?b=1&amp;c=2">the port</a> '
        "<strong><em>again</em></strong>.<br>So</p><p>what</p>"
    )


def test_lists_and_tables_of_google_docs(clean):
    html = docs(
        f"<ul>{docs_item('Harbour')}",
        f"<ul>{docs_item('North quay', 2)}{docs_item('South quay', 2)}</ul>",
        f'{docs_item("Airport")}</ul><ol start="3">{docs_item("Third")}</ol>',
        '<div dir="ltr" align="left"><table><colgroup><col /><col /></colgroup>',
        f"<tbody><tr>{docs_cell('Leer')}{docs_cell('9 Bft')}</tr></tbody></table>",
        "</div>",
    )
    assert clean(html) == (
        "<ul><li><p>Harbour</p>"
        "<ul><li><p>North quay</p></li><li><p>South quay</p></li></ul></li>"
        "<li><p>Airport</p></li></ul>"
        '<ol start="3"><li><p>Third</p></li></ol>'
        "<p>Leer – 9 Bft</p>"
    )


def test_a_mail_from_gmail_with_its_quote_and_signature(clean):
    html = (
        '<div dir="ltr"><div>Hello,</div><div><br></div>'
        "<div>the pier is&nbsp;<b>shut</b> "
        '<img data-emoji="🌊" class="an1" alt="🌊" src="https://gmail.example/72.png">'
        "</div><div><br></div>-- <br>"
        '<div dir="ltr" class="gmail_signature">Rita<br>'
        '<a href="mailto:rita@port.example" target="_blank">rita@port.example</a></div>'
        "</div>"
        '<img src="https://track.example/open.gif?u=1" width="1" height="1">'
        '<br><div class="gmail_quote gmail_quote_container">'
        '<div dir="ltr" class="gmail_attr">On Mon, 3 Feb 2025, Omar wrote:<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">'
        '<div dir="ltr">Is it?<div><br></div><div>Omar</div></div></blockquote></div>'
    )
    assert clean(html) == (
        "<p>Hello,</p><p>the pier is <strong>shut</strong> 🌊</p><p>--</p>"
        '<p>Rita<br><a href="mailto:rita@port.example">rita@port.example</a></p>'
        "<p>On Mon, 3 Feb 2025, Omar wrote:</p>"
        "<blockquote><p>Is it?</p><p>Omar</p></blockquote>"
    )


def test_a_forwarded_mail_is_a_quote(clean):
    html = (
        '<div dir="ltr">See below.<br><br><div class="gmail_quote">'
        '<div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>'
        'From: <strong class="gmail_sendername" dir="auto">Port</strong><br></div>'
        "<p>All shut.</p></div></div>"
    )
    assert clean(html) == (
        "<p>See below.</p><blockquote><p>---------- Forwarded message ---------<br>"
        "From: <strong>Port</strong></p><p>All shut.</p></blockquote>"
    )


def test_a_mail_from_outlook_loses_its_layout_and_its_spies(clean):
    html = word("""<div style='display:none;mso-hide:all'>Read it on the web</div>
<table class=MsoNormalTable border=0 cellpadding=0><tr><td style='padding:0cm'>
<p class=MsoNormal>Good morning,<o:p></o:p></p>
<p class=MsoNormal><span style='font-size:11.0pt'>all boats are <a
href="https://eur03.safelinks.protection.outlook.com/\
?url=https%3A%2F%2Fport.example%2Fboats&amp;data=05%7Crita%40paper.example">in
port</a>.<br>Omar</span><o:p></o:p></p></td></tr></table>
<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>
<p class=MsoNormal><b><span lang=EN-US>From:</span></b><span lang=EN-US> Rita <br>
<b>Sent:</b> Monday<o:p></o:p></span></p></div>""")
    assert clean(html) == (
        "<p>Good morning,</p>"
        '<p>all boats are <a href="https://port.example/boats">in port</a>.<br>Omar</p>'
        "<p><strong>From:</strong> Rita<br><strong>Sent:</strong> Monday</p>"
    )


def test_a_mail_from_apple_mail(clean):
    html = (
        '<div style="caret-color: rgb(0, 0, 0); font-weight: 400;">'
        'Hello<span class="Apple-converted-space">&nbsp;</span>Rita</div>'
        '<div><br class="Apple-interchange-newline"><blockquote type="cite">'
        '<div>On 3 Feb 2025, Omar wrote:</div><br class="Apple-interchange-newline">'
        '<div><blockquote type="cite"><div>Wind?</div></blockquote>Nine.</div>'
        "</blockquote></div>"
    )
    assert clean(html) == (
        "<p>Hello Rita</p><blockquote><p>On 3 Feb 2025, Omar wrote:</p>"
        "<blockquote><p>Wind?</p></blockquote><p>Nine.</p></blockquote>"
    )


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ('<a href="javascript:alert(1)">press</a>', "press"),
        ('<a href="/live/storm/">here</a>', "here"),
        ('<a href="file:///C:/a.doc">file</a>', "file"),
        ('<a href="http://a.example/"><b>a</b> b</a>',
         '<a href="http://a.example/"><strong>a</strong> b</a>'),
        ('<a href="https://www.google.de/url?q=javascript:1">x</a>',
         '<a href="https://www.google.de/url?q=javascript:1">x</a>'),
        ('<font color=red>a</font><sup>2</sup> <s>b</s> <code>c</code>', "a2 b c"),
        ('<span style="white-space: pre-wrap">one\ntwo</span>', "one<br>two"),
        ("one\ntwo", "one two"),
        ("<div>one</div>two", "one</p><p>two"),
        ("<span hidden>secret</span>open", "open"),
        ("<blockquote><br></blockquote>no quote", "no quote"),
        ("a &lt;b&gt; &amp; c", "a &lt;b&gt; &amp; c"),
        ('<b>a</b><strong>b</strong><span style="font-weight:600">c</span>',
         "<strong>abc</strong>"),
        ('<b>a <span style="font-weight:400">b</span></b>', "<strong>a</strong> b"),
    ],
)  # fmt: skip
def test_of_a_line_only_marks_and_public_links_stay(clean, html, cleaned):
    assert clean(html) == f"<p>{cleaned}</p>"


def test_a_context_note_stays_one_and_an_item_begins_with_a_paragraph(clean):
    html = (
        '<ul class="context big"><li>a</li><li></li><li><ul><li>b</li></ul>c</li></ul>'
        "<ul><li>d</li></ul>"
    )
    assert clean(html) == (
        '<ul class="context"><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>'
        "<ul><li><p>d</p></li></ul>"
    )


def test_nothing_of_a_paste_is_loaded_or_run(tab, clean):
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    html = word_item("·", '<img src="/spy.gif" onerror="alert(1)">a')
    html += (
        '<link rel=stylesheet href="/spy.css"><img src="/spy.png" style="width:1px">'
    )
    html += (
        '<script>alert(1)</script><style>@import "/spy.css"; p { color: red }</style>'
    )
    assert clean(html) == "<ul><li><p>a</p></li></ul>"
    assert [url for url in asked if "/static/" not in url] == []


def test_no_word_is_lost_and_what_is_clean_stays_as_it_is(tab, clean):
    chance = random.Random(7)
    for _ in range(150):
        html = "".join(
            chance.choice([f"<{tag}>", f"</{tag}>", f" w{n}. ", f"<{tag}>w{n}.<br>"])
            for n, tag in enumerate(chance.choices(TAGS, k=30))
        )
        cleaned = clean(html)
        said = [
            re.findall(r"w\d+", tab.evaluate(TEXT, page)) for page in (html, cleaned)
        ]
        assert said[0] == said[1], html
        assert clean(cleaned) == cleaned, html
        assert sanitise(cleaned) == cleaned, html


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ({"text/html": "<b>a</b>", "text/plain": "a"},
         {"pasted": "<p><strong>a</strong></p>", "prevented": True, "passedOn": False}),
        ({"text/html": '<p data-pm-slice="1 1 []">a</p>'},
         {"pasted": None, "prevented": False, "passedOn": True}),
        ({"text/plain": "a"}, {"pasted": None, "prevented": False, "passedOn": True}),
        ({"text/html": '<img src="https://a.example/a.png">'},
         {"pasted": None, "prevented": True, "passedOn": True}),
    ],
)  # fmt: skip
def test_the_editor_is_given_clean_html_and_all_else_goes_on(tab, types, expected):
    assert tab.evaluate(PASTE, {"types": types, "isEditable": True}) == expected


def test_a_locked_editor_takes_no_paste(tab):
    did = tab.evaluate(PASTE, {"types": {"text/html": "a"}, "isEditable": False})
    assert did["pasted"] is None
