"""The import's addresses, under /admin/posts/livepage/ and in the admin's namespace."""

from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("import/", admin.site.admin_view(views.give), name="import_live"),
    path(
        "import/<uuid:key>/",
        admin.site.admin_view(views.preview),
        name="import_preview",
    ),
]
