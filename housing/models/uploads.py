"""Files that were handed in: kept as the source of what was made of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from housing.models.accounts import User


class Upload(models.Model):
    """A file between its preview and its booking, and after it as the source.

    `about` is what it is about (a half-year's code, a reference date). Files that were never used are removed
    when they are a day old; `used_at` is set in the transaction that books what the file says.
    """

    class Kind(models.TextChoices):
        """What it holds."""

        TARGETS = "targets", _("officiële taakstellingen")
        OPENINGS = "openings", _("officiële beginstanden")
        MUNICIPALITIES = "municipalities", _("gemeenten (CBS)")
        POPULATION = "population", _("inwoners (CBS)")

    kind = models.CharField(max_length=16, choices=Kind)
    about = models.CharField(max_length=20, blank=True, default="")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("aangeleverd bestand")
        verbose_name_plural = _("aangeleverde bestanden")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
