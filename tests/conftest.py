"""The database of the tests: migrated, with the reference data loaded; put back after tests that commit."""

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import TypeVar

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from housing.domain.periods import HalfYear, Month
from housing.models import Adjustment, Announcement, InterimTarget, Placement, Posting, Target
from housing.queries.journal import AMSTERDAM
from housing.services.posting import Posted, ensure_periods, post
from housing.services.reference import load_reference
from tests.cast import Cast, make_cast

# The default always tries the same cases, so that a run that passed passes again;
# HYPOTHESIS_PROFILE=thorough looks for new ones.
settings.register_profile("default", max_examples=200, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "thorough",
    max_examples=100_000,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

Line = TypeVar("Line", bound=Posting)

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Every test finds the reference data; the journal is empty at the start of each."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:  # type: ignore[attr-defined]
        load_reference()
        keep_database()
        # Django would empty every table, which the journal refuses and the reference data would not survive.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: put_database_back())
        yield


@pytest.fixture(scope="session", autouse=True)
def statics() -> Iterator[None]:
    """Pages name their static files without a manifest; nothing needs to be collected for a test."""
    from tests.demonstration import plain_statics  # that module builds on this one

    with plain_statics():
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords by the same method, but without the memory and time that make it hard to guess them."""
    with pytest.MonkeyPatch.context() as patch:
        for cost, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, cost, least)
        yield


def keep_database() -> None:
    """Set a copy of every table aside."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE")
        cursor.execute("CREATE SCHEMA kept")
        for table in _tables():
            cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')


def put_database_back() -> None:
    """Make every table hold what it held when the copies were made, journal and all.

    Triggers are off meanwhile, which the owner of the tables may do. In test code only.
    """
    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        # Something that a test left open would else be waited for forever.
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        for table in tables:
            cursor.execute(f'ALTER TABLE public."{table}" DISABLE TRIGGER USER')
        cursor.execute("TRUNCATE " + ", ".join(f'public."{table}"' for table in tables))
        for table in tables:
            cursor.execute(f'INSERT INTO public."{table}" TABLE kept."{table}"')
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f'ALTER TABLE public."{table}" ENABLE TRIGGER USER')


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return sorted(name for (name,) in cursor.fetchall())


class Ledger:
    """Posts small ledgers, one line per call. `at` is a day (noon), a moment, or empty for now.

    Areas by code, periods and months as "2022-1" and "2022-03"; balances and corrections with their sign.
    """

    def post(self, *lines: Posting) -> Posted:
        return post(lines=lines)

    def announcement(
        self, period: str, persons: int, at: date | None = None, **fields: object
    ) -> Announcement:
        half = self._period(period)
        line = Announcement(
            period_id=period,
            persons=persons,
            recorded_at=_moment(at),
            **{"population_date": half.population_date, "announced_on": half.starts_on, **fields},
        )
        return self._posted(line)

    def interim_target(
        self, persons: int, baseline_on: date, due_on: date, at: date | None = None
    ) -> InterimTarget:
        return self._posted(
            InterimTarget(persons=persons, baseline_on=baseline_on, due_on=due_on, recorded_at=_moment(at))
        )

    def target(
        self, code: str, period: str, persons: int, at: date | None = None, **fields: object
    ) -> Target:
        self._period(period)
        return self._posted(
            Target(municipality_id=code, period_id=period, persons=persons, recorded_at=_moment(at), **fields)
        )

    def opening(
        self, code: str, period: str, persons: int, at: date | None = None, **fields: object
    ) -> Adjustment:
        return self._adjustment("opening", code, period, persons, at, fields)

    def correction(
        self, code: str, period: str, persons: int, at: date | None = None, **fields: object
    ) -> Adjustment:
        return self._adjustment("correction", code, period, persons, at, fields)

    def exchange(
        self, period: str, changes: Mapping[str, int], group: str = "uitruil", at: date | None = None
    ) -> Posted:
        """The lines of one exchange, which add up to zero."""
        self._period(period)
        return self.post(
            *(
                Adjustment(
                    municipality_id=code,
                    period_id=period,
                    type="exchange",
                    persons=persons,
                    group=group,
                    recorded_at=_moment(at),
                )
                for code, persons in changes.items()
            )
        )

    def home(
        self, code: str, month: str, persons: int, at: date | None = None, **fields: object
    ) -> Placement:
        return self._placement("home", code, month, persons, at, fields)

    def transitional(
        self, code: str, month: str, persons: int, at: date | None = None, **fields: object
    ) -> Placement:
        return self._placement("transitional", code, month, persons, at, fields)

    def hotel(
        self, code: str, month: str, persons: int, at: date | None = None, **fields: object
    ) -> Placement:
        return self._placement("hotel", code, month, persons, at, fields)

    def _adjustment(
        self, kind: str, code: str, period: str, persons: int, at: date | None, fields: Mapping[str, object]
    ) -> Adjustment:
        self._period(period)
        return self._posted(
            Adjustment(
                municipality_id=code,
                period_id=period,
                type=kind,
                persons=persons,
                recorded_at=_moment(at),
                **fields,
            )
        )

    def _placement(
        self, kind: str, code: str, month: str, persons: int, at: date | None, fields: Mapping[str, object]
    ) -> Placement:
        parsed = Month.parse(month)
        self._period(str(parsed.half_year))
        return self._posted(
            Placement(
                municipality_id=code,
                period_id=str(parsed.half_year),
                month=parsed.first_day,
                kind=kind,
                persons=persons,
                recorded_at=_moment(at),
                **fields,
            )
        )

    def _period(self, code: str) -> HalfYear:
        half = HalfYear.parse(code)
        ensure_periods([half])
        return half

    def _posted(self, line: Line) -> Line:
        self.post(line)
        line.refresh_from_db()
        return line


def _moment(at: date | None) -> datetime | None:
    if at is None or isinstance(at, datetime):
        return at
    return datetime.combine(at, time(12), AMSTERDAM)


@pytest.fixture
def ledger(db: None) -> Ledger:
    """Posts lines in this test's database."""
    return Ledger()


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody who has an account."""
    return make_cast()
