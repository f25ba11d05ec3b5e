"""One's own account: signing in, second factor, sessions, password.

The names are allauth's, which its own views go to; what it offers beside this has no address here.
"""

from collections.abc import Callable

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as app_views
from allauth.mfa.webauthn import views as passkey_views
from allauth.socialaccount import views as organisation_views
from allauth.socialaccount.providers.openid_connect import views as oidc_views
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from housing.access import public, requires
from housing.domain.roles import Permission
from housing.views import account, account_sessions

View = Callable[..., HttpResponseBase]


def everybody(view: View) -> View:
    """A page on the way in; kept by no browser or proxy."""
    return public(never_cache(view))


def own(view: View) -> View:
    """A page for whoever is signed in; what changes and its event go together."""
    return requires(Permission.OWN_ACCOUNT)(never_cache(transaction.atomic(view)))


_sign_in = [
    path("inloggen/", everybody(account.SignIn.as_view()), name="account_login"),
    # Without a token, so that the pages that carry the button carry none: the session's cookie does not come
    # along with a form on somebody else's site.
    path("uitloggen/", everybody(csrf_exempt(account_views.LogoutView.as_view())), name="account_logout"),
    path("inloggen/code/", everybody(factor_views.AuthenticateView.as_view()), name="mfa_authenticate"),
    path("inloggen/passkey/", everybody(account.PasskeySignIn.as_view()), name="mfa_login_webauthn"),
    path(
        "inloggen/gesloten/", everybody(account_views.AccountInactiveView.as_view()), name="account_inactive"
    ),
    path(
        "inloggen/afgebroken/",
        everybody(organisation_views.LoginCancelledView.as_view()),
        name="socialaccount_login_cancelled",
    ),
    path(
        "inloggen/<slug:provider_id>/",
        everybody(account.by_organisation(oidc_views.login)),
        name="openid_connect_login",
    ),
    path(
        "inloggen/<slug:provider_id>/terug/",
        everybody(account.by_organisation(oidc_views.callback)),
        name="openid_connect_callback",
    ),
]

_password = [
    path(
        "wachtwoord/wijzigen/",
        own(account_views.PasswordChangeView.as_view()),
        name="account_change_password",
    ),
    path("wachtwoord/instellen/", own(account_views.PasswordSetView.as_view()), name="account_set_password"),
    path(
        "wachtwoord/vergeten/",
        everybody(account_views.PasswordResetView.as_view()),
        name="account_reset_password",
    ),
    path(
        "wachtwoord/vergeten/verstuurd/",
        everybody(account_views.PasswordResetDoneView.as_view()),
        name="account_reset_password_done",
    ),
    re_path(
        r"^wachtwoord/herstellen/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[^/]+)/$",
        everybody(transaction.atomic(account_views.PasswordResetFromKeyView.as_view())),
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/hersteld/",
        everybody(account_views.PasswordResetFromKeyDoneView.as_view()),
        name="account_reset_password_from_key_done",
    ),
]

_own = [
    path("account/", own(account.own_page), name="account"),
    path(
        "account/bevestigen/", own(account_views.ReauthenticateView.as_view()), name="account_reauthenticate"
    ),
    path(
        "account/bevestigen/code/", own(factor_views.ReauthenticateView.as_view()), name="mfa_reauthenticate"
    ),
    path(
        "account/bevestigen/passkey/",
        own(account.ConfirmByPasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/sessies/", own(account_sessions.Sessions.as_view()), name="usersessions_list"),
]

_factor = [
    path("", own(factor_views.IndexView.as_view()), name="mfa_index"),
    path("app/", own(app_views.ActivateTOTPView.as_view()), name="mfa_activate_totp"),
    path("app/weghalen/", own(app_views.DeactivateTOTPView.as_view()), name="mfa_deactivate_totp"),
    path("herstelcodes/", own(code_views.ViewRecoveryCodesView.as_view()), name="mfa_view_recovery_codes"),
    path(
        "herstelcodes/nieuw/",
        own(code_views.GenerateRecoveryCodesView.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "herstelcodes/bewaren/",
        own(code_views.DownloadRecoveryCodesView.as_view()),
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", own(passkey_views.ListWebAuthnView.as_view()), name="mfa_list_webauthn"),
    path("passkeys/nieuw/", own(passkey_views.AddWebAuthnView.as_view()), name="mfa_add_webauthn"),
    path(
        "passkeys/<int:pk>/weghalen/",
        own(passkey_views.RemoveWebAuthnView.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("passkeys/<int:pk>/naam/", own(account.RenamePasskey.as_view()), name="mfa_edit_webauthn"),
]

urlpatterns: list[URLPattern] = [
    *_sign_in,
    *_password,
    *_own,
    *(path(f"account/tweede-factor/{p.pattern}", p.callback, name=p.name) for p in _factor),
]
