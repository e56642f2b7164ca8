"""The build id: all that public answers are made of besides the database.

It changes with the code, templates, translations, static files and settings, so that
a rendering kept by an older build is never found again.
"""

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

# The settings that can be told from a public answer.
SETTINGS = (
    "EMBED_ANCESTORS",
    "LANGUAGE_CODE",
    "LANGUAGES",
    "PLAYER_ORIGINS",
    "POLL_SECONDS",
    "POLL_SECONDS_QUIET",
    "POSTS_IN_EMBED",
    "POSTS_PER_PAGE",
    "PUBLICATION_NAME",
    "PUBLICATION_URL",
    "REFRESH_SECONDS",
    "SITE_URL",
    "STATIC_URL",
    "TIME_ZONE",
    "WEBSUB_HUB",
)
# The packages that have a hand in them.
PACKAGES = (
    *("babel", "beautifulsoup4", "brotli", "django", "django-htmx"),
    *("django-pictures", "lxml", "nh3", "tzdata"),
)


@cache
def build_id():
    """Sixteen hexadecimal digits, worked out once; every process has the same."""
    said = repr([getattr(settings, name) for name in SETTINGS])
    return blake2b(f"{_files()}{said}".encode(), digest_size=8).hexdigest()


@cache
def _files():
    digest = blake2b()
    for name in PACKAGES:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in _sources():
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources():
    """The files that answers are made from, in one order."""
    for package in ("posts", "liveblog"):
        yield from sorted((settings.BASE_DIR / package).rglob("*.py"))
    for folder in settings.TEMPLATES[0]["DIRS"]:
        yield from sorted(path for path in Path(folder).rglob("*") if path.is_file())
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).rglob("*.mo"))
    # The hashed names of static files, once they were collected.
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        yield manifest


@receiver(setting_changed)
def _forget(setting, **kwargs):
    if setting in SETTINGS:
        build_id.cache_clear()
