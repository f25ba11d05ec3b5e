"""The application, and what listens to the library that people sign in with."""

from django.apps import AppConfig


class HousingConfig(AppConfig):
    """The one application of this project."""

    name = "housing"

    def ready(self) -> None:
        """Have signing in written to the log of events; technical pages ask for our sign-in."""
        from allauth.account.decorators import secure_admin_login
        from django.contrib import admin

        from housing.services import account_events

        account_events.listen()
        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
