"""The course of the drill `kills`: work, death, and the question what is left."""

import random
import signal
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from posts.models import Post
from posts.publishing import public_change
from tests.drills import _newsroom, _truth
from tests.drills._browser import Browser, Site, UnansweredError, wait_until
from tests.drills._claims import BrokenError, Claim
from tests.drills._processes import said, send
from tests.drills._readers import Watch
from tests.drills._scratch import Scratch
from tests.drills._shift import Shift
from tests.process_tree import ProcessTree, is_alive
from tests.servers import app, free_port

CONVERGE_EVERY = 10  # deaths
DUE = 3  # posts scheduled in each life
VIEWS = ["", "?order=oldest", "?show=key", "embed/"]


class Drill:
    def __init__(self, folder, variables, cluster, asked):
        self.folder, self.variables, self.cluster = folder, variables, cluster
        self.asked = asked
        self.chance = random.Random(asked.seed)
        self.kills_database = asked.database
        self.site = Site(free_port())
        self.scratch = Scratch(folder, cluster)
        self.wire = Claim("the import", 1)
        self.due, self.due_checked = [], 0
        self.files = _truth.Files()
        self.figures, self.lives = Counter(), ExitStack()
        self.shifts, self.watch, self.errands = [], None, []
        self.left_over = (0, 0)
        self.longest_check = 0.0

    def run(self):
        with self.lives:
            try:
                self.start()
                self.open()
                self.send_errands()
                ends = time.monotonic() + self.asked.minutes * 60
                for number in range(1, self.asked.times + 1):
                    is_last = number == self.asked.times or time.monotonic() > ends
                    self.live_and_die()
                    self.judge()
                    self.schedule()
                    self.send_errands()
                    self.start()
                    self.watch.leave_one_asleep(number)
                    if number % CONVERGE_EVERY == 0 or is_last:
                        self.converge()
                    if is_last:
                        break
            finally:
                self.go_home()

    def converge(self):
        """While nothing changes, every reader comes to show the fresh page."""
        self.end_errands()
        for errand in self.errands:
            self.take_note(errand)
        if self.wire.settle(_truth.imported()):
            self.figures["imports done though unanswered"] += 1
        latest = max(at for _, at in self.due)
        time.sleep(max(0, (latest - timezone.now()).total_seconds()) + 1)
        found = self.watch.caught_up(self.base, _newsroom.the_page().revision)
        self.figures["pages compared"] += len(self.watch.readers)
        self.figures["pages compared"] += len(self.watch.sleepers)
        if found:
            raise BrokenError(f"{len(found)} differences: {found[:20]}")
        connection.close()
        self.check_due(all_of_them=True)
        self.check_data()
        connection.close()
        self.send_errands()

    def open(self):
        """Let the editors come and the readers open their pages."""
        page = _newsroom.the_page()
        from tests.drills.kills import EDITORS

        self.shifts = [
            Shift(self.site, page, number, name) for number, name in enumerate(EDITORS)
        ]
        self.base = page.get_absolute_url()
        post = page.posts.published()[_newsroom.IMPORTED // 2]
        urls = [*(self.base + view for view in VIEWS), post.get_absolute_url()]
        self.watch = Watch(self.site, urls)
        for thread in (*self.shifts, self.watch):
            thread.start()

    # Lives and deaths

    def start(self):
        """Start what was killed, or all at first; ready when the server answers."""
        connection.close()
        self.start_database()
        if not self._is_alive("server"):
            workers = app(self.variables, workers=2, port=self.site.port)
            self.server = self.lives.enter_context(workers)
        wait_until(self._answers, what="An answer of the server")

    def start_database(self):
        if self.cluster and not self._is_alive("database"):
            self.database = self.lives.enter_context(self.cluster.serving())

    def _is_alive(self, name):
        found = getattr(self, name, None)
        return found is not None and is_alive(found.pid)

    def _answers(self):
        browser = Browser(self.site)
        try:
            return browser.get("/").status_code == 200
        except UnansweredError:
            return False
        finally:
            browser.close()

    def live_and_die(self):
        for errand in self.errands:
            wait_until(lambda e=errand: said(e) or e.poll(), what=errand.name)
        acknowledged = self.acknowledged()
        for shift in self.shifts:
            shift.going.set()
        if self.figures["kills"] % 2:
            # A busy machine would else often die before it has said yes to anything.
            wait_until(lambda: self.acknowledged() > acknowledged, what="An act")
        time.sleep(self.chance.uniform(0.2, 3))
        dying = self.database if self.kills_database else self.server
        ProcessTree(dying.pid).kill()
        if self.kills_database:
            dying.wait()  # its successor takes who is not taken note of for alive
        self.figures["kills"] += 1
        self.end_errands()
        for shift in self.shifts:
            shift.going.clear()
        for shift in self.shifts:
            wait_until(shift.resting.is_set, what=f"{shift.name}'s rest")
        for errand in self.errands:
            self.take_note(errand)

    def acknowledged(self):
        """How many acts the editors were told are done, so far."""
        return sum(shift.done.total() for shift in self.shifts)

    def end_errands(self):
        for errand in self.errands:
            # One that has ended by itself has no number any more that were its own.
            if errand.poll() is None:
                self.figures[f"{errand.name} killed in the act"] += bool(said(errand))
                ProcessTree(errand.pid).kill()
            errand.wait()

    def schedule(self):
        """Let a few posts be due in the life that begins, around its end."""
        page = _newsroom.the_page()
        for _ in range(DUE):
            at = timezone.now() + timedelta(seconds=self.chance.uniform(0.2, 3.5))
            with public_change(page) as change:
                post = change.add(Post(headline=f"Due {at:%X}", body="<p>Due.</p>"))
                change.publish(post, at=at)
            self.due.append((post.pk, at))
        connection.close()

    def send_errands(self):
        self.start_database()
        self.scratch.there()
        version = str(self.wire.sure + 1)
        self.errands = [
            self._errand("import", str(self.folder), version),
            self._errand("due"),
            self._errand("migrate", **self.scratch.variables),
        ]

    def _errand(self, name, *words, **variables):
        variables = self.variables | variables
        return send(name, *words, folder=self.folder, variables=variables)

    def take_note(self, errand):
        """What the ERRAND, which is dead, had done."""
        done = [int(number) for number in said(errand) if number != "0"]
        if errand.returncode not in (0, -signal.SIGKILL) and not self.kills_database:
            words = errand.errors.read_text()[-2000:]
            raise BrokenError(f"the errand {errand.name} failed: {words}")
        self.figures[f"{errand.name} done"] += len(done)
        if errand.name == "import":
            self.wire.sure = done[-1] if done else self.wire.sure
            self.wire.attempt(self.wire.sure + 1)
        if errand.name == "migrate" and done:
            self.scratch.is_done = True

    # What is left

    def judge(self):
        connection.close()
        if self.kills_database:
            self.start()  # to be asked
        for shift in self.shifts:
            if shift.error:
                raise shift.error
            checked, done = shift.settle()
            self.figures["claims checked"] += checked
            self.figures["done though unanswered"] += done
        if self.watch.error:
            raise self.watch.error
        if self.wire.settle(_truth.imported()):
            self.figures["imports done though unanswered"] += 1
        _truth.integrity()
        _truth.revisions()
        _truth.search()
        self.left_over = self.files.check()
        self.figures["migrated from nothing"] += self.scratch.judge()
        self.check_due()
        connection.close()

    def check_due(self, *, all_of_them=False):
        """Scheduled posts wait for their time or were published with just that."""
        for pk, at in self.due[self.due_checked :]:
            post = Post.objects.get(pk=pk)
            possible = ("published",) if all_of_them else ("published", "scheduled")
            if post.published_at != at or post.status not in possible:
                raise BrokenError(f"due at {at}: {post.status} at {post.published_at}")
            if post.status == "published" and post.first_published_at < at:
                raise BrokenError(f"due at {at}: published {post.first_published_at}")
        if all_of_them:
            self.due_checked = len(self.due)

    def check_data(self):
        """Nothing is broken, as `check_data` would tell; how long it took."""
        started = time.monotonic()
        broken, told = _truth.checked()
        if broken:
            raise BrokenError(f"check_data finds {len(broken)} broken: {broken[:5]}")
        self.figures["check_data asked, nothing broken"] += 1
        self.figures["check_data told what is no harm"] += told
        self.longest_check = max(self.longest_check, time.monotonic() - started)

    def go_home(self):
        self.end_errands()
        threads = [*self.shifts, *[self.watch] * bool(self.watch)]
        for thread in threads:
            thread.is_over = True
        for thread in threads:
            thread.join(timeout=60)

    def report(self, seconds):
        done, unanswered = Counter(), Counter()
        for shift in self.shifts:
            done += shift.done
            unanswered += shift.unanswered
        print(f"{self.figures['kills']} kills in {seconds:.0f} s")
        print(f"  acknowledged changes: {done.total()} {dict(done)}")
        print(f"  acts cut off: {unanswered.total()} {dict(unanswered)}")
        for name, number in self.figures.items():
            print(f"  {name}: {number}")
        print(f"  longest check_data: {self.longest_check:.1f} s")
        print(f"  scheduled posts: {len(self.due)}")
        named, lost = self.left_over
        print(f"  picture files: {named} in use, {lost} left over")
        waiting = [*(self.folder / "temporary").iterdir()]
        print(f"  uploads left in the temporary folder: {len(waiting)}")
        if self.watch:
            print(f"  polls: {self.watch.polls}, failed {dict(self.watch.failures)}")
        sys.stdout.flush()
