"""The WSGI entry point: `granian --interface wsgi liveblog.wsgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liveblog.settings")

application = get_wsgi_application()

from posts.metrics import shared  # noqa: E402 needs Django, set up

shared.start()
if settings.READER_GATE:
    from posts.gate import Gate

    application = Gate(application)
