"""The log of everything that people change: append-only, chained, with personal data kept apart."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from housing.models.accounts import User
from housing.models.areas import Municipality, Province
from housing.models.journal import GENESIS
from housing.models.periods import TargetPeriod


class EventHead(models.Model):
    """The single row (id 1) that is locked while events are numbered and chained; last in the lock order."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(name="eventhead_single", condition=models.Q(id=1)),)

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


class Event(models.Model):
    """Somebody changed something. Numbered, dated and chained by the database; never changed.

    `data` holds what is no personal data: {"old": {…}, "new": {…}} of figures, states, codes, dates. Names,
    addresses and free text stand in `EventText`; `digests` holds a salted digest of each, so that they can be
    erased without breaking the chain. `subject` is the person whom it concerns, `journal_seq` the head of the
    journal after the postings that came with it.
    """

    action = models.CharField(max_length=40)
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    period = models.ForeignKey(TargetPeriod, models.PROTECT, null=True, blank=True, related_name="+")
    month = models.DateField(null=True, blank=True)
    report = models.ForeignKey("housing.Report", models.PROTECT, null=True, blank=True, related_name="events")
    data = models.JSONField(default=dict)
    digests = models.JSONField(default=dict)
    journal_seq = models.BigIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, editable=False, db_index=True)
    seq = models.BigIntegerField(null=True, unique=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        ordering = ("seq",)
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("gebeurtenissen")
        indexes = (models.Index(name="event_action", fields=("action", "-seq")),)

    def __str__(self) -> str:
        return f"{self.seq}: {self.action}"


class EventText(models.Model):
    """A name, address or free text of an event, until its retention period is over.

    `kind` is its key in `Event.digests`, whose value is SHA-256 over salt and text.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=20)
    text = models.TextField()
    salt = models.CharField(max_length=32)
    expires_on = models.DateField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="eventtext_once", fields=("event", "kind")),)

    def __str__(self) -> str:
        return f"{self.event_id} {self.kind}"
