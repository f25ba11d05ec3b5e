"""`manage.py demo`: real national figures, synthetic municipal figures, and a clock of its own."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from housing.services.demonstration.load import CannotDemonstrateError, load_demonstration


class Command(BaseCommand):
    help = (
        "Laadt de demonstratie in een leeg grootboek: echte gemeenten, inwonertallen en landelijke cijfers, "
        "synthetische gemeentelijke cijfers, maandopgaven en accounts, en een klok die begint op "
        "15 november 2022, 9:00."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was added."""
        try:
            loaded = load_demonstration()
        except CannotDemonstrateError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(
                _(
                    "Demonstratie geladen: %(lines)d regels, %(transfers)d overdrachten door herindeling, "
                    "%(reports)d maandopgaven, %(accounts)d accounts, %(events)d gebeurtenissen, "
                    "%(publications)d publicaties. De gemeentelijke cijfers en de personen zijn synthetisch."
                )
                % asdict(loaded)
                if loaded.lines
                else _("De demonstratie was al geladen: niets veranderd.")
            )
