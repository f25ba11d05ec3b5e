"""Half-years, areas and how they change."""

from django.contrib import admin

from housing.admin.base import ReadOnly
from housing.models import (
    Alias,
    Merger,
    Municipality,
    Population,
    Province,
    TargetPeriod,
    Tile,
)


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
