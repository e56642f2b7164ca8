"""The count of readers on an open desk."""

from django.utils import timezone
from playwright.sync_api import expect

from posts import crowd


def test_an_open_desk_follows_the_count_of_readers(page, editor, desk, settings):
    settings.READER_GATE, settings.READERS_EVERY = True, 5
    tab = desk(page, editor)
    count = tab.locator("#desk-readers")
    expect(count).to_have_text("No readers now")
    crowd.save({page.pk: 1243}, "a process", timezone.now())
    expect(count).to_have_text("About 1,200 readers now")
    settings.READERS_EVERY = 0
    expect(count).to_be_hidden()
