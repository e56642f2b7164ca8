"""A post is written and published on the desk without a mouse."""

from playwright.sync_api import expect

from tests.browser.desk import headline, say, text, write


def test_a_post_is_written_and_published_by_keyboard_alone(page, desk, editor, read):
    reader = read(page)
    tab = desk(page, editor)
    tab.keyboard.press("n")
    tab.keyboard.type("The ferry is back")
    tab.keyboard.press("Enter")
    tab.keyboard.type("It left at noon.")
    tab.keyboard.press("Control+Enter")
    say(tab, "Published. Open pages follow.")
    post = page.posts.get()
    article = reader.locator(f"#post-{post.pk}")
    expect(article.locator(".headline")).to_have_text("The ferry is back")
    expect(article.locator(".post-body p")).to_have_text("It left at noon.")
    expect(headline(tab)).to_have_value("")
    expect(text(tab)).to_have_text("")
    print("ACTIVE", tab.evaluate("document.activeElement.outerHTML.slice(0,200)"))

