"""Monthly reports: what a municipality fills in and submits, how it is reviewed, and COA's count beside it.

`Report` is the row that people work on, one per municipality and month. What happened to it stands in the
journal: each step is a `ReportStep`, each count of COA a `CoaCount`, so that a position of the journal knows
which months were provisional then.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from housing.domain.periods import Month
from housing.domain.reporting import Counts, ReportState
from housing.models.accounts import User
from housing.models.areas import Municipality
from housing.models.periods import TargetPeriod
from housing.models.postings import Posting

STATES = [state.value for state in ReportState]


class Report(models.Model):
    """The report of one municipality over one month.

    `home`, `transitional`, `hotel` and `note` are being filled in (empty is not zero), `submitted_*` are the
    last that were submitted: these alone are seen by others. `version` goes up with every change, drafts too:
    whoever saves names the version that was read. `submission` counts what was submitted: whoever approves
    names the one that was reviewed.
    """

    class State(models.TextChoices):
        """Where it is (`housing.domain.reporting.ReportState`)."""

        DRAFT = "draft", _("concept")
        SUBMITTED = "submitted", _("ingediend")
        RETURNED = "returned", _("teruggestuurd")
        APPROVED = "approved", _("goedgekeurd")
        REOPENED = "reopened", _("heropend")
        WITHDRAWN = "withdrawn", _("ingetrokken")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="reports", db_index=False)
    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="+")
    month = models.DateField(help_text="first day of the month")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)

    home = models.PositiveIntegerField(null=True, blank=True)
    transitional = models.PositiveIntegerField(null=True, blank=True)
    hotel = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    submission = models.PositiveIntegerField(default=0)
    submitted_note = models.TextField(blank=True, default="")
    submitted_home = models.PositiveIntegerField(null=True, blank=True)
    submitted_transitional = models.PositiveIntegerField(null=True, blank=True)
    submitted_hotel = models.PositiveIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    warnings = models.JSONField(default=list, blank=True, help_text="codes and figures of the checks")
    explanation = models.TextField(blank=True, default="")

    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    review_reason = models.TextField(blank=True, default="")
    is_compared = models.BooleanField(null=True, help_text="approved with COA's overview beside it")

    class Meta:
        ordering = ("municipality", "month")
        verbose_name = _("maandopgave")
        verbose_name_plural = _("maandopgaven")
        constraints = (
            models.UniqueConstraint(name="report_once", fields=("municipality", "month")),
            models.CheckConstraint(name="report_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="report_submitted_values",
                condition=Q(state__in=("draft", "withdrawn"), submitted_home__isnull=True)
                | Q(
                    state__in=("submitted", "returned", "approved", "reopened"),
                    submission__gt=0,
                    submitted_home__isnull=False,
                    submitted_transitional__isnull=False,
                    submitted_hotel__isnull=False,
                    submitted_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="report_reviewed",
                condition=~Q(state__in=("returned", "approved", "reopened")) | Q(reviewed_at__isnull=False),
            ),
        )
        indexes = (models.Index(name="report_month", fields=("month", "state")),)

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.month:%Y-%m} ({self.state})"

    @property
    def calendar_month(self) -> Month:
        """The month as the domain knows it."""
        return Month(self.month.year, self.month.month)

    @property
    def report_state(self) -> ReportState:
        """The state as the domain knows it."""
        return ReportState(self.state)

    @property
    def draft(self) -> Counts:
        """What is being filled in."""
        return Counts(self.home, self.transitional, self.hotel)

    @property
    def submitted(self) -> Counts:
        """What was last submitted and counts; empty when nothing does."""
        return Counts(self.submitted_home, self.submitted_transitional, self.submitted_hotel)

    @property
    def has_unsent_changes(self) -> bool:
        """Whether the draft differs from what was submitted."""
        return self.draft != self.submitted


class ReportStep(Posting):
    """A step in the life of a report, in the journal. `persons` is the total that counts after it.

    `number` is the submission that the step is about; the kinds are the values that count after the step.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    state = models.CharField(max_length=10, choices=Report.State)
    number = models.PositiveIntegerField()
    home = models.PositiveIntegerField(default=0)
    transitional = models.PositiveIntegerField(default=0)
    hotel = models.PositiveIntegerField(default=0)

    class Meta(Posting.Meta):
        indexes = (
            models.Index(name="step_area", fields=("period", "municipality", "month", "-seq")),
            models.Index(
                name="step_withdrawn", fields=("municipality", "month"), condition=Q(state="withdrawn")
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="step_persons", condition=Q(persons=F("home") + F("transitional") + F("hotel"))
            ),
            models.CheckConstraint(name="step_state", condition=Q(state__in=STATES) & ~Q(state="draft")),
        )


class CoaCount(Posting):
    """COA's count of persons deregistered to a municipality in a month; the last one known counts.

    Compared with homes and transitional housing together; never added to the municipal count.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()

    class Meta(Posting.Meta):
        indexes = (models.Index(name="coa_area", fields=("period", "municipality", "month", "-seq")),)
        constraints = (models.CheckConstraint(name="coa_not_negative", condition=Q(persons__gte=0)),)


class Submission(models.Model):
    """A form that was sent; its token is written once, so that sending it twice posts once.

    `result` is what was answered the first time.
    """

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    result = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.token)


class CorrectionRequest(models.Model):
    """A municipality asks to change an approved month; the coordinator accepts or refuses."""

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open", _("aangevraagd")
        ACCEPTED = "accepted", _("toegekend")
        REFUSED = "refused", _("afgewezen")
        WITHDRAWN = "withdrawn", _("ingetrokken")

    report = models.ForeignKey(Report, models.PROTECT, related_name="corrections")
    submission = models.PositiveIntegerField(help_text="the submission that it would change")
    home = models.PositiveIntegerField()
    transitional = models.PositiveIntegerField()
    hotel = models.PositiveIntegerField()
    reason = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decision_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                name="correction_one_open", fields=("report",), condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="correction_decided",
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id}: {self.state}"

    @property
    def counts(self) -> Counts:
        """The values that are asked for."""
        return Counts(self.home, self.transitional, self.hotel)


class DueDateException(models.Model):
    """Another due date for one month of one municipality, with the reason."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    due_on = models.DateField()
    reason = models.TextField()
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(name="exception_once", fields=("municipality", "month")),)

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.month:%Y-%m}: {self.due_on}"


class ReviewLook(models.Model):
    """When a reviewer last marked the queue of a province as seen, as a place in the journal."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    province = models.ForeignKey("housing.Province", models.PROTECT, related_name="+")
    period = models.ForeignKey(TargetPeriod, models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    looked_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(name="look_once", fields=("user", "province", "period")),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.province_id} {self.period_id}: {self.seq}"
