"""Mail that the system owes somebody: written with the change that it tells of, sent after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from housing.models.accounts import User


class Mail(models.Model):
    """One message to one person. `key` says what it is about: the same is never sent twice.

    A mail server that is away costs time, not mail: unsent rows are sent by the next run of
    `manage.py remind`.
    """

    class Kind(models.TextChoices):
        """What it is for; people choose per kind (but for invitations and returned reports)."""

        INVITATION = "invitation", _("uitnodiging")
        RETURNED = "returned", _("maand teruggestuurd of heropend")
        CORRECTION = "correction", _("besluit over een correctie")
        BEFORE_DUE = "before_due", _("herinnering vóór de uiterste dag")
        AFTER_DUE = "after_due", _("herinnering na de uiterste dag")
        DIGEST = "digest", _("weekoverzicht voor coördinatoren")
        TARGET = "target", _("taakstelling bekendgemaakt of herzien")
        EXCHANGE = "exchange", _("uitruil voorgesteld, bevestigd of vervallen")
        CLOSING = "closing", _("afsluiting van een halfjaar")
        ALERT = "alert", _("signaal")
        ACCOUNT = "account", _("verandering aan een account")

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="mails")
    address = models.EmailField()
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    unsubscribe_url = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(name="mail_once", fields=("address", "kind", "key")),)
        indexes = (
            models.Index(name="mail_unsent", fields=("id",), condition=models.Q(sent_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
