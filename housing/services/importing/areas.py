"""Municipalities as files name them: by code, with a suggestion when the code is not one."""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from django.utils.translation import gettext as _

from housing.domain.names import search_key
from housing.domain.periods import HalfYear, Month
from housing.formatting import date as shown_date
from housing.queries.areas import Area, Registry
from housing.services.importing.cells import language
from housing.services.importing.problems import CellError

#: Looking for the nearest name is slow; a file with more unknown codes than this is wrong as a whole.
SUGGESTIONS = 100
CLOSE = 0.75


class Areas:
    """Looks up municipalities by what a cell says."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._named = dict(self._names())
        self._suggested: dict[str, Area | None] = {}

    @property
    def is_empty(self) -> bool:
        """Whether the reference data has not been loaded."""
        return not self._registry.municipalities

    def municipality(self, text: str) -> Area:
        """Reads a municipality code."""
        area = self._registry.municipalities.get(text.strip().upper())
        if area is not None:
            return area
        near = self._nearest(search_key(text[:100]))
        if near is None:
            raise CellError(
                _("Deze gemeentecode kennen we niet. Schrijf de code van CBS, bijvoorbeeld GM0363.")
            )
        raise CellError(
            _("Deze gemeentecode kennen we niet. Bedoelt u %(code)s (%(name)s)?")
            % {"code": near.code, "name": near.name}
        )

    def why_absent(self, area: Area, span: HalfYear | Month) -> str | None:
        """What is wrong with figures of this municipality in a period or month; None when it existed."""
        if area.exists_in(span):
            return None
        if area.valid_to is not None and area.valid_to <= _first_day(span):
            heirs = [s.successor for s in self._registry.successions if s.predecessor == area.code]
            return _("%(name)s bestaat niet meer sinds %(day)s. Gebruik de opvolger: %(areas)s.") % {
                "name": area.name,
                "day": shown_date(area.valid_to, language()),
                "areas": self._listed(heirs),
            }
        origins = [s.predecessor for s in self._registry.successions if s.successor == area.code]
        return _("%(name)s bestaat pas sinds %(day)s. Gebruik de voorganger: %(areas)s.") % {
            "name": area.name,
            "day": shown_date(area.valid_from or _first_day(span), language()),
            "areas": self._listed(origins),
        }

    def merger_days(self, code: str, period: HalfYear) -> frozenset[date]:
        """The days of the half-year on which this municipality passes or takes over a balance."""
        return frozenset(
            s.on
            for s in self._registry.successions
            if code in (s.predecessor, s.successor) and HalfYear.containing(s.on) == period
        )

    def name(self, code: str) -> str:
        """Name of a known municipality."""
        return self._registry.municipalities[code].name

    def _listed(self, codes: list[str]) -> str:
        return ", ".join(f"{code} ({self.name(code)})" for code in sorted(set(codes))) or "–"

    def _names(self) -> Iterator[tuple[str, Area]]:
        # Ended municipalities first, so that a name that passed on stands for the present one.
        for area in sorted(self._registry.municipalities.values(), key=lambda a: a.valid_to is None):
            for name in (*area.other_names, area.name, area.code, area.code[2:], area.code[2:].lstrip("0")):
                yield search_key(name), area

    def _nearest(self, key: str) -> Area | None:
        if key in self._named:
            return self._named[key]
        if key not in self._suggested:
            if not key or len(key) > 60 or len(self._suggested) >= SUGGESTIONS:
                return None
            close = get_close_matches(key, self._named, n=1, cutoff=CLOSE)
            self._suggested[key] = self._named[close[0]] if close else None
        return self._suggested[key]


def _first_day(span: HalfYear | Month) -> date:
    return span.first_day if isinstance(span, Month) else span.starts_on
