from django.core.exceptions import ValidationError


class PublishingError(ValidationError):
    """An editorial act that is refused; the message is for the editor."""


def field_by_field(error):
    """What a ValidationError says of each field, in one line."""
    return " ".join(
        f"{name.replace('_', ' ')}: {' '.join(messages)}"
        for name, messages in error.message_dict.items()
    )


class ReplayRefusedError(Exception):
    """A replay that can't start; the message says why."""
