"""Posts with numbers, from which it can be told that a backup is of one moment.

In each act a new one comes and the one before is corrected: at any moment the last
says FIRST and all others say CORRECTED.
"""

import threading
import time

from django.db import connection

from posts.models import Post, PostImage
from posts.publishing import public_change
from tests.drills import _newsroom
from tests.pictures import upload

FIRST, CORRECTED = "v1", "v2"
PAUSE = 0.3  # seconds between two acts of the editor
PICTURE = (480, 320)


def headline(number, version):
    return f"Number {number} {version}"


class Publishing(threading.Thread):
    """An editor: in one act a new post with a picture, and the last one corrected.

    `begun` and `done` count the posts.
    """

    def __init__(self, page):
        super().__init__(daemon=True)
        self.page = page
        self.begun = self.done = 0
        self.longest, self.error = 0.0, None
        self.is_over = False

    def run(self):
        last = None
        try:
            while not self.is_over:
                self.begun += 1
                started = time.monotonic()
                last = self.publish(self.begun, last)
                self.done = self.begun
                self.longest = max(self.longest, time.monotonic() - started)
                time.sleep(PAUSE)
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def publish(self, number, last):
        picture = upload(_newsroom.picture(number, PICTURE))
        with public_change(self.page) as change:
            if last:
                wanted = headline(number - 1, CORRECTED)
                change.mark(change.post(last), headline=wanted)
            post = change.add(Post(headline=headline(number, FIRST), body="<p>So.</p>"))
            image = PostImage(post=post, alt="The lighthouse")
            image.file.save("lighthouse.jpg", picture)
            change.publish(post)
        return post.pk
