"""Signals that are on, as the monitor and the tasks show them to whoever set them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from housing.access import Viewer
from housing.alert_words import Line, found_lines, rule_text, summary
from housing.domain.roles import Permission
from housing.queries.alerts import signals
from housing.queries.areas import Registry
from housing.queries.journal import JournalState
from housing.views.task_words import Item, Section


@dataclass(frozen=True, slots=True)
class SignalOn:
    """A signal that found something."""

    title: str
    summary: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of somebody that are on now, and how many were set; where they are changed."""

    on: tuple[SignalOn, ...]
    count: int
    url: str


def signals_of(viewer: Viewer, registry: Registry, state: JournalState) -> Signals | None:
    """The signals of this person at present; None for who sets none. At most seven queries."""
    if viewer.user is None or not viewer.may(Permission.STEER):
        return None
    found = signals(registry, state, [viewer.user])
    return Signals(
        tuple(
            SignalOn(
                rule_text(signal.rule, registry),
                summary(signal.rule, signal.hits),
                found_lines(signal.rule, signal.hits, registry),
            )
            for signal in found
            if signal.hits
        ),
        len(found),
        reverse("alerts"),
    )


def signal_section(found: Signals) -> Section:
    """Signals that are on, among the tasks: good to know, and nothing that can be done away with a click."""
    items = tuple(
        Item(
            each.title,
            "; ".join(f"{line.text} ({line.named})" if line.names else line.text for line in each.lines),
            each.summary,
            "behind",
            found.url,
            _("Bekijk"),
            is_task=False,
        )
        for each in found.on
    )
    return Section(_("Signalen"), items, found.url)
