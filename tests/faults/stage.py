"""What the trials play on: a province with editors and a coordinator, and the month that just ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid4

import requests

from housing.domain.periods import HalfYear, Month
from housing.domain.roles import Role
from housing.models import Announcement, Municipality, Report, Target, User
from housing.queries.areas import Area, registry
from housing.queries.journal import journal_state
from housing.services.posting import ensure_periods, post
from tests.faults import forms
from tests.faults.people import person, session_of
from tests.faults.world import World

#: Where most trials are played.
PLACE, PROVINCE = "GM0599", "PV28"
#: So large that nothing that is entered asks for an explanation.
TARGET = 600


@dataclass
class Clerk:
    """Somebody with a browser."""

    user: User
    session: str
    world: World

    @cached_property
    def browser(self) -> requests.Session:
        """Not shared between threads."""
        return self.world.browser(self.session)

    def another_browser(self) -> requests.Session:
        """A second window of the same person."""
        return self.world.browser(self.session)


class Stage:
    """The world with people in it; accounts are made when first asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        state = journal_state()
        self.areas = registry(state.reference_version)
        today = Month(state.today.year, state.today.month)
        #: The last month that is over: it is open for entry whatever day it is.
        self.month = today.plus(-1)
        self.period: HalfYear = self.month.half_year
        self._targets()

    def _targets(self) -> None:
        ensure_periods([self.period, self.period.previous])
        announcement = Announcement(
            persons=len(self.lasting) * TARGET,
            period_id=self.period.code,
            population_date=self.period.population_date,
            announced_on=self.period.starts_on,
        )
        post(lines=[announcement])
        post(
            lines=[
                Target(
                    municipality_id=code,
                    period_id=self.period.code,
                    persons=TARGET,
                    announcement=announcement,
                )
                for code in self.lasting
            ]
        )

    @cached_property
    def lasting(self) -> list[str]:
        """Codes of the municipalities that exist in the month."""
        found = Municipality.objects.filter(valid_to=None).order_by("code")
        return [row.code for row in found]

    @property
    def place(self) -> Area:
        """The municipality of most trials."""
        return self.areas.municipalities[PLACE]

    @property
    def province(self) -> Area:
        """Its province."""
        return self.areas.provinces[PROVINCE]

    def clerks(self, number: int, code: str = PLACE) -> list[Clerk]:
        """So many editors of one municipality."""
        return [self._clerk(f"{code}-{index}-{uuid4().hex[:8]}", code) for index in range(number)]

    def clerk_of_each(self, codes: Sequence[str]) -> dict[str, Clerk]:
        """An editor for each municipality."""
        return {code: self._clerk(f"{code}-{uuid4().hex[:8]}", code) for code in codes}

    def coordinator(self) -> Clerk:
        """A coordinator of the province."""
        user = person(f"coordinator-{uuid4().hex[:8]}", Role.PROVINCE_COORDINATOR, province=PROVINCE)
        return Clerk(user, session_of(user), self.world)

    def report(self, code: str = PLACE) -> Report:
        """The report of the month as the database has it now."""
        return Report.objects.get(municipality_id=code, month=self.month.first_day)

    def submit(
        self, browser: requests.Session, persons: int, *, version: int, code: str = PLACE, token: str = ""
    ) -> requests.Response:
        """Submit the month with so many persons in homes."""
        return forms.submit(
            browser,
            self.world.url(forms.entry_path(self.areas.municipalities[code], self.period)),
            month=self.month,
            persons=persons,
            version=version,
            token=token or str(uuid4()),
        )

    def _clerk(self, name: str, code: str) -> Clerk:
        user = person(name.lower(), Role.MUNICIPALITY_EDITOR, municipality=code)
        return Clerk(user, session_of(user), self.world)
