"""What all pages of the technical administration are: to look at; and how lines of the journal are shown."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows; figures come in by postings, areas by `load_reference`, accounts by commands."""

    list_per_page = 100
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


class PostingAdmin(ReadOnly):
    """Lines of the journal, the last one first, with their place in the chain."""

    ordering = ("-seq",)
    search_fields: ClassVar[tuple[str, ...]] = ("=seq", "hash__startswith", "source", "reason")
    chain = ("seq", "recorded_at")
    proof = ("reason", "source", "short_hash")

    @admin.display(description=_("controlegetal"))
    def short_hash(self, posting: Any) -> str:
        """The first digits of the hash, enough to compare with a printed position."""
        return str(posting.hash[:12])


class AreaPostingAdmin(PostingAdmin):
    """Lines that belong to a municipality."""

    search_fields: ClassVar[tuple[str, ...]] = (
        *PostingAdmin.search_fields,
        "=municipality__code",
        "municipality__name",
    )
    list_select_related = ("municipality", "period")
