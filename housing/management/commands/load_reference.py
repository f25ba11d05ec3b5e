"""`manage.py load_reference`: areas, mergers, inhabitants and map from `housing/data/`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from housing.services.reference import load_reference

NAMES = {
    "housing_province": gettext_noop("provincies"),
    "housing_municipality": gettext_noop("gemeenten"),
    "housing_alias": gettext_noop("andere namen"),
    "housing_merger": gettext_noop("herindelingen"),
    "housing_population": gettext_noop("inwonertallen"),
    "housing_tile": gettext_noop("kaarttegels"),
}


class Command(BaseCommand):
    help = "Leest provincies, gemeenten, herindelingen, inwonertallen en kaart uit housing/data/."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what changed per table."""
        for change in load_reference():
            result = (
                _("%(added)d toegevoegd, %(changed)d gewijzigd, %(removed)d verwijderd")
                % {"added": change.added, "changed": change.changed, "removed": change.removed}
                if change.any
                else _("niets veranderd")
            )
            self.stdout.write(f"{_(NAMES[change.table])} ({change.rows}): {result}")
