"""A paste from Word, on a computer or on the web, leaves its words, lists and links."""

import pytest

from tests.browser.clipboards import (
    CLEAN,
    EMPTY_IN_WORD,
    web_item,
    web_line,
    word,
    word_item,
    word_marker,
    word_row,
)


@pytest.fixture
def clean(read):
    tab = read("/")
    return lambda html: tab.evaluate(CLEAN, html)


def test_text_keeps_its_words_and_marks(clean):
    html = word(
        """<h1><span lang=EN-GB>Ferry <span
class=SpellE>cancelled</span><o:p></o:p></span></h1>

<p class=MsoNormal>The <b style='mso-bidi-font-weight:normal'>last<span
style='mso-spacerun:yes'>&nbsp; </span></b>boat&nbsp;&nbsp;left at <i>noon</i>,
<u>says</u> the <a href="https://port.example/news?a=1&amp;b=2"
title="">port</a>.<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"
title=""><span class=MsoFootnoteReference>[1]</span></a><o:p></o:p></p>""",
        EMPTY_IN_WORD,
        "<p class=MsoNormal><b>No<o:p></o:p></b></p>",
    )
    assert clean(html) == (
        "<p><strong>Ferry cancelled</strong></p>"
        "<p>The <strong>last</strong> boat left at <em>noon</em>, says the "
        '<a href="https://port.example/news?a=1&amp;b=2">port</a>.[1]</p>'
        "<p><strong>No</strong></p>"
    )


def test_pictures_and_review_notes_stay_behind(clean):
    html = word("""<p class=MsoNormal><!--[if gte vml 1]><v:shape id="_x0000_i1025">
 <v:imagedata src="file:///C:/Temp/clip_image001.png"/></v:shape><![endif]--><![if
!vml]><img width=602 height=401 src="file:///C:/Temp/clip_image002.jpg" alt="A pier"
v:shapes="P_1"><![endif]>The pier<span class=MsoCommentReference><span
style='font-size:8.0pt'><![if !supportAnnotations]><a class=msocomanchor
id="_anchor_1" onmouseover="msoCommentShow('_anchor_1','_com_1')"
href="#_msocom_1" name="_msoanchor_1">[RR1]</a><![endif]></span></span> is shut.</p>

<div style='mso-element:comment-list'><div style='mso-element:comment'>
<p class=MsoCommentText>Is this so?</p></div></div>""")
    assert clean(html) == "<p>The pier is shut.</p>"


def test_bullets_become_nested_lists(clean):
    html = word(
        word_item("·", "Harbour"),
        word_item("o", "North <b>quay</b>", level=2),
        word_item("§", "Crane", level=4),
        word_item("o", "South quay", level=2),
        word_item("·", "Airport"),
    )
    assert clean(html) == (
        "<ul><li><p>Harbour</p>"
        "<ul><li><p>North <strong>quay</strong></p><ul><li><p>Crane</p></li></ul></li>"
        "<li><p>South quay</p></li></ul></li>"
        "<li><p>Airport</p></li></ul>"
    )


def test_numbers_become_a_list_that_goes_on_after_a_paragraph(clean):
    html = word(
        word_item("1.", "Close"),
        word_item("a)", "Doors", level=2),
        word_item("b)", "Windows", level=2),
        word_item("2.", "Leave"),
        EMPTY_IN_WORD,
        word_item("3.", "Wait"),
        "<p class=MsoNormal>Then:</p>",
        word_item("4.", "Return"),
        word_item("1.", "Another list", list_id=1),
        word_item("·", "And one of bullets", list_id=2),
    )
    assert clean(html) == (
        "<ol><li><p>Close</p><ol><li><p>Doors</p></li><li><p>Windows</p></li></ol></li>"
        "<li><p>Leave</p></li><li><p>Wait</p></li></ol>"
        "<p>Then:</p>"
        '<ol start="4"><li><p>Return</p></li></ol>'
        "<ol><li><p>Another list</p></li></ol>"
        "<ul><li><p>And one of bullets</p></li></ul>"
    )


def test_a_list_may_begin_deeper_than_it_goes_on(clean):
    html = word(
        word_item("o", "Deep", level=3),
        word_item("·", "Shallow"),
        word_item("o", "Deeper", level=2),
    )
    assert clean(html) == (
        "<ul><li><p>Deep</p></li>"
        "<li><p>Shallow</p><ul><li><p>Deeper</p></li></ul></li></ul>"
    )


def test_a_numbered_heading_keeps_its_number(clean):
    heading = f"<h2 style='mso-list:l0 level1 lfo1'>{word_marker('1.')}Roads</h2>"
    assert clean(word(heading)) == "<p><strong>1. Roads</strong></p>"


def test_a_table_becomes_a_paragraph_for_each_row(clean):
    html = word(
        "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>",
        word_row("<b>Port</b>", "<b>Wind</b>", "&nbsp;"),
        word_row("Leer", "9 Bft", "shut"),
        "</table>",
    )
    assert clean(html) == (
        "<p><strong>Port</strong> – <strong>Wind</strong></p><p>Leer – 9 Bft – shut</p>"
    )


def test_columns_of_a_layout_follow_one_another(clean):
    html = word(
        "<table class=MsoTableGrid border=0>",
        word_row(f"North</p>{word_item('·', 'rain')}<p>", "South"),
        "</table>",
    )
    assert clean(html) == "<p>North</p><ul><li><p>rain</p></li></ul><p>South</p>"


def test_word_for_the_web_writes_each_item_as_a_list_of_its_own(clean):
    html = (
        web_line("Plan", ' role="heading" aria-level="1"')
        + web_item("ol", "Close")
        + web_item("ul", "Doors", level=2)
        + web_item("ul", "Windows", level=2, at=2)
        + web_item("ol", "Leave", at=2)
        + web_line("Later", ' style="font-weight: bold;"')
        + web_item("ol", "Return", at=3)
    )
    assert clean(html) == (
        "<p><strong>Plan</strong></p>"
        "<ol><li><p>Close</p><ul><li><p>Doors</p></li><li><p>Windows</p></li></ul></li>"
        "<li><p>Leave</p></li></ol>"
        "<p><strong>Later</strong></p>"
        '<ol start="3"><li><p>Return</p></li></ol>'
    )
