from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("posts.urls")),
]

handler400 = "posts.refusals.bad_request"
handler403 = "posts.refusals.refused"
handler404 = "posts.refusals.not_found"
handler500 = "posts.failure_views.failed"
