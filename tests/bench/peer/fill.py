"""Makes the peer's database and a live page from [[headline, body], ...] on stdin.

The first is the newest. Prints as JSON what the bench has to ask for: the addresses of
the page, of its poll and of a poll that finds one new post.
"""

import json
import os
import sys
import uuid
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from peer.models import StoryPage  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

CHANNEL = "storm"


def main():
    call_command("migrate", verbosity=0)
    home = Page.objects.get(depth=2)
    Site.objects.update(hostname="127.0.0.1", root_page=home)
    now = timezone.now()
    texts = json.load(sys.stdin)
    posts = [
        live_post(headline, body, now - timedelta(minutes=number))
        for number, (headline, body) in enumerate(texts)
    ]
    page = StoryPage(
        title="Storm over the bay",
        slug=CHANNEL,
        channel_id=CHANNEL,
        last_updated_at=now,
        live_posts=json.dumps(posts),
    )
    home.add_child(instance=page)
    poll = f"/wagtail_live/get-updates/{CHANNEL}/"
    seen = page.last_update_timestamp
    print(
        json.dumps(
            {
                "page": f"/{CHANNEL}/",
                "idle poll": poll,
                "idle poll, GET": f"{poll}?last_update_ts={seen + 1}",
                "one new post": f"{poll}?last_update_ts={seen - 30}",
            }
        )
    )


def live_post(headline, body, created):
    """A post as a StreamField stores it."""
    text = {"type": "text", "value": f"<h2>{headline}</h2>{body}"}
    return {
        "type": "live_post",
        "id": str(uuid.uuid4()),
        "value": {
            "message_id": str(uuid.uuid4()),
            "created": created.isoformat(),
            "modified": None,
            "show": True,
            "content": [text | {"id": str(uuid.uuid4())}],
        },
    }


if __name__ == "__main__":
    main()
