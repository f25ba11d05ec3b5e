"""Municipalities as people write them in lists: a code of CBS, its number, or a name."""

import re
from datetime import date
from difflib import get_close_matches

from django.utils.translation import gettext as _

from housing.domain.names import search_key
from housing.formatting import date as shown_date
from housing.queries.areas import Area, Registry
from housing.services.importing.cells import language
from housing.services.importing.problems import CellError

_CODE = re.compile(r"(?:GM)?\s?([0-9]{1,4})", re.IGNORECASE | re.ASCII)
CLOSE = 0.75
LONGEST_NAME = 80
#: Looking for the nearest name is slow; a list with more unknown names than this is wrong as a whole.
SUGGESTIONS = 50


class AreaNames:
    """Finds the municipalities of a day; says what is wrong with others, with a suggestion."""

    def __init__(self, registry: Registry, day: date) -> None:
        self._registry = registry
        self._day = day
        self._named: dict[str, list[Area]] = {}
        self._suggested = 0
        for area in registry.municipalities.values():
            for key in {search_key(name) for name in (area.name, *area.other_names)}:
                self._named.setdefault(key, []).append(area)

    def find(self, text: str) -> Area:
        """The municipality with this code (GM0363, 0363, 363) or name. Raises `CellError`."""
        return self.by_code(text) if _CODE.fullmatch(text.strip()) else self.by_name(text)

    def by_code(self, text: str) -> Area:
        """The municipality with this code, with or without GM and zeros. Raises `CellError`."""
        match = _CODE.fullmatch(text.strip())
        area = self._registry.municipalities.get(f"GM{int(match[1]):04d}") if match else None
        if area is None:
            raise CellError(
                _("Deze gemeentecode kennen we niet. Schrijf de code van CBS, bijvoorbeeld GM0363.")
            )
        return self._present(area)

    def by_name(self, text: str) -> Area:
        """The municipality with this name, or another one under which it is known. Raises `CellError`."""
        key = search_key(text[:LONGEST_NAME])
        found = self._named.get(key, [])
        present = [area for area in found if area.exists_between(self._day, self._day)]
        if len(present) > 1:
            raise CellError(
                _("Er zijn meer gemeenten met deze naam. Schrijf de code: %(areas)s.")
                % {"areas": ", ".join(f"{area.code} ({area.name})" for area in present)}
            )
        if present:
            return present[0]
        if found:
            return self._present(found[0])
        raise CellError(self._unknown(key))

    def _unknown(self, key: str) -> str:
        self._suggested += 1
        close = get_close_matches(key, self._named, 1, CLOSE) if self._suggested <= SUGGESTIONS else []
        if not close:
            return _("Deze gemeente kennen we niet. Schrijf de naam voluit, of de code van CBS.")
        near = self._named[close[0]][-1]
        return _("Deze gemeente kennen we niet. Bedoelt u %(name)s (%(code)s)?") % {
            "name": near.name,
            "code": near.code,
        }

    def _present(self, area: Area) -> Area:
        if area.exists_between(self._day, self._day):
            return area
        words = {"name": area.name, "day": shown_date(self._day, language())}
        heirs = [s.successor for s in self._registry.successions if s.predecessor == area.code]
        if area.valid_to is not None and area.valid_to <= self._day and heirs:
            names = ", ".join(f"{self._registry.municipalities[c].name} ({c})" for c in sorted(set(heirs)))
            raise CellError(
                _("%(name)s bestaat niet meer op %(day)s. Gebruik de opvolger: %(areas)s.")
                % {**words, "areas": names}
            )
        raise CellError(_("%(name)s bestaat niet op %(day)s. Haal de gemeente weg.") % words)
