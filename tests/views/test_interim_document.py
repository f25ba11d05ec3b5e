"""The worked example in docs/interim.md says what the system says."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client

from housing.domain.periods import HalfYear
from housing.formatting import decimal
from housing.queries.areas import registry
from housing.queries.interim import InterimResult, interim_results
from housing.queries.journal import journal_state
from housing.queries.positions import find_position

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parents[2] / "docs" / "interim.md"


def table(head: str) -> list[list[str]]:
    """The rows of the table in the document whose first column has this head."""
    lines = DOCUMENT.read_text().splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith(f"| {head} |"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.fixture
def result(site: Client) -> InterimResult:
    """The interim target of 2021 as it was known on 7 January 2022."""
    state = journal_state()
    position = find_position(state, stand="2022-01-07")
    [found] = interim_results(registry(state.reference_version), position, HalfYear(2021, 2))
    return found


def plain(value: Fraction | int) -> str:
    return decimal(value, "en", 0)


def signed(value: Fraction) -> str:
    return f"+{plain(value)}" if value > 0 else plain(value)


def test_the_provinces(result: InterimResult) -> None:
    rows = [
        [
            share.area.name,
            plain(share.backlog),
            plain(share.assessment.share),
            plain(share.assessment.achieved),
            signed(share.assessment.difference),
        ]
        for share in result.shares
    ]
    total: Callable[[Fraction], str] = plain
    rows.append(
        [
            "Netherlands",
            plain(result.backlog),
            plain(result.target.reduction),
            total(result.national.achieved),
            signed(result.national.difference),
        ]
    )
    assert table("Province") == rows


def test_the_months(result: InterimResult) -> None:
    assert table("After") == [
        [str(step.month), plain(step.required), plain(step.achieved), signed(step.difference)]
        for step in result.steps
    ]


def test_the_words(result: InterimResult) -> None:
    assert (result.target.reduction, result.national.achieved, result.national.difference) == (
        1500,
        1858,
        358,
    )
    assert len(result.missed) == 5
    assert 1858 == 12_787 + 71 - 11_000
