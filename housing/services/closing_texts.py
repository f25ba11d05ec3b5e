"""What the publication of a closing says: its title, and in plain Dutch what was left open."""

from collections.abc import Iterable
from datetime import date

from housing import formatting
from housing.domain.periods import HalfYear, Month
from housing.models import Publication
from housing.queries.areas import Registry
from housing.queries.closing import AreaMonths, Checklist, Item, Open

#: So many municipalities are named, fewer when it becomes too long; of more the provinces with how many.
NAMED = (60, 20, 5, 0)
LONGEST = 7_500

#: One of it, more of it.
_WHAT: dict[Open, tuple[str, str]] = {
    Open.MISSING: ("maandopgave ontbreekt", "maandopgaven ontbreken"),
    Open.PROVISIONAL: (
        "maandopgave is ingediend, maar niet goedgekeurd",
        "maandopgaven zijn ingediend, maar niet goedgekeurd",
    ),
    Open.RETURNED: (
        "maandopgave is teruggestuurd of heropend en niet opnieuw ingediend",
        "maandopgaven zijn teruggestuurd of heropend en niet opnieuw ingediend",
    ),
    Open.COA: (
        "maandopgave verschilt zonder uitleg van de telling van COA",
        "maandopgaven verschillen zonder uitleg van de telling van COA",
    ),
    Open.CORRECTIONS: (
        "gevraagde correctie wacht op een besluit",
        "gevraagde correcties wachten op een besluit",
    ),
    Open.EXCHANGES: (
        "uitruil is voorgesteld, maar niet door alle gemeenten bevestigd",
        "uitruilen zijn voorgesteld, maar niet door alle gemeenten bevestigd",
    ),
    Open.INTERIM: (
        "tussendoelstelling is beoordeeld op maanden die nog niet vaststaan",
        "tussendoelstellingen zijn beoordeeld op maanden die nog niet vaststaan",
    ),
    Open.UNCOMPARED: (
        "maandopgave is niet vergeleken met COA",
        "maandopgaven zijn niet vergeleken met COA",
    ),
}


def publication_title(period: HalfYear, today: date) -> str:
    """ "Afsluiting 2e helft 2022"; with the day when there is one of that name already."""
    title = f"Afsluiting {formatting.half_year(period, 'nl')}"
    if Publication.objects.filter(title=title).exists():
        return f"{title}, {formatting.date(today, 'nl')}"
    return title


def publication_remarks(registry: Registry, found: Checklist, remarks: str) -> str:
    """Everything that was left open, a sentence on each, and what the manager wrote."""
    if found.left_open:
        texts = ("\n".join(_sentence(registry, found, i, named) for i in found.left_open) for named in NAMED)
        open_text = next(text for text in texts if len(text) <= LONGEST)
        lines = ["Bij het afsluiten stond nog open:", open_text]
    else:
        lines = ["Bij het afsluiten stond niets meer open: alle maandopgaven waren goedgekeurd."]
    if remarks:
        lines.append(f"Opmerking: {remarks}")
    return "\n".join(lines)


def _sentence(registry: Registry, found: Checklist, item: Item, named: int) -> str:
    one, more = _WHAT[item.key]
    where = _where(registry, found, item, named)
    return f"{formatting.number(item.count, 'nl')} {one if item.count == 1 else more}{where}."


def _where(registry: Registry, found: Checklist, item: Item, named: int) -> str:
    if item.days:
        return f" ({', '.join(formatting.date(day, 'nl') for day in item.days)})"
    if not item.details:
        return ""
    if len(item.details) == found.areas:
        return ", in alle gemeenten"
    if len(item.details) > named:
        return f", in {len(item.details)} gemeenten ({_per_province(registry, item.details)})"
    return ": " + "; ".join(_named(each) for each in item.details)


def _named(each: AreaMonths) -> str:
    if not each.months:
        return each.area.name
    return f"{each.area.name} ({', '.join(_month_name(month) for month in each.months)})"


def _month_name(month: Month) -> str:
    return formatting.month_name(month, "nl")


def _per_province(registry: Registry, details: Iterable[AreaMonths]) -> str:
    counts: dict[str, int] = {}
    for each in details:
        counts[each.area.province] = counts.get(each.area.province, 0) + 1
    return ", ".join(
        f"{province.name} {counts[code]}" for code, province in registry.provinces.items() if code in counts
    )
