"""Booking redivisions: what becomes of municipalities, map, rights and balances; and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection

from housing.access import NotAllowedError
from housing.domain.errors import DomainError
from housing.domain.mergers import MergerError
from housing.domain.periods import HalfYear
from housing.domain.redivisions import Division, Heir, RedivisionError, Relocation, kept_until, merger
from housing.models import (
    Adjustment,
    Event,
    JournalHead,
    Membership,
    Merger,
    Municipality,
    PeriodTotal,
    ProvinceChange,
    Redivision,
    TargetPeriod,
    Tile,
)
from housing.queries.journal import journal_state
from housing.services import redivisions
from housing.services.posting import ensure_periods
from housing.services.redivisions import ChangedError, take_effect
from housing.services.reference import load_reference
from housing.services.verifying import verify
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, UTRECHT_PROVINCE, ZUID_HOLLAND, Cast, person
from tests.conftest import Ledger
from tests.redivisions import areas, booked, entered, new, shown, split

RIDDERKERK, DORDRECHT, ZWIJNDRECHT = "GM0597", "GM0505", "GM0642"


def today() -> date:
    return journal_state().today


def coming() -> date:
    """The first day of the next half-year."""
    return HalfYear.containing(today()).next.starts_on


def now() -> HalfYear:
    return HalfYear.containing(today())


def past() -> date:
    """The first day of the half-year that runs."""
    return now().starts_on


def held(code: str) -> int:
    rows = PeriodTotal.objects.filter(municipality_id=code)
    return sum(
        r.opening + r.opening_transfers - r.target + r.exchanges + r.corrections + r.transfers
        + r.home + r.transitional + r.hotel
        for r in rows
    )  # fmt: skip


def layout(day: date) -> dict[str, tuple[int, int]]:
    return {tile.municipality_id: (tile.col, tile.row) for tile in Tile.objects.filter(valid_on=day)}


@pytest.fixture
def balances(ledger: Ledger) -> Ledger:
    """Balances of Barendrecht (-12) and Ridderkerk (+5) before the half-year that runs."""
    before = now().previous.code
    ledger.opening(BARENDRECHT, before, -12)
    ledger.opening(RIDDERKERK, before, 5)
    ledger.opening(ROTTERDAM, before, -100)
    return ledger


IJSSEL = new("GM2999", "IJsselmonde", ZUID_HOLLAND)


def test_a_merger_that_has_happened_passes_everything_at_once(balances: Ledger, cast: Cast) -> None:
    clerk = person("both", None)
    for code in (BARENDRECHT, RIDDERKERK):
        Membership.objects.create(user=clerk, role="municipality_editor", municipality_id=code)
    plan = merger(past(), [BARENDRECHT, RIDDERKERK], IJSSEL)
    before = layout(date(2023, 1, 1))
    booked(plan, cast.manager)

    made = Municipality.objects.get(code="GM2999")
    assert (made.name, made.slug, made.valid_from, made.province_id) == (
        "IJsselmonde", "ijsselmonde", past(), ZUID_HOLLAND,
    )  # fmt: skip
    assert made.entered_at is not None
    assert {m.valid_to for m in Municipality.objects.filter(code__in=plan.ends)} == {past()}
    assert [(m.predecessor_id, m.share) for m in Merger.objects.filter(date=past())] == [
        (BARENDRECHT, 1),
        (RIDDERKERK, 1),
    ]
    assert (held(BARENDRECHT), held(RIDDERKERK), held("GM2999")) == (0, 0, -7)
    # Barendrecht has more inhabitants than Ridderkerk.
    after = layout(past())
    assert after == {k: v for k, v in before.items() if k not in plan.ends} | {"GM2999": before[BARENDRECHT]}
    assert layout(date(2023, 1, 1)) == before
    roles = {m.municipality_id: m.valid_until for m in clerk.memberships.all()}
    assert roles == {
        "GM2999": None,
        BARENDRECHT: kept_until(today()),
        RIDDERKERK: kept_until(today()),
    }
    actions = list(Event.objects.order_by("seq").values_list("action", flat=True))
    assert actions == [
        "redivision.entered",
        "membership.granted",
        "membership.changed",
        "membership.changed",
        "redivision.booked",
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert verify().is_sound


def test_one_to_come_waits_for_its_day(balances: Ledger, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Membership.objects.create(
        user=cast.clerk, role="municipality_reader", municipality_id=BARENDRECHT,
        valid_until=coming() + timedelta(days=9),
    )  # fmt: skip
    row = booked(merger(coming(), [BARENDRECHT], Heir(ROTTERDAM)), cast.manager)
    assert held(BARENDRECHT) == -12
    assert not Adjustment.objects.filter(type="merger").exists()
    assert not any(take_effect().__getattribute__(name) for name in ("transfers", "roles", "moves"))

    on(monkeypatch, coming())
    done = take_effect()
    assert (done.roles, take_effect().roles) == (1, 0)
    row.refresh_from_db()
    assert row.plan["in_force_since"] == coming().isoformat()
    old = Membership.objects.get(user=cast.clerk, municipality_id=BARENDRECHT)
    assert old.valid_until == coming() + timedelta(days=9)
    # The clerk is an editor of Rotterdam already, which is more than a reader.
    assert cast.clerk.memberships.filter(municipality_id=ROTTERDAM).count() == 1


def test_one_far_ahead_makes_no_half_years_that_pages_would_show(balances: Ledger, cast: Cast) -> None:
    known = list(TargetPeriod.objects.values_list("code", flat=True))
    booked(merger(now().plus(5).starts_on, [BARENDRECHT], Heir(ROTTERDAM)), cast.manager)
    assert list(TargetPeriod.objects.values_list("code", flat=True)) == known


def test_rights_follow_a_chain_on_one_day_in_the_order_of_booking(
    balances: Ledger, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = person("chain", None)
    Membership.objects.create(user=clerk, role="municipality_editor", municipality_id=BARENDRECHT)
    last = entered(merger(coming(), [RIDDERKERK], Heir(ROTTERDAM)), cast.manager)
    booked(merger(coming(), [BARENDRECHT], Heir(RIDDERKERK)), cast.manager)
    plan = merger(coming(), [RIDDERKERK], Heir(ROTTERDAM))
    redivisions.book(by=cast.manager, pk=last.pk, seen=shown(plan).digest)
    on(monkeypatch, coming())
    take_effect()
    held_by_clerk = dict(clerk.memberships.values_list("municipality_id", "valid_until"))
    assert held_by_clerk == {
        BARENDRECHT: kept_until(coming()), RIDDERKERK: kept_until(coming()), ROTTERDAM: None,
    }  # fmt: skip


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Let rights and provinces think it is that day; the journal's own clock goes on."""
    from dataclasses import replace
    from datetime import datetime, time

    from housing.queries.journal import AMSTERDAM
    from housing.services.redivisions import due

    state = replace(journal_state(), now=datetime.combine(day, time(9), AMSTERDAM))
    monkeypatch.setattr(due, "journal_state", lambda: state)


def test_a_split_divides_by_shares(balances: Ledger, cast: Cast) -> None:
    plan = split(past(), BARENDRECHT, {ROTTERDAM: "0.6000", DORDRECHT: "0.4000"})
    effects = shown(plan)
    assert [(p.heir, p.persons) for p in effects.endings[0].parts] == [(ROTTERDAM, -7), (DORDRECHT, -5)]
    booked(plan, cast.manager)
    assert (held(ROTTERDAM), held(DORDRECHT), held(BARENDRECHT)) == (-107, -5, 0)
    assert {m.kind for m in Merger.objects.filter(predecessor_id=BARENDRECHT)} == {"split"}


def test_a_merger_and_a_split_on_one_day(balances: Ledger, cast: Cast) -> None:
    one = merger(past(), [RIDDERKERK], IJSSEL)
    other = split(past(), BARENDRECHT, {"GM2999": "0.5000", ROTTERDAM: "0.5000"}, IJSSEL)
    first, second = entered(one, cast.manager), entered(other, cast.manager)
    redivisions.book(by=cast.manager, pk=first.pk, seen=shown(one).digest)
    redivisions.book(by=cast.manager, pk=second.pk, seen=shown(other).digest)
    assert (held("GM2999"), held(ROTTERDAM)) == (5 - 6, -106)
    assert "GM2999" in layout(past())
    assert {BARENDRECHT, RIDDERKERK}.isdisjoint(layout(past()))


def test_a_change_of_province_takes_the_balance_along(balances: Ledger, cast: Cast) -> None:
    plan = Relocation(past(), BARENDRECHT, UTRECHT_PROVINCE)
    effects = shown(plan)
    assert effects.moving == -12
    totals = {total.code: (total.before, total.after) for total in effects.totals}
    assert totals[ZUID_HOLLAND] == (-107, -95)
    assert totals[UTRECHT_PROVINCE] == (0, -12)
    assert totals["NL"] == (-107, -107)
    booked(plan, cast.manager)
    area = Municipality.objects.get(code=BARENDRECHT)
    assert area.province_id == UTRECHT_PROVINCE
    change = ProvinceChange.objects.get()
    assert (change.left_id, change.joined_id, change.date) == (ZUID_HOLLAND, UTRECHT_PROVINCE, past())
    load_reference()
    area.refresh_from_db()
    assert area.province_id == UTRECHT_PROVINCE


def test_a_change_of_province_to_come(balances: Ledger, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    booked(Relocation(coming(), BARENDRECHT, UTRECHT_PROVINCE), cast.manager)
    assert areas().municipalities[BARENDRECHT].province == ZUID_HOLLAND
    version = JournalHead.objects.get().reference_version
    on(monkeypatch, coming())
    assert take_effect().moves == 1
    assert take_effect().moves == 0
    assert Municipality.objects.get(code=BARENDRECHT).province_id == UTRECHT_PROVINCE
    assert JournalHead.objects.get().reference_version == version + 1


def test_loading_the_files_leaves_it_alone(balances: Ledger, cast: Cast) -> None:
    booked(merger(past(), [BARENDRECHT, RIDDERKERK], IJSSEL), cast.manager)
    before = (layout(past()), list(Municipality.objects.values()), list(Merger.objects.values()))
    assert not any(change.any for change in load_reference())
    assert (layout(past()), list(Municipality.objects.values()), list(Merger.objects.values())) == before


def test_a_new_municipality_with_the_name_of_one_that_ended(balances: Ledger, cast: Cast) -> None:
    booked(merger(past(), [BARENDRECHT], new("GM2998", "Haaren", ZUID_HOLLAND)), cast.manager)
    assert Municipality.objects.get(code="GM2998").slug == f"haaren-{past().year}"
    assert Municipality.objects.get(code="GM0788").slug == "haaren"


def test_balances_across_provinces_are_told(balances: Ledger, cast: Cast) -> None:
    effects = shown(merger(past(), [BARENDRECHT], Heir(UTRECHT)))
    assert effects.crosses_provinces
    assert effects.totals[-1].difference == 0
    assert {total.code: total.difference for total in effects.totals} == {
        ZUID_HOLLAND: 12, UTRECHT_PROVINCE: -12, "NL": 0,
    }  # fmt: skip


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────


Make = Callable[[], Division | Relocation]
HALF = {ROTTERDAM: "0.5000", DORDRECHT: "0.4999"}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: merger(past(), ["GM0501"], Heir(ROTTERDAM)), "houdt al op"),
        (lambda: merger(past(), [BARENDRECHT], Heir("GM0501")), "bestaat op"),
        (lambda: merger(date(2022, 6, 1), ["GM1992"], Heir(ROTTERDAM)), "bestaat pas vanaf"),
        (lambda: merger(past(), ["GM7777"], Heir(ROTTERDAM)), "kennen we niet"),
        (lambda: merger(past(), [BARENDRECHT], Heir("GM7777")), "kennen we niet"),
        (lambda: merger(past(), [BARENDRECHT, BARENDRECHT], Heir(ROTTERDAM)), "twee keer"),
        (lambda: merger(past(), [BARENDRECHT], Heir(BARENDRECHT)), "kring"),
        (lambda: merger(past(), [], Heir(ROTTERDAM)), "ten minste één"),
        (lambda: split(past(), BARENDRECHT, HALF), "0,9999"),
        (lambda: split(past(), BARENDRECHT, {ROTTERDAM: "0.5", UTRECHT: "0.5"}, basis=" "), "berusten"),
        (lambda: merger(past(), [BARENDRECHT], new(ROTTERDAM, "Nieuwstad", "PV28")), "is al van"),
        (lambda: merger(past(), [BARENDRECHT], new("GM2999", "rotterdam", "PV28")), "heet"),
        (lambda: merger(past(), [BARENDRECHT], new("GM2999", "Nieuwstad", "PV99")), "provincie"),
        (lambda: merger(past(), [BARENDRECHT], new("29", "Nieuwstad", "PV28")), "gemeentecode"),
        (lambda: merger(date(1021, 1, 1), [BARENDRECHT], Heir(ROTTERDAM)), "tussen 2000 en 2100"),
        (lambda: Relocation(past() + timedelta(days=1), BARENDRECHT, "PV26"), "eerste dag van een halfjaar"),
        (lambda: Relocation(past(), BARENDRECHT, ZUID_HOLLAND), "ligt al in"),
        (lambda: Relocation(past(), BARENDRECHT, "PV99"), "provincie"),
        (lambda: Relocation(past(), "GM0501", "PV26"), "bestaat niet"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(make: Make, says: str, cast: Cast) -> None:
    with pytest.raises(DomainError, match=says):
        entered(make(), cast.manager)
    assert not Redivision.objects.exists()


def test_a_name_in_use_again_is_allowed_when_it_ends_now(cast: Cast) -> None:
    entered(merger(past(), [BARENDRECHT], new("GM2999", "Barendrecht", ZUID_HOLLAND)), cast.manager)


def test_a_closed_half_year_is_refused(balances: Ledger, cast: Cast) -> None:
    plan = merger(past(), [BARENDRECHT], Heir(ROTTERDAM))
    row = entered(plan, cast.manager)
    seen = shown(plan).digest
    ensure_periods([now()])
    TargetPeriod.objects.filter(code=now().code).update(closed_at=journal_state().now)
    with pytest.raises(RedivisionError, match="afgesloten"):
        redivisions.book(by=cast.manager, pk=row.pk, seen=seen)
    with pytest.raises(RedivisionError, match="afgesloten"):
        entered(merger(past(), [RIDDERKERK], Heir(ROTTERDAM)), cast.manager)


def test_a_day_before_a_closed_half_year_is_refused_too(balances: Ledger, cast: Cast) -> None:
    ensure_periods([now()])
    TargetPeriod.objects.filter(code=now().code).update(closed_at=journal_state().now)
    known = TargetPeriod.objects.count()
    for day in (now().plus(-3).starts_on, date(2000, 1, 1)):
        with pytest.raises(RedivisionError, match="afgesloten"):
            entered(merger(day, [DORDRECHT], Heir(ROTTERDAM)), cast.manager)
        with pytest.raises(RedivisionError, match="afgesloten"):
            entered(Relocation(HalfYear.containing(day).starts_on, DORDRECHT, "PV26"), cast.manager)
    assert TargetPeriod.objects.count() == known


def test_postings_beyond_the_end_are_refused(balances: Ledger, cast: Cast) -> None:
    balances.home(BARENDRECHT, str(now().months[0]), 3)
    with pytest.raises(RedivisionError, match="al gemeld"):
        entered(merger(past(), [BARENDRECHT], Heir(ROTTERDAM)), cast.manager)
    balances.target(RIDDERKERK, now().code, 10)
    with pytest.raises(RedivisionError, match="al een taakstelling"):
        entered(merger(past(), [RIDDERKERK], Heir(ROTTERDAM)), cast.manager)
    # In the course of a half-year its target stays with it, and months before that day too.
    mid = now().months[1].first_day + timedelta(days=9)
    entered(merger(mid, [BARENDRECHT], Heir(ROTTERDAM)), cast.manager)


def test_a_circle_is_refused(cast: Cast) -> None:
    booked(merger(past(), [BARENDRECHT], Heir(RIDDERKERK)), cast.manager)
    with pytest.raises((RedivisionError, MergerError)):
        entered(merger(past(), [RIDDERKERK], Heir(BARENDRECHT)), cast.manager)
    with pytest.raises((RedivisionError, MergerError)):
        entered(merger(past() - timedelta(days=3), [RIDDERKERK], Heir(ROTTERDAM)), cast.manager)


def test_booking_twice_and_cancelling_after(balances: Ledger, cast: Cast) -> None:
    row = booked(merger(past(), [BARENDRECHT], Heir(ROTTERDAM)), cast.manager)
    lines = Adjustment.objects.count()
    for do in (
        lambda: redivisions.book(by=cast.second_manager, pk=row.pk, seen=""),
        lambda: redivisions.cancel(by=cast.manager, pk=row.pk),
    ):
        with pytest.raises(RedivisionError, match="al geboekt"):
            do()
    assert Adjustment.objects.count() == lines
    with pytest.raises(RedivisionError, match="niet"):
        redivisions.book(by=cast.manager, pk=10**30, seen="")


def test_cancelled_is_over(cast: Cast) -> None:
    plan = merger(past(), [BARENDRECHT], Heir(ROTTERDAM))
    row = entered(plan, cast.manager)
    with pytest.raises(RedivisionError, match="al ingevoerd"):
        entered(plan, cast.manager)
    redivisions.cancel(by=cast.second_manager, pk=row.pk)
    for do in (
        lambda: redivisions.cancel(by=cast.manager, pk=row.pk),
        lambda: redivisions.book(by=cast.manager, pk=row.pk, seen=shown(plan).digest),
    ):
        with pytest.raises(RedivisionError, match="vervallen"):
            do()
    assert Municipality.objects.get(code=BARENDRECHT).valid_to is None
    entered(plan, cast.manager)


def test_what_changed_meanwhile_is_shown_again(balances: Ledger, cast: Cast) -> None:
    plan = merger(past(), [BARENDRECHT], Heir(ROTTERDAM))
    row, seen = entered(plan, cast.manager), shown(plan).digest
    balances.correction(BARENDRECHT, now().previous.code, 2)
    with pytest.raises(ChangedError):
        redivisions.book(by=cast.manager, pk=row.pk, seen=seen)
    assert Municipality.objects.get(code=BARENDRECHT).valid_to is None
    redivisions.book(by=cast.manager, pk=row.pk, seen=shown(plan).digest)
    assert held(ROTTERDAM) == -110


def test_only_a_manager_may(cast: Cast) -> None:
    plan = merger(past(), [BARENDRECHT], Heir(ROTTERDAM))
    row = entered(plan, cast.manager)
    for who in (cast.ministry_reader, cast.coordinator, cast.administrator, cast.clerk):
        for do in (
            lambda who=who: entered(plan, who),
            lambda who=who: redivisions.book(by=who, pk=row.pk, seen=shown(plan).digest),
            lambda who=who: redivisions.cancel(by=who, pk=row.pk),
        ):
            with pytest.raises(NotAllowedError):
                do()
