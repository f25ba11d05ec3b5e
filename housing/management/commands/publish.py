"""`manage.py publish`: release a position, so that everybody sees it."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from housing.models import Publication
from housing.queries.journal import end_of_day, journal_state
from housing.services.publishing import publish


class Command(BaseCommand):
    """Visitors without a role see publications only. A second run with the same title changes nothing."""

    help = "Publiceert een stand van de cijfers: die van nu, of die van een dag die voorbij is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A title, and optionally the kind, the day and remarks."""
        parser.add_argument("title", help="bijvoorbeeld: Maandoverzicht 1 december 2022")
        parser.add_argument("--kind", choices=Publication.Kind.values, default=Publication.Kind.MONTHLY)
        parser.add_argument(
            "--on",
            type=_day,
            metavar="YYYY-MM-DD",
            help="de stand aan het eind van deze dag; anders die van nu",
        )
        parser.add_argument("--remarks", default="", help="staat op de pagina van de publicatie")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, and say what was published."""
        title, state = options["title"].strip(), journal_state()
        known_on = end_of_day(options["on"]) if options["on"] else state.now
        if not slugify(title):
            raise CommandError("Geef de publicatie een titel van letters of cijfers.")
        if known_on > state.now:
            raise CommandError("Deze dag is nog niet voorbij. Kies een eerdere dag, of laat --on weg.")
        there = Publication.objects.filter(slug=slugify(title)).first()
        if there is None:
            there = publish(title=title, kind=options["kind"], known_on=known_on, remarks=options["remarks"])
            self.stdout.write(f"Gepubliceerd: {there.title}. Anker {there.seq}:{there.hash}")
        elif options["on"] and there.known_on != known_on:
            raise CommandError(
                f"Er is al een publicatie “{there.title}”, met een andere stand. Kies een andere titel."
            )
        else:
            self.stdout.write(f"Was al gepubliceerd: {there.title}. Anker {there.seq}:{there.hash}")


def _day(text: str) -> date:
    return date.fromisoformat(text)
