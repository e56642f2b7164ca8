"""The least that Django can be asked for: one view, no middleware, an empty 204."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="for the bench only",
    MIDDLEWARE=[],
)


def nothing(request):
    return HttpResponse(status=204)


urlpatterns = [path("", nothing)]
application = get_wsgi_application()
