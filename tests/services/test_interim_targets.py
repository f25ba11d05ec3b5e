"""Interim targets: published, replaced, withdrawn; and everything that cannot be."""

from datetime import date, timedelta

import pytest

from housing.access import NotAllowedError
from housing.domain.interim import InterimError
from housing.domain.periods import HalfYear
from housing.models import Event, InterimTarget
from housing.queries.areas import registry
from housing.queries.interim import holding, interim_line, interim_result, interim_results, past_lines
from housing.queries.journal import journal_state
from housing.queries.positions import find_position
from housing.services import interim_targets as services
from housing.services.verifying import verify
from tests.cast import ROTTERDAM, UTRECHT, Cast
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db

START, END = date(2021, 7, 1), date(2021, 12, 31)


@pytest.fixture(autouse=True)
def backlogs(ledger: Ledger) -> None:
    """Utrecht is 300 behind and Zuid-Holland 100 when the 2nd half of 2021 begins."""
    ledger.opening(UTRECHT, "2021-2", -300, START)
    ledger.opening(ROTTERDAM, "2021-2", -100, START)


def made(cast: Cast, **changes: object) -> InterimTarget:
    plan = {"reduction": 40, "baseline_on": START, "due_on": END, "source": "Kamerbrief", **changes}
    return services.set_interim(by=cast.manager, **plan)  # type: ignore[arg-type]


def shares(pk: int) -> dict[str, int]:
    state = journal_state()
    found = interim_result(registry(state.reference_version), find_position(state), pk)
    return {share.area.name: share.assessment.share for share in found.sharing}


def test_an_interim_target_is_shared_by_backlog(cast: Cast) -> None:
    found = made(cast)

    assert shares(found.pk) == {"Utrecht": 30, "Zuid-Holland": 10}
    assert (found.source, found.recorded_by) == ("Kamerbrief", cast.manager)
    assert verify().wrong == []


def test_one_in_place_of_another_is_known_from_then_on(cast: Cast) -> None:
    first = made(cast)
    before = journal_state().seq

    second = services.replace(
        by=cast.manager,
        pk=first.pk,
        reduction=80,
        baseline_on=START,
        due_on=END,
        source="Kamerbrief 2",
        reason="meer nodig",
    )

    assert [line.pk for line in holding(journal_state().seq)] == [second.pk]
    assert [line.pk for line in holding(before)] == [first.pk]
    assert interim_line(before, first.pk).replaced_by == 0
    assert interim_line(journal_state().seq, first.pk).replaced_by == second.pk
    assert shares(second.pk)["Utrecht"] == 60
    assert verify().wrong == []


def test_pages_take_those_that_hold_only(cast: Cast) -> None:
    first = made(cast)
    state = journal_state()
    areas, then = registry(state.reference_version), find_position(state)
    services.withdraw(by=cast.manager, pk=first.pk, reason="vervallen")
    now = find_position(journal_state())

    assert interim_results(areas, now, HalfYear(2021, 2)) == []
    assert [result.pk for result in interim_results(areas, then, HalfYear(2021, 2))] == [first.pk]
    assert [line.is_withdrawal for line in past_lines(now.seq)] == [True, False]
    made(cast)


def test_it_is_replaced_or_withdrawn_once(cast: Cast) -> None:
    first = made(cast)
    services.withdraw(by=cast.manager, pk=first.pk, reason="vervallen")

    with pytest.raises(InterimError, match="intussen gewijzigd of ingetrokken"):
        services.withdraw(by=cast.second_manager, pk=first.pk, reason="vervallen")
    with pytest.raises(InterimError, match="intussen"):
        services.replace(
            by=cast.manager, pk=first.pk, reduction=1, baseline_on=START, due_on=END, source="x", reason="y"
        )
    with pytest.raises(InterimError, match="is er niet"):
        services.withdraw(by=cast.manager, pk=first.pk + 1, reason="een intrekking")


def test_only_managers_steer(cast: Cast) -> None:
    found = made(cast)
    for user in (cast.ministry_reader, cast.coordinator, cast.clerk, cast.administrator):
        with pytest.raises(NotAllowedError):
            services.set_interim(by=user, reduction=1, baseline_on=START, due_on=END, source="x")
        with pytest.raises(NotAllowedError):
            services.withdraw(by=user, pk=found.pk, reason="x")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reduction": 0}, "ten minste 1"),
        ({"reduction": 10**7}, "hoogstens 999999"),
        ({"due_on": START}, "na de begindatum"),
        ({"due_on": date(2021, 7, 15)}, "eindigt geen maand"),
        ({"due_on": date(2028, 1, 1)}, "hoogstens 5 jaren"),
        ({"due_on": date(9999, 12, 31)}, "jaren 1900"),
        ({"baseline_on": date(2020, 7, 1), "due_on": date(2020, 12, 31)}, "geen enkele provincie"),
        ({"source": " "}, "Noem de bron"),
        ({"source": "x" * 1001}, "hoogstens 1000"),
        ({"shown": "iets anders"}, "aandelen zijn veranderd"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, changes: dict[str, object], message: str) -> None:
    with pytest.raises(InterimError, match=message):
        made(cast, **changes)
    assert not InterimTarget.objects.exists()


def test_a_baseline_in_the_future_is_refused(cast: Cast) -> None:
    tomorrow = journal_state().today + timedelta(days=1)
    with pytest.raises(InterimError, match="in de toekomst"):
        made(cast, baseline_on=tomorrow, due_on=tomorrow + timedelta(days=90))


def test_overlap_is_refused_but_one_may_follow_another(cast: Cast) -> None:
    first = made(cast)

    with pytest.raises(InterimError, match="01-07-2021 tot 31-12-2021"):
        made(cast, baseline_on=date(2021, 12, 1), due_on=date(2022, 3, 31))
    made(cast, baseline_on=END, due_on=date(2022, 6, 30))
    services.replace(
        by=cast.manager,
        pk=first.pk,
        reduction=50,
        baseline_on=START,
        due_on=date(2021, 11, 30),
        source="x",
        reason="korter",
    )


def test_what_stays_the_same_is_no_change(cast: Cast) -> None:
    first = made(cast)
    plan = {"reduction": 40, "baseline_on": START, "due_on": END}
    with pytest.raises(InterimError, match="verandert niets"):
        services.replace(by=cast.manager, pk=first.pk, source="andere", reason="x", **plan)
    with pytest.raises(InterimError, match="een reden"):
        services.replace(by=cast.manager, pk=first.pk, source="x", reason="", **{**plan, "reduction": 41})


def test_shares_that_changed_since_are_shown_anew(cast: Cast, ledger: Ledger) -> None:
    plan = {"reduction": 40, "baseline_on": START, "due_on": END}
    shown = services.shares_digest(services.preview(journal_state(), **plan))
    ledger.correction(ROTTERDAM, "2021-2", -200)

    with pytest.raises(InterimError, match="aandelen zijn veranderd"):
        made(cast, shown=shown)
    made(cast, shown=services.shares_digest(services.preview(journal_state(), **plan)))


def test_every_change_is_in_the_log(cast: Cast) -> None:
    first = made(cast, reason="achterstand loopt op")
    services.withdraw(by=cast.second_manager, pk=first.pk, reason="vervallen")

    found = Event.objects.filter(action__startswith="interim.")
    assert [(event.action, event.actor) for event in found] == [
        ("interim.set", cast.manager),
        ("interim.withdrawn", cast.second_manager),
    ]
    assert found[0].data["new"]["persons"] == 40
    assert (found[1].data["old"]["persons"], found[1].data["new"]["persons"]) == (40, 0)
    assert found[0].texts.get(kind="reason").text == "achterstand loopt op"
