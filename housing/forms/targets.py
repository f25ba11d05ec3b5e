"""What the ministry fills in to look at a national number, and to announce it."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from housing import formatting
from housing.domain.names import search_key
from housing.domain.periods import HalfYear
from housing.domain.simulation import METHODS, USUAL, TargetPlan
from housing.forms.entry import CountError, clean_text, read_count
from housing.forms.review import SELECT, TEXTBOX
from housing.models import Announcement
from housing.queries.areas import Area, Registry
from housing.queries.simulation import SimulatedArea
from housing.services.importing.area_names import AreaNames
from housing.services.importing.problems import CellError, printable
from housing.services.targets import LONGEST_REASON, LONGEST_SOURCE, MOST_PERSONS

MOST_EXEMPT = 400
LONGEST_EXEMPT = 8_000
_SEPARATORS = re.compile(r"[,;\n]+")
TEXTAREA = "utrecht-textarea"

#: What methods are called where they stand side by side.
METHOD_WORDS: Mapping[str, object] = {
    "adams": _("Delermethode (Adams)"),
    "ceiling": _("Elk aandeel naar boven"),
    "largest_remainder": _("Grootste resten"),
    "list": _("Officiële lijst"),
}


class CountField(forms.CharField):
    """Persons, as people write them: 27300, 27.300 or 27 300."""

    def __init__(self, **options: object) -> None:
        attrs = {"class": TEXTBOX, "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **options)  # type: ignore[arg-type]

    def to_python(self, value: object) -> int | None:  # type: ignore[override]
        """The number; a `ValidationError` with the remedy for what is none."""
        try:
            return read_count(clean_text(value, 40))
        except CountError as error:
            raise forms.ValidationError(gettext(error.template) % error.params) from error

    def validate(self, value: object) -> None:
        """Refuse an empty field where a number is needed."""
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"])

    def run_validators(self, value: object) -> None:
        """Limits are those of the service."""


def day_field(label: object, **options: object) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": TEXTBOX}),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": _("Kies een dag."),
            "invalid": _("Dit is geen dag. Schrijf hem als 31-12-2022."),
        },
        **options,  # type: ignore[arg-type]
    )


class SimulationForm(forms.Form):
    """A number to look at: in the query string, so that a look can be kept and shared."""

    aantal = CountField(
        label=_("Landelijk aantal"), error_messages={"required": _("Vul het landelijke aantal mensen in.")}
    )
    peildatum = forms.ChoiceField(
        label=_("Inwoners op"),
        required=False,
        error_messages={"invalid_choice": _("Kies een peildatum uit de lijst.")},
    )
    methode = forms.ChoiceField(
        label=_("Methode"),
        choices=[(name, METHOD_WORDS[name]) for name in METHODS],
        required=False,
        error_messages={"invalid_choice": _("Kies een methode uit de lijst.")},
    )
    vrijgesteld = forms.CharField(
        label=_("Vrijgesteld (namen of codes)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "class": TEXTAREA}),
    )

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        period: HalfYear,
        registry: Registry,
        dates: Iterable[date],
        language: str,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        first = {"peildatum": period.population_date.isoformat(), "methode": USUAL, **(initial or {})}
        super().__init__(data, auto_id="aantal-%s", initial=first)
        self.period = period
        self._language = language
        self._names = AreaNames(registry, period.starts_on)
        by_law = period.population_date
        offered = sorted({by_law, *(day for day in dates if day <= period.starts_on)}, reverse=True)
        for name in ("peildatum", "methode"):
            self.fields[name].widget.attrs["class"] = SELECT
        self.fields["peildatum"].choices = [  # type: ignore[attr-defined]
            (
                day.isoformat(),
                gettext("%(day)s (volgens de wet)") % {"day": formatting.date(day, language)}
                if day == by_law
                else formatting.date(day, language),
            )
            for day in offered
        ]

    def clean_aantal(self) -> int:
        """The number, within what can be."""
        persons: int = self.cleaned_data["aantal"]
        if not 0 < persons <= MOST_PERSONS:
            most = formatting.number(MOST_PERSONS, self._language)
            raise forms.ValidationError(_("Vul een aantal in van 1 tot en met %(most)s.") % {"most": most})
        return persons

    def clean_vrijgesteld(self) -> frozenset[str]:
        """The codes of the municipalities; every text that is none is named, with a suggestion."""
        text = clean_text(self.data.get("vrijgesteld", ""), LONGEST_EXEMPT)
        found, problems = set(), []
        for part in list(filter(None, map(str.strip, _SEPARATORS.split(text))))[:MOST_EXEMPT]:
            try:
                found.add(self._names.find(part).code)
            except CellError as error:
                problems.append(f"“{printable(part)}”: {error}")
        if problems:
            raise forms.ValidationError(problems)
        return frozenset(found)

    @property
    def plan(self) -> TargetPlan:
        """What was asked for; of a form that is valid."""
        day = self.cleaned_data["peildatum"]
        return TargetPlan(
            self.period,
            self.cleaned_data["aantal"],
            date.fromisoformat(day) if day else self.period.population_date,
            self.cleaned_data["methode"] or USUAL,
            self.cleaned_data["vrijgesteld"],
        )


class ShownAreas(forms.Form):
    """Which municipalities the table shows: `provincie` (slug), `naam`, and only those with a difference.

    What does not exist is passed over, so that an old link still shows a table.
    """

    provincie = forms.ChoiceField(label=_("Provincie"), required=False)
    naam = forms.CharField(
        label=_("Naam bevat"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "class": TEXTBOX}),
    )
    alleen = forms.BooleanField(label=_("Alleen met een verschil"), required=False)

    def __init__(self, data: Mapping[str, str], *, provinces: Collection[Area]) -> None:
        super().__init__(data, auto_id="toon-%s")
        self.codes = {area.slug: area.code for area in provinces}
        self.fields["provincie"].widget.attrs["class"] = SELECT
        self.fields["provincie"].choices = [  # type: ignore[attr-defined]
            ("", _("alle")),
            *((area.slug, area.name) for area in provinces),
        ]
        self.full_clean()

    @property
    def is_used(self) -> bool:
        """Whether rows are left out."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    def rows(self, rows: Iterable[SimulatedArea], differs: str) -> list[SimulatedArea]:
        """The rows that fit; `differs` names the difference of an effect that counts."""
        province = self.codes.get(self.cleaned_data.get("provincie") or "")
        name = search_key(self.cleaned_data.get("naam") or "")
        only = self.cleaned_data.get("alleen")
        return [
            row
            for row in rows
            if (not province or row.area.province == province)
            and (not only or getattr(row.effect, differs))
            and (not name or name in search_key(row.area.name))
        ]


class AnnounceForm(forms.Form):
    """The last step: the day, the source, why, and what was shown."""

    bekend = day_field(_("Bekendgemaakt op"))
    bron = forms.CharField(
        label=_("Bron"),
        help_text=_("Waar het besluit te vinden is, bijvoorbeeld het nummer in de Staatscourant."),
        required=False,
        max_length=LONGEST_SOURCE,
        widget=forms.TextInput(attrs={"class": TEXTBOX}),
    )
    reden = forms.CharField(
        label=_("Toelichting"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "class": TEXTAREA}),
    )
    akkoord = forms.BooleanField(label=_("De som mag afwijken van het landelijke aantal"), required=False)
    gezien = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        today: date,
        shown: str,
        source: str = "",
        needs_reason: bool,
        needs_acceptance: bool,
    ) -> None:
        super().__init__(
            data, auto_id="besluit-%s", initial={"bekend": today, "bron": source, "gezien": shown}
        )
        if needs_reason or needs_acceptance:
            self.fields["reden"].help_text = _(
                "Verplicht: blijft bij de boeking staan, en iedereen kan hem lezen."
            )
        else:
            self.fields["reden"].help_text = _("Niet verplicht. Blijft bij de boeking staan.")
        if not needs_acceptance:
            del self.fields["akkoord"]


class ListForm(forms.Form):
    """An official list to hand in."""

    bestand = forms.FileField(
        label=_("Bestand met de lijst"),
        help_text=_("CSV, XLSX of ODS, hoogstens 5 MB."),
        error_messages={
            "required": _("Kies een bestand."),
            "empty": _("Dit bestand is leeg. Kies het bestand met de lijst."),
            "invalid": _("Kies een bestand."),
        },
    )


class ListNumberForm(forms.Form):
    """The national number that belongs to a list; its own sum when nothing else is filled in."""

    aantal = CountField(
        label=_("Landelijk aantal"), required=False, help_text=_("Leeg: de som van de lijst.")
    )


def method_word(method: str) -> str:
    """What a method is called; a dash where it was not recorded."""
    return str(METHOD_WORDS.get(method) or dict(Announcement.Method.choices).get(method) or formatting.DASH)
