"""What a reader's browser loads for a page, in bytes, and what it may weigh.

Everything is weighed under gzip, which every browser and every cache takes.
"""

import gzip
import random
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

from posts.models import Contributor, PostImage
from posts.publishing import public_change
from tests.conftest import NOON, publish
from tests.pictures import encoded, upload
from tests.reader import parse

KB = 1024
BUDGETS = {
    "our JavaScript": 12 * KB,
    "all JavaScript": 28 * KB,
    "CSS": 8 * KB,
    "HTML of 20 posts": 25 * KB,
}
SAMPLE = Path(__file__).parents[1] / "posts/sample/ferry.txt"
IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["']([^"']+)["']""")


def page_weight(get, address):
    """The bytes of each kind in BUDGETS that a first visit to ADDRESS loads.

    GET answers an address with the body as the server sends it to a browser that
    takes gzip; all is weighed as it comes.
    """
    sent = get(address)
    markup = plain(sent)
    head = parse(markup)
    scripts = [tag["src"] for tag in head.select("script[src]")]
    preloaded = [tag["href"] for tag in head.select("link[rel=modulepreload]")]
    files = with_imports(get, [urljoin(address, path) for path in scripts + preloaded])
    styles = [get(urljoin(address, path)) for path in stylesheets(head)]
    return {
        "our JavaScript": sum(len(files[path]) for path in files if is_ours(path)),
        "all JavaScript": sum(map(len, files.values())),
        "CSS": sum(map(len, styles)),
        "HTML of 20 posts": len(sent),
    }


def plain(body):
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def with_imports(get, scripts):
    """{address: body} of SCRIPTS and of all that they import."""
    files = {}
    waiting = list(scripts)
    while waiting:
        address = waiting.pop()
        if address not in files:
            files[address] = get(address)
            imported = IMPORT.findall(plain(files[address]).decode())
            waiting += [urljoin(address, path) for path in imported if "/" in path]
    return files


def is_ours(address):
    return "/static/posts/" in address


def stylesheets(head):
    return [tag["href"] for tag in head.select("link[rel~=stylesheet]")]


def publish_ordinary(page, count):
    """COUNT posts on PAGE like those of an ordinary day, the same at every run.

    120 words each, drawn from the sample's, so that they compress no better than
    what people write.
    """
    chance = random.Random("an ordinary day")
    words = SAMPLE.read_text(encoding="utf-8").split()
    person, _ = Contributor.objects.get_or_create(name="Maren Holt", role="Reporter")
    for number in range(count):
        paragraphs = [" ".join(chance.choices(words, k=40)) for _ in range(3)]
        post = publish(
            page,
            " ".join(chance.choices(words, k=8)),
            "".join(f"<p>{words}.</p>" for words in paragraphs),
            NOON + timedelta(minutes=7 * number),
            label=chance.choice(["", "", "analysis", "breaking"]),
            key_event=number % 6 == 0,
        )
        with public_change(page) as change:
            change.post(post.pk).bylines.create(contributor=person)
            if number % 4 == 0:
                image = PostImage(post=post, alt="The quay", credit="The harbour")
                image.file.save("quay.jpg", upload(encoded(size=(1600, 1000))))
