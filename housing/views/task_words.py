"""Tasks in words: what waits, why, and the one click with which it is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.domain.completeness import MonthStanding
from housing.models import Membership
from housing.queries.accounts import HeldRole, Person
from housing.queries.areas import Area
from housing.queries.tasks import (
    AccountTasks,
    ClosingTask,
    CountryTasks,
    Duty,
    EditorTask,
    MunicipalityTasks,
    ProvinceTasks,
)
from housing.views.page import language

#: Names in one line; the rest is counted.
NAMES_SHOWN = 6
#: Provinces with missing months that are named.
PROVINCES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One task. `tone` names the icon (behind, on-schedule, done, none), `word` says the same.

    `quote` is what somebody wrote. Without an address there is no such page (yet): then no link is shown.
    `is_task` is false for what is only good to know.
    """

    title: str
    text: str
    word: str
    tone: str
    url: str = ""
    action: str = ""
    quote: str = ""
    is_task: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """Tasks of one area, under its name."""

    title: str
    items: tuple[Item, ...]
    url: str = ""


def link(name: str, *args: object, anchor: str = "") -> str:
    """The address of a page; "" while there is no such page."""
    try:
        return reverse(name, args=args) + (f"#{anchor}" if anchor else "")
    except NoReverseMatch:
        return ""


# ── Municipalities ───────────────────────────────────────────────────────────────────────────────────────


def municipality_section(found: MunicipalityTasks) -> Section:
    """What waits for an editor of one municipality."""
    items = tuple(_editor_item(found.area, task) for task in found.tasks)
    return Section(
        found.area.name,
        items,
        link("entry_latest", found.area.slug) or link("municipality_latest", found.area.slug),
    )


def _editor_item(area: Area, task: EditorTask) -> Item:
    month = formatting.month(task.month, language())
    entry = link("entry", area.slug, task.month.half_year)
    if task.duty in (Duty.MISSING, Duty.OPEN):
        return _asked_item(task, month, entry)
    if task.duty is Duty.RETURNED:
        return Item(
            _("%(month)s is teruggestuurd") % {"month": month},
            _("Pas de opgave aan en dien haar opnieuw in."),
            _("teruggestuurd"),
            "behind",
            entry,
            _("Bekijk en wijzig"),
            task.text,
        )
    if task.duty is Duty.REOPENED:
        return Item(
            _("%(month)s is heropend") % {"month": month},
            _("De maand was goedgekeurd en kan weer worden gewijzigd. Dien haar opnieuw in."),
            _("heropend"),
            "behind",
            entry,
            _("Bekijk en wijzig"),
            task.text,
        )
    if task.duty is Duty.EXPLAIN:
        return _explain_item(task, month, entry)
    return Item(
        _("Uw correctie op %(month)s is toegekend") % {"month": month}
        if task.is_accepted
        else _("Uw correctie op %(month)s is afgewezen") % {"month": month},
        _("De cijfers zijn aangepast.") if task.is_accepted else _("De cijfers blijven zoals ze waren."),
        _("toegekend") if task.is_accepted else _("afgewezen"),
        "done" if task.is_accepted else "none",
        link("correction", area.slug, task.month),
        _("Bekijk"),
        task.text,
        is_task=False,
    )


def _asked_item(task: EditorTask, month: str, url: str) -> Item:
    due = formatting.date(task.due_on, language()) if task.due_on else ""
    action = _("Vul verder in") if task.has_draft else _("Vul in")
    draft = " " + _("Er staat een concept klaar.") if task.has_draft else ""
    title = _("%(month)s is nog niet ingediend") % {"month": month}
    if task.duty is Duty.MISSING:
        text = _("De termijn liep tot en met %(day)s.") % {"day": due}
        return Item(title, text + draft, _("te laat"), "behind", url, action)
    if task.days_left == 0:
        text = _("Vandaag is de laatste dag.")
    else:
        text = ngettext(
            "Nog %(days)d dag: tot en met %(day)s.",
            "Nog %(days)d dagen: tot en met %(day)s.",
            task.days_left,
        ) % {"days": task.days_left, "day": due}
    return Item(title, text + draft, _("open"), "on-schedule", url, action)


def _explain_item(task: EditorTask, month: str, url: str) -> Item:
    count = abs(task.difference)
    if task.difference > 0:
        text = ngettext(
            "U meldde %(count)d persoon meer dan COA.", "U meldde %(count)d personen meer dan COA.", count
        )
    else:
        text = ngettext(
            "U meldde %(count)d persoon minder dan COA.",
            "U meldde %(count)d personen minder dan COA.",
            count,
        )
    return Item(
        _("%(month)s: COA telt anders") % {"month": month},
        text % {"count": count} + " " + _("Leg het verschil uit of pas de opgave aan."),
        _("uitleg nodig"),
        "behind",
        url,
        _("Leg uit"),
    )


# ── Provinces ────────────────────────────────────────────────────────────────────────────────────────────


def province_section(found: ProvinceTasks) -> Section:
    """What waits for a coordinator of one province."""
    slug = found.area.slug
    items = [
        Item(
            ngettext(
                "%(month)s: %(count)d opgave te beoordelen",
                "%(month)s: %(count)d opgaven te beoordelen",
                item.waiting,
            )
            % {"month": formatting.month(item.month, language()), "count": item.waiting},
            _("Zonder opmerkingen.")
            if not item.with_warnings
            else _("%(count)d met opmerkingen.") % {"count": item.with_warnings},
            _("te beoordelen"),
            "on-schedule",
            link("review", slug, item.month.half_year),
            _("Beoordeel"),
        )
        for item in found.reviews
    ]
    items += [
        Item(
            ngettext(
                "%(count)d correctie wacht op uw besluit",
                "%(count)d correcties wachten op uw besluit",
                item.count,
            )
            % {"count": item.count},
            formatting.half_year(item.period, language()),
            _("te besluiten"),
            "on-schedule",
            link("review", slug, item.period),
            _("Besluit"),
        )
        for item in found.corrections
    ]
    items += [
        Item(
            ngettext(
                "%(month)s: %(count)d gemeente te laat",
                "%(month)s: %(count)d gemeenten te laat",
                len(item.areas),
            )
            % {"month": formatting.month(item.month, language()), "count": len(item.areas)},
            names([area.name for area in item.areas]),
            _("te laat"),
            "behind",
            link("province_completeness", slug, item.month.half_year, anchor="bellen"),
            _("Bekijk wie u belt"),
        )
        for item in found.missing
    ]
    items += [_ending_item(pair, link("province_accounts", slug)) for pair in found.ending]
    return Section(found.area.name, tuple(items), link("province_latest", slug))


def _ending_item(pair: tuple[Person, HeldRole], url: str) -> Item:
    person, held = pair
    role = Membership.Role(held.role.value).label
    return Item(
        _("De rol van %(name)s loopt af") % {"name": person.label},
        _("%(role)s%(area)s, tot en met %(day)s.")
        % {
            "role": str(role).capitalize(),
            "area": f" {held.area.name}" if held.area else "",
            "day": formatting.date(held.valid_until, language()) if held.valid_until else "",
        },
        _("loopt af"),
        "none",
        url,
        _("Bekijk"),
    )


# ── Country and accounts ─────────────────────────────────────────────────────────────────────────────────


def country_items(found: CountryTasks) -> tuple[Item, ...]:
    """The provinces in which most months are missing."""
    return tuple(
        Item(
            group.area.name,
            ngettext(
                "%(count)d maandopgave ontbreekt.", "%(count)d maandopgaven ontbreken.", group.total.missing
            )
            % {"count": group.total.missing},
            _("te laat"),
            "behind",
            link("province_completeness", group.area.slug, found.period),
            _("Bekijk"),
            is_task=False,
        )
        for group in found.provinces[:PROVINCES_SHOWN]
        if group.total.missing
    )


def closing_items(found: Iterable[ClosingTask], manager: int) -> tuple[Item, ...]:
    """Half-years that a manager can close, or that wait for something else before it."""
    return tuple(_closing_item(task, manager) for task in found)


def _closing_item(task: ClosingTask, manager: int) -> Item:
    period, closing, count = task.state.period, task.state.closing, task.found.count
    title = _("De %(period)s is voorbij") % {"period": formatting.half_year(period, language())}
    url, is_task = link("closing", period), task.waits_for(manager)
    if closing is not None:
        text = (
            _("%(name)s vroeg om af te sluiten. Bekijk de lijst en bevestig.") % {"name": closing.asked_by}
            if is_task
            else _("U vroeg om af te sluiten. Een andere beheerder moet bevestigen.")
        )
        return Item(
            title,
            text,
            _("te bevestigen"),
            "on-schedule",
            url,
            _("Bevestig") if is_task else _("Bekijk"),
            is_task=is_task,
        )
    if is_task:
        return Item(
            title, _("Alles is binnen en goedgekeurd."), _("af te sluiten"), "on-schedule", url, _("Sluit af")
        )
    text = ngettext("Er staat nog %(count)d punt open.", "Er staan nog %(count)d punten open.", count) % {
        "count": count
    }
    return Item(title, text, _("nog niet compleet"), "none", url, _("Bekijk"), is_task=False)


def account_items(found: AccountTasks) -> tuple[Item, ...]:
    """What waits for the administrator."""
    items = []
    if found.expiring:
        items.append(
            Item(
                ngettext(
                    "%(count)d uitnodiging is verlopen of verloopt bijna",
                    "%(count)d uitnodigingen zijn verlopen of verlopen bijna",
                    len(found.expiring),
                )
                % {"count": len(found.expiring)},
                names([invited.name or invited.email for invited in found.expiring]),
                _("verloopt"),
                "none",
                link("accounts"),
                _("Bekijk"),
            )
        )
    if found.without_factor:
        items.append(
            Item(
                ngettext(
                    "%(count)d persoon heeft nog geen tweede stap bij het inloggen",
                    "%(count)d personen hebben nog geen tweede stap bij het inloggen",
                    len(found.without_factor),
                )
                % {"count": len(found.without_factor)},
                names([person.label for person in found.without_factor]),
                _("rol wacht"),
                "behind",
                link("accounts"),
                _("Bekijk"),
            )
        )
    if found.unconfirmed:
        items.append(
            Item(
                ngettext(
                    "%(count)d rol is dit kwartaal nog niet bevestigd",
                    "%(count)d rollen zijn dit kwartaal nog niet bevestigd",
                    found.unconfirmed,
                )
                % {"count": found.unconfirmed},
                _("Ga elk kwartaal na of iedereen zijn rol nog nodig heeft."),
                _("kwartaalcontrole"),
                "on-schedule",
                link("accounts_review"),
                _("Controleer"),
            )
        )
    items += [
        _ending_item(pair, link("accounts_person", pair[0].id) or link("accounts")) for pair in found.ending
    ]
    return tuple(items)


# ── Whole page ───────────────────────────────────────────────────────────────────────────────────────────


def headline(count: int) -> str:
    """How much waits."""
    if not count:
        return _("Er is nu niets te doen")
    return ngettext("Er wacht %(count)d taak op u", "Er wachten %(count)d taken op u", count) % {
        "count": count
    }


def next_sentence(month: MonthStanding | None, *, reviews: bool) -> str:
    """What comes next, and when; "" when nothing is known."""
    if month is None:
        return ""
    values = {
        "month": formatting.month(month.month, language()).capitalize(),
        "opens": formatting.date(month.opens_on, language()),
        "due": formatting.date(month.due_on, language()),
    }
    if reviews:
        return (
            _("%(month)s komt hierna: gemeenten kunnen indienen van %(opens)s tot en met %(due)s.") % values
        )
    return _("%(month)s komt hierna: u kunt indienen van %(opens)s tot en met %(due)s.") % values


def names(each: list[str]) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(each[:NAMES_SHOWN])
    rest = len(each) - NAMES_SHOWN
    if rest <= 0:
        return shown
    return _("%(names)s en nog %(count)d") % {"names": shown, "count": rest}
