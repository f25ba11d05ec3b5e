"""`manage.py import_figures FILE --kind K [FILE --kind K …]`: figures from CSV files into the journal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing.services.importing import Imported, ImportRefusedError, Kind, import_files


class Command(BaseCommand):
    help = (
        "Boekt bekendmakingen, taakstellingen, mutaties, huisvestingen en maandoverzichten van COA uit "
        "CSV-bestanden: alles of niets. "
        "Een tweede keer hetzelfde bestand boekt niets. De formaten staan in docs/data-formats.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A file and its kind, as often as wanted. What follows a kind is the next file."""
        parser.usage = "manage.py import_figures FILE --kind KIND [FILE --kind KIND ...]"
        parser.add_argument("file", metavar="FILE", help="CSV-bestand (UTF-8, komma of puntkomma)")
        parser.add_argument(
            "--kind",
            action="append",
            nargs="+",
            required=True,
            metavar="KIND",
            help=f"soort van het bestand ervoor: {', '.join(Kind)}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what was posted or what is wrong."""
        try:
            imported = import_files(files=pairs(options["file"], options["kind"]))
        except ImportRefusedError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            if error.count > len(error.problems):
                self.stderr.write(_("… en nog %(more)d meer.") % {"more": error.count - len(error.problems)})
            raise CommandError(
                ngettext(
                    "Er is niets geboekt: %(count)d fout. Verbeter die en importeer opnieuw.",
                    "Er is niets geboekt: %(count)d fouten. Verbeter ze en importeer opnieuw.",
                    error.count,
                )
                % {"count": error.count}
            ) from error
        except OperationalError as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(
                _("Er is niets geboekt: de database antwoordt niet (%(reason)s). Probeer het later opnieuw.")
                % {"reason": reason}
            ) from error
        for sentence in summary(imported):
            self.stdout.write(sentence)


def pairs(first: str, kinds: list[list[str]] | str) -> list[tuple[Path, Kind]]:
    """The files with their kinds, in the order of the command line; one kind when called from code."""
    if isinstance(kinds, str):
        kinds = [[kinds]]
    files = [first]
    found = []
    for place, (kind, *following) in enumerate(kinds):
        is_last = place == len(kinds) - 1
        if len(following) != (0 if is_last else 1):
            raise CommandError(
                _("Geef na elk bestand zijn soort: BESTAND --kind SOORT BESTAND --kind SOORT.")
            )
        files += following
        if kind not in list(Kind):
            raise CommandError(
                _("“%(kind)s” is geen soort. Kies uit: %(kinds)s.") % {"kind": kind, "kinds": ", ".join(Kind)}
            )
        found.append(Kind(kind))
    return [(Path(file), kind) for file, kind in zip(files, found, strict=True)]


def summary(imported: Imported) -> list[str]:
    """What happened, in sentences."""
    sentences = [
        _(
            "Regels gelezen: %(read)d. Geboekt: %(posted)d. "
            "Overgeslagen, want al in het grootboek: %(skipped)d."
        )
        % {"read": imported.read, "posted": imported.posted, "skipped": imported.skipped},
        *imported.notices,
    ]
    if imported.transfers:
        sentences.append(
            _("Overdrachten geboekt door herindeling: %(transfers)d.") % {"transfers": imported.transfers}
        )
    if not imported.posted:
        sentences.append(_("Niets geboekt: het grootboek is niet veranderd."))
    sentences.append(
        _("Stand van het grootboek: %(seq)d:%(hash)s") % {"seq": imported.seq, "hash": imported.hash}
    )
    return sentences
