from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail_live import urls as live_urls

urlpatterns = [
    path("wagtail_live/", include(live_urls)),
    path("", include(wagtail_urls)),
]
