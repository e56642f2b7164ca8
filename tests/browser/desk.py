"""What an editor does on the desk, and where to look."""

from base64 import b64encode

from playwright.sync_api import expect

from posts.models import Post

HOLD = "**/desk/save/"


def headline(tab):
    return tab.locator("#composer [name=headline]")


def text(tab):
    return tab.locator("#composer .tiptap")


def row(tab, post):
    return tab.locator(f"#row-{post.pk}")


def rows(tab):
    """The pks of the stream's posts, in order."""
    ids = tab.locator("#stream > .row").evaluate_all("all => all.map(row => row.id)")
    return [int(name.split("-")[1]) for name in ids]


def write(tab, words, body=""):
    """Type the headline WORDS and the text BODY into the composer."""
    headline(tab).fill(words)
    if body:
        text(tab).press_sequentially(body)


def to_end(tab):
    """Put the cursor behind the last word of the composer's first line.

    The editor places its own cursor by a timer of 20 ms after it got the focus; a
    later timer of the same page runs after that one.
    """
    text(tab).focus()
    tab.evaluate("() => new Promise((done) => setTimeout(done, 40))")
    text(tab).press("End")


def save(tab, keys, says):
    """Press KEYS in the headline and wait until the desk SAYS what was done."""
    headline(tab).press(keys)
    said(tab, says)


def publish_by_keys(tab, says="Published. Open pages follow."):
    save(tab, "Control+Enter", says)


def press(tab, post, key):
    """Press KEY on the row of POST."""
    row(tab, post).press(key)


def edit(tab, post):
    """Open POST in the composer, ready to type."""
    press(tab, post, "e")
    stored = tab.locator(f"#composer [name=post][value='{post.pk}']")
    expect(stored).to_be_attached()
    expect(tab.locator("#composer .tiptap[aria-label=Text]")).to_be_visible()


def said(tab, words):
    expect(tab.locator("#desk-said p")).to_contain_text(words)


def is_empty(tab):
    expect(tab.locator("#composer-heading")).to_have_text("New post")
    expect(headline(tab)).to_have_value("")
    expect(text(tab)).to_have_text("")


def newest(page):
    return Post.objects.filter(page=page).latest("pk")


# Gives the element a paste or drop of {type: text} and of pictures, {name: base64}.
TRANSFER = """(element, { event, types, files }) => {
  const data = new DataTransfer();
  for (const [type, words] of Object.entries(types)) data.setData(type, words);
  for (const [name, base64] of Object.entries(files)) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], name, { type: "image/jpeg" }));
  }
  const options = { bubbles: true, cancelable: true };
  element.dispatchEvent(
    event === "paste"
      ? new ClipboardEvent(event, { ...options, clipboardData: data })
      : new DragEvent(event, { ...options, dataTransfer: data }),
  );
}"""


def transfer(place, event, types=None, files=None):
    """Let PLACE have an EVENT, "paste" or "drop", with TYPES of text and FILES."""
    encoded = {name: b64encode(file).decode() for name, file in (files or {}).items()}
    data = {"event": event, "types": types or {}, "files": encoded}
    place.evaluate(TRANSFER, data)
