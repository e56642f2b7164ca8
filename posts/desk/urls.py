"""The desk's addresses, under /admin/posts/livepage/ and in the admin's namespace."""

from django.urls import include, path

from . import composer_views, history_views, views

urlpatterns = [
    path(
        "<int:page_pk>/desk/",
        include(
            [
                path("", views.desk, name="desk"),
                path("updates/", views.updates, name="desk_updates"),
                path("rows/", views.rows, name="desk_rows"),
                path("act/", views.act, name="desk_act"),
                path("copy-to/", views.copy_to, name="desk_copy_to"),
                path("furniture/<slug:name>/", views.piece, name="desk_piece"),
                path("preview-link/", views.preview_link, name="desk_preview_link"),
                path("signed-in/", views.signed_in, name="desk_signed_in"),
                path("composer/", composer_views.opened, name="desk_composer"),
                path("given-back/", composer_views.given_back, name="desk_given_back"),
                path("save/", composer_views.save, name="desk_save"),
                path("typing/", composer_views.typing, name="desk_typing"),
                path("dropped/", composer_views.dropped, name="desk_dropped"),
                path("preview/", composer_views.preview, name="desk_preview"),
                path("image/", composer_views.image, name="desk_image"),
                path("history/", history_views.page_history, name="desk_page_history"),
                path(
                    "history/<int:pk>/",
                    history_views.post_history,
                    name="desk_post_history",
                ),
                path(
                    "restore/<int:number>/",
                    history_views.restore_page,
                    name="desk_restore_page",
                ),
            ]
        ),
    )
]
