"""`manage.py book_mergers`: what is due of mergers, splits and changes of province."""

from typing import Any

from django.core.management.base import BaseCommand

from housing.services.redivisions import take_effect


class Command(BaseCommand):
    """For a timer, once a day: without it a balance passes with the first posting after the merger."""

    help = (
        "Boekt het saldo van opgeheven gemeenten over naar hun opvolgers, laat rollen overgaan en zet "
        "gemeenten in hun nieuwe provincie. Mag elke dag draaien."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due and say how much that was."""
        done = take_effect()
        lines = [
            f"Geboekte overdrachten: {done.transfers}." if done.transfers else "",
            f"Overgegane rollen: {done.roles}." if done.roles else "",
            f"Gemeenten in een andere provincie: {done.moves}." if done.moves else "",
        ]
        self.stdout.write(" ".join(filter(None, lines)) or "Er was niets over te boeken.")
