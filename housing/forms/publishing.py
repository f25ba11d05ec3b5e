"""What managers send to publish a position, or to take a publication back."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.models import Publication
from housing.queries.journal import AMSTERDAM, JournalState, end_of_day
from housing.services.publishing import LONGEST_REASON, LONGEST_TITLE

TEXTBOX, SELECT = "utrecht-textbox utrecht-textbox--html-input", "utrecht-select utrecht-select--html-select"
TEXTAREA = "utrecht-textarea utrecht-textarea--html-textarea"
NOW, EARLIER = "nu", "eerder"


class PublishForm(forms.Form):
    """A position and how it is called. `known_on` is the moment; `moment` the one that was previewed."""

    titel = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": TEXTBOX}),
        help_text=gettext_lazy("Bijvoorbeeld: Maandoverzicht 1 december 2022."),
        error_messages={"required": gettext_lazy("Geef de publicatie een titel van letters of cijfers.")},
    )
    soort = forms.ChoiceField(
        label=gettext_lazy("Soort"),
        choices=Publication.Kind.choices,
        widget=forms.Select(attrs={"class": SELECT}),
        error_messages={
            "required": gettext_lazy("Kies een soort publicatie uit de lijst."),
            "invalid_choice": gettext_lazy("Kies een soort publicatie uit de lijst."),
        },
    )
    wanneer = forms.ChoiceField(
        label=gettext_lazy("Welke stand"),
        choices=(
            (NOW, gettext_lazy("De stand van nu")),
            (EARLIER, gettext_lazy("De stand van een eerder moment")),
        ),
        widget=forms.RadioSelect,
        initial=NOW,
        error_messages={
            "required": gettext_lazy("Kies de stand van nu, of van een eerder moment."),
            "invalid_choice": gettext_lazy("Kies de stand van nu, of van een eerder moment."),
        },
    )
    dag = forms.DateField(
        label=gettext_lazy("Dag"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": TEXTBOX}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Dit is geen dag. Schrijf bijvoorbeeld 15-11-2022.")},
    )
    tijd = forms.TimeField(
        label=gettext_lazy("Tijd (mag leeg)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": TEXTBOX}, format="%H:%M"),
        help_text=gettext_lazy("Zonder tijd geldt de stand aan het eind van de dag, in Nederlandse tijd."),
        error_messages={"invalid": gettext_lazy("Dit is geen tijd. Schrijf bijvoorbeeld 14:30.")},
    )
    toelichting = forms.CharField(
        label=gettext_lazy("Toelichting (mag leeg)"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "class": TEXTAREA}),
        help_text=gettext_lazy("Staat op de openbare pagina van de publicatie. Noem geen personen."),
    )

    def __init__(self, *args: Any, state: JournalState, **options: Any) -> None:
        self.state = state
        self.known_on = state.now
        super().__init__(*args, **options)
        self.fields["dag"].widget.attrs["max"] = state.today.isoformat()
        self.fields["dag"].widget.attrs["aria-describedby"] = "id_tijd_helptext"

    def clean(self) -> dict[str, Any]:
        """The moment whose knowledge is published."""
        data = super().clean() or {}
        if data.get("wanneer") == EARLIER and not {"dag", "tijd"} & set(self.errors):
            self._clean_moment(data.get("dag"), data.get("tijd"))
        return data

    def _clean_moment(self, day: date | None, at: time | None) -> None:
        if day is None:
            self.add_error("dag", _("Kies de dag waarvan u de stand wilt publiceren."))
        elif day > self.state.today:
            self.add_error("dag", _("Deze dag ligt in de toekomst. Kies een dag die voorbij is."))
        elif day.year < 1900:
            self.add_error("dag", _("Deze dag is te lang geleden. Kies een latere dag."))
        elif at is None and day == self.state.today:
            self.add_error(
                "dag", _("Deze dag is nog niet voorbij. Kies de stand van nu, of vul een tijd in.")
            )
        else:
            self._set_moment(end_of_day(day) if at is None else datetime.combine(day, at, AMSTERDAM))

    def _set_moment(self, moment: datetime) -> None:
        back = datetime.fromtimestamp(moment.timestamp(), AMSTERDAM)
        if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
            self.add_error("tijd", _("Dit tijdstip was er niet: de klok ging toen een uur vooruit."))
        elif moment > self.state.now:
            self.add_error("tijd", _("Dit tijdstip ligt in de toekomst. Kies een eerder tijdstip."))
        else:
            self.known_on = moment


class ConfirmForm(forms.Form):
    """What the preview showed: the moment, and the version of the publications."""

    moment = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])
    gezien = forms.IntegerField(min_value=0, max_value=2**63 - 1)


class WithdrawForm(forms.Form):
    """Why a publication is taken back, and what the page showed."""

    reden = forms.CharField(
        label=gettext_lazy("Waarom trekt u deze publicatie in?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "class": TEXTAREA}),
        help_text=gettext_lazy("Bezoekers lezen dit bij de publicatie. Noem geen personen."),
        error_messages={"required": gettext_lazy("Geef een reden: bezoekers lezen die ook.")},
    )
    gezien = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput, required=False)
