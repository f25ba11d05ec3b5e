"""`manage.py remind`: remind people of months that are not in, and send the mail that is owed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from housing.queries.journal import AMSTERDAM, journal_state
from housing.services.accounts import forget_expired_mails
from housing.services.mailing import send_owed
from housing.services.reminding import Reminded, remind


class Command(BaseCommand):
    """Run it daily or more often: nobody gets the same mail twice."""

    help = "Herinner aan maanden die nog niet binnen zijn en verstuur de post die nog klaarligt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A rehearsal, sending alone, and not before office hours."""
        parser.add_argument("--dry-run", action="store_true", help="toon alleen wie welk bericht zou krijgen")
        parser.add_argument("--only-send", action="store_true", help="verstuur alleen wat al klaarligt")
        parser.add_argument(
            "--from-hour",
            type=int,
            default=0,
            metavar="UUR",
            help="maak vóór dit uur (Amsterdam) geen nieuwe herinneringen; versturen gaat door",
        )

    def handle(self, **options: Any) -> None:
        """Run, and say what was done."""
        if not options["dry_run"]:
            forget_expired_mails()
        is_early = journal_state().now.astimezone(AMSTERDAM).hour < options["from_hour"]
        if options["dry_run"]:
            self._rehearsal(remind(is_dry_run=True))
        elif options["only_send"] or is_early:
            sent, failed = send_owed()
            self._summary(Reminded((), sent, failed))
        else:
            self._summary(remind())

    def _rehearsal(self, result: Reminded) -> None:
        for item in result.owed:
            self.stdout.write(f"{item.kind.value}  {item.key}  {item.user.email}")
        self.stdout.write(f"Zou klaarzetten: {len(result.owed)}. Ligt al klaar: {result.waiting}.")

    def _summary(self, result: Reminded) -> None:
        self.stdout.write(
            f"Klaargezet: {len(result.owed)}. Verstuurd: {result.sent}. Vervallen: {result.lapsed}."
        )
        if result.failed:
            self.stderr.write(
                f"Niet verstuurd: {result.failed}. Deze berichten blijven klaarliggen; "
                "de volgende keer wordt het opnieuw geprobeerd."
            )
        if result.uncertain:
            self.stderr.write(
                f"Onzeker: {result.uncertain}. Het versturen van deze berichten brak af; "
                "ze worden niet nog eens verstuurd."
            )
