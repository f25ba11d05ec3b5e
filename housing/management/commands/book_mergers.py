"""`manage.py book_mergers`: pass the balances of municipalities that have ended to their successors."""

from typing import Any

from django.core.management.base import BaseCommand

from housing.services.posting import book_due_mergers


class Command(BaseCommand):
    """For a timer, once a day: without it a balance passes with the first posting after the merger."""

    help = "Boekt het saldo van opgeheven gemeenten over naar hun opvolgers. Mag elke dag draaien."

    def handle(self, *args: Any, **options: Any) -> None:
        """Book what is due and say how much that was."""
        booked = book_due_mergers()
        self.stdout.write(f"Geboekte overdrachten: {booked}." if booked else "Er was niets over te boeken.")
