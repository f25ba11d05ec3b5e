"""Reports in the tests: taken from step to step as services do, at the moment that the journal has."""

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import CoaCount, Report, User
from housing.queries.journal import journal_state
from housing.services.posting import post
from housing.services.report_steps import Taken, ensure_reports, locked, take


def report(code: str, month: str, *steps: Step, by: User, counts: Counts | None = None) -> Report:
    """The report of a municipality over a month ("2022-03"), taken through some steps."""
    parsed = Month.parse(month)
    ensure_reports(code, [parsed])
    found = Report.objects.get(municipality_id=code, month=parsed.first_day)
    for step in steps:
        (row,) = locked([found.pk])
        given = (counts or Counts(5, 0, 0)) if step is Step.SUBMIT else None
        take([Taken(row, step, given)], by=by, now=journal_state().now)
    found.refresh_from_db()
    return found


def coa(code: str, month: str, persons: int) -> None:
    """COA's overview counts so many persons in a month."""
    parsed = Month.parse(month)
    post(
        lines=[
            CoaCount(
                municipality_id=code,
                period_id=parsed.half_year.code,
                month=parsed.first_day,
                persons=persons,
            )
        ]
    )
