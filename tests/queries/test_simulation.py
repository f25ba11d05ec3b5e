"""What a national number would mean, from the reference files and a small ledger."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing.domain.periods import HalfYear
from housing.domain.simulation import SimulationError, TargetPlan
from housing.models import Merger, Population, ProvinceChange
from housing.queries.announcements import half_year_targets, targets_of
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.queries.simulation import Simulation, population_dates, simulate
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
AMSTERDAM, WEESP, ROTTERDAM = "GM0363", "GM0457", "GM0599"
BRIELLE, VOORNE = "GM0501", "GM1992"


def look(period: str, persons: int, **fields: object) -> Simulation:
    half_year = HalfYear.parse(period)
    plan = TargetPlan(half_year, persons, fields.pop("day", half_year.population_date), **fields)  # type: ignore[arg-type]
    state = journal_state()
    registry.cache_clear()
    return simulate(registry(state.reference_version), state, plan)


def of(found: Simulation, code: str) -> dict[str, int]:
    effect = next(row.effect for row in found.municipalities if row.area.code == code)
    return {name: getattr(effect, name) for name in ("adams", "ceiling", "previous", "current", "owed")}


@pytest.mark.parametrize(
    ("period", "persons", "published", "rounded_up"),
    [("2021-1", 13_500, 668, 677), ("2022-1", 10_000, 492, 500)],
)
def test_published_targets_of_amsterdam(period: str, persons: int, published: int, rounded_up: int) -> None:
    found = of(look(period, persons), AMSTERDAM)
    assert (found["adams"], found["ceiling"]) == (published, rounded_up)


def test_provinces_and_country_are_sums_of_municipalities() -> None:
    found = look("2021-1", 13_500)
    by_name = {row.area.name: row for row in found.provinces}
    assert len(found.provinces) == 12
    assert by_name["Noord-Holland"].effect.adams == 2_228
    assert found.country.effect.adams == sum(row.effect.adams for row in found.provinces) == 13_500
    assert (found.country.members, len(found.municipalities)) == (352, 352)


def test_the_ceiling_exceeds_by_what_is_published() -> None:
    found = look("2022-1", 10_000, method="ceiling")
    assert (found.country.effect.ceiling, found.off_number) == (10_167, 167)


def test_the_revision_of_2023_2() -> None:
    """27,300 was announced and 17,600 came in its place: everybody's difference, to the person."""
    before, after = look("2023-2", 27_300), look("2023-2", 17_600)
    differences = {code: after.targets[code] - persons for code, persons in before.targets.items()}
    assert sum(differences.values()) == -9_700
    assert all(difference <= 0 for difference in differences.values())
    assert (before.targets[ROTTERDAM], after.targets[ROTTERDAM], differences[ROTTERDAM]) == (1_011, 650, -361)


def test_half_years_before_and_now(ledger: Ledger) -> None:
    ledger.opening(ROTTERDAM, "2021-2", -5, date(2021, 7, 1))
    ledger.target(ROTTERDAM, "2021-2", 40, date(2021, 7, 1))
    ledger.home(ROTTERDAM, "2021-08", 20, date(2021, 9, 1))
    ledger.target(ROTTERDAM, "2022-1", 30, date(2022, 1, 1))
    ledger.correction(ROTTERDAM, "2022-1", 2, date(2022, 2, 1))
    found = look("2022-1", 10_000)
    assert of(found, ROTTERDAM) | {"adams": 0, "ceiling": 0} == {
        "adams": 0, "ceiling": 0, "previous": 40, "current": 30, "owed": 23,
    }  # fmt: skip
    assert not found.is_first


def test_targets_before_a_merger_count_for_the_successor(ledger: Ledger) -> None:
    ledger.target(WEESP, "2022-1", 7, date(2022, 1, 2))
    ledger.target(AMSTERDAM, "2022-1", 100, date(2022, 1, 2))
    assert of(look("2022-2", 13_500), AMSTERDAM)["previous"] == 107


def test_balances_go_along_with_mergers_that_are_to_come(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.opening(BRIELLE, "2022-2", -9, date(2022, 7, 1))
    now = journal_state()
    monkeypatch.setattr(type(now), "today", property(lambda state: date(2022, 11, 15)))
    found = look("2023-1", 21_200)
    assert of(found, VOORNE)["owed"] == 9
    assert BRIELLE not in {row.area.code for row in found.municipalities}


def test_a_municipality_counts_in_the_province_of_the_half_year() -> None:
    ProvinceChange.objects.create(
        municipality_id=WEESP, date=date(2022, 1, 1), left_id="PV27", joined_id="PV26"
    )

    def province(period: str) -> str:
        return next(r.area.province for r in look(period, 10_000).municipalities if r.area.code == WEESP)

    assert (province("2021-2"), province("2022-1")) == ("PV27", "PV26")


def test_missing_inhabitants_are_named_and_exempting_helps() -> None:
    Population.objects.filter(municipality=ROTTERDAM, reference_date=date(2021, 1, 1)).delete()
    with pytest.raises(SimulationError, match=r"Rotterdam \(GM0599\)") as caught:
        look("2022-1", 10_000)
    assert caught.value.codes == (ROTTERDAM,)
    assert look("2022-1", 10_000, exempt=frozenset({ROTTERDAM})).targets[ROTTERDAM] == 0


def test_many_missing_are_counted() -> None:
    Population.objects.filter(reference_date=date(2021, 1, 1)).exclude(municipality=ROTTERDAM).delete()
    with pytest.raises(SimulationError, match=r"… \(\+324\)"):
        look("2022-1", 10_000)


def test_inhabitants_of_a_municipality_that_went_nowhere_are_refused() -> None:
    Merger.objects.filter(predecessor=WEESP).delete()
    with pytest.raises(SimulationError, match="opvolger is niet bekend: Weesp"):
        look("2022-2", 13_500)


def test_a_list_is_compared_with_the_formula_without_the_exempt() -> None:
    formula = look("2022-1", 10_000, exempt=frozenset({ROTTERDAM})).targets
    listed = formula | {AMSTERDAM: formula[AMSTERDAM] + 4}
    found = look("2022-1", 10_000, method="list", listed=listed, exempt=frozenset({ROTTERDAM}))
    assert [(row.area.code, row.effect.off_formula) for row in found.off_formula] == [(AMSTERDAM, 4)]
    assert (found.off_number, found.no_formula) == (4, None)


def test_a_simulation_takes_three_queries() -> None:
    state = journal_state()
    areas = registry(state.reference_version)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        simulate(areas, state, TargetPlan(HalfYear.parse("2022-1"), 10_000, date(2021, 1, 1)))
    assert len(queries) == 3


def test_the_digest_changes_with_the_targets_only(ledger: Ledger) -> None:
    digest = look("2022-1", 10_000).digest
    ledger.home(ROTTERDAM, "2022-01", 20, date(2022, 2, 1))
    assert look("2022-1", 10_000).digest == digest
    assert look("2022-1", 10_001).digest != digest
    ledger.target(ROTTERDAM, "2022-1", 1, date(2022, 2, 1))
    assert look("2022-1", 10_000).digest != digest


def test_population_dates_latest_first() -> None:
    assert population_dates()[0] > population_dates()[-1] == date(2020, 1, 1)


# ── What was announced ───────────────────────────────────────────────────────────────────────────────────

TODAY = date(2022, 11, 15)


def test_revisions_with_what_was_shared_out_after_each(ledger: Ledger) -> None:
    first = ledger.announcement("2022-2", 100, date(2022, 4, 1), method="adams", exempt=[ROTTERDAM])
    ledger.target(AMSTERDAM, "2022-2", 100, date(2022, 4, 1), announcement=first)
    ledger.announcement("2022-2", 70, date(2022, 9, 1), reason="minder", source="brief")
    ledger.target(AMSTERDAM, "2022-2", -28, date(2022, 9, 1))
    found = targets_of(HalfYear.parse("2022-2"), TODAY)
    assert found is not None
    assert [(s.number, s.persons, s.total, s.off_number) for s in found.steps] == [
        (1, 100, 100, 0),
        (2, 70, 72, 2),
    ]
    assert found.steps[0].exempt == (ROTTERDAM,)
    assert (found.last and found.last.reason, found.is_open) == ("minder", True)


def test_the_next_half_year_can_be_announced(ledger: Ledger) -> None:
    ledger.announcement("2022-2", 100, date(2022, 4, 1))
    assert [str(each.period) for each in half_year_targets(TODAY)] == ["2023-1", "2022-2"]
    ledger.announcement("2023-1", 100, date(2022, 10, 1))
    assert [str(each.period) for each in half_year_targets(TODAY)] == ["2023-2", "2023-1", "2022-2"]


def test_an_empty_ledger_offers_the_present_half_year() -> None:
    assert [str(each.period) for each in half_year_targets(TODAY)] == ["2022-2"]


@pytest.mark.parametrize(("period", "is_there"), [("2022-1", False), ("2024-2", True), ("2025-1", False)])
def test_half_years_out_of_reach(period: str, is_there: bool) -> None:
    assert (targets_of(HalfYear.parse(period), TODAY) is not None) == is_there
