"""The project's own settings as the tests run them: fast, in the open, local."""

import os
import tempfile

# A .env of the checkout must not reach into the tests.
os.environ["DEBUG"] = "false"
os.environ.setdefault("SECRET_KEY", "for tests only")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("HTTPS", "false")
os.environ.setdefault("BRAND_DIR", "")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="liveblog-tests-"))
os.environ.setdefault("DATABASE_URL", f"sqlite:///{os.environ['DATA_DIR']}/db.sqlite3")
os.environ.setdefault("CACHE_URL", "locmemcache://")

from liveblog.settings import *  # noqa: F403
from liveblog.settings import CACHES, DATABASES, STORAGES

# Real files on disk: the races and the browser tests need several connections.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {
        "NAME": os.path.join(os.environ["DATA_DIR"], "test.sqlite3")
    }
# Workers side by side have databases of their own, and so have the same keys.
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    redis = os.environ["CACHE_URL"].rpartition("/")[0]
    CACHES["default"]["LOCATION"] = f"{redis}/{worker}"
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SILENT_EDIT_SECONDS = 300
# A busy test machine slows nobody down, and no thread of ours writes in passing.
PRESSURE = False
READERS_EVERY = METRICS_EVERY = 0
LOGGING = {}
