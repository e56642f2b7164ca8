from django.core.validators import URLValidator
from django.db import models


class WebAddressField(models.URLField):
    """An address that a reader's browser may follow: of http or https, no other.

    One that is typed without a scheme is taken for https.
    """

    default_validators = [URLValidator(["http", "https"])]

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https"} | kwargs)

    def deconstruct(self):
        """As any address: which schemes it may have is no matter of the database."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs
