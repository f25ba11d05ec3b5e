"""Forms about accounts: inviting, granting, ending, accepting, and choosing whom to list."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.domain.roles import Role
from housing.forms.account import NOT_THE_SAME, PHONE, STRENGTH
from housing.models import Membership, User
from housing.queries.areas import Area, Registry
from housing.services.accounts.rules import MISFITS

Choices = list[tuple[str, Any]]

MUNICIPAL = (Role.MUNICIPALITY_EDITOR, Role.MUNICIPALITY_READER)
NAME_LENGTH, REASON_LENGTH = 120, 500


class Styled(forms.Form):
    """A form whose fields look like those of other pages; the first with an error gets the focus."""

    required_css_class = "is-required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = "select" if isinstance(field.widget, forms.Select) else "textbox"
            html = "html-select" if kind == "select" else "html-input"
            field.widget.attrs.setdefault("class", f"utrecht-{kind} utrecht-{kind}--{html}")

    def mark_errors(self) -> None:
        """Put the focus in the first field with an error, and make all of them look like it."""
        for number, name in enumerate(name for name in self.fields if name in self.errors):
            attrs = self.fields[name].widget.attrs
            kind = "select" if "select" in attrs["class"] else "textbox"
            attrs["class"] += f" utrecht-{kind}--invalid"
            if number == 0:
                attrs["autofocus"] = True

    def is_valid(self) -> bool:
        """Whether there are no errors; they show when there are."""
        valid = super().is_valid()
        self.mark_errors()
        return valid


def reason_field() -> forms.CharField:
    """Why something is done; kept in the log."""
    return forms.CharField(
        label=gettext_lazy("Reden"),
        max_length=REASON_LENGTH,
        help_text=gettext_lazy("Eén zin. Deze komt in het logboek te staan."),
        error_messages={"required": gettext_lazy("Schrijf op waarom. Eén zin is genoeg.")},
    )


def end_field() -> forms.DateField:
    """The last day of a role."""
    return forms.DateField(
        label=gettext_lazy("Einddatum (mag leeg blijven)"),
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("De laatste dag waarop de rol geldt. Leeg: tot iemand de rol intrekt."),
        error_messages={
            "invalid": gettext_lazy("Deze datum bestaat niet. Schrijf een datum als 31-12-2023.")
        },
    )


class RoleForm(Styled):
    """Which role, for which area, until when. `cleaned_data["area"]` is an Area, or None for the country.

    `roles` and `municipalities` are what may be chosen; without `provinces` no province can be.
    """

    role = forms.ChoiceField(
        label=gettext_lazy("Rol"),
        error_messages={
            "required": gettext_lazy("Kies een rol."),
            "invalid_choice": gettext_lazy("Deze rol kunt u niet geven. Kies een rol uit de lijst."),
        },
    )
    area = forms.ChoiceField(
        label=gettext_lazy("Gemeente of provincie"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Kies een gemeente of provincie uit de lijst.")},
    )
    valid_until = end_field()

    def __init__(
        self,
        *args: Any,
        areas: Registry,
        today: date,
        roles: Sequence[Role] = tuple(Role),
        within: Area | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas, self.today = areas, today
        labels = {role: Membership.Role(role.value).label for role in roles}
        self._choices("role", [("", _("Kies een rol")), *((role.value, labels[role]) for role in roles)])
        self._choices("area", _area_choices(areas, today, within))
        self.fields["valid_until"].widget.attrs["min"] = today.isoformat()
        if within is not None:
            self.fields["area"].label = gettext_lazy("Gemeente")
        else:
            self.fields["area"].help_text = gettext_lazy(
                "Een rol voor een gemeente of provincie hoort bij één gebied; "
                "de andere rollen gelden voor het hele land."
            )

    def clean_role(self) -> Role:
        """The role itself."""
        return Role(self.cleaned_data["role"])

    def clean_area(self) -> Area | None:
        """The area itself; it must fit the role."""
        code = self.cleaned_data["area"]
        area = self.areas.municipalities.get(code) or self.areas.provinces.get(code)
        role = self.cleaned_data.get("role")
        kind = "" if area is None else "municipality" if area.province else "province"
        if role is not None and kind != role.area:
            raise forms.ValidationError(_(MISFITS[role.area]))
        return area

    def clean_valid_until(self) -> date | None:
        """Not in the past."""
        return _not_past(self.cleaned_data["valid_until"], self.today)

    def _choices(self, name: str, choices: Choices) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices


class InviteForm(RoleForm):
    """Whom to invite to which role."""

    email = forms.EmailField(
        label=gettext_lazy("E-mailadres"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Vul het e-mailadres in waar de uitnodiging heen gaat."),
            "invalid": gettext_lazy("Dit is geen e-mailadres. Schrijf het als naam@gemeente.nl."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Naam"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Vul de naam in van wie u uitnodigt.")},
    )
    field_order = ("email", "name", "role", "area", "valid_until")


class GrantForm(RoleForm):
    """A role for somebody with an account, and why."""

    reason = reason_field()


class EndForm(Styled):
    """Another last day of a role, and why."""

    valid_until = end_field()
    reason = reason_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["valid_until"].widget.attrs["min"] = today.isoformat()

    def clean_valid_until(self) -> date | None:
        """Not in the past."""
        return _not_past(self.cleaned_data["valid_until"], self.today)


class ReasonForm(Styled):
    """Why something is done."""

    reason = reason_field()


class AcceptForm(Styled):
    """What a new person tells: name, telephone number, and a password twice."""

    name = forms.CharField(
        label=gettext_lazy("Uw naam"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Vul uw naam in.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefoonnummer (mag leeg blijven)"),
        required=False,
        max_length=30,
        validators=[
            RegexValidator(
                rf"\A{PHONE.pattern}\Z",
                gettext_lazy("Een telefoonnummer bestaat uit cijfers, bijvoorbeeld 010 123 45 67."),
            )
        ],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("Waarop de provincie u kan bellen over een maand."),
    )
    password = forms.CharField(
        label=gettext_lazy("Kies een wachtwoord"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=STRENGTH,
        error_messages={"required": gettext_lazy("Kies een wachtwoord.")},
    )
    again = forms.CharField(
        label=gettext_lazy("Herhaal het wachtwoord"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Typ het wachtwoord nog een keer.")},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        """Good enough, and not the name or address itself."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean_again(self) -> str:
        """The same."""
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(NOT_THE_SAME)
        return again


def _not_past(day: date | None, today: date) -> date | None:
    if day is not None and day < today:
        raise forms.ValidationError(_("Deze dag is al voorbij. Kies vandaag of later."))
    return day


def _area_choices(areas: Registry, today: date, within: Area | None) -> Choices:
    """Municipalities that exist, by province; with the provinces themselves unless within one of them."""
    if within is not None:
        return [("", _("Kies een gemeente")), *_codes(areas.members(within.code), today)]
    return [
        ("", _("Het hele land")),
        (_("Provincies"), _codes(areas.provinces.values(), today)),
        *(
            (_("Gemeenten in %(province)s") % {"province": province.name}, _codes(areas.members(code), today))
            for code, province in areas.provinces.items()
        ),
    ]


def _codes(found: Iterable[Area], today: date) -> Choices:
    return [(area.code, area.name) for area in found if area.exists_between(today, today)]
