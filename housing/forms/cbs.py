"""Handing in a list of CBS: what it is, of which year, and the file."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from housing.forms.review import SELECT, TEXTBOX

FIRST_YEAR, LAST_YEAR = 2015, 2099


class CbsForm(forms.Form):
    """One file, with what it is about."""

    soort = forms.ChoiceField(
        label=_("Wat staat erin?"),
        choices=(
            ("", _("Kies een soort lijst")),
            ("municipalities", _("Gemeenten alfabetisch (XLSX)")),
            ("population", _("Inwoners op 1 januari, van StatLine (CSV)")),
        ),
        widget=forms.Select(attrs={"class": SELECT}),
        error_messages={
            "required": _("Kies wat er in het bestand staat."),
            "invalid_choice": _("Kies wat er in het bestand staat."),
        },
    )
    jaar = forms.IntegerField(
        label=_("1 januari van het jaar"),
        help_text=_("De lijst geldt op die dag."),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"class": TEXTBOX, "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Vul het jaar in."),
            "invalid": _("Dit is geen jaar. Schrijf het met vier cijfers, zoals 2023."),
            "min_value": _("Kies een jaar vanaf %(limit_value)s."),
            "max_value": _("Kies een jaar tot en met %(limit_value)s."),
        },
    )
    bestand = forms.FileField(
        label=_("Bestand"),
        help_text=_("CSV, XLSX of ODS, hoogstens 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods", "class": "geo-file"}),
        error_messages={
            "required": _("Kies een bestand."),
            "empty": _("Dit bestand is leeg. Kies het bestand met de lijst."),
        },
    )

    def __init__(self, data: Mapping[str, str] | None = None, files: Any = None, **options: Any) -> None:
        super().__init__(data, files, auto_id="cbs-%s", **options)
