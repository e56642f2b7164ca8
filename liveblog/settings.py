"""Settings from the environment (12-factor); `.env.example` lists them all.

With nothing set this is production: it refuses to start without SECRET_KEY
and ALLOWED_HOSTS. `DEBUG=true` alone gives a working development set-up.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from liveblog.database import database

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# Who may come in, and how; after .env was read.
from liveblog.accounts import *  # noqa: E402, F403

DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=not DEBUG)
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
# A folder with `templates`, `static` and `locale` of the newsroom's own, which come
# before ours; docs/branding.md shows how a template of ours is extended there.
BRAND_DIR = env("BRAND_DIR", default="")


def branded(name):
    """The folders called NAME, the newsroom's own first."""
    own = Path(BRAND_DIR) / name
    return [own] * bool(BRAND_DIR and own.is_dir()) + [BASE_DIR / name]


def required(name, development):
    """The environment variable NAME; without it only development may start."""
    value = env(name, default="")
    if value:
        return value
    if DEBUG:
        return development
    raise ImproperlyConfigured(
        f"{name} is not set. Set it in the environment or in .env (see "
        ".env.example), or set DEBUG=true on a development machine."
    )


def web_address(name):
    """The environment variable NAME, which may be empty."""
    value = env(name, default="")
    if value and not value.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"{name} is no web address: write https://...")
    return value


SECRET_KEY = required("SECRET_KEY", "for development only, never in production")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "liveblog.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "simple_history",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "posts",
]

MIDDLEWARE = [
    "posts.headers.Headers",
    "posts.middleware.outermost",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "posts.sessions.SilentSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "posts.sessions.silent_csrf",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "posts.accounts.activity.ActivityMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "posts.audit.asking.remember_request",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "liveblog.urls"
WSGI_APPLICATION = "liveblog.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": branded("templates"),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "posts.context_processors.publication",
            ],
        },
    },
]

DATABASES = {"default": database(env, DATA_DIR)}

# Renderings by revision (posts/renderings.py). In the process: a thousand of them, some
# 10 MB in practice. Redis: half a second of silence, and it is away.
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
CACHE_OPTIONS = {
    "django.core.cache.backends.locmem.LocMemCache": {"MAX_ENTRIES": 1000},
    "django.core.cache.backends.redis.RedisCache": {
        "socket_timeout": 0.5,
        "socket_connect_timeout": 0.5,
    },
}
CACHES["default"]["OPTIONS"] = CACHE_OPTIONS.get(
    CACHES["default"]["BACKEND"], {}
) | CACHES["default"].get("OPTIONS", {})

# The reader gate (posts/gate/): answers most readers before Django is asked.
READER_GATE = env.bool("READER_GATE", default=not DEBUG)
# Bytes of ready answers that each process keeps.
READER_GATE_BYTES = env.int("READER_GATE_BYTES", default=16 * 1024 * 1024)
# Readers that may hold a thread of a process at a time, while their answer is made;
# polls half of them. The server's other threads are for editors (deploy/granian.env).
READER_GATE_AT_ONCE = env.int("READER_GATE_AT_ONCE", default=6)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Of the desk, the index and all that belongs to no live page; a page speaks its own
# (posts/answers.py).
LANGUAGE_CODE = env("LANGUAGE_CODE", default="en-gb")
LANGUAGES = [
    ("en-gb", "English (UK)"),
    ("en-us", "English (US)"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("pl", "Polski"),
    ("ar", "العربية"),
]
LOCALE_PATHS = branded("locale")
TIME_ZONE = env("TIME_ZONE", default="Europe/London")
USE_I18N = True
FORMAT_MODULE_PATH = "liveblog.formats"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = branded("static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "liveblog.static.ModuleStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# A source map is megabytes that take long to compress, and nobody's page asks for it.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# Bytes of a form without its files: room for the longest text, kept in case.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
# Behind nginx: the internal location of MEDIA_ROOT. The view then checks who may
# see a picture and leaves the sending to nginx (X-Accel-Redirect).
MEDIA_ACCEL = env("MEDIA_ACCEL", default="")
# What an uploaded picture may have at most; pixels are those of all frames together.
# Pillow never opens more than 179 million pixels, whatever stands here.
PICTURE_MAX_BYTES = env.int("PICTURE_MAX_BYTES", default=20 * 1024 * 1024)
PICTURE_MAX_PIXELS = env.int("PICTURE_MAX_PIXELS", default=50_000_000)
PICTURE_MAX_FRAMES = env.int("PICTURE_MAX_FRAMES", default=500)
# WebP renditions 480, 960 and 1440 pixels wide, for a column of 42rem on screens of
# one to two pixels a point; made in the request that uploads. Pictures that are
# stored already keep the widths that they have, so don't change these in passing.
PICTURES = {
    "FILE_TYPES": ["WEBP"],
    "CONTAINER_WIDTH": 480,
    "GRID_COLUMNS": 1,
    "PIXEL_DENSITIES": [1, 2, 3],
    "USE_PLACEHOLDERS": False,
    "PROCESSOR": "posts.pictures.make_renditions",
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = True
# Lax, not Strict: a link to the desk in a chat or a mail must find one signed in.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    # No other host of the newsroom's domain can write a cookie of this kind.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=HTTPS)
# Whoever sees it may put the whole domain on the browsers' list, for months.
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # asks for HSTS_PRELOAD
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The address of whoever asks is the last one in X-Forwarded-For, which our own proxy
# wrote, and the scheme is as X-Forwarded-Proto says.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# The frames that a click may open; posts/embeds.py makes their addresses and
# shows a plain link for an origin that is not here. Add your own Mastodon server.
PLAYER_ORIGINS = env.list(
    "PLAYER_ORIGINS",
    default=[
        "https://www.youtube-nocookie.com",
        "https://player.vimeo.com",
        "https://platform.twitter.com",
        "https://embed.bsky.app",
        "https://www.instagram.com",
        "https://mastodon.social",
        "https://mastodon.online",
    ],
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        # A nonce is written into the header only where a template asks for one:
        # the editor's import map in the admin, never a public page.
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, "https:"],
        "frame-src": PLAYER_ORIGINS,
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Who may show the embed view in a frame; nothing else can be framed.
EMBED_ANCESTORS = env.list("EMBED_ANCESTORS", default=["*"])

# The one address that readers know the site by, such as https://live.example.org;
# empty: whichever they asked for.
SITE_URL = web_address("SITE_URL").rstrip("/")
# Is told of every public change, so that subscribers of a feed have it at once.
WEBSUB_HUB = web_address("WEBSUB_HUB")
if WEBSUB_HUB and not SITE_URL:
    raise ImproperlyConfigured("WEBSUB_HUB needs SITE_URL: a hub knows feeds by it.")
if EMAIL_URL and not SITE_URL:  # noqa: F405
    raise ImproperlyConfigured(
        "EMAIL_URL needs SITE_URL: no link in a mail may lead to a host that whoever "
        "asked for it made up."
    )

# Is told which surrogate keys (Cache-Tag) caches should forget, after every public
# change: {"tags": [...]} by POST, with the token as a bearer if there is one.
PURGE_URL = web_address("PURGE_URL")
PURGE_TOKEN = env("PURGE_TOKEN", default="")

# What the newsroom may set about its own pages.
PUBLICATION_NAME = env("PUBLICATION_NAME", default="Live")
# Where the name in the masthead leads; empty for the index of live pages.
PUBLICATION_URL = env("PUBLICATION_URL", default="")
# Seconds between two polls of a live page that changed within LIVELY_SECONDS, of
# another live page, and of a page that is not live.
POLL_SECONDS = env.float("POLL_SECONDS", default=5)
POLL_SECONDS_CALM = env.float("POLL_SECONDS_CALM", default=15)
POLL_SECONDS_QUIET = env.float("POLL_SECONDS_QUIET", default=60)
LIVELY_SECONDS = env.float("LIVELY_SECONDS", default=600)
# Under pressure readers are asked to poll half as often, then a quarter as often:
# when a process uses this share of a core, or all of them together of the machine.
PRESSURE = env.bool("PRESSURE", default=True)
PRESSURE_HIGH = env.float("PRESSURE_HIGH", default=0.8)
PRESSURE_FULL = env.float("PRESSURE_FULL", default=0.95)
# Seconds between two counts of the readers that a process adds to the sum that the
# desk shows; 0: nobody counts.
READERS_EVERY = env.float("READERS_EVERY", default=5)
# A cache in front answers most polls, so that we see only some of the readers.
BEHIND_CACHE = env.bool("BEHIND_CACHE", default=False)
# Seconds after which a live page comes anew in a browser without JavaScript.
REFRESH_SECONDS = env.int("REFRESH_SECONDS", default=60)
# Seconds between two looks of an open desk at what colleagues did.
DESK_POLL_SECONDS = env.float("DESK_POLL_SECONDS", default=3)
# Posts on the first page and in each older or newer chunk.
POSTS_PER_PAGE = env.int("POSTS_PER_PAGE", default=20)
# Posts in an embed, which has little room.
POSTS_IN_EMBED = env.int("POSTS_IN_EMBED", default=10)
# An edit this soon after publication is silent; a later one shows 'Updated'.
SILENT_EDIT_SECONDS = env.int("SILENT_EDIT_SECONDS", default=300)
# A preview link ends so long after it was made.
PREVIEW_SECONDS = env.int("PREVIEW_SECONDS", default=48 * 60 * 60)
# Days for which the audit log keeps an entry; 0: for ever. `audit_prune` lets the
# older ones go.
AUDIT_DAYS = env.int("AUDIT_DAYS", default=730)

# Prometheus' bearer token for /metrics; empty: whoever asks on this machine itself.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
# Where the processes of one server, and of no other, put their counts together; empty:
# a folder in DATA_DIR for each server. It is best where no disk can be full.
METRICS_DIR = env("METRICS_DIR", default="")
# Seconds between two such times; 0: each process tells of itself alone.
METRICS_EVERY = env.float("METRICS_EVERY", default=2)

# On standard error: a line of JSON for each record, or for people.
LOG_FORMAT = env("LOG_FORMAT", default="line" if DEBUG else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "posts.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} {request_id}: {message}",
            "style": "{",
        },
        "json": {"()": "posts.logs.JSONFormatter"},
    },
    "filters": {"request": {"()": "posts.logs.RequestFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
