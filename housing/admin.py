"""Technical administration: everything that is kept, to look at and to check; nothing can be changed here."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from housing.models import (
    Adjustment,
    Alias,
    Announcement,
    InterimTarget,
    JournalHead,
    Membership,
    Merger,
    MonthTotal,
    Municipality,
    PeriodTotal,
    Placement,
    Population,
    Province,
    Publication,
    Target,
    TargetPeriod,
    Tile,
    User,
)

admin.site.site_header = _("Technisch beheer: alleen lezen")
admin.site.site_title = _("Technisch beheer")
admin.site.index_title = _("Wat er wordt bewaard")

# What a person may do follows from memberships.
admin.site.unregister(Group)


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


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    """Released positions."""

    list_display = ("title", "kind", "known_on", "published_at", "seq", "hash")
    list_filter = ("kind",)


@admin.register(TargetPeriod)
class TargetPeriodAdmin(ReadOnly):
    """Half-years in the ledger."""

    list_display = ("code", "starts_on", "ends_on")


@admin.register(Province)
class ProvinceAdmin(ReadOnly):
    """Provinces."""

    list_display = ("code", "name", "slug", "capital")


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnly):
    """Municipalities of all times."""

    list_display = ("code", "name", "province", "valid_from", "valid_to", "cbs_name")
    list_filter = ("province", "valid_to")
    list_select_related = ("province",)
    search_fields = ("=code", "name", "aliases__name")


@admin.register(Alias)
class AliasAdmin(ReadOnly):
    """Other names to find a municipality by."""

    list_display = ("name", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("name", "municipality__name")


@admin.register(Merger)
class MergerAdmin(ReadOnly):
    """Who went into whom."""

    list_display = ("date", "predecessor", "successor", "kind", "share", "share_basis")
    list_filter = ("date", "kind")
    list_select_related = ("predecessor", "successor")


@admin.register(Population)
class PopulationAdmin(ReadOnly):
    """Inhabitants."""

    list_display = ("municipality", "reference_date", "inhabitants")
    list_filter = ("reference_date",)
    list_select_related = ("municipality",)
    search_fields = ("=municipality__code", "municipality__name")
    ordering = ("-reference_date", "municipality__sort_key")


@admin.register(Tile)
class TileAdmin(ReadOnly):
    """Places on the map."""

    list_display = ("municipality", "valid_on", "col", "row")
    list_filter = ("valid_on",)
    list_select_related = ("municipality",)
    search_fields = ("municipality__name",)
    ordering = ("-valid_on", "row", "col")


@admin.register(User)
class UserAdmin(ReadOnly):
    """Accounts, without their passwords."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    search_fields = ("email", "name")
    ordering = ("email",)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    """Roles."""

    list_display = ("user", "role", "province", "municipality", "valid_until")
    list_filter = ("role",)
    list_select_related = ("user", "province", "municipality")
