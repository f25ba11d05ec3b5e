"""Choosing which mail one wants to get."""

from django import forms
from django.utils.translation import gettext_lazy as _

from housing.models import Mail, User
from housing.services.mail_choices import CHOICES


class MailChoicesForm(forms.Form):
    """One checkbox for each kind of mail that people choose; `wanted` gives them by kind."""

    before_due = forms.BooleanField(
        required=False,
        label=_("Herinnering vóór de uiterste dag"),
        help_text=_("Voor invoerders: een paar dagen voor de termijn van een maand die nog niet binnen is."),
    )
    after_due = forms.BooleanField(
        required=False,
        label=_("Herinnering na de uiterste dag"),
        help_text=_("Voor invoerders: op de eerste werkdag na de termijn, en een week later nog één keer."),
    )
    digest = forms.BooleanField(
        required=False,
        label=_("Weekoverzicht voor coördinatoren"),
        help_text=_("Eén keer per week: wat binnen is, wat op u wacht en wat ontbreekt."),
    )

    @classmethod
    def of(cls, user: User) -> "MailChoicesForm":
        """The form with the present choices."""
        return cls(initial={kind: getattr(user, field) for kind, field in CHOICES.items()})

    @property
    def wanted(self) -> dict[str, bool]:
        """Whether each kind is wanted."""
        return {kind: bool(self.cleaned_data[kind]) for kind in CHOICES}


def kind_label(kind: str) -> str:
    """A kind of mail as the form names it."""
    return str(MailChoicesForm.base_fields[Mail.Kind(kind).value].label)
