"""Sums of postings that the database keeps in the same transaction, so that pages cost the same after years.

Written by triggers only (`sql/journal.sql`); `manage.py verify` recomputes them from the postings.
"""

from django.db import models

from housing.models.areas import Municipality
from housing.models.periods import TargetPeriod


class PeriodTotal(models.Model):
    """All postings of one municipality in one half-year, summed per component; persons."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="+")
    opening = models.IntegerField(default=0)
    opening_transfers = models.IntegerField(default=0)
    target = models.IntegerField(default=0)
    exchanges = models.IntegerField(default=0)
    corrections = models.IntegerField(default=0)
    transfers = models.IntegerField(default=0)
    home = models.IntegerField(default=0)
    transitional = models.IntegerField(default=0)
    hotel = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="periodtotal_once", fields=("municipality", "period")),
            models.CheckConstraint(name="periodtotal_target_not_negative", condition=models.Q(target__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.period_id}"


class MonthTotal(models.Model):
    """Placements of one municipality in one month per kind, in persons; `postings` counts the lines."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="+")
    month = models.DateField()
    home = models.IntegerField(default=0)
    transitional = models.IntegerField(default=0)
    hotel = models.IntegerField(default=0)
    postings = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="monthtotal_once", fields=("municipality", "month")),
            models.CheckConstraint(
                name="monthtotal_not_negative",
                condition=models.Q(home__gte=0, transitional__gte=0, hotel__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.month}"
