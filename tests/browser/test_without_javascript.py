"""With JavaScript off the page is a page: everything is read by following links."""

from itertools import chain

from playwright.sync_api import expect

from posts.models import SummaryPoint
from posts.publishing import public_change
from tests.browser.conftest import go, ids, pks
from tests.conftest import edit, publish, publish_many, set_page


def ids_of(tab):
    articles = tab.locator("#feed > article").all()
    return [int(article.get_attribute("id").split("-")[1]) for article in articles]


def joined(chunks):
    return list(chain.from_iterable(chunks))


def follow(tab, side):
    """The posts of each page on the way along the links on SIDE."""
    found = [ids_of(tab)]
    while tab.locator(f"#{side} a").count():
        go(tab.locator(f"#{side} a"))
        found.append(ids_of(tab))
        assert len(found) < 10, "the links go round in circles"
    return found


def test_the_story_is_there(page, read):
    with public_change(page):
        SummaryPoint.objects.create(page=page, text="The bay is flooded.")
    set_page(
        page,
        stream_on_air=True,
        stream_url="https://video.test/harbour.mp4",
        stream_title="The harbour, live",
    )
    post = publish(page, "The bridge holds", key_event=True)
    tab = read(page, java_script_enabled=False)
    expect(tab.locator("#summary li")).to_have_text("The bay is flooded.")
    expect(tab.locator("#stream a")).to_have_attribute(
        "href", "https://video.test/harbour.mp4"
    )
    expect(tab.locator("#key-events li")).to_contain_text("The bridge holds")
    expect(tab.locator(f"#post-{post.pk} .post-body")).to_be_visible()
    expect(tab.locator("#new-posts")).to_be_hidden()


def test_older_posts_follow_without_gap_or_double_while_new_ones_come(page, read):
    posts = publish_many(page, 13)
    tab = read(page, java_script_enabled=False)
    publish(page, "Meanwhile")
    chunks = follow(tab, "older")
    assert [len(chunk) for chunk in chunks] == [5, 5, 3]
    assert joined(chunks) == pks(posts[::-1])
    go(tab.locator("#newer a"))
    assert ids_of(tab) == pks(posts[7:2:-1])


def test_the_oldest_first_view_leads_to_the_newest(page, read):
    posts = publish_many(page, 13)
    tab = read(page, java_script_enabled=False)
    go(tab.get_by_role("link", name="Oldest first"))
    assert joined(follow(tab, "newer")) == pks(posts)
    go(tab.get_by_role("link", name="Newest first"))
    assert ids_of(tab) == pks(posts[:7:-1])


def test_the_key_events_view_and_the_permalinks_work(page, read):
    posts = publish_many(page, 13)
    for post in posts[::2]:
        edit(post, key_event=True)
    tab = read(page, java_script_enabled=False)
    go(tab.get_by_role("link", name="Key events", exact=True))
    assert joined(follow(tab, "older")) == pks(posts[::-2])
    tab.locator(f"#post-{posts[0].pk} .share").click()
    expect(tab.locator(f"#post-{posts[0].pk}.is-marked")).to_be_in_viewport()


def test_both_ways_from_a_permalink_lead_to_every_post(page, read):
    posts = publish_many(page, 13)
    address = posts[6].get_absolute_url()
    tab = read(address, java_script_enabled=False)
    around = ids_of(tab)
    older = joined(follow(tab, "older"))
    tab.goto(tab.url.split("/live/")[0] + address)
    newer = follow(tab, "newer")[1:]
    assert joined(newer[::-1]) + older == pks(posts[::-1])
    assert around == pks(posts[8:3:-1])


def test_the_script_shows_the_same_posts_as_the_page_without_it(page, read):
    publish_many(page, 7)
    plain = read(page, java_script_enabled=False)
    assert ids_of(plain) == ids(read(page, reduced_motion="reduce"))
