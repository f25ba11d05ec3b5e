"""All settings, read from the environment; the system does not start when a secret is missing."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
# Former keys, while what was made with them is still about: sessions, secrets of second factors.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
RELEASE = env.str("RELEASE", default="0.1.0")
SOURCE_URL = env.str("SOURCE_URL", default="")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")

# After so many days the link of an invitation works no longer.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)

# How long the log of events keeps network addresses, and names and free text; then they are erased.
ADDRESS_RETENTION_DAYS = env.int("ADDRESS_RETENTION_DAYS", default=183)
TEXT_RETENTION_DAYS = env.int("TEXT_RETENTION_DAYS", default=7 * 366)
# How long name and address of an invitation are kept after it ended (docs/personal-data.md has them all).
INVITATION_RETENTION_DAYS = env.int("INVITATION_RETENTION_DAYS", default=90)

# Mail: the address of this site in links, and the server. Without one, mail is written on the console.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=5)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=CONTACT_EMAIL or "taakstelling@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Whether the web server tries to send in the request itself; else `manage.py remind` does, a little later.
MAIL_AT_ONCE = env.bool("MAIL_AT_ONCE", default=True)
REMIND_DAYS_BEFORE = env.int("REMIND_DAYS_BEFORE", default=3)

# Behind a proxy that ends TLS: secure cookies, HSTS and the forwarded scheme.
HTTPS = env.bool("HTTPS", default=False)

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tables2",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "housing",
]

MIDDLEWARE = [
    "housing.middleware.client_address",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "housing.middleware.unavailable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "housing.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "housing.middleware.stay_signed_in",
    "housing.middleware.visit",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "housing.urls"
WSGI_APPLICATION = "housing.wsgi.application"
AUTH_USER_MODEL = "housing.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_RULES = "housing.password_rules"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.NotLikeTheAccount", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": f"{_RULES}.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_RULES}.NotCommon"},
]

# Signing in. Accounts come by invitation, so their addresses are known to be theirs; nothing is verified.
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "housing.account_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
# We answer unknown addresses ourselves: allauth's answer would offer to sign up.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Django's own, on the address of the account; allauth's would start a second list of addresses.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Many colleagues share one network address: those limits are wide, the ones per account are narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
_FORMS = "housing.forms.account"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "reauthenticate": f"{_FORMS}.ConfirmPasswordForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ForgottenPasswordForm",
    "reset_password_from_key": f"{_FORMS}.NewPasswordForm",
}
# A session ends after this long without use (`housing.middleware.stay_signed_in`).
SESSION_COOKIE_AGE = 12 * 60 * 60

# The second factor: app, passkey, recovery codes.
MFA_ADAPTER = "housing.account_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Taakstelling"
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.ConfirmCodeForm",
    "activate_totp": f"{_FORMS}.AddAppForm",
    "add_webauthn": f"{_FORMS}.AddPasskeyForm",
    "edit_webauthn": f"{_FORMS}.RenamePasskeyForm",
    "authenticate_webauthn": f"{_FORMS}.PasskeyForm",
    "login_webauthn": f"{_FORMS}.PasskeySignInForm",
    "reauthenticate_webauthn": f"{_FORMS}.ConfirmPasskeyForm",
}

# Signing in with the account of one's organisation (OpenID Connect), where that is set.
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
SOCIALACCOUNT_ADAPTER = "housing.account_adapter.OrganisationAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, list[dict[str, object]]]] = {"openid_connect": {"APPS": []}}
if OIDC_CLIENT_ID:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "organisatie",
            "name": env.str("OIDC_NAME", default="uw organisatie"),
            "client_id": OIDC_CLIENT_ID,
            "secret": env.str("OIDC_SECRET"),
            "settings": {
                "server_url": env.str("OIDC_SERVER_URL"),
                "oauth_pkce_enabled": True,
                # Of a provider that does not say whether an address is verified: whose addresses are.
                "verified_email": env.list("OIDC_VERIFIED_DOMAINS", default=[]),
            },
        }
    )

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "housing.context.page",
            ],
        },
    }
]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "housing" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
# A file is asked for by its hashed name only; the plain copies would be compressed for nothing.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CACHES = {
    # Shared by all web processes: counts of attempts to sign in. The table comes with the migrations.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "housing_cache",
        # Whoever tries many addresses must not push out the counts of others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Pages and parts of pages, per process; the name is the one that Django's {% cache %} looks for.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 24 * 60 * 60,
        # Whole pages of up to 170 kB: a bound on memory, not on what is worth keeping.
        "OPTIONS": {"MAX_ENTRIES": 600},
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "taal"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^gezond/$"]
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
