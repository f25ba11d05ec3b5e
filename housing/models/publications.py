"""Positions that were released: a name for a place in the journal, with the sums as they were."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """A released position. It is never changed; `seq` and `hash` fix every figure that it stands for.

    `known_on` is the moment whose knowledge it shows. `sums` holds the national figures per half-year
    (`{"2021-2": {"opening": −5586, …}}`), which `manage.py verify` compares with the journal.
    """

    class Kind(models.TextChoices):
        """Why it was released."""

        MONTHLY = "monthly", _("maandoverzicht")
        CLOSE = "close", _("afsluiting halfjaar")
        LETTER = "letter", _("brief")
        OTHER = "other", _("overig")

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    known_on = models.DateTimeField()
    published_at = models.DateTimeField()
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    remarks = models.TextField(blank=True, default="")
    sums = models.JSONField()

    class Meta:
        ordering = ("-known_on", "-id")
        verbose_name = _("publicatie")
        verbose_name_plural = _("publicaties")

    def __str__(self) -> str:
        return self.title
