"""One's own account: signing in, password, second factor, details; allauth's forms in our words and looks."""

import re
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from housing.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    FormMixin = forms.Form
else:
    FormMixin = object

EMAIL = _("E-mailadres")
PASSWORD = _("Wachtwoord")
CODE = _("Code")
STRENGTH = _("Minstens 12 tekens. Een zin van een paar woorden is sterk en makkelijk te onthouden.")
EMAIL_MISSING = _("Vul uw e-mailadres in.")
EMAIL_INVALID = _("Dit is geen e-mailadres. Een e-mailadres ziet eruit als naam@gemeente.nl.")
PASSWORD_MISSING = _("Vul uw wachtwoord in.")
CODE_MISSING = _("Vul de code in.")
NOT_THE_SAME = _("De twee wachtwoorden zijn niet gelijk. Vul twee keer hetzelfde in.")
PASSKEY_FAILED = _(
    "De passkey is niet gelezen. Probeer het opnieuw; lukt het niet, gebruik dan een andere manier."
)
PHONE = re.compile(r"\+?[0-9 ()/.-]{6,30}")


class Worded(FormMixin):
    """Gives fields our labels, hints and messages, and the classes of our style sheet."""

    labels: "ClassVar[dict[str, StrOrPromise]]" = {}
    hints: "ClassVar[dict[str, StrOrPromise]]" = {}
    #: What to say about a field that was left empty.
    missing: "ClassVar[dict[str, StrOrPromise]]" = {}
    #: For the browser's own filling in, beside what allauth says.
    autocomplete: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages |= {"required": self.missing.get(name, field.error_messages["required"])}
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = EMAIL_INVALID
            self._dress(name, field.widget)

    def _dress(self, name: str, widget: forms.Widget) -> None:
        widget.attrs.pop("placeholder", None)
        if name in self.autocomplete:
            widget.attrs["autocomplete"] = self.autocomplete[name]
        if isinstance(widget, forms.Select):
            widget.attrs["class"] = "utrecht-select utrecht-select--html-select"
        elif not isinstance(widget, (forms.HiddenInput, forms.CheckboxInput)):
            widget.attrs["class"] = "utrecht-textbox utrecht-textbox--html-input"


class TwoAlike(Worded):
    """A new password, twice."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Our words for two passwords that differ: allauth's text has no code to know it by."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = ValidationError(NOT_THE_SAME, code="not_the_same")
        super().add_error(field, error)


class SignInForm(Worded, account_forms.LoginForm):  # type: ignore[misc]
    """Address and password."""

    labels = {"login": EMAIL, "password": PASSWORD}
    missing = {"login": EMAIL_MISSING, "password": PASSWORD_MISSING}
    autocomplete = {"login": "username"}


class ConfirmPasswordForm(Worded, account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    labels = {"password": PASSWORD}
    missing = {"password": PASSWORD_MISSING}


class ChangePasswordForm(TwoAlike, account_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one."""

    labels = {
        "oldpassword": _("Huidig wachtwoord"),
        "password1": _("Nieuw wachtwoord"),
        "password2": _("Nieuw wachtwoord, nog een keer"),
    }
    hints = {"password1": STRENGTH}
    missing = {
        "oldpassword": _("Vul uw huidige wachtwoord in."),
        "password1": _("Vul een nieuw wachtwoord in."),
        "password2": _("Vul het nieuwe wachtwoord nog een keer in."),
    }


class SetPasswordForm(TwoAlike, account_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password, for an account that has none."""

    labels = {"password1": PASSWORD, "password2": _("Wachtwoord, nog een keer")}
    hints = {"password1": STRENGTH}
    missing = {"password1": PASSWORD_MISSING, "password2": _("Vul het wachtwoord nog een keer in.")}


class NewPasswordForm(TwoAlike, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link in a mail."""

    labels = {"password1": _("Nieuw wachtwoord"), "password2": _("Nieuw wachtwoord, nog een keer")}
    hints = {"password1": STRENGTH}
    missing = ChangePasswordForm.missing


class ForgottenPasswordForm(Worded, account_forms.ResetPasswordForm):  # type: ignore[misc]
    """The address to send a link to."""

    labels = {"email": EMAIL}
    missing = {"email": EMAIL_MISSING}
    autocomplete = {"email": "username"}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link; an address without an account gets mail that says so: both take as long."""
        address = str(super().save(request, **kwargs))
        if not self.users:
            get_adapter(request).send_mail("account/email/unknown_account", address, {})
        return address


class CodeForm(Worded, factor_forms.AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or a recovery code, while signing in."""

    labels = {"code": CODE}
    hints = {"code": _("Zes cijfers uit uw app, of een herstelcode van acht cijfers.")}
    missing = {"code": CODE_MISSING}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ConfirmCodeForm(Worded, factor_forms.ReauthenticateForm):  # type: ignore[misc]
    """A code, before something that matters."""

    labels = CodeForm.labels
    hints = CodeForm.hints
    missing = CodeForm.missing


class AddAppForm(Worded, app_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app shows that it works."""

    labels = {"code": _("Code uit de app")}
    hints = {"code": _("De zes cijfers die de app nu toont.")}
    missing = {"code": CODE_MISSING}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ByPasskey(Worded):
    """What the browser hands over: whatever is wrong with it, the remedy is the same."""

    missing = {"credential": PASSKEY_FAILED}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"invalid": PASSKEY_FAILED}

    def clean_credential(self) -> Any:
        """The passkey that was used."""
        read = getattr(super(), "clean_credential", None)
        return _or_failed(read) if read else self.cleaned_data["credential"]

    def clean(self) -> dict[str, Any] | None:
        """The passkey that was made."""
        cleaned: dict[str, Any] | None = _or_failed(super().clean)
        return cleaned


class AddPasskeyForm(ByPasskey, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey or security key, with a name to know it by."""

    labels = {"name": _("Naam"), "passwordless": _("Hiermee ook inloggen zonder wachtwoord")}
    hints = {
        "name": _("Zodat u hem herkent, bijvoorbeeld: laptop van het werk."),
        "passwordless": _("Dan vraagt het apparaat om uw vingerafdruk, gezicht of pincode."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"maxlength": "60", "autocomplete": "off"}
        self.fields["passwordless"].initial = True

    def clean_name(self) -> str:
        """At most 60 characters: a passkey that exists already must not be refused for its name."""
        return str(super().clean_name())[:60]


class RenamePasskeyForm(Worded, passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    labels = {"name": _("Naam")}
    missing = {"name": _("Geef de passkey een naam.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"maxlength": "60", "autocomplete": "off"}

    def clean_name(self) -> str:
        """At most 60 characters."""
        return str(self.cleaned_data["name"])[:60]


class PasskeyForm(ByPasskey, passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as second step."""


class PasskeySignInForm(ByPasskey, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of address and password."""


class ConfirmPasskeyForm(ByPasskey, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, before something that matters."""


class DetailsForm(Worded, forms.ModelForm):  # type: ignore[misc]
    """Who somebody is, and the language of pages and mail."""

    labels = {
        "name": _("Naam"),
        "phone": _("Telefoonnummer"),
        "language": _("Taal van de pagina’s en de mails"),
    }
    hints = {
        "name": _("Zo ziet uw provincie of gemeente wie iets heeft gedaan."),
        "phone": _("Waarop de provincie u kan bellen over een maand. Mag leeg blijven."),
    }
    missing = {"name": _("Vul uw naam in.")}
    autocomplete = {"name": "name", "phone": "tel"}

    class Meta:
        model = User
        fields = ("name", "phone", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def clean_phone(self) -> str:
        """A number as people write it: digits, spaces, and a plus before a country."""
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(
                _("Een telefoonnummer bestaat uit cijfers, bijvoorbeeld 010 123 45 67."), code="phone"
            )
        return phone


def _or_failed(read: Any) -> Any:
    """What comes of reading a passkey; what the browser sent can be anything at all."""
    try:
        return read()
    except ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise ValidationError(PASSKEY_FAILED, code="passkey") from error
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ValidationError(PASSKEY_FAILED, code="passkey") from error
