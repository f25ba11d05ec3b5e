"""`manage.py verify`: are journal and log whole, and do all sums and reports follow from them?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from housing.services.verifying import verify


class Command(BaseCommand):
    """Recomputes chains, rollups, conservation, reports and publications; exit code 1 when one is wrong."""

    help = "Controleert het journaal en het logboek: ketens, totalen, behoud, opgaven en publicaties."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two optional anchors, as printed on publications and letters, and by this command."""
        parser.add_argument("--anchor", metavar="SEQ:HASH", help="laatste boeking zoals eerder afgedrukt")
        parser.add_argument(
            "--events-anchor", metavar="SEQ:HASH", help="laatste gebeurtenis zoals eerder afgedrukt"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the heads and what is wrong."""
        findings = verify(
            anchor=_anchor(options["anchor"]), events_anchor=_anchor(options.get("events_anchor"))
        )
        for line in findings.wrong:
            self.stderr.write(self.style.ERROR(line))
        if not findings.is_sound:
            raise CommandError(f"Het journaal is niet in orde ({len(findings.wrong)} bevindingen).")
        self.stdout.write(f"In orde: {findings.postings} boekingen. Hoofd {findings.seq}:{findings.hash}")
        self.stdout.write(
            f"In orde: {findings.events} gebeurtenissen. Hoofd van het logboek "
            f"{findings.events}:{findings.events_hash}"
        )


def _anchor(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    seq, separator, digest = text.strip().partition(":")
    if not separator or not (seq.isascii() and seq.isdigit()) or len(digest) != 64:
        raise CommandError(
            "Schrijf het anker als SEQ:HASH, zoals op een publicatie of brief of in de uitvoer van verify "
            "staat."
        )
    return int(seq), digest.lower()
