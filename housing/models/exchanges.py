"""Exchanges: municipalities that shift parts of their targets (Huisvestingswet 2014 art. 29 lid 2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from housing.models.accounts import User
from housing.models.areas import Municipality
from housing.models.periods import TargetPeriod


class Exchange(models.Model):
    """An exchange of two or more municipalities in one half-year, from proposal to booking.

    It is booked as `Adjustment` lines of one `group` at the moment on which the last municipality confirms.
    `proposed_for` is the municipality that proposed it; empty when a province did so for its municipalities.
    """

    class State(models.TextChoices):
        """Where it is; only a proposal can still change."""

        PROPOSED = "proposed", _("voorgesteld")
        BOOKED = "booked", _("geboekt")
        WITHDRAWN = "withdrawn", _("ingetrokken")
        REFUSED = "refused", _("afgewezen")

    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="exchanges")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.TextField()
    document = models.CharField(
        max_length=200, help_text="where the agreement can be found: number, title, date"
    )
    proposed_for = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-proposed_at", "-id")
        verbose_name = _("uitruil")
        verbose_name_plural = _("uitruilen")
        constraints = (
            models.CheckConstraint(
                name="exchange_ended",
                condition=Q(state="proposed", ended_at__isnull=True, ended_by__isnull=True)
                | Q(~Q(state="proposed"), ended_at__isnull=False, ended_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.period_id} {self.pk} ({self.state})"

    @property
    def group(self) -> str:
        """The name of its lines in the journal."""
        return f"uitruil {self.pk}"


class ExchangePart(models.Model):
    """What an exchange does to one municipality: `persons` in the sign of the balance.

    Positive: it hands over so many persons of its target; negative: it takes them over. The parts of an
    exchange sum to zero.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="parts")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="exchange_parts")
    persons = models.IntegerField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(name="exchangepart_once", fields=("exchange", "municipality")),
            models.CheckConstraint(name="exchangepart_not_zero", condition=~Q(persons=0)),
            models.CheckConstraint(
                name="exchangepart_confirmed",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.municipality_id}: {self.persons}"
