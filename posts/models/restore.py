from django.db import models


class Restore(models.Model):
    """The database was once filled from a backup (`posts.backup`).

    Readers, editors and caches may know numbers from after that backup was made.
    `floor` lies above all of those: no revision that is given from then on is lower.
    """

    restored_at = models.DateTimeField()
    made_at = models.DateTimeField(help_text="When the backup was made.")
    floor = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-floor"]

    def __str__(self):
        return f"Restored at {self.restored_at}"
