from wagtail.models import Page
from wagtail_live.models import LivePageMixin


class StoryPage(Page, LivePageMixin):
    """A running story with the fields of wagtail-live only."""

    template = "peer/story_page.html"
