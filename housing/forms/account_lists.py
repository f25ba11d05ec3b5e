"""Whom the lists of accounts show. What does not exist is passed over, so that an old link still works."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from housing.domain.names import search_key
from housing.domain.roles import Role
from housing.forms.accounts import Styled
from housing.models import Membership
from housing.queries.accounts import HeldRole, Person, confirmed_in_quarter
from housing.queries.areas import Area, Registry
from housing.queries.journal import AMSTERDAM

SHOWN = (
    ("", _("iedereen")),
    ("zonder-factor", _("zonder tweede factor")),
    ("lang-weg", _("90 dagen niet ingelogd")),
    ("loopt-af", _("rol loopt binnen 30 dagen af")),
    ("afgelopen", _("rol is afgelopen")),
    ("uit", _("gedeactiveerd")),
)
CONFIRMED = (("", _("nog te bevestigen")), ("alle", _("alle rollen")))


class AreaFilter(Styled):
    """Choosing by province (slug); a municipality belongs to its province."""

    provincie = forms.ChoiceField(label=_("Provincie"), required=False)

    def __init__(self, data: QueryDict, *, areas: Registry) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.codes = {area.slug: area.code for area in areas.provinces.values()}
        field = cast("forms.ChoiceField", self.fields["provincie"])
        field.choices = [("", _("alle")), *((area.slug, area.name) for area in areas.provinces.values())]
        self.full_clean()

    @property
    def province(self) -> str:
        """The code of the chosen province; "" for all."""
        return self.codes.get(self.cleaned_data.get("provincie") or "", "")

    def lies_within(self, area: Area | None) -> bool:
        """Whether an area is the chosen province or lies in it."""
        return not self.province or (area is not None and self.province in (area.code, area.province))


class PeopleFilter(AreaFilter):
    """Filters of who has what: `zoek`, `rol`, `provincie`, `toon`."""

    zoek = forms.CharField(label=_("Naam of e-mailadres"), required=False, max_length=80)
    rol = forms.ChoiceField(
        label=_("Rol"), required=False, choices=[("", _("alle")), *Membership.Role.choices]
    )
    toon = forms.ChoiceField(label=_("Toon"), required=False, choices=SHOWN)
    field_order = ("zoek", "rol", "provincie", "toon")

    @property
    def is_used(self) -> bool:
        """Whether people are left out."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    def rows(self, people: Iterable[Person], now: datetime) -> list[Person]:
        """Those who fit; role and province count for the same role of a person."""
        words = search_key(self.cleaned_data.get("zoek") or "").split()
        today = now.astimezone(AMSTERDAM).date()
        fits: dict[str, Callable[[Person], bool]] = {
            "zonder-factor": lambda person: person.is_active and not person.has_factor,
            "lang-weg": lambda person: person.is_active and person.is_long_away(now),
            "loopt-af": lambda person: any(held.ends_soon(today) for held in person.roles),
            "afgelopen": lambda person: any(not held.is_valid(today) for held in person.roles),
            "uit": lambda person: not person.is_active,
        }
        shown = fits.get(self.cleaned_data.get("toon") or "", lambda person: True)
        return [
            person
            for person in people
            if all(word in search_key(f"{person.name} {person.email}") for word in words)
            and shown(person)
            and self._has_role(person)
        ]

    def _has_role(self, person: Person) -> bool:
        role = self.cleaned_data.get("rol")
        if not role and not self.province:
            return True
        return any(
            (not role or held.role == Role(role)) and self.lies_within(held.area) for held in person.roles
        )


class ReviewFilter(AreaFilter):
    """Filters of the quarterly review: `provincie`, and `toon` for those that were confirmed as well."""

    toon = forms.ChoiceField(label=_("Toon"), required=False, choices=CONFIRMED)

    def rows(self, held: Iterable[tuple[Person, HeldRole]], now: datetime) -> list[tuple[Person, HeldRole]]:
        """The roles that fit."""
        today = now.astimezone(AMSTERDAM).date()
        everything = self.cleaned_data.get("toon") == "alle"
        return [
            (person, role)
            for person, role in held
            if self.lies_within(role.area)
            and (everything or not confirmed_in_quarter(role.confirmed_at, today))
        ]
