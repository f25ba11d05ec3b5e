"""What the ministry decides: publications, closings, exchanges, redivisions, signals."""

from django.contrib import admin

from housing.admin.base import ReadOnly
from housing.models import (
    AlertRule,
    Closing,
    Exchange,
    ExchangePart,
    ProvinceChange,
    Publication,
    Redivision,
    Upload,
    Withdrawal,
)


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    """Released positions."""

    list_display = ("title", "kind", "known_on", "published_at", "seq", "hash")
    list_filter = ("kind",)


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnly):
    """Publications that were taken back, without the reason."""

    list_display = ("publication", "withdrawn_by", "withdrawn_at")
    fields = ("publication", "withdrawn_by", "withdrawn_at")
    list_select_related = ("publication", "withdrawn_by")


@admin.register(Closing)
class ClosingAdmin(ReadOnly):
    """Closings of half-years, without remarks."""

    list_display = ("period", "state", "asked_by", "asked_at", "decided_by", "decided_at", "publication")
    fields = ("period", "state", "asked_by", "asked_at", "decided_by", "decided_at", "publication")
    list_filter = ("state",)
    list_select_related = ("asked_by", "decided_by", "publication")


@admin.register(Exchange)
class ExchangeAdmin(ReadOnly):
    """Exchanges of targets, without the reasons."""

    list_display = ("id", "period", "state", "proposed_for", "proposed_at", "ended_at")
    fields = (
        "period",
        "state",
        "document",
        "proposed_for",
        "proposed_by",
        "proposed_at",
        "ended_by",
        "ended_at",
    )
    list_filter = ("state", "period")
    list_select_related = ("proposed_for",)


@admin.register(ExchangePart)
class ExchangePartAdmin(ReadOnly):
    """What an exchange does to one municipality."""

    list_display = ("exchange", "municipality", "persons", "confirmed_by", "confirmed_at")
    list_select_related = ("exchange", "municipality", "confirmed_by")
    search_fields = ("=municipality__code", "municipality__name")


@admin.register(Redivision)
class RedivisionAdmin(ReadOnly):
    """Mergers, splits and changes of province as they were entered."""

    list_display = ("date", "kind", "state", "source", "entered_by", "entered_at", "decided_by", "decided_at")
    list_filter = ("kind", "state")
    list_select_related = ("entered_by", "decided_by")


@admin.register(ProvinceChange)
class ProvinceChangeAdmin(ReadOnly):
    """Municipalities that changed province."""

    list_display = ("date", "municipality", "left", "joined")
    list_select_related = ("municipality", "left", "joined")


@admin.register(Upload)
class UploadAdmin(ReadOnly):
    """Files that were handed in, without what is in them."""

    list_display = ("kind", "about", "name", "sha256", "uploaded_by", "uploaded_at", "used_at")
    fields = ("kind", "about", "name", "sha256", "uploaded_by", "uploaded_at", "used_at")
    list_filter = ("kind",)
    list_select_related = ("uploaded_by",)


@admin.register(AlertRule)
class AlertRuleAdmin(ReadOnly):
    """Signals that managers set."""

    list_display = ("owner", "kind", "threshold", "province", "by_mail", "created_at")
    list_filter = ("kind",)
    list_select_related = ("owner", "province")
