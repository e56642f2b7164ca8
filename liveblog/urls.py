from django.contrib import admin
from django.urls import include, path

handler500 = "posts.failure_views.failed"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("posts.urls")),
]
