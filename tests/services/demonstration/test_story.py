"""The demonstration gives the published figures exactly, at the moments at which they were published."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from housing.domain.balances import AreaBalance
from housing.domain.interim import shares
from housing.domain.periods import HalfYear, Month
from housing.services.demonstration.assumptions import CLOCK_STARTS, NOT_IN
from housing.services.demonstration.lines import (
    SYNTHETIC,
    AdjustmentLine,
    AnnouncementLine,
    InterimTargetLine,
    PlacementLine,
    TargetLine,
)
from housing.services.demonstration.story import COUNTED_LATER, COUNTED_TWICE, generate
from housing.services.demonstration.zuid_holland import OCTOBER, WADDINXVEEN

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
H2021_2, H2022_1, H2022_2 = (HalfYear.parse(code) for code in ("2021-2", "2022-1", "2022-2"))


def as_text(line) -> str:
    return type(line).__name__ + "|" + "|".join(str(getattr(line, field.name)) for field in fields(line))


def end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, AMSTERDAM)


def known_on(lines, day):
    return [line for line in lines if line.recorded_at <= end_of(day)]


def placed(lines, *, period=None, month=None, kinds=("home", "transitional", "hotel"), codes=None) -> int:
    return sum(
        line.persons
        for line in lines
        if isinstance(line, PlacementLine)
        and line.kind in kinds
        and period in (None, line.period)
        and month in (None, line.month)
        and (codes is None or line.municipality in codes)
    )


def targets(lines, period, codes=None) -> int:
    return sum(
        line.persons
        for line in lines
        if isinstance(line, TargetLine)
        and line.period == period
        and (codes is None or line.municipality in codes)
    )


def adjusted(lines, period, type_, codes=None) -> int:
    return sum(
        line.persons
        for line in lines
        if isinstance(line, AdjustmentLine)
        and (line.period, line.type) == (period, type_)
        and (codes is None or line.municipality in codes)
    )


def balances(lines, codes=None) -> dict[HalfYear, AreaBalance]:
    """The half-years of a group without mergers across its border, each opening at the closing before it."""
    result: dict[HalfYear, AreaBalance] = {}
    opening = adjusted(lines, H2021_2, "opening", codes)
    for period in (H2021_2, H2022_1, H2022_2):
        result[period] = AreaBalance(
            opening=opening,
            target=targets(lines, period, codes),
            corrections=adjusted(lines, period, "correction", codes),
            home=placed(lines, period=period, kinds=("home",), codes=codes),
            transitional=placed(lines, period=period, kinds=("transitional",), codes=codes),
            hotel=placed(lines, period=period, kinds=("hotel",), codes=codes),
        )
        opening = result[period].closing
    return result


def codes_in(reference, province: str) -> set[str]:
    return {code for code, area in reference.municipalities.items() if area.province == province}


class TestSecondHalfOf2021:
    def test_opening_and_obligation(self, lines):
        country = balances(known_on(lines, date(2021, 7, 1)))[H2021_2]
        assert (country.opening, country.target, country.obligation) == (-5586, 11_000, 16_586)

    @pytest.mark.parametrize(("province", "persons"), [("PV21", -313), ("PV29", -118)])
    def test_published_openings_of_provinces(self, reference, lines, province, persons):
        assert adjusted(lines, H2021_2, "opening", codes_in(reference, province)) == persons

    @pytest.mark.parametrize(
        ("code", "persons", "source"),
        [("GM0080", -103, "Friesch Dagblad 2021"), ("GM0383", -34, "stadszaken.nl 2021")],
    )
    def test_published_openings_of_municipalities(self, lines, code, persons, source):
        (line,) = [x for x in lines if isinstance(x, AdjustmentLine) and x.municipality == code]
        assert (line.persons, line.source) == (persons, source)

    def test_openings_of_352_municipalities_some_ahead(self, lines):
        openings = [x.persons for x in lines if isinstance(x, AdjustmentLine) and x.type == "opening"]
        assert len(openings) == 352
        assert 20 <= sum(persons > 0 for persons in openings) <= 120

    def test_letter_of_7_january_2022(self, lines):
        known = known_on(lines, date(2022, 1, 7))
        country = balances(known)[H2021_2]
        assert (country.placed, country.hotel, country.closing) == (12_787, 71, -3728)
        assert country.home > 5 * country.transitional > 0
        assert country.realised - country.target - 1500 == 358
        assert targets(known, H2022_1) + 3728 == 13_728

    def test_all_of_it_was_reported_by_6_january_2022(self, lines):
        last = max(x.recorded_at for x in lines if isinstance(x, PlacementLine) and x.period == H2021_2)
        assert last.date() <= date(2022, 1, 6)

    def test_november_and_december_were_strong(self, lines):
        july, august, september, october, november, december = (
            placed(lines, month=month, kinds=("home", "transitional")) for month in H2021_2.months
        )
        earlier = max(july, august, september, october)
        assert min(november, december) > earlier * 12 // 10

    def test_interim_target(self, lines):
        (line,) = [x for x in lines if isinstance(x, InterimTargetLine)]
        assert (line.persons, line.baseline_on, line.due_on) == (1500, date(2021, 7, 1), date(2021, 12, 31))

    def test_provinces_against_their_share(self, reference, lines):
        known = known_on(lines, date(2022, 1, 7))
        by_province = {p: balances(known, codes_in(reference, p))[H2021_2] for p in reference.provinces}
        share = shares(1500, {p: balance.opening for p, balance in by_province.items()})
        over = {p: b.closing - b.opening - share.get(p, 0) for p, b in by_province.items()}
        assert sum(share.values()) == 1500
        assert sum(over.values()) == 358
        clearly_ahead = {p for p in over if over[p] > share[p] // 2}
        assert clearly_ahead == {"PV22", "PV28", "PV29"}
        assert {p for p in over if over[p] < 0} == {"PV20", "PV24", "PV26", "PV27", "PV31"}


class TestFirstHalfOf2022:
    def test_amsterdam_opens_as_published(self, lines):
        assert balances(lines, {"GM0363"})[H2021_2].closing == -276

    def test_correction_and_obligation(self, lines):
        before = balances(known_on(lines, date(2022, 1, 31)))[H2022_1]
        after = balances(known_on(lines, date(2022, 2, 1)))[H2022_1]
        assert (before.corrections, before.obligation) == (0, 13_728)
        assert (after.corrections, after.obligation) == (-20, 13_748)

    def test_close(self, lines):
        for day in (date(2022, 7, 15), date(2022, 11, 15)):
            country = balances(known_on(lines, day))[H2022_1]
            assert (country.placed, country.hotel, country.closing) == (11_934, 4, -1810)

    def test_weesp_has_a_target_and_three_months(self, lines):
        weesp = [x for x in lines if isinstance(x, PlacementLine) and x.municipality == "GM0457"]
        months = {x.month for x in weesp if x.period == H2022_1}
        assert months == {Month(2022, 1), Month(2022, 2), Month(2022, 3)}
        assert placed(weesp, period=H2022_1) > 0
        assert targets(lines, H2022_1, {"GM0457"}) == 12
        assert targets(lines, H2022_2, {"GM0457"}) == 0
        assert max(x.recorded_at for x in weesp).date() > date(2022, 3, 24)


class TestSecondHalfOf2022:
    def test_correction_and_obligation(self, lines):
        before = balances(known_on(lines, date(2022, 7, 31)))[H2022_2]
        after = balances(known_on(lines, date(2022, 8, 1)))[H2022_2]
        assert (before.corrections, before.obligation) == (0, 15_310)
        assert (after.corrections, after.obligation) == (-23, 15_333)

    def test_published_months(self, lines):
        known = known_on(lines, date(2022, 11, 1))
        assert placed(known, month=Month(2022, 9)) == 2714
        assert placed(known_on(lines, date(2022, 11, 14)), month=Month(2022, 10)) == 3359
        assert abs(placed(known, month=Month(2022, 7)) + placed(known, month=Month(2022, 8)) - 5000) <= 50
        assert placed(lines, period=H2022_2, kinds=("hotel",)) == 0

    def test_some_report_october_late(self, lines):
        october = [x for x in lines if isinstance(x, PlacementLine) and x.month == Month(2022, 10)]
        late = [x for x in october if x.recorded_at.date() > date(2022, 11, 10)]
        assert 0 < len(late) < len(october) // 10

    def test_nothing_after_the_clock_starts(self, lines):
        assert lines[-1].recorded_at < CLOCK_STARTS == datetime(2022, 11, 15, 9, tzinfo=AMSTERDAM)


class TestTargets:
    @pytest.mark.parametrize(
        ("period", "persons", "municipalities"),
        [(H2021_2, 11_000, 352), (H2022_1, 10_000, 345), (H2022_2, 13_500, 344)],
    )
    def test_add_up_to_the_announcement(self, lines, period, persons, municipalities):
        mine = [x for x in lines if isinstance(x, TargetLine) and x.period == period]
        (announcement,) = [x for x in lines if isinstance(x, AnnouncementLine) and x.period == period]
        assert sum(x.persons for x in mine) == announcement.persons == persons
        assert len(mine) == municipalities
        assert (period.starts_on - announcement.announced_on).days == 13 * 7
        assert all("datum synthetisch" in x.source for x in [*mine, announcement])

    def test_amsterdam(self, lines):
        assert targets(lines, H2022_1, {"GM0363"}) == 492


class TestReports:
    def reports(self, lines) -> Iterable[PlacementLine]:
        return (x for x in lines if isinstance(x, PlacementLine))

    def test_every_month_of_every_municipality_that_existed(self, reference, lines):
        expected = {
            (code, month)
            for period in (H2021_2, H2022_1, H2022_2)
            for month in period.months[: 4 if period == H2022_2 else 6]
            for code, area in reference.municipalities.items()
            if area.existed_on(month.first_day)
        }
        reported = {(x.municipality, x.month) for x in self.reports(lines)}
        missing = {(code, Month.parse(month)) for month, codes in NOT_IN.items() for code in codes}
        assert reported - {(WADDINXVEEN, OCTOBER)} == expected - missing
        assert placed(lines, month=OCTOBER, codes=NOT_IN["2022-10"]) == 0

    def test_never_below_zero(self, lines):
        running: Counter[tuple[str, Month, str]] = Counter()
        for line in self.reports(lines):
            key = (line.municipality, line.month, line.kind)
            running[key] += line.persons
            assert running[key] >= 0, line

    def test_nothing_before_a_month_has_ended(self, lines):
        assert all(x.recorded_at.date() > x.month.last_day for x in self.reports(lines))

    def test_nothing_on_the_first_of_a_month(self, lines):
        """On that day the overview is published: what comes later that day would not be in it."""
        assert all(x.recorded_at.day > 1 for x in self.reports(lines))

    def test_most_in_time_some_late(self, lines):
        first: dict[tuple[str, Month], datetime] = {}
        for line in self.reports(lines):
            first.setdefault((line.municipality, line.month), line.recorded_at)
        late = sum(at.date() > month.due_on for (_, month), at in first.items())
        assert 0.02 < late / len(first) < 0.08

    def test_corrections_move_the_past(self, lines):
        after = [x for x in self.reports(lines) if x.reason in (COUNTED_LATER, COUNTED_TWICE)]
        assert 100 < len(after) < 400
        assert all(x.persons for x in after)
        assert {x.persons > 0 for x in after} == {True, False}
        august = Month(2021, 8)
        assert placed(known_on(lines, date(2021, 9, 19)), month=august) != placed(lines, month=august)

    def test_office_hours_with_exceptions(self, lines):
        hours = Counter(9 <= x.recorded_at.hour < 17 for x in self.reports(lines))
        assert hours[True] > 20 * hours[False] > 0
        assert all(x.recorded_at.weekday() < 5 for x in self.reports(lines))

    def test_moments_are_distinct_enough(self, lines):
        reports = defaultdict(set)
        for line in self.reports(lines):
            reports[line.recorded_at].add(line.municipality)
        # Reports of the running half-year share a moment with those of the same hour: that loads faster.
        assert max(len(codes) for at, codes in reports.items() if at < datetime(2022, 8, 1, tzinfo=UTC)) <= 3
        assert max(map(len, reports.values())) <= 25

    def test_larger_municipalities_house_more(self, lines):
        housed = Counter()
        for line in self.reports(lines):
            housed[line.municipality] += line.persons
        assert {code for code, _ in housed.most_common(3)} == {"GM0363", "GM0599", "GM0518"}


def test_corrections_name_their_date_as_synthetic(lines):
    corrections = [x for x in lines if isinstance(x, AdjustmentLine) and x.type == "correction"]
    assert Counter(x.recorded_at.date() for x in corrections) == {date(2022, 2, 1): 4, date(2022, 8, 1): 5}
    assert all(SYNTHETIC in x.source and "datum synthetisch" in x.source for x in corrections)


def test_placements_are_labelled_synthetic(lines):
    assert {x.source for x in lines if isinstance(x, PlacementLine)} == {SYNTHETIC}


def test_ordered_in_time_with_time_zone(lines):
    moments = [x.recorded_at for x in lines]
    assert moments == sorted(moments)
    assert all(moment.tzinfo is not None for moment in moments)


def test_the_same_every_time(reference, lines):
    assert generate(reference) == lines
    assert (
        sha256("\n".join(map(as_text, lines)).encode()).hexdigest()
        == "22abe35481d84995617220c6b0514358e2260edcb8953f9add6effb9df79644f"
    )
