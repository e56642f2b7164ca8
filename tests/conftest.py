"""The small cast of the tests: one live page, posts, a reporter, an editor, a chief."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import settings as examples

from posts.models import LivePage, Post
from posts.publishing import public_change
from tests import emptying
from tests.accounts import give_factor
from tests.gate import Clock, WatchedGate, connection_stays
from tests.importing import SOURCE
from tests.installed import Installation

NOON = datetime(2025, 2, 3, 12, 0, tzinfo=UTC)

# A busy machine is slow, not wrong.
examples.register_profile("unhurried", deadline=None)
examples.load_profile("unhurried")


emptying.install()


def pytest_addoption(parser):
    parser.addoption(
        "--with-database",
        action="store_true",
        help="Run only the tests that use the database, for another one.",
    )


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--with-database"):
        return
    others = [item for item in items if not uses_database(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if uses_database(item)]


def uses_database(item):
    fixtures = {"db", "transactional_db", "live_server"}
    return item.get_closest_marker("django_db") or fixtures & {*item.fixturenames}


def make_page(slug="storm", status="live", **fields):
    page = LivePage.objects.create(
        slug=slug, title=fields.pop("title", "Storm over the bay"), **fields
    )
    if status != "draft":
        with public_change(page) as change:
            change.open_as(status)
    page.refresh_from_db()
    return page


def add_draft(page, headline="A draft", body="<p>Not for readers yet.</p>", **fields):
    with public_change(page) as change:
        return change.add(Post(headline=headline, body=body, **fields))


def publish(page, headline="News", body="<p>It happened.</p>", at=None, **fields):
    """A post published on PAGE at AT, by default now."""
    with public_change(page) as change:
        post = change.add(Post(headline=headline, body=body, **fields))
        change.publish(post, at=at)
    post.refresh_from_db()
    return post


def publish_many(page, count, **fields):
    """COUNT posts a minute apart, oldest first, the first at noon."""
    return [
        publish(
            page,
            f"Post {n}",
            f"<p>Text {n}.</p>",
            NOON + timedelta(minutes=n),
            **fields,
        )
        for n in range(count)
    ]


def withdraw(post):
    with public_change(post.page) as change:
        change.withdraw(change.post(post.pk))


def edit(post, **fields):
    """Change public fields of POST as the desk does."""
    with public_change(post.page) as change:
        change.mark(change.post(post.pk), **fields)


def start_working_copy(post):
    with public_change(post.page) as change:
        return change.working_copy(change.post(post.pk))


def set_page(page, **fields):
    """Change the page's own row through the door."""
    with public_change(page) as change:
        for name, value in fields.items():
            setattr(change.page, name, value)
        change.page.save()


def open_as(page, status):
    with public_change(page) as change:
        change.open_as(status)


@pytest.fixture(autouse=True)
def nothing_kept():
    """Renderings of another test, whose pages had the same numbers, are forgotten."""
    cache.clear()


@pytest.fixture
def page(db):
    return make_page()


def make_user(name, group=None):
    user = User.objects.create_user(name, password="secret", is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def reporter(db):
    return make_user("rita", "Reporters")


@pytest.fixture
def editor(db):
    return make_user("edna", "Editors")


@pytest.fixture
def chief(db):
    return make_user("charles", "Chief editors")


# What readers see of it


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """A database for real servers, which is not that of the tests."""
    return Installation(tmp_path_factory.mktemp("site"), METRICS_EVERY="0.1")


@pytest.fixture
def story(page):
    """The page with three posts."""
    publish_many(page, 3, key_event=True)
    page.refresh_from_db()
    return page


@pytest.fixture
def clock(monkeypatch):
    """The clock of the reader gate, which moves when the test says so."""
    return Clock(monkeypatch)


@pytest.fixture
def gate(db, clock):
    """The reader gate before Django, as if nobody had asked yet."""
    with connection_stays():
        yield WatchedGate()


@pytest.fixture
def gate_and_django(gate):
    """The gate and Django behind it, which must not differ, before three posts."""
    page = make_page("storm")
    for n in range(3):
        publish(page, f"Post {n}", "<p>Wind & water.</p>", key_event=True)
    return gate, gate.django.application


# Who sits at the desk


@pytest.fixture
def desk(client, editor):
    """Edna, an editor, at the desk: a client that is signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def rita(client, reporter):
    """Rita, a reporter, at the desk."""
    client.force_login(reporter)
    return client


@pytest.fixture
def colleague(editor):
    """Edna again, beside whoever sits at `client`."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def charles(chief):
    """Charles, a chief editor, beside whoever sits at `client`."""
    client = Client()
    client.force_login(chief)
    return client


@pytest.fixture
def device(editor):
    """Edna's second factor."""
    return give_factor(editor)[0]


@pytest.fixture
def post(page):
    """A published post that has two versions."""
    post = publish(page, "Tug ahoy", "<p>A tug came.</p>", at=NOON)
    edit(post, label="breaking")
    return post


@pytest.fixture
def media_root(settings, tmp_path):
    """Where the pictures of one test are stored."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def media_folder(db, settings, tmp_path):
    """A folder for pictures alone, and a database that a restore may fill.

    Its primary keys, which go on far above, begin low again afterwards, be it by a
    rollback.
    """
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    yield settings.MEDIA_ROOT
    if not connection.in_atomic_block:
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def source(tmp_path):
    """A small saved page in a file, to import and to change."""
    path = tmp_path / "page.txt"
    path.write_text(SOURCE)
    return path
