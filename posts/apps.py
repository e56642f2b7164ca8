from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PostsConfig(AppConfig):
    """The live blog; the name stands over its part of the admin."""

    name = "posts"
    verbose_name = "Live blog"

    def ready(self):
        from posts.accounts import signals  # noqa: F401 connects
        from posts.audit import guard, people

        people.connect()
        post_migrate.connect(guard.put_up, self)
