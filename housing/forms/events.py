"""What to search the log of events for."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.periods import FIRST_YEAR, LAST_YEAR
from housing.queries.areas import Area, Registry
from housing.queries.events import EventFilter
from housing.queries.journal import AMSTERDAM
from housing.queries.search import find

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Groups = Iterable[tuple[str, StrOrPromise, Mapping[str, StrOrPromise]]]

#: Numbers of events are numbers of the database.
LARGEST = 2**63 - 1
TEXT, SELECT = "utrecht-textbox utrecht-textbox--html-input", "utrecht-select utrecht-select--html-select"
FIRST, LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 30)


def day(label: "StrOrPromise") -> forms.DateField:
    """A day of the calendar."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
        error_messages={"invalid": gettext_lazy("Dit is geen dag. Schrijf bijvoorbeeld 15-11-2022.")},
    )


class EventSearch(forms.Form):
    """Filters in the query string; `voor` and `na` are numbers of events, for turning pages.

    `groups` are families of actions with their title and the name of each action.
    """

    van = day(gettext_lazy("Vanaf"))
    tot = day(gettext_lazy("Tot en met"))
    wat = forms.ChoiceField(
        label=gettext_lazy("Wat"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("Deze handeling bestaat niet. Kies er een uit de lijst.")
        },
    )
    persoon = forms.CharField(label=gettext_lazy("Persoon"), required=False, max_length=120)
    gemeente = forms.CharField(label=gettext_lazy("Gemeente"), required=False, max_length=80)
    provincie = forms.ChoiceField(
        label=gettext_lazy("Provincie"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("Deze provincie bestaat niet. Kies er een uit de lijst.")
        },
    )
    tekst = forms.CharField(label=gettext_lazy("Tekst bevat"), required=False, max_length=200)
    voor = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput)
    na = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, areas: Registry, groups: "Groups") -> None:
        super().__init__(data, auto_id="zoek-%s")
        self.areas = areas
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs |= {"class": SELECT if is_choice else TEXT}
        self.fields["gemeente"].widget.attrs |= {"list": "log-gemeenten", "autocomplete": "off"}
        by_province = [
            ("", gettext_lazy("alle")),
            *((area.slug, area.name) for area in areas.provinces.values()),
        ]
        cast("forms.ChoiceField", self.fields["provincie"]).choices = by_province
        cast("forms.ChoiceField", self.fields["wat"]).choices = [
            ("", gettext_lazy("alles")),
            *(
                (title, [(f"{family}.", _("alles over: %(what)s") % {"what": title}), *actions.items()])
                if len(actions) > 1
                else (title, list(actions.items()))
                for family, title, actions in groups
            ),
        ]

    def clean_gemeente(self) -> Area | None:
        """The one municipality that is meant, by name, other name or code."""
        text = self.cleaned_data["gemeente"]
        if not text:
            return None
        hits = [hit for hit in find(self.areas, text).hits if not hit.is_province]
        by_slug = [area for area in self.areas.municipalities.values() if area.slug == text]
        exact = [hit.area for hit in hits if hit.is_exact]
        for found in (by_slug, exact, [hit.area for hit in hits]):
            if len(found) == 1:
                return found[0]
        raise forms.ValidationError(
            _("Er zijn meer gemeenten met deze naam. Schrijf de hele naam of de code, bijvoorbeeld GM0599.")
            if hits
            else _("Deze gemeente is niet gevonden. Schrijf de naam of de code, bijvoorbeeld GM0599.")
        )

    def clean(self) -> dict[str, object]:
        """A period runs forward."""
        data = super().clean() or {}
        first, last = data.get("van"), data.get("tot")
        if first and last and last < first:
            self.add_error("tot", _("De laatste dag ligt vóór de eerste. Wissel de dagen om."))
        return data

    @property
    def is_used(self) -> bool:
        """Whether events are left out."""
        return any(self.data.get(name) for name in self.fields if name not in ("voor", "na"))

    def filter(self, *, with_reports: bool) -> EventFilter:
        """What to search for; only of a valid form."""
        given = self.cleaned_data
        province = next((a for a in self.areas.provinces.values() if a.slug == given["provincie"]), None)
        municipality = given["gemeente"]
        return EventFilter(
            since=_start_of(given["van"]) if given["van"] else None,
            until=_start_of(given["tot"] + timedelta(days=1)) if given["tot"] else None,
            action=given["wat"],
            person=given["persoon"],
            municipality=municipality.code if municipality else "",
            province=province.code if province else "",
            municipalities=tuple(a.code for a in self.areas.members(province.code)) if province else (),
            text=given["tekst"],
            with_reports=with_reports,
        )


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)
