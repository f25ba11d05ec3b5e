"""Which municipalities and columns the large table shows."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from housing.domain.names import search_key
from housing.domain.pace import ScheduleStatus
from housing.queries.areas import Area
from housing.queries.figures import AreaFigures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATUSES = (
    ("", _("alle")),
    (ScheduleStatus.BEHIND.value, _("achter op schema")),
    (ScheduleStatus.ON_SCHEDULE.value, _("op schema")),
    (ScheduleStatus.DONE.value, _("klaar")),
)


class MunicipalityFilter(forms.Form):
    """Filters in the query string: `provincie` (slug), `status`, `naam`, and `kolom` once per column shown.

    What does not exist is passed over, so that an old link still shows a table.
    """

    provincie = forms.ChoiceField(label=_("Provincie"), required=False)
    status = forms.ChoiceField(label=_("Schema"), required=False, choices=STATUSES)
    naam = forms.CharField(label=_("Naam bevat"), required=False, max_length=80)
    kolom = forms.MultipleChoiceField(
        label=_("Kolommen"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: QueryDict, *, provinces: Collection[Area], columns: "Iterable[tuple[str, StrOrPromise]]"
    ) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.codes = {area.slug: area.code for area in provinces}
        by_province = [("", _("alle")), *((area.slug, area.name) for area in provinces)]
        cast("forms.ChoiceField", self.fields["provincie"]).choices = by_province
        cast("forms.ChoiceField", self.fields["kolom"]).choices = list(columns)
        self.full_clean()

    @property
    def chosen_columns(self) -> list[str]:
        """The columns to show; empty for all."""
        return self.cleaned_data.get("kolom") or []

    @property
    def is_used(self) -> bool:
        """Whether rows are left out."""
        return any(self.cleaned_data.get(name) for name in ("provincie", "status", "naam"))

    def rows(self, rows: Iterable[AreaFigures]) -> list[AreaFigures]:
        """The rows that fit."""
        province = self.codes.get(self.cleaned_data.get("provincie") or "")
        status = self.cleaned_data.get("status")
        name = search_key(self.cleaned_data.get("naam") or "")
        return [
            row
            for row in rows
            if (not province or row.area.province == province)
            and (not status or row.status == status)
            and (not name or name in search_key(row.area.name))
        ]
