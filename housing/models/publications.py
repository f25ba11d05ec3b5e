"""Positions that were released: a name for a place in the journal, with the sums as they were."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from housing.models.accounts import User


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
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-known_on", "-id")
        verbose_name = _("publicatie")
        verbose_name_plural = _("publicaties")

    def __str__(self) -> str:
        return self.title


class Withdrawal(models.Model):
    """A publication that was taken back. It stays where it is, with the reason beside it; added once."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    withdrawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ingetrokken publicatie")
        verbose_name_plural = _("ingetrokken publicaties")

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.withdrawn_at:%Y-%m-%d}"
