"""A post is known again, whatever small thing changed in its source."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts.models import LivePage, Post
from tests.conftest import edit
from tests.parsed import outcomes, parsed_page, parsed_post, take

pytestmark = pytest.mark.django_db

TUG = "<p>The tug Patient has left the harbour with a long rope and a calm crew.</p>"
RAIN = "<p>Rain has reached the northern islands, and the ferry waits for better.</p>"


def headlines():
    return [post.headline for post in Post.objects.order_by("-sort_key")]


def test_a_source_s_own_name_for_a_post_outlives_every_change_of_it():
    take(parsed_page(parsed_post("Tug sails", 5, TUG, id="https://a.example/1")))
    before = Post.objects.get()
    changed = parsed_post("Rain arrives", 9, RAIN, id="https://a.example/1")
    report = take(parsed_page(changed))
    assert outcomes(report) == [("Rain arrives", "changed")]
    assert report.rows[0].note == "headline, body, time"
    after = Post.objects.get()
    assert (after.pk, after.headline) == (before.pk, "Rain arrives")
    assert after.import_reference == "id:https://a.example/1"


def test_a_long_name_is_kept_short_and_still_known():
    post = parsed_post("Tug sails", 5, TUG, id="https://a.example/" + "x" * 200)
    take(parsed_page(post))
    assert len(Post.objects.get().import_reference) <= 80
    assert outcomes(take(parsed_page(post))) == [("Tug sails", "unchanged")]


def test_two_posts_of_one_name_are_two_posts():
    posts = [parsed_post("Tug sails", 5, TUG, id="1"), parsed_post("Rain", id="1")]
    take(parsed_page(*posts))
    assert headlines() == ["Tug sails", "Rain"]
    again = take(parsed_page(*posts))
    assert {row.outcome for row in again.rows} == {"unchanged"}


def test_a_page_first_imported_without_names_is_known_when_it_has_some():
    take(parsed_page(parsed_post("Tug sails", 5, TUG)))
    named = parsed_page(parsed_post("Tug sails", 5, TUG, id="1"))
    assert outcomes(take(named)) == [("Tug sails", "unchanged")]
    assert Post.objects.get().import_reference == "id:1"
    assert LivePage.objects.get().revision == 1


def test_small_edits_of_headline_body_and_time_at_once_are_seen_as_one_post():
    take(parsed_page(parsed_post("Rain", 9, RAIN), parsed_post("Tug sails", 5, TUG)))
    before = Post.objects.get(headline="Tug sails")
    small = TUG.replace("a long rope", "a longer rope")
    report = take(
        parsed_page(
            parsed_post("Rain", 9, RAIN), parsed_post("The tug sails", 6, small)
        )
    )
    assert outcomes(report) == [("Rain", "unchanged"), ("The tug sails", "changed")]
    before.refresh_from_db()
    assert before.headline == "The tug sails"


def test_a_new_post_beside_an_edited_one_takes_not_its_place():
    take(parsed_page(parsed_post("Tug sails", 5, TUG)))
    small = TUG.replace("calm", "cold")
    report = take(
        parsed_page(parsed_post("Rain", 5, RAIN), parsed_post("A tug sails", 5, small))
    )
    assert outcomes(report) == [("Rain", "created"), ("A tug sails", "changed")]
    assert headlines() == ["Rain", "A tug sails"]


def test_undated_posts_keep_order_and_identity_when_the_page_grows():
    first = [parsed_post("Tug sails", None, TUG), parsed_post("Rain", None, RAIN)]
    take(parsed_page(*first))
    assert headlines() == ["Tug sails", "Rain"]
    small = parsed_post("Tug sails now", None, TUG.replace("long", "short"))
    grown = [parsed_post("Night falls", None, "<p>Lamps are lit.</p>"), small, first[1]]
    report = take(parsed_page(*grown))
    assert outcomes(report) == [
        ("Night falls", "created"),
        ("Tug sails now", "changed"),
        ("Rain", "unchanged"),
    ]
    assert headlines() == ["Night falls", "Tug sails now", "Rain"]
    assert outcomes(take(parsed_page(*grown))) == [
        ("Night falls", "unchanged"),
        ("Tug sails now", "unchanged"),
        ("Rain", "unchanged"),
    ]


def test_words_that_stand_everywhere_make_no_two_posts_one():
    many = [parsed_post(f"Goal {n}", n, "<p>Another goal.</p>") for n in range(40)]
    take(parsed_page(*many[:30][::-1]))
    report = take(parsed_page(*many[30:][::-1]))
    assert report.count("created") == 10
    assert report.count("missing") == 30


def test_an_edit_here_of_another_post_does_not_hide_an_upstream_edit():
    take(parsed_page(parsed_post("Rain", 9, RAIN), parsed_post("Tug sails", 5, TUG)))
    edit(Post.objects.get(headline="Rain"), headline="Rain, says the desk")
    changed = parsed_post("Tug sails", 5, RAIN)
    report = take(parsed_page(parsed_post("Rain", 9, TUG), changed))
    assert [(row.outcome, row.note) for row in report.rows] == [
        ("kept", "was changed by an editor here"),
        ("changed", "body"),
    ]


FERRY = "<p>Nobody waits at the pier, where lamps have been dark since Sunday.</p>"


@pytest.mark.parametrize(
    "other_part",
    [
        pytest.param([("Good morning", 1, FERRY)], id="one headline, another time"),
        pytest.param([("Lamps are dark", 5, FERRY)], id="one minute, other words"),
        pytest.param(
            [("Rain", 9, RAIN), ("Good morning", 8, FERRY)], id="newer, overlapping"
        ),
    ],
)
def test_another_part_of_the_page_overwrites_nothing(other_part):
    first = [("Rain", 9, RAIN), ("Good morning", 5, TUG)]
    take(parsed_page(*(parsed_post(*parts) for parts in first)))
    report = take(parsed_page(*(parsed_post(*parts) for parts in other_part)))
    assert report.count("changed") == 0
    assert report.count("created") == 1
    assert set(Post.objects.values_list("headline", "body")) == {
        (headline, body) for headline, _, body in first + other_part
    }


@pytest.mark.parametrize(
    "anew",
    [
        pytest.param(("Lamps are dark", 5, FERRY), id="in its minute"),
        pytest.param(("Tug sails", 7, FERRY), id="under its headline"),
    ],
)
def test_a_post_written_anew_is_known_beside_posts_that_stayed(anew):
    stayed = [("Rain", 9, RAIN), ("Storm", 3, "<p>A gale is on its way here.</p>")]
    before = [stayed[0], ("Tug sails", 5, TUG), stayed[1]]
    take(parsed_page(*(parsed_post(*parts) for parts in before)))
    after = [stayed[0], anew, stayed[1]]
    report = take(parsed_page(*(parsed_post(*parts) for parts in after)))
    assert outcomes(report) == [
        ("Rain", "unchanged"),
        (anew[0], "changed"),
        ("Storm", "unchanged"),
    ]


def test_a_changed_post_is_read_once():
    """While it is, the page is locked."""

    def page(*bodies):
        return parsed_page(
            *(parsed_post(f"No {n}", -n, body) for n, body in enumerate(bodies))
        )

    def cost(*bodies):
        with CaptureQueriesContext(connection) as queries:
            take(page(*bodies))
        return len(queries)

    take(page(TUG, TUG, TUG))
    one = cost(RAIN, TUG, TUG)
    three = cost(TUG, RAIN, RAIN)
    assert three - one == 2 * 5


def test_the_lone_post_of_a_new_page_may_be_written_anew_in_its_minute():
    take(parsed_page(parsed_post("Soon", 5, "<p>More to come.</p>")))
    report = take(parsed_page(parsed_post("Tug sails", 5, TUG)))
    assert outcomes(report) == [("Tug sails", "changed")]
