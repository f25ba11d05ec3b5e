"""What a password must be. Django's rules; what they say is ours, as its Dutch is incomplete here."""

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext as _


class LongEnough(rules.MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        """What is wrong, and what helps."""
        return _(
            "Dit wachtwoord is te kort: het heeft minstens %(length)d tekens nodig. "
            "Een zin van een paar woorden is lang en makkelijk te onthouden."
        ) % {"length": self.min_length}


class NotCommon(rules.CommonPasswordValidator):
    """None of those that everybody tries first."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return _("Dit wachtwoord gebruiken veel mensen, dus het wordt snel geraden. Kies een ander.")


class NotLikeTheAccount(rules.UserAttributeSimilarityValidator):
    """Nothing like the address or the name."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return _("Dit wachtwoord lijkt te veel op uw naam of e-mailadres. Kies een ander.")
