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
    CoaCount,
    CorrectionRequest,
    DueDateException,
    Event,
    EventHead,
    EventText,
    InterimTarget,
    Invitation,
    JournalHead,
    Mail,
    Membership,
    Merger,
    MonthTotal,
    Municipality,
    PeriodTotal,
    Placement,
    Population,
    Province,
    Publication,
    Report,
    ReportStep,
    ReviewLook,
    Submission,
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


# What people wrote (notes, reasons, mail) is for those who work with it; here stands only that it is there.


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


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Invitations, without the digest of their links."""

    list_display = ("email", "role", "province", "municipality", "invited_at", "expires_at", "accepted_at")
    fields = (
        "email",
        "name",
        "role",
        "province",
        "municipality",
        "valid_until",
        "invited_by",
        "invited_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
    )
    list_filter = ("role",)
    list_select_related = ("province", "municipality")
    search_fields = ("email", "name")


@admin.register(Mail)
class MailAdmin(ReadOnly):
    """Mail that is owed or was sent, without texts and links."""

    list_display = ("created_at", "kind", "address", "sent_at", "attempts", "last_error")
    fields = ("created_at", "kind", "address", "sent_at", "attempts", "last_error")
    list_filter = ("kind",)
    search_fields = ("address",)
    ordering = ("-id",)
