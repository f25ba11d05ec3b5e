"""The head of the journal: one row that every posting passes, and that tells how new a page is."""

from django.db import models

GENESIS = "0" * 64


class JournalHead(models.Model):
    """The single row (id 1) that is locked while postings are numbered and chained.

    `clock_offset` moves the journal's clock for a demonstration; empty means the real clock. It can be set
    only while the journal is empty. `reference_version` counts changes of reference data, for cached pages.
    """

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    recorded_at = models.DateTimeField(null=True)
    clock_offset = models.DurationField(null=True)
    reference_version = models.IntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(name="journalhead_single", condition=models.Q(id=1)),)

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"
