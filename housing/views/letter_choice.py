"""What of the letter is chosen: its paragraphs, and the country or a province. It stays in every link."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from housing.queries.areas import Area
from housing.views.page import Page


class Part(StrEnum):
    """A part of the letter that can be left out, in its order; the values stand in addresses."""

    GREETING = "aanhef"
    REVIEW = "terugblik"
    HOTEL = "hotelregeling"
    INTERIM = "tussendoelstelling"
    NEW = "opgave"
    PACE = "tempo"
    AHEAD = "voorsprong"
    AREAS = "provincies"
    CHARTS = "grafieken"
    PROVISIONAL = "voorlopig"
    ACCOUNT = "verantwoording"
    FACTS = "berekening"


LABELS = {
    Part.GREETING: _("Aanhef en ondertekening"),
    Part.REVIEW: _("Terugblik op het halfjaar ervoor"),
    Part.HOTEL: _("Hotelregeling"),
    Part.INTERIM: _("Tussendoelstelling"),
    Part.NEW: _("Nieuwe opgave"),
    Part.PACE: _("Tempo"),
    Part.AHEAD: _("Wie voorloopt en wie achterblijft"),
    Part.AREAS: _("Tabel per provincie of gemeente"),
    Part.CHARTS: _("Grafieken"),
    Part.PROVISIONAL: _("Wat voorlopig is"),
    Part.ACCOUNT: _("Verantwoording met kenmerk van de stand"),
    Part.FACTS: _("Bijlage met berekeningen (in het bestand)"),
}


@dataclass(frozen=True)
class Choice:
    """The chosen parts and, for the version of one province, the province."""

    parts: frozenset[Part] = frozenset(Part)
    province: Area | None = None

    def __contains__(self, part: Part) -> bool:
        return part in self.parts

    @property
    def is_default(self) -> bool:
        """Whether everything is in it, about the country."""
        return self.parts == frozenset(Part) and self.province is None

    @property
    def boxes(self) -> list[tuple[str, object, bool]]:
        """The boxes of the form: value, label, ticked."""
        return [(part.value, LABELS[part], part in self.parts) for part in Part]

    def query(self, *, with_province: bool = True) -> list[tuple[str, str]]:
        """What links carry; nothing for what is there without asking."""
        found = (
            [] if self.parts == frozenset(Part) else [("alinea", p.value) for p in Part if p in self.parts]
        )
        if self.province is not None and with_province:
            found.append(("provincie", self.province.slug))
        return found

    def on(self, url: str, *, with_province: bool = True, extra: Iterable[tuple[str, str]] = ()) -> str:
        """An address that keeps the choice."""
        query = [*self.query(with_province=with_province), *extra]
        if not query:
            return url
        return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def choice_of(page: Page) -> Choice:
    """What the address asks for.

    Parts that do not exist are passed over, and none at all means every part. 404 for a province that does
    not exist: a letter about another area would be taken for it.
    """
    asked = page.request.GET.getlist("alinea")
    parts = frozenset(part for part in Part if part.value in asked) or frozenset(Part)
    slug = page.request.GET.get("provincie", "")
    province = page.registry.province(slug) if slug else None
    if slug and province is None:
        raise Http404
    return Choice(parts, province)
