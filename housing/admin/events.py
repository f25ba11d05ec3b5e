"""The log of events, without the texts beside it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from housing.admin.base import ReadOnly
from housing.models import (
    Event,
    EventHead,
    EventText,
)


@admin.register(Event)
class EventAdmin(ReadOnly):
    """The log of events with its chain; figures stand in the log for those who may see them."""

    list_display = ("seq", "recorded_at", "action", "actor", "municipality", "journal_seq", "short_hash")
    fields = (
        "seq",
        "recorded_at",
        "action",
        "actor",
        "subject",
        "province",
        "municipality",
        "period",
        "month",
        "journal_seq",
        "hash",
    )
    list_filter = ("action",)
    list_select_related = ("actor", "municipality")
    search_fields = ("=seq", "hash__startswith", "=municipality__code", "municipality__name")
    ordering = ("-seq",)

    @admin.display(description=_("controlegetal"))
    def short_hash(self, event: Event) -> str:
        """The first digits of the hash."""
        return event.hash[:12]


@admin.register(EventHead)
class EventHeadAdmin(ReadOnly):
    """Where the log of events is."""

    list_display = ("seq", "hash", "recorded_at")


@admin.register(EventText)
class EventTextAdmin(ReadOnly):
    """That a text is still kept, and until when; neither the text nor its salt."""

    list_display = ("event", "kind", "expires_on")
    fields = ("event", "kind", "expires_on")
    list_filter = ("kind",)
    list_select_related = ("event",)
    search_fields = ("=event__seq",)
    ordering = ("-event__seq", "kind")
