"""What happens beside a sign-in, whichever way it comes."""

import logging

from django.contrib.auth.signals import user_logged_in
from django.db import DEFAULT_DB_ALIAS
from django.dispatch import receiver

from . import groups, session_store

logger = logging.getLogger(__name__)


@receiver(user_logged_in)
def start_session(request, **kwargs):
    session_store.start(request)
    session_store.forget_ended()


@receiver(user_logged_in)
def tell_of_unknown_groups(**kwargs):
    """A group may have been renamed since the last check: say it where it matters."""
    for error in groups.unknown_groups(databases=[DEFAULT_DB_ALIAS]):
        logger.error("%s %s", error.msg, error.hint)
