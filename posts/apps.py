from django.apps import AppConfig


class PostsConfig(AppConfig):
    """The live blog; the name stands over its part of the admin."""

    name = "posts"
    verbose_name = "Live blog"
