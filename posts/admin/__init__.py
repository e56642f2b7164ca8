"""The stock admin, each write of it through the door."""

from django.contrib import admin

from . import audit, contributor, livepage, people, post  # noqa: F401 registers the models

admin.site.site_header = "Live blog"
admin.site.site_title = "Live blog"
admin.site.index_title = "Desk"
