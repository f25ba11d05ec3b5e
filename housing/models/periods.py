"""Half-years for which targets hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from housing.domain.periods import HalfYear


class TargetPeriod(models.Model):
    """A half-year in the ledger; its code ("2022-1") is its key."""

    code = models.CharField(primary_key=True, max_length=6)
    starts_on = models.DateField(unique=True)
    ends_on = models.DateField(unique=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("taakstellingsperiode")
        verbose_name_plural = _("taakstellingsperiodes")
        constraints = (
            models.CheckConstraint(
                name="period_in_order", condition=models.Q(starts_on__lt=models.F("ends_on"))
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def half_year(self) -> HalfYear:
        """The half-year as the domain knows it."""
        return HalfYear.parse(self.code)
