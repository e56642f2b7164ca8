import pytest

from posts.importing.document import Problem
from posts.importing.text.body import Body


def read(*lines):
    """The body, (alt, credit, caption, line) of each image, and the problems."""
    problems = []
    body = Body(problems)
    for number, line in enumerate(lines, start=1):
        if line:
            body.add(number, line)
    html, images = body.finish()
    found = [(image.alt, image.credit, image.caption, image.line) for image in images]
    return html, found, problems


@pytest.mark.parametrize(
    ("line", "image"),
    [
        ("Two boatsImage source, Pool", ("Two boats", "Pool", "")),
        ("Two boatsImage source: Pool", ("Two boats", "Pool", "")),
        ("Two boatsImage copyright, Pool", ("Two boats", "Pool", "")),
        ("Two boatsCopyright: Ada Example", ("Two boats", "Ada Example", "")),
        ("Two boatsImage caption, Home", ("Two boats", "", "Home")),
        ("Two boatsImage caption: Home", ("Two boats", "", "Home")),
        ("BoatsImage source, PoolImage caption: Home", ("Boats", "Pool", "Home")),
        ("BoatsCopyright: Pool Image caption, Home", ("Boats", "Pool", "Home")),
        ("BoatsImage caption, HomeImage source, Pool", ("Boats", "Pool", "Home")),
        (
            "The Image source, theyImage source, Pool",
            ("The Image source, they", "Pool", ""),
        ),
        ("Image source: Pool", ("", "Pool", "")),
        ("Image caption, HomeImage source, Pool", ("", "Pool", "Home")),
    ],
)
def test_one_line_tells_alt_text_credit_and_caption(line, image):
    assert read("Before.", "", line) == ("<p>Before.</p>", [(*image, 3)], [])


@pytest.mark.parametrize(
    ("lines", "image"),
    [
        (["Two boats", "Image source, Pool"], ("Two boats", "Pool", "", 3)),
        (["Two boats", "Copyright: Pool"], ("Two boats", "Pool", "", 3)),
        (
            ["Two boats", "Image source, Pool", "Image caption, Home"],
            ("Two boats", "Pool", "Home", 3),
        ),
        (
            ["Two boats", "Image caption: Home", "Image source: Pool"],
            ("Two boats", "Pool", "Home", 3),
        ),
        (["Two boats", "Image caption, Home"], ("Two boats", "", "Home", 3)),
        (
            ["Two boats", "Image caption, Home", "Copyright: Pool"],
            ("Two boats", "Pool", "Home", 3),
        ),
        (["BoatsImage caption, H", "", "Image source, P"], ("Boats", "P", "H", 2)),
        (["BoatsImage caption, H", "Copyright: P"], ("Boats", "P", "H", 2)),
        (["Ada Example", "Image source, Pool"], ("Ada Example", "Pool", "", 3)),
        (["Ada Example", "", "Image source, P"], ("Ada Example", "P", "", 4)),
        (["Ada Example", "Image caption, Home"], ("Ada Example", "", "Home", 3)),
        (["Image source, Pool", "", "Image caption: H"], ("", "Pool", "H", 2)),
        (["Image caption, Home", "Image source, Pool"], ("", "Pool", "Home", 3)),
        # Marks whose words the copy put on the next line.
        (
            ["BoatsImage source,", "", "Pool", "", "Image caption,", "", "Home"],
            ("Boats", "Pool", "Home", 2),
        ),
        (["BoatsImage source, PoolImage caption,", "H"], ("Boats", "Pool", "H", 2)),
        (["Two boats", "Image caption:", "Home"], ("Two boats", "", "Home", 3)),
        (["BoatsCopyright:", "Pool"], ("Boats", "Pool", "", 2)),
    ],
)
def test_parts_on_lines_of_their_own_make_one_picture(lines, image):
    assert read("Before.", *lines, "", "After.") == (
        "<p>Before.</p><p>After.</p>",
        [image],
        [],
    )


@pytest.mark.parametrize(
    ("lines", "body", "images"),
    [
        (
            ["The wall held.", "Image source, Pool"],
            "<p>The wall held.</p>",
            [("", "Pool", "", 2)],
        ),
        (
            ["“It held.”", "Image source, Pool"],
            "<p>“It held.”</p>",
            [("", "Pool", "", 2)],
        ),
        (
            ["What we know", "", "Image source, Pool"],
            "<p>What we know</p>",
            [("", "Pool", "", 3)],
        ),
        (
            ["• Two boats", "Image source, Pool"],
            "<ul><li>Two boats</li></ul>",
            [("", "Pool", "", 2)],
        ),
        (
            ["\u2060Two boats", "Image source, Pool"],
            "<p>Two boats</p>",
            [("", "Pool", "", 2)],
        ),
        (
            ["x" * 301, "Image source, Pool"],
            f"<p>{'x' * 301}</p>",
            [("", "Pool", "", 2)],
        ),
        (
            ["AImage source, P", "Image source, Q"],
            "",
            [("A", "P", "", 1), ("", "Q", "", 2)],
        ),
        (
            ["Two boats", "AImage source, P"],
            "<p>Two boats</p>",
            [("A", "P", "", 2)],
        ),
    ],
)
def test_words_that_are_no_alt_text_stay_words(lines, body, images):
    assert read(*lines) == (body, images, [])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Copyright: who owns the wall?", "'Copyright:' must directly follow"),
        ("The wall (Copyright: Pool)", "'Copyright:' must directly follow"),
        ("Boats Image source: Pool", "'Image source:' must directly follow"),
        ("Image caption: Nobody", "this caption stands next to no image"),
    ],
)
def test_a_mark_without_a_picture_is_kept_and_reported(line, message):
    body, images, (problem,) = read("Before.", "", line)
    assert (body, images) == (f"<p>Before.</p><p>{line}</p>", [])
    assert (problem.line, problem.text) == (3, line)
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("next_line", "body"),
    [
        ("• One", "<ul><li>One</li></ul>"),
        ("\u2060One", "<p>One</p>"),
        ("One. " * 70, f"<p>{'One. ' * 70}</p>"),
        ("", ""),
    ],
)
def test_a_mark_without_words_takes_no_text(next_line, body):
    images = [("Boats", "", "", 1)]
    assert read("BoatsImage source,", next_line) == (body, images, [])


@pytest.mark.parametrize(
    ("line", "body", "images"),
    [
        ("Media caption, The tide came", "<p>The tide came</p>", []),
        ("Video caption: The tide came", "<p>The tide came</p>", []),
        ("TideMedia caption, It came", "", [("Tide", "", "It came", 1)]),
    ],
)
def test_the_caption_of_a_video_is_kept_and_reported(line, body, images):
    message = "the caption of a video, which is not part of the source"
    assert read(line) == (body, images, [Problem(1, line, message)])


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("\u2060BoatsImage source, Pool", "<p>BoatsImage source, Pool</p>"),
        ("\u2060Image caption, Home", "<p>Image caption, Home</p>"),
        ("\u2060• One", "<p>• One</p>"),
        ("\u2060\u2060Two marks", "<p>\u2060Two marks</p>"),
        ("• \u2060• One", "<ul><li>• One</li></ul>"),
        ("•\u2060One", "<ul><li>One</li></ul>"),
        ("• \u2060For context: old", "<ul><li>For context: old</li></ul>"),
        ("• \u2060AImage source, B", "<ul><li>AImage source, B</li></ul>"),
    ],
)
def test_a_marked_line_is_words_whatever_it_looks_like(line, body):
    assert read(line) == (body, [], [])
