"""Which two positions to compare, and of what: in the query string, so that a comparison has an address."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.queries.areas import Area, Registry
from housing.queries.journal import JournalState
from housing.queries.position_postings import Sort
from housing.queries.positions import Position, PositionError, Published, find_position

TEXTBOX, SELECT = "utrecht-textbox utrecht-textbox--html-input", "utrecht-select utrecht-select--html-select"
PUBLICATION, DAY, NOW = "publicatie", "dag", "nu"
MODES = (
    (NOW, gettext_lazy("Nu")),
    (PUBLICATION, gettext_lazy("Een publicatie")),
    (DAY, gettext_lazy("Een dag")),
)
#: Names of the two sides in the query string.
SIDES = ("van", "naar")


class ComparisonForm(forms.Form):
    """Two positions, and the province, municipality, half-year and sort of posting that are asked for.

    Without a choice the last publication is compared with now. `publications` are those to choose from,
    `sorts` what sorts of postings are called.
    """

    provincie = forms.ChoiceField(required=False)
    gemeente = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    halfjaar = forms.ChoiceField(required=False)
    soort = forms.ChoiceField(required=False)
    pagina = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def __init__(
        self,
        data: QueryDict,
        *,
        state: JournalState,
        areas: Registry,
        publications: list[tuple[Published, str]],
        half_years: list[tuple[str, str]],
        sorts: list[tuple[str, str]],
    ) -> None:
        self.state, self.areas = state, areas
        first = next((each for each, _title in publications if each.withdrawn is None), None)
        super().__init__(_complete(data, first.slug if first else ""))
        titles = [("", gettext_lazy("kies een publicatie")), *((p.slug, title) for p, title in publications)]
        for side in SIDES:
            self.fields[side] = forms.ChoiceField(choices=MODES, widget=forms.RadioSelect)
            self.fields[f"{side}_publicatie"] = forms.ChoiceField(choices=titles, required=False)
            self.fields[f"{side}_dag"] = forms.DateField(
                required=False,
                widget=forms.DateInput(
                    attrs={"type": "date", "max": state.today.isoformat()}, format="%Y-%m-%d"
                ),
                error_messages={"invalid": gettext_lazy("Dit is geen dag. Schrijf bijvoorbeeld 15-11-2022.")},
            )
        self._choices("provincie", [("", _("alle")), *((a.slug, a.name) for a in areas.provinces.values())])
        self._choices("halfjaar", [("", _("alle")), *half_years])
        self._choices("soort", [("", _("alle")), *sorts])
        for name, field in self.fields.items():
            if name not in SIDES:
                is_choice = isinstance(field, forms.ChoiceField)
                field.widget.attrs["class"] = SELECT if is_choice else TEXTBOX
                field.error_messages["invalid_choice"] = _("Kies er een uit de lijst.")

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def clean_gemeente(self) -> Area | None:
        """The municipality with this slug."""
        slug = self.cleaned_data["gemeente"]
        area = self.areas.municipality(slug) if slug else None
        if slug and area is None:
            raise forms.ValidationError(_("Deze gemeente bestaat niet."))
        return area

    def clean(self) -> dict[str, Any]:
        """Both positions, as `before` and `after`."""
        data = super().clean() or {}
        for side, name in zip(SIDES, ("before", "after"), strict=True):
            data[name] = self._position(side, data)
        return data

    def _position(self, side: str, data: dict[str, Any]) -> Position | None:
        mode = data.get(side)
        field = f"{side}_{mode}" if mode in (PUBLICATION, DAY) else side
        asked = data.get(field)
        if self.errors.get(field):
            return None
        if mode == PUBLICATION and not asked:
            self.add_error(field, _("Kies een publicatie."))
        elif mode == DAY and not asked:
            self.add_error(field, _("Kies een dag."))
        elif mode:
            try:
                return find_position(
                    self.state,
                    stand=str(asked) if mode == DAY else "",
                    publication=str(asked) if mode == PUBLICATION else "",
                )
            except PositionError as error:
                self.add_error(field, _(str(error)))
            except (DomainError, OverflowError):
                self.add_error(field, _("Deze datum klopt niet. Kies een andere dag."))
        return None

    @property
    def province(self) -> Area | None:
        """The province that is asked for; only of a valid form."""
        slug = self.cleaned_data["provincie"]
        return self.areas.province(slug) if slug else None

    @property
    def period(self) -> HalfYear | None:
        """The half-year that is asked for; only of a valid form."""
        code = self.cleaned_data["halfjaar"]
        return HalfYear.parse(code) if code else None

    @property
    def sort(self) -> Sort | None:
        """The sort of posting that is asked for; only of a valid form."""
        code = self.cleaned_data["soort"]
        return Sort(code) if code else None

    @property
    def codes(self) -> list[str] | None:
        """The municipalities whose postings are asked for, None for all; only of a valid form."""
        municipality = self.cleaned_data["gemeente"]
        if municipality:
            return [municipality.code]
        if self.province is None:
            return None
        span = self.period
        members = (
            self.areas.lying_in(self.province.code, span) if span else self.areas.members(self.province.code)
        )
        return [area.code for area in members]

    @property
    def is_filtered(self) -> bool:
        """Whether a part is asked for."""
        return any(self.data.get(name) for name in ("provincie", "gemeente", "halfjaar", "soort"))


def _complete(data: QueryDict, first: str) -> QueryDict:
    """The query with what short addresses leave out."""
    full = data.copy()
    for side, otherwise in zip(SIDES, (first, ""), strict=True):
        if not full.get(side):
            slug, day = full.get(f"{side}_publicatie"), full.get(f"{side}_dag")
            if not slug and not day and otherwise:
                slug = otherwise
                full[f"{side}_publicatie"] = slug
            full[side] = PUBLICATION if slug else DAY if day else NOW
    return full
