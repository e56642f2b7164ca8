"""Random plans of pages: every field, every status, words that look like something."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from posts.importing.document import LABELS
from tests.bodies import TRAPS, WORDS, bodies
from tests.pages import PICTURES, Draft, Plan

# What a field on a form may hold: no control characters, which XML has no room for.
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
TEXTS = st.one_of(
    st.just(""),
    WORDS,
    st.text(LETTERS, max_size=20),
    st.lists(st.sampled_from(TRAPS), min_size=1, max_size=3).map("\n".join),
)
SOME = TEXTS.filter(str.strip)
FILES = st.sampled_from(["", *PICTURES])
ADDRESSES = st.sampled_from(
    ["", "https://youtu.be/abcdefghijk", "https://example.org/a?b=c&d=%22e"]
)
# Few, so that posts share them; with microseconds.
MOMENTS = st.one_of(
    st.none(),
    st.integers(0, 3).map(
        lambda n: (
            datetime(2025, 3, 30, 0, 59, 59, 999_999, tzinfo=UTC)
            + timedelta(minutes=n, microseconds=n)
        )
    ),
)
PEOPLE = st.tuples(
    st.sampled_from(["Ada Example", "Bo", "سارة علي", "  J. ", "Harbour Office"]),
    st.sampled_from(["", "Reporter"]),
    st.just(""),
    st.one_of(st.just(""), st.sampled_from(["At the quay", "Read more", "."])),
)
# A form without usual roles gives a name without a role the one that it has elsewhere.
READ_BACK = st.sampled_from(
    [
        *(("Ada Example", "", "", "At the quay"), ("Ada Example", "", "", "Read more")),
        *(("Bo", "", "", ""), ("سارة علي", "Reporter", "", ""), ("J.", "", "", ".")),
        ("Tide desk of the harbour", "", "", "Office"),
    ]
)
IMAGES = st.tuples(FILES, TEXTS, st.booleans(), TEXTS, TEXTS)
ZONES = ["Europe/London", "Europe/Dublin", "Asia/Kolkata", "America/St_Johns", "UTC"]
LANGUAGES = ["en-gb", "de", "ar"]


def fields(texts=TEXTS):
    return st.fixed_dictionaries(
        {
            "headline": texts,
            "body": st.one_of(st.just(""), bodies()),
            "label": st.sampled_from(["", *LABELS]),
            "quote_attribution": texts,
            "embed_url": ADDRESSES,
            "key_event": st.booleans(),
            "correction_note": texts,
            "review_note": texts,
        }
    )


def drafts(status, **more):
    """Posts of STATUS, none of them empty."""
    parts = {
        "bylines": st.lists(PEOPLE, max_size=2).map(tuple),
        "images": st.lists(IMAGES, max_size=2).map(tuple),
    }
    said = fields().filter(lambda values: values["headline"] or values["body"])
    return st.builds(Draft, said, status=st.just(status), at=MOMENTS, **parts | more)


COPIES = st.one_of(st.none(), drafts("draft"), drafts("review"))
EDITED = st.one_of(st.none(), st.just(datetime(2025, 4, 1, 7, 0, 0, 1, tzinfo=UTC)))
ONE_NAME_ONCE = {"max_size": 2, "unique_by": lambda person: person[0]}
PUBLIC = drafts(
    "published",
    edited_at=EDITED,
    bylines=st.lists(READ_BACK, **ONE_NAME_ONCE).map(tuple),
)
POSTS = st.one_of(
    drafts("published", edited_at=EDITED, copy=COPIES),
    drafts("withdrawn", copy=COPIES),
    *map(drafts, ("draft", "review", "scheduled")),
)


def furniture():
    return st.fixed_dictionaries(
        {
            "title": SOME,
            "standfirst": TEXTS,
            "edited_by": TEXTS,
            "language": st.sampled_from(LANGUAGES),
            "time_zone": st.sampled_from(ZONES),
            "stream_url": st.just("https://vimeo.com/1"),
            "stream_title": TEXTS,
            "stream_on_air": st.booleans(),
            "lead_image_alt": SOME,
            "lead_image_credit": TEXTS,
            "scheduled_start": MOMENTS,
        }
    )


@st.composite
def plans(draw, *, public=False):
    """Pages with up to five posts, of which up to three are pinned.

    PUBLIC ones are those that readers can see, with published posts alone.
    """
    chosen = draw(st.lists(PUBLIC if public else POSTS, max_size=5))
    shown = [n for n, post in enumerate(chosen) if post.status == "published"]
    statuses = ["upcoming", "live", "ended"] + ["draft", "withdrawn"] * (not public)
    links = st.tuples(SOME, st.just("https://example.org/a?b=c&d=e"))
    return Plan(
        fields=draw(furniture()),
        status=draw(st.sampled_from(statuses)),
        summary=tuple(draw(st.lists(SOME, max_size=3))),
        related=tuple(draw(st.lists(links, max_size=2, unique=True))),
        lead=draw(FILES),
        posts=tuple(chosen),
        pinned=tuple(draw(st.permutations(shown))[:3]),
    )
