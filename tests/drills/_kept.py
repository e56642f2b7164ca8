"""What must be true of a folder of backups, whoever died while one was made."""

import json
import subprocess

from PIL import Image

from posts.backup.reading import opened
from posts.backup.writing import UNFINISHED
from tests.backups import files, unchanged
from tests.drills._claims import BrokenError
from tests.drills._numbered import CORRECTED, FIRST, headline


def unfinished(name, folder):
    """The folders of backups NAME that died; BrokenError if there is another thing."""
    found = {path for path in folder.iterdir() if path.name != name}
    for path in found:
        if not (path.name.startswith(f".{name}.") and path.name.endswith(UNFINISHED)):
            raise BrokenError(f"a backup that was killed left {path.name}")
    return found


def stage(unfinished):
    """How far the backup in the folder UNFINISHED had come; None: it had no folder."""
    if unfinished is None:
        return "before its folder"
    there = {path.name for path in unfinished.iterdir()}
    if "manifest.json" in there:
        return "whole, without its name"
    if "media" in there:
        return "among the pictures"
    return "among the rows"


def verify(folder, sure, begun):
    """The backup in FOLDER is whole and of one moment; how many posts it has.

    Of the numbered posts the first SURE were there before it was begun; by its end
    BEGUN might be.
    """
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BrokenError(f"sha256sum: {done.stdout[:500]} {done.stderr[:500]}")
    backup = opened(folder)
    posts = rows_of(backup, "posts.post")
    numbered = [one for one in posts if one["headline"].startswith("Number ")]
    count = len(numbered)
    versions = [CORRECTED] * (count - 1) + [FIRST] * bool(count)
    expected = [headline(n, version) for n, version in enumerate(versions, start=1)]
    if [post["headline"] for post in numbered] != expected:
        raise BrokenError(f"not of one moment: {[one['headline'] for one in numbered]}")
    if not sure <= count <= begun:
        raise BrokenError(f"has {count} posts, and should {sure} to {begun}")
    _compare_revisions(rows_of(backup, "posts.livepage"), posts)
    _decode(backup, {post["id"] for post in numbered})
    return len(posts)


def rows_of(backup, model):
    (table,) = (one for one in backup.manifest["tables"] if one["model"] == model)
    return [json.loads(line) for line in backup.lines(table)]


def _compare_revisions(pages, posts):
    for page in pages:
        stamps = [post["revision"] for post in posts if post["page_id"] == page["id"]]
        if max(stamps, default=0) > page["revision"]:
            raise BrokenError(
                f"a post at {max(stamps)} on a page at {page['revision']}"
            )


def _decode(backup, posts):
    """Every picture that a row names is there, that of each of POSTS is whole."""
    if backup.manifest["lost_pictures"]:
        raise BrokenError(f"without {backup.manifest['lost_pictures']}")
    images = [
        image
        for image in rows_of(backup, "posts.postimage")
        if image["post_id"] in posts
    ]
    if len(images) != len(posts):
        raise BrokenError(f"{len(images)} pictures of {len(posts)} posts")
    for image in images:
        try:
            with Image.open(backup.media / image["file"]) as picture:
                picture.load()
        except OSError as error:
            raise BrokenError(f"a picture is not whole: {error}") from error


def differences(one, other):
    """In what the backup OTHER, of a place restored from the backup ONE, is unlike it.

    What a restore changes on purpose is no difference.
    """
    found = []
    for folder in (one, other):
        backup = opened(folder)
        labels = [table["model"] for table in backup.manifest["tables"]]
        found.append(unchanged({label: rows_of(backup, label) for label in labels}))
    before, after = found
    odd = [label for label in before.keys() | after if before[label] != after[label]]
    if files(one / "media") != files(other / "media"):
        odd.append("the pictures")
    return odd
