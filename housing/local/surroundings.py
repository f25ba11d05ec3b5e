"""The environment variables that settings read, for a run on one machine."""

import os
import secrets
from pathlib import Path

from housing.local.places import CHECKOUT


def surround(database_url: str, *, secret_key: str | None = None) -> None:
    """Fill in what the shell has not set already."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "housing.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": secret_key or kept_secret(),
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def kept_secret(checkout: Path = CHECKOUT) -> str:
    """A secret key of this checkout's own, made once, so that sessions survive a restart."""
    place = checkout / "var" / "secret-key"
    try:
        return place.read_text()
    except FileNotFoundError:
        place.parent.mkdir(exist_ok=True)
        secret = secrets.token_urlsafe(50)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
        return secret
