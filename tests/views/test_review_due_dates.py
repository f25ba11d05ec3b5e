"""The pages for exceptions to due dates, and for lead times of half-years."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from housing.domain.periods import HalfYear
from housing.models import DueDateException, TargetPeriod
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from tests.cast import ROTTERDAM, Cast, signed_in
from tests.markup import page
from tests.reviews import submitted

pytestmark = pytest.mark.django_db
EXCEPTIONS = "/provincies/zuid-holland/2022-1/termijnen/"
LEAD_TIMES = "/beheer/termijnen/"
SENT = {"gemeente": "rotterdam", "maand": "2022-03", "dag": "2022-04-20", "reden": "Systeem uit de lucht."}


@pytest.fixture(autouse=True)
def fresh_registry() -> Iterator[None]:
    """A version that a test made and rolled back would be taken for the next test's."""
    registry.cache_clear()
    yield
    registry.cache_clear()


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    submitted(ROTTERDAM, cast.clerk)
    return signed_in(cast.coordinator)


def text(response: object) -> str:
    return re.sub(r"\s+", " ", page(response).one("main").text)


def test_an_exception_is_granted_and_revoked(coordinator: Client) -> None:
    assert "Er zijn geen uitzonderingen" in text(coordinator.get(EXCEPTIONS))
    assert coordinator.post(EXCEPTIONS, SENT).status_code == 302
    shown = text(coordinator.get(EXCEPTIONS))
    assert "Rotterdam, maart 2022 uiterste dag 20 april 2022" in shown
    assert "Systeem uit de lucht." in shown
    again = {"actie": "intrekken", "gemeente": "rotterdam", "maand": "2022-03"}
    assert coordinator.post(EXCEPTIONS, again).status_code == 302
    assert not DueDateException.objects.exists()
    assert coordinator.post(EXCEPTIONS, again).status_code == 302
    assert "is er niet meer" in text(coordinator.get(EXCEPTIONS))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"gemeente": ""}, "Kies een gemeente."),
        ({"gemeente": "utrecht"}, "utrecht"),
        ({"maand": "2022-09"}, "2022-09"),
        ({"dag": "gisteren"}, "Dit is geen dag."),
        ({"dag": "2022-04-10"}, "11-04-2022"),
        ({"dag": "2023-04-10"}, "09-06-2022"),
        ({"reden": " "}, "reden"),
        ({"reden": "\0"}, "reden"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    coordinator: Client, wrong: dict[str, str], said: str
) -> None:
    response = coordinator.post(EXCEPTIONS, SENT | wrong)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not DueDateException.objects.exists()
    if "reden" not in wrong:
        assert "Systeem uit de lucht." in response.content.decode()


def test_readers_see_days_without_reasons(cast: Cast, coordinator: Client) -> None:
    coordinator.post(EXCEPTIONS, SENT)
    reader = signed_in(cast.province_reader)
    shown = text(reader.get(EXCEPTIONS))
    assert "uiterste dag 20 april 2022" in shown
    assert "Systeem" not in shown
    assert "Coordinator" not in shown
    assert reader.post(EXCEPTIONS, SENT).status_code == 403
    for someone in (cast.other_coordinator, cast.clerk, cast.outsider):
        assert signed_in(someone).get(EXCEPTIONS).status_code == 404


def test_the_ministry_sets_lead_times_of_a_coming_half_year(cast: Cast) -> None:
    manager = signed_in(cast.manager)
    coming = HalfYear.containing(journal_state().today).next
    assert manager.get(LEAD_TIMES).status_code == 200
    sent = {"halfjaar": coming.code, "open_vooraf": "5", "uiterste_dag": "15"}
    assert manager.post(LEAD_TIMES, sent).status_code == 302
    row = TargetPeriod.objects.get(code=coming.code)
    assert (row.opens_before, row.due_day) == (5, 15)
    assert "De termijnen zijn vastgelegd." in text(manager.get(LEAD_TIMES))


@pytest.mark.parametrize(
    "wrong", [{"halfjaar": "2022-1"}, {"open_vooraf": "x"}, {"uiterste_dag": "29"}, {"uiterste_dag": "\0"}]
)
def test_lead_times_that_cannot_be(cast: Cast, wrong: dict[str, str]) -> None:
    coming = HalfYear.containing(journal_state().today).next
    sent = {"halfjaar": coming.code, "open_vooraf": "5", "uiterste_dag": "15"} | wrong
    assert signed_in(cast.manager).post(LEAD_TIMES, sent).status_code == 422
    assert not TargetPeriod.objects.filter(due_day=15).exists()


def test_others_do_not_set_lead_times(cast: Cast) -> None:
    for someone, status in ((cast.ministry_reader, 403), (cast.coordinator, 404), (cast.outsider, 404)):
        assert signed_in(someone).get(LEAD_TIMES).status_code == status
        assert signed_in(someone).post(LEAD_TIMES).status_code == status
