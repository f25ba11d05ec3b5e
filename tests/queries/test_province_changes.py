"""A municipality counts in the province in which it lay in that half-year; totals never change by it."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db.models import F

from housing.domain.periods import HalfYear, Month
from housing.models import JournalHead, Municipality, ProvinceChange
from housing.queries.areas import Registry, registry
from housing.queries.balances import closings_before, months
from housing.queries.completeness import country_standing
from housing.queries.figures import AreaFigures, country, province_figures
from housing.queries.interim import interim_results
from housing.queries.journal import journal_state
from housing.queries.positions import Position
from housing.queries.provinces import moved_balances, province_with_municipalities
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, UTRECHT_PROVINCE, ZUID_HOLLAND
from tests.conftest import Ledger

BEFORE, AFTER = HalfYear.parse("2021-2"), HalfYear.parse("2022-1")


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No areas of another test, whose changes were undone."""
    registry.cache_clear()
    yield
    registry.cache_clear()


@pytest.fixture
def figures(ledger: Ledger) -> Ledger:
    """Two half-years of three municipalities, of which one is to change province in between."""
    for code, opening in ((ROTTERDAM, -100), (BARENDRECHT, -30), (UTRECHT, 20)):
        ledger.opening(code, "2021-2", opening)
        for period in ("2021-2", "2022-1"):
            ledger.target(code, period, 60)
    for month in ("2021-09", "2021-12", "2022-02"):
        for code in (ROTTERDAM, BARENDRECHT, UTRECHT):
            ledger.home(code, month, 7)
    return ledger


def moved(code: str = BARENDRECHT, on: date = date(2022, 1, 1), *, is_present: bool = True) -> None:
    """The municipality goes from Zuid-Holland to Utrecht."""
    ProvinceChange.objects.create(
        municipality_id=code, date=on, left_id=ZUID_HOLLAND, joined_id=UTRECHT_PROVINCE
    )
    if is_present:
        Municipality.objects.filter(code=code).update(province_id=UTRECHT_PROVINCE)
    JournalHead.objects.filter(id=1).update(reference_version=F("reference_version") + 1)


def areas() -> Registry:
    return registry(journal_state().reference_version)


def position(today: date = date(2022, 4, 20)) -> Position:
    state = journal_state()
    return Position(state.seq, state.hash, today)


def by_province(period: HalfYear) -> dict[str, AreaFigures]:
    return {row.area.code: row for row in province_figures(areas(), position(), period)}


@pytest.mark.parametrize("is_present", [True, False])
def test_members_are_those_of_the_half_year(figures: Ledger, is_present: bool) -> None:
    moved(is_present=is_present)
    known = areas()
    for span, province in (
        (BEFORE, ZUID_HOLLAND),
        (Month(2021, 12), ZUID_HOLLAND),
        (AFTER, UTRECHT_PROVINCE),
        (Month(2022, 1), UTRECHT_PROVINCE),
    ):
        assert known.province_of(BARENDRECHT, span) == province
        assert BARENDRECHT in {area.code for area in known.members(province, span)}
        other = UTRECHT_PROVINCE if province == ZUID_HOLLAND else ZUID_HOLLAND
        assert BARENDRECHT not in {area.code for area in known.members(other, span)}
    present = UTRECHT_PROVINCE if is_present else ZUID_HOLLAND
    assert BARENDRECHT in {area.code for area in known.members(present)}
    assert BARENDRECHT in {area.code for area in known.overseen(present, BEFORE)}


def test_the_past_stays_and_the_balance_moves_along(figures: Ledger) -> None:
    old_before, new_before = by_province(BEFORE), by_province(AFTER)
    moved()
    old_after, new_after = by_province(BEFORE), by_province(AFTER)
    for code in (ZUID_HOLLAND, UTRECHT_PROVINCE):
        assert old_after[code].balance == old_before[code].balance
        assert old_after[code].months == old_before[code].months
        # Half-years that are over stay with the province in which they were.
        assert new_after[code].closings == new_before[code].closings
        assert new_after[code].earlier == new_before[code].earlier
    # Barendrecht: -30 - 60 + 14 = -76 goes along; 60 and 7 are its own in 2022-1.
    assert new_after[ZUID_HOLLAND].balance.opening == new_before[ZUID_HOLLAND].balance.opening + 76
    assert new_after[UTRECHT_PROVINCE].balance.opening == new_before[UTRECHT_PROVINCE].balance.opening - 76
    assert new_after[UTRECHT_PROVINCE].balance.target == 120
    assert new_after[UTRECHT_PROVINCE].months[1].home == 14
    assert sum(row.balance.closing for row in new_after.values()) == sum(
        row.balance.closing for row in new_before.values()
    )


def test_closings_later_hold_what_came_along(figures: Ledger) -> None:
    before = closings_before(journal_state().seq, HalfYear.parse("2022-2"), by_province=True)
    moved()
    after = closings_before(journal_state().seq, HalfYear.parse("2022-2"), by_province=True)
    # 2021-2, 2022-1: of Barendrecht -76, then -76 - 60 + 7 = -129.
    assert after[ZUID_HOLLAND] == [before[ZUID_HOLLAND][0], before[ZUID_HOLLAND][1] + 129]
    assert after[UTRECHT_PROVINCE] == [before[UTRECHT_PROVINCE][0], before[UTRECHT_PROVINCE][1] - 129]


def test_without_a_change_of_province_the_fast_statements_say_the_same(figures: Ledger) -> None:
    seq, span = journal_state().seq, (Month(2021, 12), Month(2022, 2))
    for codes in (None, [BARENDRECHT]):
        for until in (AFTER, HalfYear.parse("2022-2")):
            fast = closings_before(seq, until, codes, by_province=True, moved=False)
            assert fast == closings_before(seq, until, codes, by_province=True)
            assert fast
        fast_months = months(seq, *span, codes, by_province=True, moved=False)
        assert fast_months == months(seq, *span, codes, by_province=True)
        assert fast_months


def test_there_and_back_again(figures: Ledger) -> None:
    before = by_province(AFTER)
    moved(on=date(2021, 7, 1))
    ProvinceChange.objects.create(
        municipality_id=BARENDRECHT, date=date(2022, 1, 1), left_id=UTRECHT_PROVINCE, joined_id=ZUID_HOLLAND
    )
    Municipality.objects.filter(code=BARENDRECHT).update(province_id=ZUID_HOLLAND)
    JournalHead.objects.filter(id=1).update(reference_version=F("reference_version") + 1)
    after = by_province(AFTER)
    assert after[ZUID_HOLLAND].balance == before[ZUID_HOLLAND].balance
    assert BARENDRECHT in {area.code for area in areas().members(UTRECHT_PROVINCE, BEFORE)}
    reported = months(journal_state().seq, Month(2021, 12), Month(2022, 2), by_province=True)
    assert reported[UTRECHT_PROVINCE][Month(2021, 12)].home == 14
    assert reported[ZUID_HOLLAND][Month(2022, 2)].home == 14


@pytest.mark.parametrize("period", [BEFORE, AFTER])
@pytest.mark.parametrize("province", [ZUID_HOLLAND, UTRECHT_PROVINCE])
def test_the_page_of_a_province_says_the_same_as_the_table(
    figures: Ledger, period: HalfYear, province: str
) -> None:
    moved()
    known = areas()
    total, rows = province_with_municipalities(known, position(), period, known.provinces[province])
    other = by_province(period)[province]
    assert total.balance == other.balance
    assert total.closings == other.closings
    assert total.months == other.months
    assert total.earlier == other.earlier
    assert (BARENDRECHT in {row.area.code for row in rows}) == (
        (province == ZUID_HOLLAND) == (period == BEFORE)
    )


def test_what_came_along_is_shown_on_both_sides(figures: Ledger) -> None:
    moved()
    known = areas()
    found = {
        code: moved_balances(known, position(), AFTER, known.provinces[code])
        for code in (ZUID_HOLLAND, UTRECHT_PROVINCE)
    }
    assert [(each.opening, each.has_joined) for each in found[ZUID_HOLLAND]] == [(-76, False)]
    assert [(each.opening, each.has_joined) for each in found[UTRECHT_PROVINCE]] == [(-76, True)]
    assert moved_balances(known, position(), BEFORE, known.provinces[ZUID_HOLLAND]) == []


def test_completeness_counts_where_it_lay(figures: Ledger) -> None:
    before = country_standing(areas(), country(), BEFORE, date(2022, 4, 20))[1]
    moved()
    after = country_standing(areas(), country(), BEFORE, date(2022, 4, 20))[1]
    assert [group.total for group in after] == [group.total for group in before]


def test_an_interim_target_keeps_its_borders(figures: Ledger) -> None:
    figures.interim_target(40, date(2021, 12, 31), date(2022, 6, 30))
    target = HalfYear.parse("2022-1")
    at = position(date(2022, 7, 20))
    before = interim_results(areas(), at, target)
    moved()
    at = Position(journal_state().seq, journal_state().hash, at.today)
    after = interim_results(areas(), at, target)
    assert after == before
