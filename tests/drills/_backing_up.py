"""The course of the drill `backups`: acts that die, and the question what is left."""

import os
import random
import subprocess
import sys
import time
from collections import Counter

from posts.models import Post
from tests.bench.pages import make_long_page
from tests.drills import _kept, _newsroom, _truth
from tests.drills._browser import wait_until
from tests.drills._claims import BrokenError
from tests.drills._empty_place import EmptyPlace
from tests.drills._numbered import Publishing
from tests.drills._processes import said, send
from tests.process_tree import ProcessTree
from tests.servers import ROOT

NAME = "tonight"
REFUSED = ("Nothing was restored. ", " is not empty: it has ")


class Drill:
    def __init__(self, folder, variables, cluster, asked):
        self.folder, self.variables, self.cluster = folder, variables, cluster
        self.asked = asked
        self.chance = random.Random(asked.seed)
        self.backups = folder / "backups"
        self.name = self.backups / NAME
        self.figures = Counter()
        self.moments = {"backup": Counter(), "restore": Counter()}
        self.took = {}
        self.editor = None

    def run(self):
        self.ends = time.monotonic() + self.asked.minutes * 60
        page = make_long_page("long", self.asked.posts)
        # Its versions were written without their bylines: begin without any.
        Post.history.filter(page=page).delete()
        self.backups.mkdir()
        self.editor = Publishing(_newsroom.the_page())
        self.editor.start()
        try:
            self.back_up_and_die()
        finally:
            self.editor.is_over = True
            self.editor.join()
        if self.editor.error:
            raise self.editor.error
        self.restore_and_die()
        broken, _ = _truth.checked()
        if broken:
            raise BrokenError(f"check_data finds {len(broken)} broken: {broken[:5]}")

    def is_over(self, share):
        """Whether SHARE of the time is over."""
        left = self.ends - time.monotonic()
        return left < (1 - share) * self.asked.minutes * 60

    # Backups

    def back_up_and_die(self):
        self.back_up("backup")
        for number in range(self.asked.times):
            if self.is_over(1 / 3):
                break
            self.keep()
            self.kill_backup(is_aimed=number % 4 == 3)
        self.keep()
        self.back_up()

    def keep(self):
        """Give the backup that is there another name, so that its own is free."""
        if self.name.exists():
            self.figures["names"] += 1
            self.last = self.name.rename(self.folder / f"kept{self.figures['names']}")

    def back_up(self, label="last backup"):
        """Make a backup that nobody kills; when it has its name is noted as LABEL."""
        sure = self.editor.done
        errand = self.send("backup", str(self.name))
        self.begins(errand)
        self.clock(label, errand, self.name.exists)
        self.live(errand)
        self.verify(sure)
        self.figures["backups made to the end"] += 1

    def verify(self, sure):
        """What has the name is a backup."""
        _kept.unfinished(NAME, self.backups)
        self.posts = _kept.verify(self.name, sure, self.editor.begun)
        self.figures["backups verified"] += 1

    def kill_backup(self, *, is_aimed):
        """Kill a backup at any moment; if IS_AIMED, when only its name is lacking."""
        before, sure = _kept.unfinished(NAME, self.backups), self.editor.done
        errand = self.send("backup", str(self.name))
        self.begins(errand)
        if is_aimed:
            self.until(errand, lambda: self.lacks_its_name(before))
        else:
            self.sleep("backup")
        self.die(errand)
        new = _kept.unfinished(NAME, self.backups) - before
        if len(new) + self.name.exists() > 1:
            raise BrokenError(f"one backup left {new} and its name")
        stage = _kept.stage(new.pop() if new else None)
        if self.name.exists():
            self.verify(sure)
            is_done = errand.returncode == 0
            stage = "done before the kill" if is_done else "has its name"
        self.moments["backup"][stage] += 1

    def lacks_its_name(self, before):
        """Whether a backup that was not there BEFORE is whole but for its name."""
        found = {path.parent for path in self.backups.glob(".*/manifest.json")}
        return self.name.exists() or found - before

    # Restores

    def restore_and_die(self):
        self.manifest = _kept.opened(self.name).manifest
        self.place = EmptyPlace(self.folder, self.cluster)
        self.time_a_restore()
        aims = ["migrating", "arriving", "in place"]
        for number in range(self.asked.times):
            if self.is_over(1):
                break
            self.kill_restore(aims[number % len(aims)])
            if self.place.is_restored:
                self.compare()
            elif self.chance.random() < 0.4:
                self.finish()
        self.finish()

    def time_a_restore(self):
        """How long it takes unharmed: till pictures arrive, and are in place."""
        errand = self.send("restore", str(self.name), **self.place.variables)
        self.begins(errand)
        self.clock("migrating", errand, self.place.arriving.is_dir)
        self.clock("arriving", errand, self.place.pictures)
        self.live(errand)
        self.compare()

    def kill_restore(self, aim):
        errand = self.send("restore", str(self.name), **self.place.variables)
        is_migrated = self.place.arriving.is_dir()
        self.begins(errand)
        if aim == "in place":
            self.until(errand, self.place.pictures)
        elif aim == "migrating" and not is_migrated:
            self.sleep("migrating")
        else:
            self.until(errand, self.place.arriving.is_dir)
            self.sleep("arriving")
        self.die(errand)
        stage = self.place.stage(self.manifest)
        is_done = errand.returncode == 0
        self.moments["restore"]["done before the kill" if is_done else stage] += 1
        if self.place.pictures() or self.place.is_restored:
            self.be_refused()

    def be_refused(self):
        """What is in the way is told, and moved aside if it is pictures alone."""
        words = self.manage("restore", str(self.name), is_refused=True)
        if not all(part in words for part in REFUSED):
            raise BrokenError(f"what is in the way is not told: {words}")
        says_database = "The database is not empty" in words
        if says_database != self.place.is_restored:
            raise BrokenError(f"what is in the way is another thing: {words}")
        self.figures["restores refused, what is in the way told"] += 1
        if not self.place.is_restored:
            self.place.move_pictures_aside()
            self.figures["pictures moved aside as told"] += 1

    def finish(self):
        """Restore in spite of all that died there."""
        self.manage("restore", str(self.name))
        self.compare()

    def compare(self):
        """All that was in the backup is there, and nothing is broken."""
        self.manage("check_data")
        self.figures["restored"] += 1
        again = self.folder / f"again{self.figures['restored']}"
        self.manage("backup", str(again))
        odd = _kept.differences(self.name, again)
        if odd:
            raise BrokenError(f"restored, it differs in {odd}")
        self.figures["restores equal"] += 1
        self.place.end()

    # Processes

    def send(self, name, *words, **variables):
        variables = self.variables | variables
        return send(name, *words, folder=self.folder, variables=variables)

    def begins(self, errand):
        self.until(errand, lambda: said(errand))

    def until(self, errand, is_so):
        """Return as soon as IS_SO(), or when the ERRAND has ended."""
        wait_until(lambda: is_so() or errand.poll() is not None, pause=0.001)

    def live(self, errand):
        """Let the ERRAND come to its end."""
        errand.wait()
        if errand.returncode:
            raise BrokenError(f"{errand.name}: {errand.errors.read_text()[-2000:]}")

    def clock(self, label, errand, is_so):
        """Note how long the ERRAND takes until IS_SO()."""
        started = time.monotonic()
        self.until(errand, is_so)
        self.took[label] = time.monotonic() - started

    def sleep(self, label):
        """Until a random moment of what LABEL says, or soon after it."""
        time.sleep(self.chance.uniform(0, 1.1 * self.took[label]))

    def die(self, errand):
        if errand.poll() is None:
            ProcessTree(errand.pid).kill()
            self.figures[f"kills of a {errand.name}"] += 1
        errand.wait()
        if errand.returncode not in (0, -9):
            raise BrokenError(f"{errand.name}: {errand.errors.read_text()[-2000:]}")

    def manage(self, *words, is_refused=False):
        """Run a command in the place that is restored into; what it says of errors."""
        variables = os.environ | self.variables | self.place.variables
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=variables, capture_output=True, text=True
        )
        if bool(done.returncode) != is_refused:
            raise BrokenError(f"{words[0]}: {done.stdout[-1000:]}{done.stderr[-2000:]}")
        return done.stderr

    def report(self, seconds):
        print(f"{seconds:.0f} s")
        for name, number in self.figures.items():
            if name != "names":
                print(f"  {name}: {number}")
        for name, found in self.moments.items():
            print(f"  where {name}s were: {dict(found)}")
        for name, took in self.took.items():
            print(f"  {name}, if nobody kills it: {took:.1f} s")
        if self.editor:
            print(f"  posts published while backups were made: {self.editor.done}")
            print(f"  longest act of the editor: {self.editor.longest:.1f} s")
        sys.stdout.flush()
