from django.urls import path, register_converter
from django.urls.converters import IntConverter

from posts import (
    feeds,
    index_views,
    machine_views,
    oembed,
    preview_views,
    probe_views,
    sitemaps,
    views,
)


class CursorConverter(IntConverter):
    """A revision in a path, in its one canonical form, so that caches share it."""

    regex = "0|[1-9][0-9]{0,17}"


register_converter(CursorConverter, "cursor")

app_name = "posts"
urlpatterns = [
    path("", index_views.index, name="index"),
    path("live/<slug:slug>/", views.page, name="page"),
    path("live/<slug:slug>/updates/<cursor:cursor>/", views.updates, name="updates"),
    path("live/<slug:slug>/post/<int:pk>/", views.post, name="post"),
    path("live/<slug:slug>/embed/", views.embed, name="embed"),
    path(
        "live/<slug:slug>/feed.atom",
        feeds.feed,
        {"kind": feeds.AtomFeed},
        name="atom",
    ),
    path(
        "live/<slug:slug>/feed.json",
        feeds.feed,
        {"kind": feeds.JSONFeed},
        name="json",
    ),
    path("oembed", oembed.oembed, name="oembed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, name="sitemap_file"),
    path("robots.txt", machine_views.robots, name="robots"),
    path("manifest.webmanifest", machine_views.manifest, name="manifest"),
    path("healthz", probe_views.healthz, name="healthz"),
    path("readyz", probe_views.readyz, name="readyz"),
    path("metrics", probe_views.metrics, name="metrics"),
    path("media/<path:name>", views.media, name="media"),
    path("preview/<str:token>/", preview_views.show, name="preview"),
]
