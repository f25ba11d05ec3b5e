"""Closing half-years: by two people, with what was left open."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from housing.models.accounts import User
from housing.models.periods import TargetPeriod


class Closing(models.Model):
    """The closing of a half-year: asked for by one manager, confirmed by another.

    `left_open` holds what was not finished at the confirmation, as (key, count) pairs with details; the
    publication that the confirmation makes names it.
    """

    class State(models.TextChoices):
        """Where it is."""

        ASKED = "asked", _("gevraagd")
        CONFIRMED = "confirmed", _("bevestigd")
        WITHDRAWN = "withdrawn", _("ingetrokken")

    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="closings")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    remarks = models.TextField(blank=True, default="")
    left_open = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    publication = models.OneToOneField(
        "housing.Publication", models.PROTECT, null=True, blank=True, related_name="closing"
    )

    class Meta:
        ordering = ("-asked_at", "-id")
        verbose_name = _("afsluiting")
        verbose_name_plural = _("afsluitingen")
        constraints = (
            models.UniqueConstraint(
                name="closing_one_at_a_time", fields=("period",), condition=~Q(state="withdrawn")
            ),
            models.CheckConstraint(
                name="closing_by_two",
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state="withdrawn", decided_by__isnull=False, decided_at__isnull=False)
                | Q(
                    ~Q(decided_by=F("asked_by")),
                    state="confirmed",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    publication__isnull=False,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.period_id} ({self.state})"
