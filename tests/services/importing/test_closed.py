"""A closed half-year takes no lines of a file any more, whatever moment they name; counts of COA it does."""

from collections.abc import Callable
from datetime import date

import pytest

from housing.models import CoaCount, TargetPeriod
from housing.queries.journal import journal_state
from housing.services.importing import Imported
from tests.conftest import Ledger
from tests.services.importing.conftest import Write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def closed(ledger: Ledger) -> None:
    """2022-1 was closed, long after its last posting."""
    ledger.target("GM0599", "2022-1", 10, date(2022, 2, 1))
    TargetPeriod.objects.filter(code="2022-1").update(closed_at=journal_state().now)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("announcements", "2022-1,10000,2021-01-01,2021-10-01,Stcrt."),
        ("targets", "2022-1,GM0599,12,,Stcrt.,"),
        ("targets", "2022-1,GM0599,12,,Stcrt.,2022-03-01"),
        ("adjustments", "2022-1,GM0599,correction,-3,c1,Fout,Brief,"),
        ("placements", "2022-03,GM0599,home,4,,Opgave"),
    ],
)
def test_a_line_in_a_closed_half_year_is_refused_with_its_remedy(
    refused: Callable[..., list[str]], write: Write, kind: str, line: str
) -> None:
    [problem] = refused(write(kind, line))
    assert problem.startswith("regel 2")
    assert "Dit halfjaar is afgesloten: daarin wordt niets meer geboekt." in problem
    assert "in het lopende halfjaar" in problem


def test_what_stands_there_already_is_left_out(put: Callable[..., Imported]) -> None:
    assert put("targets", "2022-1,GM0599,10,,Stcrt.,").posted == 0


def test_an_overview_of_coa_still_comes_in(put: Callable[..., Imported]) -> None:
    assert put("coa", "2022-03,GM0599,4").posted == 1
    assert CoaCount.objects.count() == 1
