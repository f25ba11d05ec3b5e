"""Redivisions (herindelingen) as they are entered and booked, and municipalities that changed province."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from housing.models.accounts import User
from housing.models.areas import Municipality, Province


class Redivision(models.Model):
    """A merger, split or change of province that was entered on screen, before and after it is booked.

    `plan` is what was entered: for a merger or split `{"ends": [code, …], "heirs": [{"code", "name",
    "province", "is_new"}, …], "shares": {ended: {heir: "0.5000"}}, "share_basis": text}`; for a change of
    province `{"municipality": code, "province": code}`. Booking makes `Merger` rows (or a `ProvinceChange`)
    of it, after which they alone count.
    """

    class Kind(models.TextChoices):
        """What happens."""

        MERGER = "merger", _("samenvoeging")
        SPLIT = "split", _("splitsing")
        PROVINCE = "province", _("andere provincie")

    class State(models.TextChoices):
        """Where it is."""

        ENTERED = "entered", _("ingevoerd")
        BOOKED = "booked", _("geboekt")
        CANCELLED = "cancelled", _("vervallen")

    date = models.DateField(help_text="first day on which it holds")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ENTERED)
    plan = models.JSONField()
    source = models.CharField(max_length=200, help_text="the act or decree, with its number")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-date", "-id")
        verbose_name = _("herindeling")
        verbose_name_plural = _("herindelingen")

    def __str__(self) -> str:
        return f"{self.date} {self.kind} ({self.state})"


class ProvinceChange(models.Model):
    """A municipality lay in `left` before `date`, the first day of a half-year, and from then in `joined`."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="province_changes")
    date = models.DateField()
    left = models.ForeignKey(Province, models.PROTECT, related_name="+")
    joined = models.ForeignKey(Province, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("date", "municipality")
        constraints = (
            models.UniqueConstraint(name="provincechange_once", fields=("municipality", "date")),
            models.CheckConstraint(name="provincechange_two", condition=~Q(left=F("joined"))),
            models.CheckConstraint(
                name="provincechange_half_year",
                condition=Q(date__day=1) & (Q(date__month=1) | Q(date__month=7)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.municipality_id}: {self.left_id} → {self.joined_id}"
