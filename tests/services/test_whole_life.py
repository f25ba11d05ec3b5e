"""Half-years from announcement to close, in any order that people may take: what must hold always holds.

Everything is done through the services, as the pages do it. What cannot be done is refused in plain words and
then leaves no trace.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear, Month
from housing.domain.redivisions import Division, Heir
from housing.domain.reporting import Counts
from housing.domain.roles import Role
from housing.domain.simulation import TargetPlan
from housing.models import CorrectionRequest, Exchange, Membership, Publication, Redivision, Report, User
from housing.queries.areas import Area, Registry, registry
from housing.queries.balances import balances
from housing.queries.journal import JournalState, journal_state, seq_at
from housing.queries.simulation import simulate
from housing.queries.sums import national_sums
from housing.services import closing, corrections, exchanges, publishing, redivisions, targets
from housing.services.interim_targets import set_interim
from housing.services.posting import ensure_periods
from housing.services.reporting import submit
from housing.services.reviewing import approve
from housing.services.submissions import MonthInput
from housing.services.verifying import verify
from tests.caches import forget_versions
from tests.cast import person

pytestmark = pytest.mark.django_db
STARTS_ON = date(2022, 2, 10)
UTRECHT_PROVINCE = "PV26"
#: Amersfoort, Utrecht, Zeist, De Bilt, Bunnik, Woudenberg.
TOWNS = ("GM0307", "GM0344", "GM0355", "GM0310", "GM0312", "GM0351")
NUMBER = st.integers(min_value=0, max_value=2**31)
DEEDS = (
    "announce",
    "announce_next",
    "submit",
    "submit",
    "approve",
    "correct",
    "exchange",
    "publish",
    "withdraw",
    "interim",
    "merge",
    "close",
    "days",
    "weeks",
    "months",
)
#: What changes national figures; nothing else may.
CHANGING = ("announce", "announce_next", "submit", "correct")


@dataclass
class Seen:
    """What was current after a deed: the place in the journal with national sums and balances there."""

    seq: int
    sums: object
    towns: object


@dataclass
class Life:
    """A ministry, a province and six towns, and what they did so far."""

    manager: User
    second: User
    coordinator: User
    clerk: User
    seen: list[Seen] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    @property
    def state(self) -> JournalState:
        return journal_state()

    @property
    def areas(self) -> Registry:
        return registry(self.state.reference_version)

    @property
    def province(self) -> Area:
        return self.areas.provinces[UTRECHT_PROVINCE]

    @property
    def period(self) -> HalfYear:
        return HalfYear.containing(self.state.today)

    def town(self, number: int) -> Area:
        return self.areas.municipalities[TOWNS[number % len(TOWNS)]]

    # ── Deeds: each draws what it needs from one number ──────────────────────────────────────────────────

    def announce(self, number: int, period: HalfYear | None = None) -> None:
        period = period or self.period
        plan = TargetPlan(
            period,
            400 + number % 20_000,
            period.population_date,
            method=("adams", "largest_remainder", "ceiling")[number % 3],
            exempt=frozenset(TOWNS[: number % 2]),
        )
        shown = simulate(self.areas, self.state, plan).digest
        targets.announce(
            by=self.manager,
            plan=plan,
            announced_on=self.state.today,
            shown=shown,
            reason="Bekendgemaakt",
            accepts_sum=True,
        )

    def announce_next(self, number: int) -> None:
        self.announce(number, self.period.next)

    def submit(self, number: int) -> None:
        town = self.town(number)
        month = Month.containing(self.state.today).plus(-1 - number // 7 % 3)
        report = Report.objects.filter(municipality_id=town.code, month=month.first_day).first()
        given_ = MonthInput(
            month,
            Counts(number // 11 % 40, number // 13 % 5, number // 17 % 3),
            version=report.version if report else 0,
            explanation="Zo is het geteld.",
        )
        submit(
            by=self.clerk, municipality=town, inputs=[given_], token=UUID(int=len(self.done) + number * 99)
        )

    def approve(self, number: int) -> None:
        waiting = Report.objects.filter(state="submitted", municipality__province=UTRECHT_PROVINCE)
        approve(
            by=self.coordinator,
            province=self.province,
            reviewed=dict(waiting.values_list("pk", "submission")),
        )

    def correct(self, number: int) -> None:
        final = Report.objects.filter(state="approved").order_by("pk")
        if not final:
            return
        report = final[number % len(final)]
        corrections.ask(
            by=self.clerk,
            municipality=self.areas.municipalities[report.municipality_id],
            month=report.calendar_month,
            counts=Counts(number % 30, number % 4, 0),
            reason="Een fout in de telling.",
        )
        asked = CorrectionRequest.objects.get(report=report, state="open")
        corrections.accept(by=self.coordinator, province=self.province, request_id=asked.pk)

    def exchange(self, number: int) -> None:
        one, other = self.town(number), self.town(number // 7 + number % 7 + 1)
        persons = 1 + number % 9
        made = exchanges.propose(
            by=self.clerk,
            period=self.period,
            parts={one.code: persons, other.code: -persons},
            reason="Samen huisvesten",
            document="Besluit 1",
            municipality=one,
        )
        if number % 4 == 0:
            exchanges.withdraw(by=self.clerk, exchange_id=made.pk, reason="Toch niet", municipality=one)
        elif number % 4 != 1:
            exchanges.confirm(by=self.clerk, exchange_id=made.pk, municipality=other)

    def publish(self, number: int) -> None:
        moment = self.state.now - timedelta(days=number % 40)
        publishing.publish(title=f"Stand {number}", kind="other", known_on=moment, by=self.manager)

    def withdraw(self, number: int) -> None:
        made = list(Publication.objects.filter(withdrawal=None).order_by("pk"))
        if made:
            publishing.withdraw(by=self.manager, publication=made[number % len(made)], reason="Vergissing")

    def interim(self, number: int) -> None:
        first = self.period.starts_on
        set_interim(
            by=self.manager,
            reduction=1 + number % 2_000,
            baseline_on=first,
            due_on=first + timedelta(days=30 + number % 300),
            source="Brief",
            reason="Afspraak",
        )

    def merge(self, number: int) -> None:
        ended, heir = self.town(number), self.town(number // 7 + 1)
        plan = Division(
            self.state.today + timedelta(days=1 + number % 60),
            (ended.code,),
            (Heir(heir.code),),
            {ended.code: {heir.code: Decimal("1.0000")}},
        )
        made = redivisions.enter(by=self.manager, plan=plan, source="Wet 1")
        shown = redivisions.preview(plan, self.areas, self.state).digest
        redivisions.book(by=self.second, pk=made.pk, seen=shown)

    def close(self, number: int) -> None:
        period = self.period.previous
        seq = self.state.seq
        asked = closing.ask(by=self.manager, period=period, remarks="Klaar", seen_seq=seq)
        closing.confirm(by=self.second, closing_id=asked.pk, seen_seq=self.state.seq)

    def days(self, number: int) -> None:
        pass_time(days=1 + number % 9)

    def weeks(self, number: int) -> None:
        pass_time(days=14 + number % 25)

    def months(self, number: int) -> None:
        pass_time(days=60 + number % 60)

    # ── What must hold ───────────────────────────────────────────────────────────────────────────────────

    def look(self) -> Seen:
        seq = self.state.seq
        return Seen(seq, national_sums(seq), balances(seq, self.period))

    def try_to(self, deed: str, number: int) -> None:
        """Do something; what is refused must leave everything as it was."""
        before = self.look()
        events = self.state.events
        try:
            with transaction.atomic():
                getattr(self, deed)(number)
                check_now()
        except DomainError as error:
            refusal = str(error)
        else:
            refusal = ""
        now = self.look()
        if refusal:
            assert (now, self.state.events) == (before, events)
            return
        self.done.append(deed)
        if deed not in CHANGING:
            assert closings(now) == closings(before)
        self.seen.append(now)


def closings(seen: Seen) -> object:
    """What each half-year closed with, for the country."""
    return {code: sums["closing"] for code, sums in seen.sums.items()} or None


def check_now() -> None:
    """Check at once what is checked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def pass_time(*, days: int) -> None:
    """Let the journal's clock jump, and do what is done every day; in test code only."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE housing_journalhead DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE housing_journalhead SET clock_offset = coalesce(clock_offset, interval '0') + %s",
            [timedelta(days=days)],
        )
        cursor.execute("ALTER TABLE housing_journalhead ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    redivisions.take_effect()


@pytest.fixture(scope="module")
def people(django_db_setup: None) -> Callable[[], Life]:
    """Makes the people of an example."""

    def make() -> Life:
        clerk = person("clerk", Role.MUNICIPALITY_EDITOR, municipality=TOWNS[0])
        for code in TOWNS[1:]:
            Membership.objects.create(user=clerk, role=Role.MUNICIPALITY_EDITOR.value, municipality_id=code)
        return Life(
            manager=person("manager", Role.MINISTRY_MANAGER),
            second=person("second", Role.MINISTRY_MANAGER),
            coordinator=person("coordinator", Role.PROVINCE_COORDINATOR, province=UTRECHT_PROVINCE),
            clerk=clerk,
        )

    return make


@pytest.fixture
def world(people: Callable[[], Life], db: None) -> Iterator[Callable[[], Life]]:
    """An empty journal whose clock says 10 February 2022."""

    def make() -> Life:
        forget_versions()
        life = people()
        pass_time(days=(STARTS_ON - journal_state().today).days)
        ensure_periods([life.period.previous, life.period])
        return life

    yield make
    forget_versions()


@given(st.lists(st.tuples(st.sampled_from(DEEDS), NUMBER), min_size=8, max_size=30))
@settings(
    max_examples=12,
    # Making a failing life shorter takes longer than reading it.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_in_any_order_the_journal_stays_sound_and_every_earlier_position_comes_out_again(
    world: Callable[[], Life], deeds: Sequence[tuple[str, int]]
) -> None:
    with transaction.atomic():
        life = world()
        life.try_to("announce", 9_000)
        for deed, number in deeds:
            life.try_to(deed, number)
        found = verify()
        assert found.is_sound, found.wrong
        for then in life.seen:
            assert national_sums(then.seq) == then.sums
        latest = life.look()
        known = [sums["closing"] for code, sums in latest.sums.items() if code <= life.period.code]
        assert sum(b.closing for b in latest.towns.values()) == (known[-1] if known else 0)
        assert seq_at(life.state.now)[0] == latest.seq
        assert not Exchange.objects.filter(state="booked", ended_at=None).exists()
        assert not Redivision.objects.filter(state="booked", decided_by=None).exists()
        transaction.set_rollback(True)
