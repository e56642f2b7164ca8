from django.conf import settings
from django.db import models

from .files import picture_field


class Contributor(models.Model):
    """A person or desk whose name stands over posts."""

    name = models.CharField(max_length=200)
    role = models.CharField(
        max_length=200,
        blank=True,
        help_text="Usual role, such as 'Political editor'; each post may show another.",
    )
    # Square and small: it stands 40 pixels wide beside the name.
    picture = picture_field(
        blank=True,
        aspect_ratios=["1/1"],
        container_width=80,
        width_field="picture_width",
        height_field="picture_height",
    )
    picture_width = models.PositiveIntegerField(null=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        help_text="The account that writes under this name, if there is one.",
    )

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return f"{self.name}, {self.role}" if self.role else self.name
