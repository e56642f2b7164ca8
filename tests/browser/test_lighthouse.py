"""Lighthouse, as a phone: full marks but for speed, which `make bench` measures."""

from tests.browser.conftest import FLAGS
from tests.checkers import lighthouse
from tests.conftest import make_page, open_as, publish

CATEGORIES = ("accessibility", "best-practices", "seo")


def test_pages_have_full_marks(page, full, live_server, settings):
    # Lighthouse waits until nothing is asked for any more.
    settings.POLL_SECONDS = settings.POLL_SECONDS_QUIET = 60
    over = make_page("over", title="The storm of last week", standfirst="It is over.")
    publish(over, "The last word")
    open_as(over, "ended")
    addresses = {
        "index": "/",
        "live": page.get_absolute_url(),
        "ended": over.get_absolute_url(),
        "permalink": full[1].get_absolute_url(),
    }
    addresses = {name: live_server.url + path for name, path in addresses.items()}
    reports = lighthouse.reports(addresses, CATEGORIES, FLAGS, at_once=4)
    faults = {name: lighthouse.faults(report) for name, report in reports.items()}
    told = [f"{name}: {fault}" for name, found in faults.items() for fault in found]
    assert not told, "\n".join(told)
    scores = [lighthouse.scores(report) for report in reports.values()]
    assert scores == [dict.fromkeys(CATEGORIES, 100)] * len(addresses)
