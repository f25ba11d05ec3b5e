"""Reports to review in tests: submitted, with COA's count beside them; where Zuid-Holland reviews them."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.test import Client

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import CoaCount, MonthTotal, Report, User
from housing.queries.areas import Area, registry
from housing.queries.journal import journal_state
from housing.services.posting import ensure_periods, post
from housing.services.report_steps import Taken, ensure_reports, take
from tests.cast import ROTTERDAM, ZUID_HOLLAND
from tests.markup import main

MARCH = Month(2022, 3)
QUEUE = "/provincies/zuid-holland/2022-1/beoordelen/"
#: The page of Rotterdam's March.
MONTH = f"{QUEUE}rotterdam/2022-03/"


def area(code: str) -> Area:
    """The municipality or province with this code."""
    areas = registry(journal_state().reference_version)
    return areas.municipalities.get(code) or areas.provinces[code]


def province() -> Area:
    """Zuid-Holland."""
    return area(ZUID_HOLLAND)


@transaction.atomic
def submitted(
    code: str,
    by: User,
    counts: Counts = Counts(5, 0, 0),  # noqa: B008
    month: Month = MARCH,
    *,
    warnings: Sequence[Mapping[str, object]] = (),
    explanation: str = "",
    note: str = "",
) -> Report:
    """A report that a municipality submitted (again)."""
    ensure_reports(code, [month])
    report = Report.objects.get(municipality_id=code, month=month.first_day)
    report.warnings, report.explanation, report.note = list(warnings), explanation, note
    take([Taken(report, Step.SUBMIT, counts)], by=by, now=journal_state().now, reason="Maandopgave ingediend")
    return report


@transaction.atomic
def approved(code: str, by: User, counts: Counts = Counts(5, 0, 0), month: Month = MARCH) -> Report:  # noqa: B008
    """A report that was submitted and approved by the same person."""
    report = submitted(code, by, counts, month)
    take([Taken(report, Step.APPROVE)], by=by, now=journal_state().now)
    return report


def coa(code: str, persons: int, month: Month = MARCH) -> None:
    """COA's overview comes in."""
    ensure_periods([month.half_year])
    post(
        lines=[
            CoaCount(
                municipality_id=code, period_id=month.half_year.code, month=month.first_day, persons=persons
            )
        ]
    )


def coa_warning(persons: int, own: int) -> dict[str, object]:
    """The warning that a municipality explains when COA counts otherwise."""
    return {"code": "coa", "params": {"coa": persons, "own": own}}


def counted(code: str, month: Month = MARCH) -> tuple[int, int, int]:
    """What counts in the figures: homes, transitional housing, hotel scheme."""
    row = MonthTotal.objects.get(municipality_id=code, month=month.first_day)
    return row.home, row.transitional, row.hotel


def state(code: str = ROTTERDAM) -> str:
    """The state of a municipality's March."""
    return Report.objects.get(municipality_id=code, month=MARCH.first_day).state


def text(client: Client, address: str = QUEUE) -> str:
    """What a page says to this visitor."""
    response = client.get(address)
    assert response.status_code == 200
    return main(response).text
