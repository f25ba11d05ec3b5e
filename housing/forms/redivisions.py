"""Entering redivisions: a merger, a split, a change of province. Municipalities by name or code of CBS."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.redivisions import Division, Heir, Plan, Relocation, merger, read_share
from housing.forms.review import SELECT, TEXTBOX
from housing.queries.areas import Area, Registry
from housing.queries.search import find
from housing.templatetags.reviewing import error_text

ROWS = 6
LONGEST = 80
_CODE = re.compile(r"(?:GM)?([0-9]{1,4})", re.ASCII | re.IGNORECASE)


class _Field(forms.CharField):
    """A line of text of at most 80 characters that may stay empty; what is missing is told by the form."""

    def __init__(self, label: Any = "", **options: Any) -> None:
        attrs = {"class": TEXTBOX, **options.pop("attrs", {})}
        options.setdefault("max_length", LONGEST)
        super().__init__(label=label, required=False, widget=forms.TextInput(attrs=attrs), **options)


def municipality_field(label: Any = "", **options: Any) -> forms.CharField:
    """A municipality by name or code, with names to choose from."""
    return _Field(label, attrs={"list": "gemeenten", "autocomplete": "off"}, **options)


class _RedivisionForm(forms.Form):
    """What the forms share: the day, the act, and municipalities by name."""

    kind = ""

    datum = forms.DateField(
        label=gettext_lazy("Eerste dag waarop het geldt"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": TEXTBOX}),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": gettext_lazy("Kies een dag."),
            "invalid": gettext_lazy("Dit is geen dag. Schrijf hem als 01-01-2023."),
        },
    )
    bron = forms.CharField(
        label=gettext_lazy("Wet of besluit"),
        help_text=gettext_lazy("Met het nummer, bijvoorbeeld Stb. 2022, 268."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": TEXTBOX}),
        error_messages={"required": gettext_lazy("Noem de wet of het besluit, met het nummer.")},
    )

    def __init__(
        self, data: Mapping[str, str] | None, *, registry: Registry, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id=f"{self.kind}-%s")
        self.registry = registry
        self.made: Plan | None = None

    def clean(self) -> dict[str, Any]:
        """Make the plan, once every field can be read."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.made = self.plan(cleaned)
            except DomainError as error:
                self.add_error(None, error_text(error))
        return cleaned

    def plan(self, cleaned: dict[str, Any]) -> Plan | None:
        """What was entered, as a plan; None when a field got an error."""
        raise NotImplementedError

    def municipality(self, name: str, on: date) -> str:
        """The code of the municipality in a field; "" when the field got an error or is empty."""
        text = self.cleaned_data.get(name) or ""
        if not text:
            return ""
        hits = find(self.registry, text)
        exact = [hit.area for hit in hits.hits if hit.is_exact and not hit.is_province]
        present = [area for area in exact if area.valid_to is None or area.valid_to >= on] or exact
        if len(present) == 1:
            return present[0].code
        if present:
            named = ", ".join(f"{area.name} ({area.code})" for area in present)
            self.add_error(
                name, _("Er zijn er meer die zo heten: %(names)s. Schrijf de code.") % {"names": named}
            )
        else:
            near = [hit.area.name for hit in (*hits.hits, *hits.near) if not hit.is_province][:3]
            self.add_error(name, _unknown(text, near))
        return ""

    def heir(self, cleaned: dict[str, Any], on: date, place: str = "") -> Heir | None:
        """The heir in the fields of a row; None when the row is empty or got an error."""
        text = cleaned.get(f"opvolger{place}") or ""
        name = " ".join((cleaned.get(f"naam{place}") or "").split())
        province = cleaned.get(f"provincie{place}") or ""
        if not name:
            code = self.municipality(f"opvolger{place}", on)
            return Heir(code) if code else None
        number = _CODE.fullmatch(text.strip())
        if number is None:
            self.add_error(
                f"opvolger{place}",
                _("Schrijf hier de code van de nieuwe gemeente, zoals GM1992. Haar naam staat ernaast."),
            )
            return None
        if not province:
            self.add_error(f"provincie{place}", _("Kies de provincie van de nieuwe gemeente."))
            return None
        return Heir(f"GM{int(number[1]):04d}", name, province, is_new=True)

    def _provinces(self, *names: str) -> None:
        choices = [
            ("", _("Kies een provincie")),
            *((p.code, p.name) for p in self.registry.provinces.values()),
        ]
        for name in names:
            field = forms.ChoiceField(
                label=_("Provincie"),
                required=False,
                choices=choices,
                widget=forms.Select(attrs={"class": SELECT}),
                error_messages={"invalid_choice": _("Kies een provincie uit de lijst.")},
            )
            self.fields[name] = field


class MergerForm(_RedivisionForm):
    """One or more municipalities that go into one heir."""

    kind = "samenvoeging"

    opvolger = municipality_field(
        gettext_lazy("Opvolger"),
        help_text=gettext_lazy("Naam of code van een bestaande gemeente, of de code van een nieuwe: GM1992."),
    )
    naam = _Field(
        gettext_lazy("Naam, als de opvolger nieuw is"),
        help_text=gettext_lazy("Laat leeg als de opvolger al bestaat."),
    )

    def __init__(self, data: Mapping[str, str] | None, **options: Any) -> None:
        super().__init__(data, **options)
        self._provinces("provincie")
        self.fields["provincie"].label = _("Provincie, als de opvolger nieuw is")
        for place in range(1, ROWS + 1):
            self.fields[f"gemeente_{place}"] = municipality_field(_("Gemeente %(n)d") % {"n": place})

    @property
    def ends(self) -> list[forms.BoundField]:
        """The fields of those that end."""
        return [self[f"gemeente_{place}"] for place in range(1, ROWS + 1)]

    @property
    def others(self) -> list[forms.BoundField]:
        """The other fields, in order."""
        return [self[name] for name in ("opvolger", "naam", "provincie")]

    def plan(self, cleaned: dict[str, Any]) -> Plan | None:
        """The merger."""
        on = cleaned["datum"]
        names = [f"gemeente_{place}" for place in range(1, ROWS + 1) if cleaned.get(f"gemeente_{place}")]
        if not names:
            self.add_error("gemeente_1", _("Noem ten minste één gemeente die ophoudt."))
        codes = [self.municipality(name, on) for name in names]
        if not cleaned.get("opvolger"):
            self.add_error("opvolger", _("Noem de opvolger: een naam of een code."))
        heir = self.heir(cleaned, on)
        return None if self.errors or heir is None else merger(on, codes, heir)


class SplitForm(_RedivisionForm):
    """One municipality of which the parts go to several heirs."""

    kind = "splitsing"

    gemeente = municipality_field(gettext_lazy("Gemeente die ophoudt"))
    grondslag = _Field(
        gettext_lazy("Waar de aandelen op berusten"),
        help_text=gettext_lazy("Bijvoorbeeld: inwoners per kern op 1 januari 2021."),
        max_length=200,
    )

    def __init__(self, data: Mapping[str, str] | None, **options: Any) -> None:
        super().__init__(data, **options)
        for place in range(1, ROWS + 1):
            self.fields[f"opvolger_{place}"] = municipality_field(_("Opvolger"))
            self.fields[f"aandeel_{place}"] = _Field(
                _("Aandeel"), attrs={"inputmode": "decimal", "autocomplete": "off"}, max_length=20
            )
            self.fields[f"naam_{place}"] = _Field(_("Naam, als zij nieuw is"))
            self._provinces(f"provincie_{place}")
            self.fields[f"provincie_{place}"].label = _("Provincie, als zij nieuw is")

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each heir."""
        names = ("opvolger", "aandeel", "naam", "provincie")
        return [[self[f"{name}_{place}"] for name in names] for place in range(1, ROWS + 1)]

    def plan(self, cleaned: dict[str, Any]) -> Plan | None:
        """The split."""
        on = cleaned["datum"]
        if not cleaned.get("gemeente"):
            self.add_error("gemeente", _("Noem de gemeente die ophoudt."))
        if not cleaned.get("grondslag"):
            self.add_error(
                "grondslag", _("Schrijf op waar de aandelen op berusten, bijvoorbeeld inwoners per kern.")
            )
        ended = self.municipality("gemeente", on)
        heirs = [found for place in range(1, ROWS + 1) if (found := self._row(cleaned, on, f"_{place}"))]
        if self.errors:
            return None
        if len(heirs) < 2:
            raise DomainError(
                _("Noem ten minste twee opvolgers. Gaat alles naar één gemeente? Voer een samenvoeging in.")
            )
        codes = [heir.code for heir, _share in heirs]
        if len(set(codes)) < len(codes):
            raise DomainError(_("Noem elke opvolger één keer."))
        shares = {ended: {heir.code: share for heir, share in heirs}}
        return Division(on, (ended,), tuple(heir for heir, _share in heirs), shares, cleaned["grondslag"])

    def _row(self, cleaned: dict[str, Any], on: date, place: str) -> tuple[Heir, Decimal] | None:
        given = [cleaned.get(f"{name}{place}") for name in ("opvolger", "aandeel", "naam", "provincie")]
        if not any(given):
            return None
        heir, share = self.heir(cleaned, on, place), None
        if not given[0] and not given[2]:
            self.add_error(f"opvolger{place}", _("Noem de opvolger, of maak deze regel leeg."))
        try:
            share = read_share(cleaned.get(f"aandeel{place}") or "")
        except DomainError as error:
            self.add_error(f"aandeel{place}", error_text(error))
        return (heir, share) if heir and share else None


class RelocationForm(_RedivisionForm):
    """A municipality that goes to another province, on the first day of a half-year."""

    kind = "provincie"

    gemeente = municipality_field(gettext_lazy("Gemeente"))

    def __init__(self, data: Mapping[str, str] | None, *, today: date, **options: Any) -> None:
        super().__init__(data, **options)
        now = HalfYear.containing(today)
        days = [now.plus(each).starts_on for each in range(-1, 7)]
        self.fields["datum"] = forms.ChoiceField(
            label=_("Eerste dag waarop het geldt"),
            help_text=_("Een gemeente wisselt van provincie aan het begin van een halfjaar."),
            choices=[("", _("Kies een dag")), *((f"{day}", f"{day:%d-%m-%Y}") for day in days)],
            widget=forms.Select(attrs={"class": SELECT}),
            error_messages={
                "required": _("Kies een dag."),
                "invalid_choice": _("Kies een dag uit de lijst."),
            },
        )
        self._provinces("naar")
        self.fields["naar"].label = _("Nieuwe provincie")

    @property
    def others(self) -> Iterable[forms.BoundField]:
        """The other fields, in order."""
        return [self["gemeente"], self["naar"]]

    def plan(self, cleaned: dict[str, Any]) -> Plan | None:
        """The change of province."""
        on = date.fromisoformat(cleaned["datum"])
        for name, text in (("gemeente", _("Noem de gemeente.")), ("naar", _("Kies de nieuwe provincie."))):
            if not cleaned.get(name):
                self.add_error(name, text)
        code = self.municipality("gemeente", on)
        return None if self.errors else Relocation(on, code, cast("str", cleaned["naar"]))


RedivisionForm = MergerForm | SplitForm | RelocationForm


def municipality_names(registry: Registry, today: date) -> list[Area]:
    """The municipalities that a field offers."""
    return [area for area in registry.municipalities.values() if area.exists_between(today, today)]


def _unknown(text: str, near: list[str]) -> str:
    code = _CODE.fullmatch(text.strip())
    if code:
        return _(
            "De code %(code)s kennen we niet. Is dit een nieuwe gemeente? Vul dan ook haar naam en provincie "
            "in."
        ) % {"code": text.strip().upper()}
    if near:
        return _("De gemeente “%(text)s” kennen we niet. Bedoelt u %(names)s?") % {
            "text": text,
            "names": ", ".join(near),
        }
    return _("De gemeente “%(text)s” kennen we niet. Schrijf de naam of de code van het CBS.") % {
        "text": text
    }
