"""Importing as the command line does, and looking at what came of it."""

import io
from pathlib import Path

from django.core.management import call_command

from posts.importing.reading import read
from posts.importing.source import Source, Wanted
from posts.models import Post

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "posts" / "sample" / "ferry.txt"
SEEDS = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))

SOURCE = """Summary

  • The bridge is shut

  1. Second newspublished at 10:30 Greenwich Mean Time

    A paragraph "as typed".

    A crane over a riverImage source, Harbour Trust
  2. Analysis

    What it meanspublished at 10:15 Greenwich Mean Time

    Ada Example
    Transport editor

    • One
    • Two

  3. First newspublished at 10:00 Greenwich Mean Time

    It began."""


def run(source, *args, **options):
    """Import SOURCE, a text or a path; what the command printed."""
    out = io.StringIO()
    options = {"title": "Bridge shut", "date": "2025-02-03"} | options
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    call_command("import_live", str(source), *flags, *args, stdout=out)
    return out.getvalue()


def parse_text(text, **wanted):
    """The ParsedPage of TEXT; WANTED is what the user says, as `Wanted` has it."""
    return read(Source(text.encode()), Wanted(**wanted))


def posts_of(slug="bridge-shut"):
    posts = Post.objects.filter(page__slug=slug).order_by("-sort_key")
    return list(posts.with_parts())


def clock(post):
    return f"{post.published_at.astimezone(post.page.zone):%H:%M}"
