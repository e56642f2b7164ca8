"""What happens beside a sign-in, whichever way it comes."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from . import session_store


@receiver(user_logged_in)
def start_session(request, **kwargs):
    session_store.start(request)
    session_store.forget_ended()
