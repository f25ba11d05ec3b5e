"""Setting a signal: what is watched, from which number on, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.alerts import AlertKind, Rule
from housing.queries.areas import Area

SELECT = "utrecht-select utrecht-select--html-select"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind of signal is asked for: its title, the label and hint of its number, a usual number."""

    title: Promise | str
    label: Promise | str
    hint: Promise | str
    usual: int


WORDINGS = {
    AlertKind.PROVINCE_BEHIND: Wording(
        gettext_lazy("Een provincie loopt achter op haar norm"),
        gettext_lazy("Meer dan zoveel procent achter"),
        gettext_lazy("De norm is wat na de maanden tot nu toe gehuisvest moet zijn."),
        10,
    ),
    AlertKind.MUNICIPALITY_STREAK: Wording(
        gettext_lazy("Een gemeente houdt achterstand"),
        gettext_lazy("Zoveel halfjaren op rij, of meer"),
        gettext_lazy("Halfjaren die na elkaar met een achterstand zijn afgesloten."),
        4,
    ),
    AlertKind.MONTH_MISSING: Wording(
        gettext_lazy("Een maand is niet ingediend"),
        gettext_lazy("Zoveel dagen na de uiterste dag"),
        gettext_lazy("Wie van de provincie meer tijd kreeg, telt vanaf die latere dag."),
        7,
    ),
}


class AlertForm(forms.Form):
    """One kind of signal; `rule` is what was asked for."""

    soort = forms.ChoiceField(
        choices=[(kind.value, kind.value) for kind in AlertKind], widget=forms.HiddenInput
    )
    grens = forms.IntegerField()
    provincie = forms.ChoiceField(
        label=gettext_lazy("Waar"),
        required=False,
        widget=forms.Select(attrs={"class": SELECT}),
        error_messages={"invalid_choice": gettext_lazy("Kies een provincie uit de lijst.")},
    )

    def __init__(self, data: Mapping[str, str] | None, *, kind: AlertKind, provinces: Iterable[Area]) -> None:
        self.kind, self.wording = kind, WORDINGS[kind]
        initial = {"soort": kind.value, "grens": self.wording.usual}
        super().__init__(data, auto_id=f"{kind.value}-%s", initial=initial)
        low, high = kind.bounds
        self.areas = {area.slug: area for area in provinces}
        number = self.fields["grens"]
        number.label, number.help_text = str(self.wording.label), str(self.wording.hint)
        number.validators = []
        wrong = _("Vul een heel getal in van %(low)d tot en met %(high)d.") % {"low": low, "high": high}
        number.error_messages = {"required": wrong, "invalid": wrong}
        self.fields["provincie"].choices = [  # type: ignore[attr-defined]
            ("", _("Heel Nederland")),
            *((area.slug, area.name) for area in self.areas.values()),
        ]

    def clean_grens(self) -> int:
        """A number that makes sense for this kind."""
        number: int = self.cleaned_data["grens"]
        low, high = self.kind.bounds
        if not low <= number <= high:
            raise forms.ValidationError(self.fields["grens"].error_messages["invalid"])
        return number

    @property
    def title(self) -> str:
        """What is watched."""
        return str(self.wording.title)

    @property
    def province(self) -> Area | None:
        """The province that was chosen; None for the whole country."""
        return self.areas.get(self.cleaned_data["provincie"])

    @property
    def rule(self) -> Rule:
        """What was asked for."""
        return Rule(self.kind, self.cleaned_data["grens"], self.province.code if self.province else "")


def read_kind(text: str) -> AlertKind | None:
    """The kind of signal that a form carries; None for anything else."""
    return AlertKind(text) if text in set(AlertKind) else None
