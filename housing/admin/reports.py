"""Monthly reports. What people wrote is for those who work with it; here stands only that it is there."""

from django.contrib import admin

from housing.admin.base import ReadOnly
from housing.models import (
    CorrectionRequest,
    DueDateException,
    Report,
    ReviewLook,
    Submission,
)


@admin.register(Report)
class ReportAdmin(ReadOnly):
    """Monthly reports, without drafts and what was written with them."""

    list_display = ("municipality", "month", "state", "submission", "version", "submitted_at", "reviewed_at")
    fields = (
        "municipality",
        "period",
        "month",
        "state",
        "version",
        "submission",
        "submitted_home",
        "submitted_transitional",
        "submitted_hotel",
        "first_submitted_at",
        "submitted_at",
        "reviewed_at",
        "is_compared",
    )
    list_filter = ("state", "period", "municipality__province")
    list_select_related = ("municipality",)
    search_fields = ("=municipality__code", "municipality__name")
    ordering = ("-month", "municipality__sort_key")


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(ReadOnly):
    """Corrections asked for, without the reasons."""

    list_display = ("report", "state", "home", "transitional", "hotel", "asked_at", "decided_at")
    fields = ("report", "submission", "state", "home", "transitional", "hotel", "asked_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("report",)
    search_fields = ("=report__municipality__code", "report__municipality__name")


@admin.register(DueDateException)
class DueDateExceptionAdmin(ReadOnly):
    """Other due dates, without the reasons."""

    list_display = ("municipality", "month", "due_on", "granted_at")
    fields = ("municipality", "month", "due_on", "granted_at")
    list_select_related = ("municipality",)
    search_fields = ("=municipality__code", "municipality__name")
    ordering = ("-month", "municipality__sort_key")


@admin.register(ReviewLook)
class ReviewLookAdmin(ReadOnly):
    """How far reviewers have seen their queue."""

    list_display = ("user", "province", "period", "seq", "looked_at")
    list_select_related = ("user", "province", "period")
    search_fields = ("user__email", "province__name")


@admin.register(Submission)
class SubmissionAdmin(ReadOnly):
    """Forms that were sent; neither their token nor what was answered."""

    list_display = ("created_at", "user")
    fields = ("created_at", "user")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    ordering = ("-created_at",)
