"""What the ministry fills in for an interim target: a number of persons, two days, a source."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from housing.forms.entry import CountError, clean_text, read_count
from housing.forms.review import TEXTBOX, ReasonField

LONGEST_TEXT = 1000


def _day(label: object, help_text: object) -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        help_text=help_text,  # type: ignore[arg-type]
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": TEXTBOX}),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": _("Kies een dag."),
            "invalid": _("Dit is geen dag. Schrijf hem als 31-12-2022."),
        },
    )


class InterimForm(forms.Form):
    """An interim target, or another one in place of it (then with a reason)."""

    aantal = forms.CharField(
        label=_("Zoveel mensen kleiner moet de achterstand worden"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": TEXTBOX, "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Vul een aantal van 1 of meer in.")},
    )
    begindatum = _day(
        _("Begindatum"), _("De achterstand op deze dag bepaalt het aandeel van elke provincie.")
    )
    einddatum = _day(_("Einddatum"), _("Op deze dag wordt gekeken of het gehaald is."))
    bron = forms.CharField(
        label=_("Bron"),
        help_text=_("De brief of het besluit, met datum. Iedereen kan dit lezen."),
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"class": TEXTBOX, "autocomplete": "off"}),
        error_messages={
            "required": _("Noem de bron: de brief of het besluit waarin de tussendoelstelling staat.")
        },
    )
    reden = ReasonField(label=_("Toelichting"), required=False, max_length=LONGEST_TEXT)

    def __init__(
        self, data: Mapping[str, str] | None = None, *, is_change: bool = False, **options: Any
    ) -> None:
        cleaned = {name: clean_text(value) for name, value in data.items()} if data is not None else None
        super().__init__(cleaned, auto_id="tussendoel-%s", **options)
        if is_change:
            self.fields["reden"].required = True
            self.fields["reden"].label = _("Waarom wijzigt u dit?")

    def clean_aantal(self) -> int:
        """The number as people write it: 1.500 is 1500."""
        try:
            persons = read_count(self.cleaned_data["aantal"])
        except CountError as error:
            raise forms.ValidationError(error.template % error.params) from error
        if not persons:
            raise forms.ValidationError(_("Vul een aantal van 1 of meer in."))
        return persons

    @property
    def plan(self) -> dict[str, Any]:
        """What was filled in, by the names that services use."""
        found: dict[str, date | int] = {
            "reduction": self.cleaned_data["aantal"],
            "baseline_on": self.cleaned_data["begindatum"],
            "due_on": self.cleaned_data["einddatum"],
        }
        return found
