from django.db import models

from .livepage import LivePage


class ReaderCount(models.Model):
    """How many readers of a page one process counted lately (`posts.crowd`).

    In the database, so that every worker process and machine adds to the sum.
    Nothing about any of the readers is stored.
    """

    page = models.ForeignKey(
        LivePage, models.CASCADE, related_name="reader_counts", db_index=False
    )
    process = models.CharField(
        max_length=32, help_text="A random name that a process gives itself."
    )
    readers = models.FloatField(help_text="An estimate; a part of a reader, too.")
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Its index serves the desk: WHERE page AND counted_at > x, few rows.
            models.UniqueConstraint(
                fields=["page", "process"], name="readercount_one_a_process"
            )
        ]

    def __str__(self):
        return f"{self.readers:.1f} readers of {self.page}"
