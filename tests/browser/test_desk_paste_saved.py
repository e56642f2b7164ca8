"""What is pasted into the editor of the desk is clean in the post that is saved."""

from playwright.sync_api import expect

from tests.browser.clipboards import docs, docs_item, docs_line, docs_text, word
from tests.browser.clipboards import word_item as item
from tests.browser.desk import headline, newest, publish_by_keys, text, transfer

WORD = word(
    "<p class=MsoNormal style='mso-margin-top-alt:auto'><span lang=EN-GB "
    "style='font-family:\"Calibri\"'>The <b>pier</b> is closed.<o:p></o:p></span></p>",
    item("·", "No boats"),
    item("·", "No <i>buses</i>"),
)
DOCS = docs(
    docs_line(docs_text("The bay "), docs_text("is", 700), docs_text(" calm.")),
    f"<ul>{docs_item('At noon')}</ul>",
)
MAIL = (
    '<div dir="ltr"><div>All shut, says the <a href="https://port.example/" '
    'style="color:red" target="_blank">port</a>.</div>'
    '<img src="https://track.example/open.gif" width="1" height="1"></div>'
)
LINK = '<a href="https://port.example/">port</a>'
REL = ' rel="noopener nofollow ugc"'  # the sanitiser's own


def test_a_paste_from_word_google_docs_and_mail_is_saved_clean(page, desk, editor):
    tab = desk(page, editor)
    bodies = {
        WORD: "<p>The <strong>pier</strong> is closed.</p>"
        "<ul><li><p>No boats</p></li><li><p>No <em>buses</em></p></li></ul>",
        DOCS: "<p>The bay <strong>is</strong> calm.</p>"
        "<ul><li><p>At noon</p></li></ul>",
        MAIL: f"<p>All shut, says the {LINK}.</p>",
    }
    for html, body in bodies.items():
        headline(tab).fill("From elsewhere")
        text(tab).focus()
        transfer(text(tab), "paste", {"text/html": html, "text/plain": "PLAIN"})
        expect(text(tab)).not_to_have_text("")
        publish_by_keys(tab)
        expect(text(tab)).to_have_text("")
        assert newest(page).body.replace(REL, "") == body
