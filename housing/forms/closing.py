"""What managers send about closing half-years, and the files with official openings."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from housing.forms.entry import clean_text
from housing.forms.review import read_number
from housing.services.closing import LONGEST_REMARKS
from housing.services.openings import LONGEST_SOURCE

_DIGEST = re.compile(r"[0-9a-f-]{1,100}", re.ASCII)


def read_seen(data: Mapping[str, str]) -> tuple[int, str]:
    """What a form says was shown: the place in the journal and the checklist; (0, "") for anything else."""
    seq, _sep, digest = data.get("gezien", "").partition(":")
    return read_number(seq) or 0, read_digest(digest)


def read_digest(text: str) -> str:
    """A digest that a form carries; "" for anything else."""
    return text if _DIGEST.fullmatch(text) else ""


def read_remarks(data: Mapping[str, str]) -> str:
    """The remark as it was typed, cut where it is far too long."""
    return clean_text(data.get("opmerking", ""), LONGEST_REMARKS + 1)


class OpeningsForm(forms.Form):
    """A list of official openings: the file, and where it comes from."""

    bestand = forms.FileField(
        label=_("Bestand met de beginstanden"),
        help_text=_("CSV, Excel (XLSX) of ODS, hoogstens 5 MB. De kolomnamen staan in de eerste rij."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods", "class": "closing-file"}),
        error_messages={
            "required": _("Kies een bestand."),
            "empty": _("Dit bestand is leeg. Kies het bestand met de lijst."),
        },
    )
    bron = forms.CharField(
        label=_("Bron"),
        required=False,
        max_length=LONGEST_SOURCE,
        help_text=_("Bijvoorbeeld: Overzicht huisvesting, 1 juli 2022. Een kolom “bron” gaat voor."),
        widget=forms.TextInput(attrs={"class": "utrecht-textbox utrecht-textbox--html-input"}),
        error_messages={"max_length": _("De bron is te lang. Gebruik hoogstens %(limit_value)s tekens.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "beginstand-%s")
        super().__init__(*args, **kwargs)
