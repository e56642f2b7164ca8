"""What an editor does on the desk, and where to look."""

from playwright.sync_api import expect


def headline(tab):
    return tab.locator("#composer [name=headline]")


def text(tab):
    return tab.locator("#composer .tiptap")


def write(tab, words, body=""):
    """Type the headline WORDS and the text BODY into the composer."""
    headline(tab).fill(words)
    if body:
        text(tab).press_sequentially(body)


def say(tab, words):
    expect(tab.locator("#desk-said")).to_have_text(words)
