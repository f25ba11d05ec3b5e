"""Provinces, municipalities and how they change in time: names, borders, mergers, inhabitants, map tiles."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from housing.domain.periods import HalfYear


class Province(models.Model):
    """One of the twelve provinces, by its CBS code (PV20–PV31)."""

    code = models.CharField(primary_key=True, max_length=4)
    iso = models.CharField(max_length=5, unique=True, help_text="ISO 3166-2")
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    capital = models.CharField(max_length=60)
    sort_key = models.CharField(max_length=60)

    class Meta:
        ordering = ("sort_key",)
        verbose_name = _("provincie")
        verbose_name_plural = _("provincies")

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    """Municipalities by time and place."""

    def existing_on(self, day: date) -> Self:
        """Those that exist on `day`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        )

    def existing_in(self, period: HalfYear) -> Self:
        """Those that exist on at least one day of the half-year."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=period.ends_on),
            Q(valid_to__isnull=True) | Q(valid_to__gt=period.starts_on),
        )


class Municipality(models.Model):
    """A municipality under one CBS code (GM0014 …), valid on day d when valid_from ≤ d < valid_to.

    An empty `valid_from` means that it existed before the first data (2021); an empty `valid_to`, that it
    still exists.
    """

    code = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    province = models.ForeignKey(Province, models.PROTECT, related_name="municipalities")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which it no longer exists")
    cbs_name = models.CharField(
        max_length=80, blank=True, help_text="spelling of CBS since 2024, where it differs"
    )
    sort_key = models.CharField(max_length=80)
    entered_at = models.DateTimeField(
        null=True, blank=True, help_text="changed on screen since: the reference files no longer change it"
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key",)
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")
        constraints = (
            models.CheckConstraint(
                name="municipality_valid_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=F("valid_to")),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name under which people look for a municipality ("Den Haag")."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(name="alias_once", fields=("municipality", "name")),)

    def __str__(self) -> str:
        return self.name


class Merger(models.Model):
    """A line of a merger or split: on `date` the `share` of `predecessor` passes to `successor`."""

    class Kind(models.TextChoices):
        """Whole municipality into another, or divided over several."""

        MERGED = "merged", _("samengevoegd")
        SPLIT = "split", _("gesplitst")

    date = models.DateField()
    predecessor = models.ForeignKey(Municipality, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Municipality, models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=6, choices=Kind)
    share = models.DecimalField(max_digits=5, decimal_places=4)
    share_basis = models.CharField(max_length=200)

    class Meta:
        ordering = ("date", "predecessor", "successor")
        constraints = (
            models.UniqueConstraint(name="merger_once", fields=("date", "predecessor", "successor")),
            models.CheckConstraint(name="merger_share", condition=Q(share__gt=0, share__lte=1)),
            models.CheckConstraint(name="merger_two_areas", condition=~Q(predecessor=F("successor"))),
        )

    def __str__(self) -> str:
        return f"{self.date}: {self.predecessor_id} → {self.successor_id} ({self.share})"


class Population(models.Model):
    """Inhabitants of a municipality on 1 January, on the borders of that day (CBS).

    `source` names the file that was handed in; empty for the reference files, which leave the others alone.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="population")
    reference_date = models.DateField()
    inhabitants = models.PositiveIntegerField()
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="population_once", fields=("reference_date", "municipality")),
        )

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.reference_date}: {self.inhabitants}"


class Tile(models.Model):
    """Place of a municipality on the hexagon map; a layout holds from `valid_on` until the next one."""

    valid_on = models.DateField()
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="tiles")
    col = models.SmallIntegerField()
    row = models.SmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="tile_once", fields=("valid_on", "municipality")),
            models.UniqueConstraint(name="tile_place", fields=("valid_on", "col", "row")),
        )

    def __str__(self) -> str:
        return f"{self.valid_on} {self.municipality_id}: {self.col}, {self.row}"
