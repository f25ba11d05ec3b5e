"""Signals: what a manager wants to hear of, by mail and among the tasks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from housing.models.accounts import User
from housing.models.areas import Province


class AlertRule(models.Model):
    """One signal of one person. What it finds is worked out from the figures; nothing of that is kept.

    `threshold` is a percentage (province behind its norm), a number of half-years (streak) or a number of
    days after the due date (month not reported). Without a province it watches the whole country.
    """

    class Kind(models.TextChoices):
        """What is watched."""

        PROVINCE_BEHIND = "province_behind", _("provincie achter op haar norm")
        MUNICIPALITY_STREAK = "municipality_streak", _("gemeente met een reeks achterstanden")
        MONTH_MISSING = "month_missing", _("maand niet ingediend")

    owner = models.ForeignKey(User, models.CASCADE, related_name="alert_rules")
    kind = models.CharField(max_length=20, choices=Kind)
    threshold = models.PositiveSmallIntegerField()
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="+")
    by_mail = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "threshold", "id")
        verbose_name = _("signaal")
        verbose_name_plural = _("signalen")
        constraints = (
            models.UniqueConstraint(
                name="alertrule_once",
                fields=("owner", "kind", "threshold", "province"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="alertrule_threshold", condition=Q(threshold__lte=400)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.threshold}"
