"""`manage.py expire_personal_data`: erase what is past its retention period, or one person on request."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from housing.domain.errors import DomainError
from housing.services.personal_data import Erased, erase_person, expire


class Command(BaseCommand):
    """For a timer, once a day. With `--person` the account of one person becomes nobody's."""

    help = (
        "Wist namen, adressen en vrije tekst waarvan de bewaartermijn voorbij is. Mag elke dag draaien. "
        "Met --person wist u één persoon, op diens verzoek."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only counting, or one person."""
        parser.add_argument("--dry-run", action="store_true", help="tel alleen wat zou worden gewist")
        parser.add_argument("--person", metavar="EMAIL", help="wis deze persoon, nu")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and say how much that was."""
        if options["person"]:
            if options["dry_run"]:
                raise CommandError(_("Kies: --dry-run of --person. Een persoon wissen kan niet op proef."))
            self._erase(options["person"])
            return
        found = expire(is_dry_run=options["dry_run"])
        self._tell(_("Zou worden gewist: %(what)s.") if options["dry_run"] else _("Gewist: %(what)s."), found)

    def _erase(self, email: str) -> None:
        try:
            found = erase_person(email=email)
        except DomainError as error:
            raise CommandError(_(error.template) % error.params) from error
        self._tell(_("De persoon is gewist: %(what)s."), found)

    def _tell(self, sentence: str, found: Erased) -> None:
        words = {
            "texts": _("teksten in het logboek"),
            "mails": _("berichten"),
            "invitations": _("uitnodigingen"),
            "notes": _("toelichtingen bij opgaven"),
            "sessions": _("sessies"),
            "memberships": _("rollen"),
            "accounts": _("accounts"),
        }
        counted = [f"{word} {getattr(found, name)}" for name, word in words.items() if getattr(found, name)]
        self.stdout.write(
            sentence % {"what": ", ".join(counted)} if counted else _("Er was niets te wissen.")
        )
