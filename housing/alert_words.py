"""Signals in words, for pages and mail: what a rule watches, and what it found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.alerts import AlertKind, Hit, Rule
from housing.domain.periods import Month
from housing.queries.areas import Area, Registry

#: Names in one line; the rest is counted.
NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was found: a sentence, the names of its municipalities, and where to look."""

    text: str
    names: tuple[str, ...] = ()
    url: str = ""

    @property
    def named(self) -> str:
        """The first few names, and how many more there are."""
        shown = ", ".join(self.names[:NAMES_SHOWN])
        rest = len(self.names) - NAMES_SHOWN
        return _("%(names)s en nog %(count)d") % {"names": shown, "count": rest} if rest > 0 else shown


def rule_text(rule: Rule, registry: Registry) -> str:
    """What a rule watches: "Een provincie loopt meer dan 10% achter op haar norm"."""
    count = rule.threshold
    area = registry.provinces.get(rule.province)
    if rule.kind is AlertKind.PROVINCE_BEHIND:
        if area:
            return _("%(province)s loopt meer dan %(count)d%% achter op de norm") % {
                "province": area.name,
                "count": count,
            }
        return _("Een provincie loopt meer dan %(count)d%% achter op haar norm") % {"count": count}
    if rule.kind is AlertKind.MUNICIPALITY_STREAK:
        text = ngettext(
            "Een gemeente sloot %(count)d halfjaar of meer met een achterstand",
            "Een gemeente sloot %(count)d of meer halfjaren op rij met een achterstand",
            count,
        )
    else:
        text = ngettext(
            "Een maand is %(count)d dag na de uiterste dag nog niet ingediend",
            "Een maand is %(count)d dagen na de uiterste dag nog niet ingediend",
            count,
        )
    return text % {"count": count} + (f" ({area.name})" if area else "")


def found_lines(rule: Rule, hits: Sequence[Hit], registry: Registry) -> tuple[Line, ...]:
    """What was found: provinces one by one, municipalities by the length of their streak or by month."""
    if rule.kind is AlertKind.PROVINCE_BEHIND:
        return tuple(_province(hit, registry) for hit in hits)
    if rule.kind is AlertKind.MUNICIPALITY_STREAK:
        return tuple(
            _streak(int(length), list(group), registry)
            for length, group in groupby(hits, key=lambda hit: hit.measure)
        )
    return tuple(_month(list(group), registry) for _when, group in groupby(hits, key=lambda hit: hit.when))


def summary(rule: Rule, hits: Sequence[Hit]) -> str:
    """How much was found: "3 provincies"; "niets" when nothing was."""
    count = len(hits)
    if not count:
        return _("niets")
    if rule.kind is AlertKind.PROVINCE_BEHIND:
        text = ngettext("%(count)s provincie", "%(count)s provincies", count)
    elif rule.kind is AlertKind.MUNICIPALITY_STREAK:
        text = ngettext("%(count)s gemeente", "%(count)s gemeenten", count)
    else:
        text = ngettext("%(count)s maandopgave", "%(count)s maandopgaven", count)
    return text % {"count": formatting.number(count, _language())}


def _province(hit: Hit, registry: Registry) -> Line:
    area = registry.provinces[hit.area]
    values = {
        "province": area.name,
        "share": formatting.rate(hit.measure, _language()),
        "period": formatting.half_year(str(hit.when), _language()),
    }
    text = _("%(province)s ligt %(share)s achter op de norm van de %(period)s") % values
    return Line(text, url=reverse("province", args=[area.slug, hit.when]))


def _streak(length: int, hits: Sequence[Hit], registry: Registry) -> Line:
    text = ngettext(
        "%(length)d halfjaar met een achterstand: %(municipalities)s",
        "%(length)d halfjaren op rij met een achterstand: %(municipalities)s",
        length,
    )
    return _of_municipalities(text, {"length": length}, hits, registry)


def _month(hits: Sequence[Hit], registry: Registry) -> Line:
    month = hits[0].when
    assert isinstance(month, Month)
    values = {"month": formatting.month(month, _language())}
    line = _of_municipalities(_("%(month)s niet ingediend: %(municipalities)s"), values, hits, registry)
    return Line(line.text, line.names, reverse("national_completeness", args=[month.half_year]))


def _of_municipalities(
    text: str, values: Mapping[str, object], hits: Sequence[Hit], registry: Registry
) -> Line:
    areas = _areas(hits, registry)
    count = ngettext("%(count)d gemeente", "%(count)d gemeenten", len(areas)) % {"count": len(areas)}
    url = ""
    if len(areas) == 1:
        when = hits[0].when
        half = getattr(when, "half_year", when)
        url = reverse("municipality", args=[areas[0].slug, half])
    return Line(text % {**values, "municipalities": count}, tuple(area.name for area in areas), url)


def _areas(hits: Iterable[Hit], registry: Registry) -> list[Area]:
    return sorted((registry.municipalities[hit.area] for hit in hits), key=lambda area: area.sort_key)


def _language() -> str:
    return get_language() or "nl"
