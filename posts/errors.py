from django.core.exceptions import ValidationError


class PublishingError(ValidationError):
    """An editorial act that is refused; the message is for the editor."""


class ReplayRefusedError(Exception):
    """A replay that can't start; the message says why."""
