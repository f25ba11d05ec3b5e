"""The journal: its tables, its rollups and its head."""

from typing import ClassVar

from django.contrib import admin

from housing.admin.base import AreaPostingAdmin, PostingAdmin, ReadOnly
from housing.models import (
    Adjustment,
    Announcement,
    CoaCount,
    InterimTarget,
    JournalHead,
    MonthTotal,
    PeriodTotal,
    Placement,
    ReportStep,
    Target,
)


@admin.register(Announcement)
class AnnouncementAdmin(PostingAdmin):
    """National numbers."""

    list_display = (*PostingAdmin.chain, "period", "persons", "announced_on", *PostingAdmin.proof)
    list_filter = ("period",)


@admin.register(InterimTarget)
class InterimTargetAdmin(PostingAdmin):
    """Reductions to reach by an earlier date."""

    list_display = (*PostingAdmin.chain, "persons", "baseline_on", "due_on", *PostingAdmin.proof)


@admin.register(Target)
class TargetAdmin(AreaPostingAdmin):
    """What municipalities must house."""

    list_display = (*PostingAdmin.chain, "municipality", "period", "persons", *PostingAdmin.proof)
    list_filter = ("period", "municipality__province")


@admin.register(Placement)
class PlacementAdmin(AreaPostingAdmin):
    """Whom they housed."""

    list_display = (*PostingAdmin.chain, "municipality", "month", "kind", "persons", *PostingAdmin.proof)
    list_filter = ("kind", "period", "municipality__province")


@admin.register(Adjustment)
class AdjustmentAdmin(AreaPostingAdmin):
    """Openings, corrections, exchanges and transfers."""

    list_display = (
        *PostingAdmin.chain,
        "municipality",
        "period",
        "type",
        "persons",
        "group",
        "effective_on",
        *PostingAdmin.proof,
    )
    list_filter = ("type", "period", "municipality__province")
    search_fields: ClassVar[tuple[str, ...]] = (*AreaPostingAdmin.search_fields, "group")


@admin.register(ReportStep)
class ReportStepAdmin(AreaPostingAdmin):
    """Steps of monthly reports, with what counted after each."""

    list_display = (
        *PostingAdmin.chain,
        "municipality",
        "month",
        "state",
        "number",
        "home",
        "transitional",
        "hotel",
        "short_hash",
    )
    list_filter = ("state", "period", "municipality__province")


@admin.register(CoaCount)
class CoaCountAdmin(AreaPostingAdmin):
    """COA's counts."""

    list_display = (*PostingAdmin.chain, "municipality", "month", "persons", *PostingAdmin.proof)
    list_filter = ("period", "municipality__province")


@admin.register(PeriodTotal)
class PeriodTotalAdmin(ReadOnly):
    """Sums per municipality and half-year."""

    list_display = (
        "municipality",
        "period",
        "opening",
        "opening_transfers",
        "target",
        "exchanges",
        "corrections",
        "transfers",
        "home",
        "transitional",
        "hotel",
    )
    list_filter = ("period", "municipality__province")
    list_select_related = ("municipality", "period")
    search_fields = ("=municipality__code", "municipality__name")
    ordering = ("-period", "municipality__sort_key")


@admin.register(MonthTotal)
class MonthTotalAdmin(ReadOnly):
    """Sums per municipality and month."""

    list_display = ("municipality", "month", "home", "transitional", "hotel", "postings")
    list_filter = ("period", "municipality__province")
    list_select_related = ("municipality",)
    search_fields = ("=municipality__code", "municipality__name")
    ordering = ("-month", "municipality__sort_key")


@admin.register(JournalHead)
class JournalHeadAdmin(ReadOnly):
    """Where the journal is."""

    list_display = ("seq", "hash", "recorded_at", "clock_offset", "reference_version")
