"""The journal: dated postings that are added and never changed; every figure is a sum of them.

The database numbers, dates and chains the postings of all tables here in one sequence under one head row,
refuses change and removal, and keeps the rollups (`sql/journal.sql`). A posting is made by inserting a row
without `seq` and `hash`; several at once by `bulk_create`, which costs one step of the chain.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from housing.models.areas import Municipality
from housing.models.periods import TargetPeriod


class PostingQuerySet(models.QuerySet["Posting"]):
    """Lines of the journal."""

    def as_of(self, seq: int) -> Self:
        """Lines known at a position of the journal."""
        return self.filter(seq__lte=seq)


class Posting(models.Model):
    """What every line of the journal has: a number of persons, a moment, a reason and a source.

    `recorded_at` is set by the database (its clock, after the lock) when left empty; a given moment must not
    be older than the head of the journal nor in the future.
    """

    persons = models.IntegerField()
    reason = models.TextField(blank=True, default="")
    source = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(
        "housing.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    seq = models.BigIntegerField(null=True, unique=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = PostingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("seq",)

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.seq}: {self.persons}"


class Announcement(Posting):
    """The national number of a half-year, or its revision; `persons` is the whole number, no difference.

    The last one known at a position counts. Source: Huisvestingswet 2014 art. 29. `method` is how the number
    was shared out (empty: not recorded), `exempt` the municipalities that were left out of it, in order of
    code; `reason` the remark with which something unusual was accepted.
    """

    class Method(models.TextChoices):
        """How the targets of municipalities follow from the national number."""

        ADAMS = "adams", _("delermethode, naar boven afgerond (Adams)")
        CEILING = "ceiling", _("elk aandeel naar boven afgerond (letter van de wet)")
        LARGEST_REMAINDER = "largest_remainder", _("grootste resten")
        LIST = "list", _("officiële lijst")

    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="announcements")
    population_date = models.DateField()
    announced_on = models.DateField()
    method = models.CharField(max_length=20, choices=Method, blank=True, default="")
    exempt = models.JSONField(default=list, blank=True, help_text="codes of municipalities without a target")

    class Meta(Posting.Meta):
        constraints = (models.CheckConstraint(name="announcement_positive", condition=Q(persons__gt=0)),)


class InterimTarget(Posting):
    """A reduction of the national backlog, in `persons`, to be reached between two days.

    One that `replaces` another is known instead of it from then on; with 0 persons it withdraws it.
    """

    baseline_on = models.DateField()
    due_on = models.DateField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta(Posting.Meta):
        constraints = (
            models.CheckConstraint(
                name="interim_positive",
                condition=Q(persons__gt=0) | Q(persons=0, replaces__isnull=False),
            ),
            models.CheckConstraint(name="interim_in_order", condition=Q(baseline_on__lt=models.F("due_on"))),
        )


class Target(Posting):
    """What a municipality must house in a half-year; a revision posts the difference."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="targets")
    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="+", db_index=False)
    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="targets", null=True)

    class Meta(Posting.Meta):
        indexes = (models.Index(name="target_area", fields=("municipality", "period"), include=("persons",)),)


class Placement(Posting):
    """Persons housed in a municipality in a month; a changed report posts the difference."""

    class Kind(models.TextChoices):
        """How they were housed; all three count for the balance."""

        HOME = "home", _("woning")
        TRANSITIONAL = "transitional", _("doorstroomlocatie")
        HOTEL = "hotel", _("hotelregeling")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="placements", db_index=False)
    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(help_text="first day of the month")
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta(Posting.Meta):
        indexes = (
            models.Index(name="placement_area", fields=("municipality", "month"), include=("persons",)),
        )
        constraints = (
            models.CheckConstraint(
                name="placement_kind", condition=Q(kind__in=("home", "transitional", "hotel"))
            ),
        )


class Adjustment(Posting):
    """A change of a balance that is neither target nor placement, in the sign of the balance.

    `group` ties the lines of one exchange or merger together: they sum to zero. `effective_on` is the day
    of a merger; on the first day of the half-year it counts in the opening balance.
    """

    class Type(models.TextChoices):
        """Where the change comes from."""

        OPENING = "opening", _("beginsaldo")
        CORRECTION = "correction", _("correctie")
        EXCHANGE = "exchange", _("uitruil")
        MERGER = "merger", _("overdracht")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="adjustments")
    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=10, choices=Type)
    effective_on = models.DateField(null=True, blank=True)
    group = models.CharField(max_length=80, blank=True, default="", db_index=True)

    class Meta(Posting.Meta):
        indexes = (
            models.Index(name="adjustment_area", fields=("municipality", "period"), include=("persons",)),
        )
        constraints = (
            models.CheckConstraint(
                name="adjustment_type", condition=Q(type__in=("opening", "correction", "exchange", "merger"))
            ),
            models.CheckConstraint(
                name="adjustment_group", condition=~Q(group="") | Q(type__in=("opening", "correction"))
            ),
            models.CheckConstraint(
                name="adjustment_merger_day", condition=~Q(type="merger") | Q(effective_on__isnull=False)
            ),
        )
