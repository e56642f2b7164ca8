"""The stock admin, each write of it through the door."""

from django.contrib import admin

from . import (  # noqa: F401 registers the models
    audit,
    contributor,
    invitation,
    livepage,
    people,
    post,
)

admin.site.site_header = "Live blog"
admin.site.site_title = "Live blog"
admin.site.index_title = "Desk"
