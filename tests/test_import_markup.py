"""Any page's markup becomes a body of the few elements that a post may have."""

import pytest

from posts.bodies import sanitise
from posts.importing.source import Source
from posts.importing.web.captions import split_caption
from posts.importing.web.markup import plain_to_html, tidy
from posts.importing.web.origin import Origin

HERE = {"quay.png", "storm_files/pier.png"}
ORIGIN = Origin(
    Source(b"", beside=lambda address: b"picture" if address in HERE else None),
    "https://tide.example/live/storm",
)
EMBEDDED = "data:image/png;base64," + "A" * 200


def body_of(fragment):
    return tidy(fragment, ORIGIN).body


def left_out(fragment):
    return [(line.text, line.reason) for line in tidy(fragment, ORIGIN, 3).left_out]


@pytest.mark.parametrize(
    "body",
    [
        "<p>The pier <strong>holds</strong>, <em>so far</em>.<br>We wait.</p>",
        '<ul class="context"><li>One</li><li><p>Two</p><p>Three</p></li></ul>',
        '<ol start="4"><li>A<ul><li>B</li></ul></li></ol><p>C</p>',
        "<blockquote><p>Hold on.</p></blockquote>",
        '<p>A <a href="https://tide.example/a?b=1&amp;c=2">map</a> &amp; more</p>',
        '<p><a href="mailto:ada@tide.example" rel="noopener nofollow ugc">Ada</a></p>',
    ],
)
def test_what_is_a_body_already_stays_as_it_is(body):
    assert body_of(body) == body
    assert sanitise(body_of(f"<div>{body}</div>")) == sanitise(body)


@pytest.mark.parametrize(
    ("fragment", "body"),
    [
        ("Bare words", "<p>Bare words</p>"),
        ("One<br>Two<br><br>Three", "<p>One<br>Two</p><p>Three</p>"),
        ("<div>A<div>B</div>C</div>", "<p>A</p><p>B</p><p>C</p>"),
        ("<section><p>A</p>B</section>", "<p>A</p><p>B</p>"),
        ("<h2>Wind</h2>It blows.", "<p><strong>Wind</strong></p><p>It blows.</p>"),
        ("<h4><b>Wind</b></h4>", "<p><strong>Wind</strong></p>"),
        ("<b>A</b> <i>b</i> <u>c</u>", "<p><strong>A</strong> <em>b</em> c</p>"),
        ("<p>a<b> b </b>c</p>", "<p>a <strong>b</strong> c</p>"),
        ("<div>a \n\t b&nbsp; c</div>", "<p>a b\xa0 c</p>"),
        ("<q>Hold</q>, she said", "<p>“Hold”, she said</p>"),
        ("<pre>a\nb\n\nc</pre>", "<p>a<br>b</p><p>c</p>"),
        ("<dl><dt>Wind<dd>Gale</dl>", "<p><strong>Wind</strong></p><p>Gale</p>"),
        ("<blockquote>Hold<p>on</p></blockquote>", None),
        ("<ul>Stray<li>A</ul>", "<ul><li>Stray</li><li>A</li></ul>"),
        ("<ul><li>A<div>B</div>C</li></ul>", "<ul><li>A<p>B</p><p>C</p></li></ul>"),
        ("<ul><ul><li>A</ul></ul>", "<ul><li><ul><li>A</li></ul></li></ul>"),
        ("<ul><li> <li><b> </b></ul><p> </p>", ""),
        ("<li>A</li><li>B</li>", "<p>A</p><p>B</p>"),
        ("<p>2 &lt; 3 &amp;amp; 4</p>x", "<p>2 &lt; 3 &amp;amp; 4</p><p>x</p>"),
        (
            "<table><caption>Tides</caption><tr><th>Port<th>Rise"
            "<tr><td><td>2 m<td> <tr><td><p>A</p><td><p>B</p></table>",
            "<p>Tides</p><p>Port | Rise</p><p>2 m</p><p>A</p><p>B</p>",
        ),
        (
            "<a href='https://tide.example/'><div>A</div><div>B</div></a>",
            '<p><a href="https://tide.example/">A</a></p>'
            '<p><a href="https://tide.example/">B</a></p>',
        ),
    ],
)
def test_other_markup_becomes_paragraphs_lists_and_quotations(fragment, body):
    if body is None:
        body = "<blockquote><p>Hold</p><p>on</p></blockquote>"
    assert body_of(fragment) == body


@pytest.mark.parametrize(
    ("href", "link"),
    [
        ("/map", "https://tide.example/map"),
        ("#pier", "https://tide.example/live/storm#pier"),
        ("//other.example/x", "https://other.example/x"),
        ("mailto:ada@tide.example", "mailto:ada@tide.example"),
        ('https://a.example/?q="', "https://a.example/?q=&quot;"),
        ("java\nscript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://[broken", None),
        ("ftp://a.example/", None),
    ],
)
def test_links_lead_from_anywhere_or_lose_themselves(href, link):
    marked = f'<a href="{link}">map</a>' if link else "map"
    href = href.replace('"', "&quot;")
    assert body_of(f'<p class="x">The <a href="{href}">map</a></p>') == (
        f"<p>The {marked}</p>"
    )


def test_a_relative_link_of_a_page_of_unknown_address_keeps_its_words():
    tidied = tidy('<p><a href="/map">map</a></p>', Origin(Source(b"")))
    assert tidied.body == "<p>map</p>"


@pytest.mark.parametrize(
    ("fragment", "image"),
    [
        ('<img src="quay.png" alt=" A\n quay ">', ("A quay", "", "", "quay.png")),
        (
            '<figure><img src="quay.png" alt="A quay"><figcaption>At dawn. '
            "Photo: Ada Example</figcaption></figure>",
            ("A quay", "At dawn.", "Ada Example", "quay.png"),
        ),
        (
            '<figure><img src="quay.png"><figcaption>At dawn<span class="c-credit">'
            "<span>Image source, </span>Harbour Trust</span></figcaption></figure>",
            ("", "At dawn", "Harbour Trust", "quay.png"),
        ),
        (
            '<figure><div class="img"><img src="quay.png"></div><p class="credit">'
            "Credit: Harbour Trust</p><figcaption>Image caption, Dawn</figcaption>"
            "</figure>",
            ("", "Dawn", "Harbour Trust", "quay.png"),
        ),
        (
            '<img src="data:image/gif;base64,R0lGODlh" data-src="quay.png" alt="Quay">',
            ("Quay", "", "", "quay.png"),
        ),
        (
            '<img src="a.png" srcset="quay.png 320w, storm_files/pier.png 640w">',
            ("", "", "", "storm_files/pier.png"),
        ),
        (
            '<picture><source srcset="quay.png 2x"><img src="a.png"></picture>',
            ("", "", "", "quay.png"),
        ),
        (
            "<figure><p>Picture: A tug</p><figcaption>At sea Source: Port</figcaption>",
            ("A tug", "At sea", "Port", None),
        ),
        ('<img src="lost.png" alt="A pier">', ("A pier", "", "", None)),
        (f'<img src="{EMBEDDED}" alt="">', ("", "", "", "embedded picture 5b495eca")),
    ],
)
def test_a_picture_leaves_the_text_with_its_words(fragment, image):
    tidied = tidy(f"<p>Before</p>{fragment}", ORIGIN, 3)
    assert tidied.body == "<p>Before</p>"
    (found,) = tidied.images
    name = found.picture.name if found.picture else None
    assert (found.alt, found.caption, found.credit, name) == image
    assert found.line == 3


def test_a_picture_is_read_when_it_is_asked_for():
    (image, embedded) = tidy(
        f'<img src="quay.png"><img src="{EMBEDDED}">', ORIGIN
    ).images
    assert image.picture.read() == b"picture"
    assert embedded.picture.read() == b"\0" * 150


def test_a_picture_that_is_shown_twice_is_one():
    fragment = (
        '<img data-src="quay.png" src="x.gif" alt="Quay">'
        '<noscript><img src="quay.png" alt="Quay"></noscript>'
    )
    assert len(tidy(fragment, ORIGIN).images) == 1


def test_pictures_that_share_what_stands_in_for_them_are_two():
    fragment = "".join(
        f'<img src="blank.gif" data-src="{name}" alt="Quay">' for name in HERE
    )
    found = {image.picture.name for image in tidy(fragment, ORIGIN).images}
    assert found == HERE


def test_a_picture_without_words_that_did_not_come_is_left_out():
    tidied = tidy('<p>A</p><img src="lost.png">', ORIGIN)
    assert (tidied.images, tidied.absent) == ([], 1)
    reason = "a picture that did not come with the page"
    assert left_out('<p>A</p><img src="lost.png">') == [("lost.png", reason)]


@pytest.mark.parametrize(
    "pixel",
    [
        '<img src="quay.png" width="1" height="1">',
        '<img src="quay.png" style="width:1px;height:1px">',
        "<script>track()</script>",
        "<style>p {}</style>",
        "<svg><title>Icon</title></svg>",
        "<!-- a note -->",
    ],
)
def test_what_no_reader_sees_is_dropped(pixel):
    tidied = tidy(f"<p>A{pixel}</p>", ORIGIN)
    assert (tidied.body, tidied.images, tidied.left_out) == ("<p>A</p>", [], [])


@pytest.mark.parametrize(
    ("fragment", "text", "reason"),
    [
        ("<nav>Home <a href=/>News</a></nav>", "Home News", "a menu"),
        ("<form>Join <button>Go</button></form>", "Join Go", "a form"),
        ("<span hidden>Gone</span>", "Gone", "hidden on the page"),
        ("<p style='display: none'>Gone</p>", "Gone", "hidden on the page"),
        ("<span class='sr-only'>Opens here</span>", "Opens here", "hidden on the page"),
    ],
)
def test_what_is_no_part_of_the_text_is_reported(fragment, text, reason):
    assert left_out(f"A {fragment}") == [(text, reason)]
    assert body_of(f"A {fragment}") == "<p>A</p>"


@pytest.mark.parametrize(
    ("fragment", "embeds"),
    [
        ('<iframe src="//video.example/1"></iframe>', ["https://video.example/1"]),
        ('<video src="/a.mp4">No</video>', ["https://tide.example/a.mp4"]),
        (
            "<video><source src=/a.mp4><source src=/a.webm></video>",
            ["https://tide.example/a.mp4"],
        ),
        ('<iframe src="https://video.example/1" width="1"></iframe>', []),
        ('<iframe src="about:blank"></iframe>', []),
    ],
)
def test_a_player_becomes_an_embed_address(fragment, embeds):
    assert tidy(f"<p>A</p>{fragment}", ORIGIN).embeds == embeds


def test_the_words_of_a_social_post_stay_beside_its_address():
    tidied = tidy(
        '<blockquote class="twitter-tweet"><p>It blows.</p>— A pilot '
        '<a href="https://social.example/1">3 February</a></blockquote>',
        ORIGIN,
    )
    assert tidied.embeds == ["https://social.example/1"]
    assert tidied.body == (
        "<blockquote><p>It blows.</p><p>— A pilot "
        '<a href="https://social.example/1">3 February</a></p></blockquote>'
    )


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("The quay at dawn", "The quay at dawn", ""),
        ("The quay. Photo by Ada Example", "The quay.", "Ada Example"),
        ("The quay (Credit: Harbour Trust)", "The quay", "Harbour Trust"),
        ("The quay (Credit: a) again", "The quay (Credit: a) again", ""),
        ("Image source, Trust Image caption, Quay", "Quay", "Trust"),
        ("The quay © Ada", "The quay", "Ada"),
        ("A photo by Ada of her family photo: a gem", None, ""),
        ("Source: a. Source: b", "Source: a.", "b"),
        ("PHOTO: " + "x" * 201, None, ""),
        ("Photo:", "Photo:", ""),
    ],
)
def test_the_end_of_a_caption_may_name_whom_to_credit(text, caption, credit):
    assert split_caption(text) == (text if caption is None else caption, credit)


def test_plain_text_is_split_by_its_lines():
    text = "One & two\r\n\r\n• A\n• B < C\nThree"
    assert plain_to_html(text) == (
        "<p>One &amp; two</p><ul><li>A</li><li>B &lt; C</li></ul><p>Three</p>"
    )


def test_lists_within_lists_are_as_deep_as_a_body_may_be():
    body = body_of("<ul><li>" * 50 + "deep")
    assert body == "<ul><li>" * 6 + "deep" + "</li></ul>" * 6


@pytest.mark.parametrize("element", ["div", "b", "blockquote", "figure", "table", "q"])
def test_no_depth_is_too_deep(element):
    assert "deep" in body_of(f"<{element}>" * 5000 + "deep")
