"""Half-years for which targets hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from housing.domain.periods import REPORT_DUE_DAY, HalfYear
from housing.domain.reporting import LeadTimes


class TargetPeriod(models.Model):
    """A half-year in the ledger; its code ("2022-1") is its key."""

    code = models.CharField(primary_key=True, max_length=6)
    starts_on = models.DateField(unique=True)
    ends_on = models.DateField(unique=True)
    opens_before = models.PositiveSmallIntegerField(
        default=0, help_text="days before its last day on which a month opens for reporting"
    )
    due_day = models.PositiveSmallIntegerField(
        default=REPORT_DUE_DAY, help_text="day of the next month up to which a report is in time"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("taakstellingsperiode")
        verbose_name_plural = _("taakstellingsperiodes")
        constraints = (
            models.CheckConstraint(
                name="period_in_order", condition=models.Q(starts_on__lt=models.F("ends_on"))
            ),
            models.CheckConstraint(
                name="period_lead_times",
                condition=models.Q(due_day__range=(1, 28), opens_before__range=(0, 31)),
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def half_year(self) -> HalfYear:
        """The half-year as the domain knows it."""
        return HalfYear.parse(self.code)

    @property
    def lead_times(self) -> LeadTimes:
        """When its months open and are due."""
        return LeadTimes(self.opens_before, self.due_day)
