"""How signing in by allauth behaves here: nobody signs up, mail in the person's own language."""

import base64
import hashlib
import logging
import secrets
from typing import Any, ClassVar, NoReturn
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from housing.access import viewer_of
from housing.models import User
from housing.queries.journal import journal_state
from housing.services.mailing import absolute

log = logging.getLogger("housing.sign_in")

#: What happened to an account, as its owner is told by mail, by the name that allauth gives to the mail.
NOTICES = {
    "account/email/password_changed": gettext_lazy("Het wachtwoord van uw account is gewijzigd."),
    "account/email/password_set": gettext_lazy("Uw account heeft nu een wachtwoord."),
    "account/email/password_reset": gettext_lazy("Het wachtwoord van uw account is opnieuw ingesteld."),
    "mfa/email/totp_activated": gettext_lazy("Bij uw account is een app voor codes gezet."),
    "mfa/email/totp_deactivated": gettext_lazy("Bij uw account is de app voor codes weggehaald."),
    "mfa/email/webauthn_added": gettext_lazy("Bij uw account is een passkey gezet."),
    "mfa/email/webauthn_removed": gettext_lazy("Bij uw account is een passkey weggehaald."),
    "mfa/email/recovery_codes_generated": gettext_lazy("Uw account heeft nieuwe herstelcodes."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth comes without types
    """Signing in with address and password."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("Dit account is gesloten. Vraag uw accountbeheerder om hulp."),
        "email_password_mismatch": gettext_lazy(
            "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer beide en probeer het opnieuw."
        ),
        "enter_current_password": gettext_lazy("Dit is niet uw huidige wachtwoord."),
        "incorrect_password": gettext_lazy("Dit wachtwoord klopt niet."),
        "invalid_password_reset": gettext_lazy("Deze link werkt niet meer. Vraag een nieuwe aan."),
        "too_many_login_attempts": gettext_lazy(
            "Te vaak geprobeerd. Wacht vijf minuten en probeer het opnieuw."
        ),
        "rate_limited": gettext_lazy("Te vaak geprobeerd. Wacht een paar minuten en probeer het opnieuw."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account: an administrator or coordinator invites."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses on this site are gone to after signing in."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """What waits for this person."""
        try:
            return reverse("tasks")
        except NoReverseMatch:
            return reverse("home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("account")

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """First to setting up a second factor when roles wait for it; pages in the person's language."""
        response: HttpResponse = super().post_login(request, user, **details)
        if viewer_of(user, journal_state()).must_add_factor:
            response = HttpResponseRedirect(reverse("mfa_index"))
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and user.language != settings.LANGUAGE_CODE:
            remember_language(response, user.language)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Into the program's log; what was typed as a password never."""
        log.warning(
            "Sign-in refused: %r from %s", credentials.get("email", ""), request.META.get("REMOTE_ADDR", "")
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the address of this site as it is set, whatever host the request was sent to."""
        return absolute(urlsplit(super().get_reset_password_from_key_url(key)).path)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once; when the mail server is away, say so instead of promising mail."""
        try:
            self._send(template_prefix, email, context)
        except OSError as error:
            log.exception("Mail %s was not sent", template_prefix)
            page = render(self.request, "account/mail_failed.html", status=503)
            raise ImmediateHttpResponse(page) from error

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Tell the owner what changed in the account. It stays changed, also when this mail is not sent."""
        what = NOTICES.get(template_prefix)
        if what is None:
            return
        try:
            self._send("account/email/notice", user.email, {"user": user, "what": what})
        except OSError:
            log.exception("Mail %s was not sent", template_prefix)

    def _send(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        links = {"site": absolute("/"), "forgotten_url": absolute(reverse("account_reset_password"))}
        with translation.override(language):
            self.render_mail(template_prefix, email, context | links).send()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes from an app, passkeys and recovery codes; their secrets are kept encrypted."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "Deze code klopt niet, of is net verlopen. Vul de nieuwste code uit uw app in, "
            "of een herstelcode die u nog niet hebt gebruikt."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Herstelcodes horen bij een tweede factor. Stel eerst een app of passkey in."
        ),
    }

    def encrypt(self, text: str) -> str:
        """With the key of this installation, so that a copy of the database alone signs in nowhere."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted. After a change of keys nothing fits any more, least of all an empty secret."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.warning("A second factor was made with another SECRET_KEY; its codes are refused")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """A name for a passkey until its owner gives it one."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that the person's device shows."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}


class OrganisationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in with the account of one's organisation: it must vouch for an address that we know."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody makes an account."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account by its verified address; nothing of the provider is kept.

        Whatever the address of the request asks for, this is signing in, never connecting accounts.
        """
        sociallogin.state["process"] = AuthProcess.LOGIN
        addresses = [
            address.email.lower()
            for address in sociallogin.email_addresses
            if address.verified in (True, "true", "True")
        ]
        if not addresses:
            _refuse(request, sociallogin, "unverified")
        user = User.objects.filter(email__in=addresses).first()
        if user is None:
            _refuse(request, sociallogin, "unknown")
        sociallogin.user = user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_: Any
    ) -> None:
        """Into the program's log; the person sees a page that says what to do."""
        log.warning("Sign-in by the organisation failed: %s %s", error, exception or "")


def remember_language(response: HttpResponse, language: str) -> None:
    """Have the pages in this language from now on, in this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]  # a setting is any text
    )


def _refuse(request: HttpRequest, sociallogin: SocialLogin, reason: str) -> NoReturn:
    log.warning(
        "Sign-in by the organisation refused: %s from %s", reason, request.META.get("REMOTE_ADDR", "")
    )
    addresses = [address.email for address in sociallogin.email_addresses]
    context = {"reason": reason, "address": addresses[0] if addresses else ""}
    raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", context, status=403))


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"second factor: " + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
