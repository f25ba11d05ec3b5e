"""What people of the demonstration decided: closings, an exchange that waits, signals."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from housing.models import AlertRule, Closing, Exchange, ExchangePart, Publication, TargetPeriod, User
from housing.queries.journal import journal_state
from housing.services.demonstration.assumptions import PERIODS
from housing.services.demonstration.people import editor_of
from housing.services.events import record

MANAGER, SECOND_MANAGER = "beheer1@demonstratie.example", "beheer2@demonstratie.example"
SCHIEDAM, ROTTERDAM = "GM0606", "GM0599"
#: Persons of its target that Schiedam would hand over to Rotterdam.
HANDED_OVER = 4


def close_half_years(released: Sequence[Publication], users: Mapping[str, User]) -> None:
    """The half-years before the running one were closed by two managers when their figures were published."""
    closes = [made for made in released if made.kind == Publication.Kind.CLOSE]
    for code, publication in zip(PERIODS, closes, strict=False):
        closed_at = publication.known_on
        TargetPeriod.objects.filter(code=code).update(closed_at=closed_at)
        Closing.objects.create(
            period_id=code,
            state=Closing.State.CONFIRMED,
            asked_by=users[MANAGER],
            asked_at=closed_at - timedelta(days=1),
            decided_by=users[SECOND_MANAGER],
            decided_at=closed_at,
            publication=publication,
        )


def propose_exchange(users: Mapping[str, User]) -> None:
    """Schiedam proposes that Rotterdam takes over a part of its target; Rotterdam has not answered yet."""
    now = journal_state().now
    by = users[editor_of(SCHIEDAM)]
    made = Exchange.objects.create(
        period_id=PERIODS[-1],
        reason="Rotterdam heeft dit najaar een groot gezinshuis vrij; Schiedam niet.",
        document="Akkoord wethouders wonen, 8 november 2022",
        proposed_for_id=SCHIEDAM,
        proposed_by=by,
        proposed_at=now,
    )
    ExchangePart.objects.create(
        exchange=made, municipality_id=SCHIEDAM, persons=HANDED_OVER, confirmed_by=by, confirmed_at=now
    )
    ExchangePart.objects.create(exchange=made, municipality_id=ROTTERDAM, persons=-HANDED_OVER)
    record(
        "exchange.proposed",
        by=by,
        municipality=SCHIEDAM,
        period=made.period_id,
        new={"exchange": made.pk, "municipalities": [ROTTERDAM, SCHIEDAM], "persons": HANDED_OVER},
        texts={"reason": made.reason},
    )


def set_signals(users: Mapping[str, User]) -> None:
    """What the first manager wants to hear of."""
    kinds = AlertRule.Kind
    AlertRule.objects.bulk_create(
        AlertRule(owner=users[MANAGER], kind=kind, threshold=threshold, created_at=journal_state().now)
        for kind, threshold in (
            (kinds.PROVINCE_BEHIND, 15),
            (kinds.MUNICIPALITY_STREAK, 4),
            (kinds.MONTH_MISSING, 5),
        )
    )
