"""Many editors in a process of their own, who do on one page whatever comes to mind.

`python -m tests.drills._editors FOLDER` with a line of JSON on standard input. Each act
that the desk acknowledged is a line in FOLDER/editors.jsonl, see `Editor.done`. They
work until FOLDER/stop appears, leave the page live, and print one line of JSON.
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import django
from django.db import connection
from django.utils import timezone

from tests.drills import _newsroom
from tests.drills._browser import Site, UnansweredError

RECENT = 40  # posts that are still worked on
SCHEDULED = 75  # seconds before the end: no post is scheduled any more
ACTS = {
    "publish": 24,
    "edit": 24,
    "withdraw": 6,
    "republish": 6,
    "retime": 4,
    "pinned": 6,
    "key": 5,
    "label": 4,
    "summary": 4,
    "related": 3,
    "stream": 3,
    "schedule": 3,
    "revise": 4,
    "end_and_reopen": 1,
    "take_back_and_return": 1,
}
OF_ONE = ("end_and_reopen", "take_back_and_return")  # acts of the first editor only


class Editor(threading.Thread):
    """The editor NUMBER; acts every so many seconds as ASKED says."""

    def __init__(self, folder, asked, number, log):
        super().__init__()
        from tests.drills._desk import AtDesk

        self.folder, self.asked, self.number, self.log = folder, asked, number, log
        self.chance = random.Random(asked["seed"] + 100 + number)
        self.page = _newsroom.the_page()
        self.name = asked["editors"][number]
        self.desk = AtDesk(Site(*asked["site"]), self.page, self.name)
        self.own, self.count = [], 0
        self.refused, self.errors = Counter(), Counter()
        self.broken = None
        self.longest = 0.0

    def run(self):
        names = [name for name in ACTS if self.number == 0 or name not in OF_ONE]
        weights = [ACTS[name] for name in names]
        try:
            while not self.is_over():
                time.sleep(min(self.chance.expovariate(1 / self.asked["pace"]), 30))
                self.one(self.chance.choices(names, weights)[0])
            if self.number == 0:
                self.leave_live()
        except Exception as error:
            self.broken = repr(error)
        finally:
            connection.close()

    def is_over(self):
        return time.monotonic() > self.asked["ends"] or (self.folder / "stop").exists()

    def one(self, name):
        from tests.drills._desk import RefusedError

        try:
            getattr(self, name)()
        except RefusedError as error:
            self.refused[f"{name}: {str(error)[:60]}"] += 1
        except UnansweredError as error:
            self.errors[str(error.status)] += 1
        finally:
            connection.close()

    def done(self, act, pk=None, before=None):
        """Note the ACT, on the post PK, that was just acknowledged.

        {act, pk, revision, acked, took, post}: REVISION is the page's after it, `post`
        [status, revision], BEFORE the page's revision before the act was sent.
        """
        acked = time.monotonic()
        took = acked - self.began
        self.longest = max(self.longest, took)
        line = {"act": act, "pk": pk, "acked": acked, "took": took, "before": before}
        line["revision"] = self.revision()
        if pk:
            line["post"] = self.page.posts.values_list("status", "revision").get(pk=pk)
        text = json.dumps(line)
        with self.log.lock:
            self.log.write(f"{text}\n")
            self.log.flush()

    def revision(self):
        self.page.refresh_from_db(fields=["revision", "status"])
        self.began = time.monotonic()
        return self.page.revision

    def some(self, *statuses, of=None):
        """A recent post with any of STATUSES, OF those only; None if there is none."""
        posts = self.page.posts.filter(status__in=statuses, working_copy_of=None)
        if of is not None:
            posts = posts.filter(pk__in=of)
        pks = list(posts.order_by("-pk").values_list("pk", flat=True)[:RECENT])
        self.revision()
        return self.chance.choice(pks) if pks else None

    # Acts

    def publish(self, act="publish", **more):
        self.count += 1
        says = f"{self.name} {self.count}"
        fields = {"headline": says, "body": f"<p>{says} is on the air.</p>"} | more
        fields |= {"byline": _newsroom.PEOPLE, "role": ["", "Editor"]}
        if self.chance.random() < 0.2:
            seed = self.number * 10_000 + self.count
            image = self.desk.upload(_newsroom.picture(seed, (600, 400)))
            fields |= image | {f"{image['image']}-alt": says}
        fields = self.desk.composed(**fields)
        self.revision()
        self.desk.save("publish", fields)
        pk = self.page.posts.values_list("pk", flat=True).get(
            composer_key=fields["key"]
        )
        if act == "publish":
            self.own.append(pk)
        self.done(act, pk)

    def schedule(self):
        if self.asked["ends"] - time.monotonic() < SCHEDULED:
            return
        at = timezone.localtime(timezone.now() + timedelta(minutes=1), self.page.zone)
        self.publish("schedule", moment=f"{at:%Y-%m-%dT%H:%M}")

    def edit(self, act="edit", **more):
        if pk := self.some("published"):
            self.count += 1
            fields = self.desk.opened(pk)
            fields |= {"headline": f"{self.name} edits {self.count}"} | more
            self.revision()
            self.desk.save("publish", fields)
            self.done(act, pk)

    def retime(self):
        before = timedelta(minutes=self.chance.randint(1, 120))
        at = timezone.localtime(timezone.now() - before, self.page.zone)
        self.edit("retime", moment=f"{at:%Y-%m-%dT%H:%M}")

    def withdraw(self):
        self.act_on("withdraw", self.some("published", of=self.own))

    def republish(self):
        self.act_on("publish", self.some("withdrawn", of=self.own), "republish")

    def key(self):
        self.act_on(self.chance.choice(["key", "unkey"]), self.some("published"))

    def label(self):
        label = self.chance.choice(["breaking", "analysis", "recap", ""])
        self.act_on("label", self.some("published"), label=label)

    def act_on(self, name, pk, act=None, **details):
        if pk:
            before = self.revision()
            self.desk.act(name, pk, **details)
            self.done(act or name, pk, before)

    def revise(self):
        if pk := self.some("published"):
            self.desk.act("copy", pk)
            copy = self.page.posts.filter(working_copy_of=pk).values_list(
                "pk", flat=True
            )
            if found := copy.first():
                self.count += 1
                fields = self.desk.opened(found)
                fields["body"] = f"<p>{self.name} revised this, {self.count}.</p>"
                self.revision()
                self.desk.save("publish", fields)
                self.done("revise", pk)

    def pinned(self):
        posts = self.page.posts.filter(pinned_place__isnull=False)
        pks = list(posts.order_by("pinned_place").values_list("pk", flat=True))
        act = self.chance.choice(["pin"] * 3 + ["unpin"] + ["reorder"] * 2)
        if act == "pin" and len(pks) < 3:
            self.act_on("pin", self.some("published"))
        elif act == "reorder" and len(pks) > 1:
            self.piece("pinned", "reorder", pinned=self.chance.sample(pks, len(pks)))
        elif pks:
            self.act_on("unpin", self.chance.choice(pks))

    def summary(self):
        self.count += 1
        texts = [f"{self.name} says {self.count}.{n}" for n in range(3)]
        self.piece("summary", text=texts)

    def related(self):
        self.count += 1
        titles = [f"{self.name} links {self.count}.{n}" for n in range(2)]
        self.piece("related", title=titles, url=["https://example.org/"] * 2)

    def stream(self):
        self.count += 1
        fields = {"stream_url": f"https://youtu.be/{self.count:011d}"}
        fields["stream_title"] = f"{self.name} streams {self.count}"
        self.piece("stream", **fields, stream_on_air="on")

    def piece(self, name, act=None, **fields):
        self.revision()
        self.desk.piece(name, **fields)
        self.done(act or name)

    def status(self, name):
        self.revision()
        self.desk.status(name)
        self.done(name)

    def end_and_reopen(self):
        self.status("ended")
        time.sleep(self.chance.uniform(1, 5))
        self.status("live")

    def take_back_and_return(self):
        self.status("withdrawn")
        time.sleep(self.chance.uniform(1, 5))
        self.status("live")

    def leave_live(self):
        self.revision()
        if self.page.status != "live":
            self.status("live")


def main(folder):
    folder, asked = Path(folder), json.loads(sys.stdin.readline())
    django.setup()
    with (folder / "editors.jsonl").open("w") as log:
        journal = Journal(log)
        editors = [
            Editor(folder, asked, number, journal)
            for number in range(len(asked["editors"]))
        ]
        for editor in editors:
            editor.start()
        for editor in editors:
            editor.join()
    print(
        json.dumps(
            {
                "refused": sum((one.refused for one in editors), Counter()),
                "errors": sum((one.errors for one in editors), Counter()),
                "broken": [one.broken for one in editors if one.broken],
                "longest": max(one.longest for one in editors),
                "cpu": round(time.process_time(), 1),
            }
        )
    )


class Journal:
    """A file that several threads write lines to."""

    def __init__(self, file):
        self.lock = threading.Lock()
        self.write, self.flush = file.write, file.flush


if __name__ == "__main__":
    main(*sys.argv[1:])
