"""A live page that shows everything a page can show, and all public pages around it."""

from django.test import Client

from posts import index_views, preview
from posts.models import Contributor, PostImage, RelatedLink
from posts.publishing import public_change
from tests.conftest import edit, make_page, open_as, publish, set_page, withdraw
from tests.pictures import encoded, upload
from tests.reader import parse

REPORT = (
    """
<p>The wind turned north in the afternoon, and by four the pier was under water.</p>
<p>Boats came back in pairs. Nobody was hurt, the harbour master said.</p>
"""
    * 3
)
RICH = """
<ul class="context"><li>What we know</li></ul>
<ul><li>The pier is <strong>shut</strong>.</li>
<li>The <a href="https://harbour.test/">harbour</a> is <em>open</em>.</li></ul>
<blockquote><p>We stay.</p></blockquote><ol><li>Wait</li><li>See</li></ol>
"""
SOCIAL = "https://bsky.app/profile/harbour.test/post/3k7qmjev5lr2s"
ARABIC = "<p>وصلت السفينة إلى الميناء بعد ليلة طويلة من العواصف والأمطار الغزيرة.</p>"

# What is easily left out, since only some posts, lists or readers have it.
EVERYTHING = (
    ".quote blockquote + figcaption",
    ".post-body ul.context",
    ".post-body ol",
    "h3.visually-hidden",
    ".bylines img",
    ".picture:not(.lead) img",
    ".picture-awaited",
    ".picture .credit",
    ".post .embed[data-kind=frame]",
    ".post .embed[data-kind=link]",
    ".post .embed[data-kind=post]",
    ".post-edited time",
    ".post.is-marked",
    ".lead img",
    "#stream .embed[data-kind=video]",
    "#summary li",
    "#pinned article",
    "#key-events a",
    "#related a",
    "#older a",
    "#newer a",
    "#feed + .empty",
    ".pages-live img",
    ".pages cite",
    ".pages mark",
    ".leaves a[rel=prev]",
    ".leaves a[rel=next]",
    ".index-side a[aria-current]",
    ".preview-note",
)


def fill(page):
    """Give PAGE one of everything; returns five of its six posts, oldest first.

    Its pictures go to MEDIA_ROOT.
    """
    page.lead_image.save("lead.jpg", picture(1200, 600), save=False)
    lead = {"lead_image": page.lead_image, "lead_image_alt": "The bay at dusk"}
    set_page(
        page,
        **lead,
        lead_image_credit="The harbour",
        standfirst="Wind and water on the coast.",
        edited_by="Maren Holt",
        stream_on_air=True,
        stream_url="https://video.test/harbour.mp4",
        stream_title="The harbour, live",
    )
    person = Contributor(name="Maren Holt", role="Reporter")
    person.picture.save("maren.jpg", picture(300, 300))
    posts = [
        publish(page, "Analysis", REPORT + RICH, label="analysis", key_event=True),
        publish(page, "", "<p>Words alone.</p>", correction_note="Corrected."),
        publish(page, "Hear", REPORT, label="quote", quote_attribution="A captain"),
        publish(page, "Watch", REPORT, embed_url="https://youtu.be/abcdefghijk"),
        publish(page, "Breaking", REPORT, label="breaking", key_event=True),
    ]
    with public_change(page) as change:
        for text in ("The bay is flooded.", "The pier is shut."):
            page.summary_points.create(text=text)
        RelatedLink.objects.create(page=page, title="Storms", url="https://news.test/")
        for post in (posts[1], posts[4]):
            shown = change.post(post.pk)
            shown.bylines.create(contributor=person)
            PostImage.objects.create(post=shown, alt="The pier", credit="The harbour")
            image = PostImage(post=shown, alt="The quay", caption="The quay at noon")
            image.file.save("quay.jpg", picture(800, 500))
        change.pin(change.post(posts[0].pk))
    edit(posts[3], correction_note="It is a ferry.")
    publish(page, "The sixth", REPORT, label="recap", embed_url=SOCIAL)
    return posts


def picture(width, height):
    return upload(encoded(size=(width, height)))


def public_pages(page, posts):
    """The markup of every kind of public page, {name: markup}; five posts a chunk.

    PAGE and POSTS are as `fill` left them.
    """
    make_page("soon", "upcoming", title="The election")
    make_page("bare", title="Nothing here yet")
    over = make_page("over", title="The storm of last week", standfirst="It is over.")
    publish(over, "The last word", REPORT)
    open_as(over, "ended")
    over.refresh_from_db()
    for n in range(index_views.ENDED_ON_LEAF):
        make_page(f"over-{n}", "ended", title=f"The storm of {n} weeks ago")
    arabic = make_page("arabic", title="العاصفة فوق الخليج", language="ar")
    publish(arabic, "السفينة في الميناء", ARABIC * 5)
    open_as(make_page("taken", title="Taken back"), "withdrawn")
    publish(page, "The seventh", REPORT, embed_url="https://harbour.test/log")
    withdraw(gone := publish(page, "Gone"))
    live = page.get_absolute_url()
    older = parse(fetch(live)).find(id="older").a["href"]
    link = preview.link(page)
    shown = {
        "index": "/",
        "month": f"/?month={over.ended_at:%Y-%m}",
        "second leaf": "/?page=2",
        "search": "/?q=storm",
        "search, second leaf": "/?q=storm&page=2",
        "search for posts": "/?q=wind",
        "search in vain": "/?q=hail",
        "live": live,
        "upcoming": "/live/soon/",
        "ended": "/live/over/",
        "bare": "/live/bare/",
        "Arabic": "/live/arabic/",
        "oldest first": f"{live}?order=oldest",
        "key events": f"{live}?show=key",
        "older chunk": older,
        "permalink": posts[1].get_absolute_url(),
        "embed": f"{live}embed/",
        "preview": link,
    }
    unknown = {"unknown page": "/live/nothing/", "ended preview": f"{link[:-1]}x/"}
    withdrawn = {
        "withdrawn page": "/live/taken/",
        "withdrawn embed": "/live/taken/embed/",
        "withdrawn post": gone.get_absolute_url(),
    }
    pages = {
        name: fetch(address, status)
        for status, addresses in ((200, shown), (404, unknown), (410, withdrawn))
        for name, address in addresses.items()
    }
    soups = [parse(markup) for markup in pages.values()]
    missing = [
        selector
        for selector in EVERYTHING
        if not any(soup.select_one(selector) for soup in soups)
    ]
    assert not missing, missing
    return pages


def fetch(address, status=200):
    response = Client().get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()
