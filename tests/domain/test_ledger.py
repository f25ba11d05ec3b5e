"""Nothing is created or lost: generated histories of a small country, over several half-years.

Every event is kept as postings per area, as the journal has them. The totals are followed by hand beside
them and have to agree after each event.
"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.mergers import Succession, transfers

AREAS = [f"GM{n:04d}" for n in range(6)]
FIRST_DAY = date(2021, 7, 1)


class Country:
    """Areas with their figures in the current half-year, and the net balance followed beside them."""

    def __init__(self, openings):
        self.areas = {code: AreaBalance(opening=persons) for code, persons in openings.items()}
        self.living = set(openings)
        self.history = []
        self.day = FIRST_DAY
        self.net = sum(openings.values())

    def post(self, code, **persons):
        area = self.areas.get(code, AreaBalance())
        self.areas[code] = replace(area, **{name: getattr(area, name) + n for name, n in persons.items()})

    def announce(self, persons):
        for code in sorted(self.living):
            self.post(code, target=persons)
        self.net -= persons * len(self.living)

    def house(self, code, kind, persons):
        self.post(code, **{kind: persons})
        self.net += persons
        self.pass_on(code, persons)

    def exchange(self, giver, taker, persons):
        """The taker houses part of the giver's target; the pair sums to zero."""
        self.post(giver, exchanges=persons)
        self.post(taker, exchanges=-persons)

    def correct(self, code, persons):
        self.post(code, corrections=persons)
        self.net += persons
        self.pass_on(code, persons)

    def end(self, code, shares):
        """The area goes into others by shares: its balance passes on the day, by transfers."""
        self.day += timedelta(days=1)
        kind = "merged" if len(shares) == 1 else "split"
        self.history += [Succession(self.day, code, heir, share, kind) for heir, share in shares.items()]
        self.living.remove(code)
        balances = {each: area.closing for each, area in self.areas.items()}
        self.book(transfers(balances, self.history, self.day - timedelta(days=1), self.day))

    def pass_on(self, code, persons):
        """A late posting to an area that has ended brings its own counter-transfer."""
        if code not in self.living:
            self.book(transfers({code: persons}, self.history, FIRST_DAY, self.day))

    def book(self, booked):
        assert sum(booked.values()) == 0
        for code, persons in booked.items():
            self.post(code, transfers=persons)

    def close(self):
        self.areas = {code: AreaBalance(opening=area.closing) for code, area in self.areas.items()}

    def check(self):
        group = sum_areas(self.areas.values())
        assert group.net.closing == self.net
        assert group.gross_surplus - group.gross_backlog == self.net
        assert group.net.exchanges == group.net.transfers == 0
        assert all(area.closing == 0 for code, area in self.areas.items() if code not in self.living)
        half = len(self.areas) // 2
        parts = list(self.areas.values())
        assert sum_areas(parts[:half]) + sum_areas(parts[half:]) == group


def take_step(country, draw):
    everyone, living = sorted(country.areas), sorted(country.living)
    step = draw(st.sampled_from(["announce", "house", "exchange", "correct", "end", "close"]))
    persons = draw(st.integers(1, 300))
    if step == "announce":
        country.announce(persons)
    elif step == "house":
        country.house(
            draw(st.sampled_from(everyone)), draw(st.sampled_from(["home", "transitional", "hotel"])), persons
        )
    elif step == "exchange" and len(living) > 1:
        giver, taker = draw(st.permutations(living))[:2]
        country.exchange(giver, taker, persons)
    elif step == "correct":
        country.correct(draw(st.sampled_from(everyone)), draw(st.sampled_from([persons, -persons])))
    elif step == "end" and len(living) > 1:
        code, *others = draw(st.permutations(living))
        heirs = others[: draw(st.integers(1, 4))]
        parts = [draw(st.integers(1, 9)) for _ in heirs]
        country.end(code, {heir: Fraction(part, sum(parts)) for heir, part in zip(heirs, parts, strict=True)})
    elif step == "close":
        country.close()


@given(st.dictionaries(st.sampled_from(AREAS), st.integers(-300, 300), min_size=2), st.data())
def test_nothing_is_created_or_lost(openings, data):
    country = Country(openings)
    for _ in range(data.draw(st.integers(1, 12))):
        take_step(country, data.draw)
        country.check()


def test_a_report_after_two_mergers_reaches_the_area_of_today():
    country = Country({"GM0000": -5, "GM0001": 2, "GM0002": 0})
    country.end("GM0000", {"GM0001": Fraction(1)})
    country.end("GM0001", {"GM0002": Fraction(1)})
    country.house("GM0000", "home", 4)
    country.check()
    assert country.areas["GM0002"].closing == 1
    assert country.areas["GM0000"].home == 4
