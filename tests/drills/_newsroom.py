"""Where a drill takes place: a database with editors, contributors and a live page.

The page is one that was imported, so that imports can go on while editors work.
"""

import io
import json
import os
import random
import zipfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from tests.servers import ROOT, environment

SLUG = "storm"
PEOPLE = ["Maren Holt", "Jonas Wieck"]
PICTURE = ROOT / "posts" / "sample" / "pictures" / "lighthouse.jpg"
IMPORTED = 12  # posts that an import brings, and changes each time
START = datetime(2025, 2, 3, 9, 0, tzinfo=UTC)


def prepare(folder, editors, database="", cache="", variables=None):
    """Make the database with its EDITORS and the page; the servers' environment.

    This process, too, uses that database from now on.
    """
    data = folder / "data"
    (folder / "temporary").mkdir(parents=True, exist_ok=True)
    variables = environment(data, database, cache) | (variables or {})
    # An upload of more than 2.5 MB waits in a file there.
    variables |= {"TMPDIR": str(folder / "temporary")}
    os.environ |= variables
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from posts.models import Contributor
    from tests.conftest import make_user

    for name in editors:
        make_user(name, "Chief editors")
    for name in PEOPLE:
        if not Contributor.objects.filter(name=name).exists():
            Contributor.objects.create(name=name, role="Reporter")
    call_command("import_live", str(source(folder, 1)), slug=SLUG, stdout=io.StringIO())
    return variables


def the_page():
    from posts.models import LivePage

    return LivePage.objects.get(slug=SLUG)


def source(folder, version):
    """The path of a source that an import reads: our own form, in its VERSION.

    Each post says its version in its headline, body, roles and picture.
    """
    posts = [imported(n, version) for n in range(IMPORTED)]
    page = {
        "title": "Storm over the bay",
        "status": "live",
        "first_published_at": stamp(START),
        "started_at": stamp(START),
    }
    document = {"format": "liveblog", "version": 1, "page": page, "posts": posts}
    path = Path(folder) / f"source-{version}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("page.json", json.dumps(document))
        archive.writestr(picture_name(version), picture(version))
    return path


def imported(n, version):
    at = stamp(START + timedelta(minutes=IMPORTED - n))
    return {
        "id": f"wire-{n}",
        "status": "published",
        "published_at": at,
        "first_published_at": at,
        "headline": f"Wire {n} v{version}",
        "body": f"<p>Wire {n} v{version}.</p>",
        "bylines": [{"name": "News agency", "role": f"v{version}"}],
        "images": [{"alt": f"v{version}", "picture": picture_name(version)}],
    }


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def picture_name(version):
    return f"pictures/{version}.jpg"


def picture(seed, size=(900, 600)):
    """The bytes of a JPEG that no other SEED gives."""
    from PIL import Image

    image = Image.open(PICTURE).resize(size)
    image.putpixel((0, 0), (seed % 256, seed // 256 % 256, seed // 65536 % 256))
    data = io.BytesIO()
    image.save(data, "JPEG", quality=95)
    return data.getvalue()


@cache
def large_picture():
    """The bytes of a JPEG of more than 2.5 MB: noise, which nothing compresses."""
    from PIL import Image

    size = (1600, 1200)
    noise = random.randbytes(size[0] * size[1] * 3)
    data = io.BytesIO()
    Image.frombytes("RGB", size, noise).save(data, "JPEG", quality=90)
    return data.getvalue()
