"""`manage.py verify`: is the journal whole, and do all sums follow from it?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from housing.services.verifying import verify


class Command(BaseCommand):
    """Recomputes chain, rollups, conservation and publications; exit code 1 when something is wrong."""

    help = "Controleert het journaal: keten, totalen, behoud en publicaties."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One optional anchor, as printed on publications and letters."""
        parser.add_argument("--anchor", metavar="SEQ:HASH", help="laatste boeking zoals eerder afgedrukt")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the head and what is wrong."""
        findings = verify(anchor=_anchor(options["anchor"]))
        for line in findings.wrong:
            self.stderr.write(self.style.ERROR(line))
        if not findings.is_sound:
            raise CommandError(f"Het journaal is niet in orde ({len(findings.wrong)} bevindingen).")
        self.stdout.write(f"In orde: {findings.postings} boekingen. Hoofd {findings.seq}:{findings.hash}")


def _anchor(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    seq, separator, digest = text.strip().partition(":")
    if not separator or not seq.isdigit() or len(digest) != 64:
        raise CommandError("Schrijf het anker als SEQ:HASH, zoals op een publicatie of brief staat.")
    return int(seq), digest.lower()
