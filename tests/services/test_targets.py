"""Announcing targets and revising them: what is posted, what is refused, who is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from housing.access import NotAllowedError
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.domain.simulation import TargetPlan
from housing.models import (
    Announcement,
    Event,
    EventText,
    JournalHead,
    Mail,
    Membership,
    Merger,
    Municipality,
    Population,
    Target,
    TargetPeriod,
    Upload,
    User,
)
from housing.queries.areas import registry
from housing.queries.balances import balances
from housing.queries.journal import journal_state
from housing.queries.simulation import Simulation, simulate
from housing.services import targets, uploads
from housing.services.targets import Announced, OvertakenError, TargetError
from housing.services.uploads import UploadRefusedError
from housing.services.verifying import verify
from tests.cast import ROTTERDAM, UTRECHT, Cast
from tests.conftest import Ledger

PERIOD = HalfYear.parse("2026-2")
ALMERE = "GM0034"


@pytest.fixture(autouse=True)
def inhabitants(db: None) -> None:
    """The law's population date of the present half-years is later than the reference files go."""
    rows = Population.objects.filter(reference_date=date(2025, 1, 1))
    assert rows.count() == 342


def period() -> HalfYear:
    return HalfYear.containing(journal_state().today)


def plan(persons: int = 20_000, **fields: object) -> TargetPlan:
    return TargetPlan(period(), persons, date(2025, 1, 1), **fields)


def look(wanted: TargetPlan) -> Simulation:
    state = journal_state()
    return simulate(registry(state.reference_version), state, wanted)


def announce(cast: Cast, wanted: TargetPlan | None = None, **fields: object) -> Announced:
    wanted = wanted or plan()
    if "shown" not in fields:
        fields["shown"] = look(wanted).digest
    given = {"announced_on": journal_state().today, **fields}
    return targets.announce(by=cast.manager, plan=wanted, **given)


def held() -> dict[str, int]:
    return {code: line.target for code, line in balances(journal_state().seq, period()).items()}


def held_by_law() -> dict[str, int]:
    return look(plan()).targets


def nothing_happened() -> bool:
    return not (Announcement.objects.exists() or Event.objects.exists() or Mail.objects.exists())


def test_first_announcement_posts_every_target(cast: Cast) -> None:
    made = announce(cast, source="Staatscourant  1")
    assert not made.is_revision
    line = Announcement.objects.get()
    assert (line.persons, line.method, line.exempt, line.recorded_by) == (20_000, "adams", [], cast.manager)
    assert line.source == "Staatscourant 1"
    assert Target.objects.count() == 342
    assert set(Target.objects.values_list("announcement", flat=True)) == {line.pk}
    assert held() == made.simulation.targets
    assert sum(held().values()) == 20_000


def test_revision_posts_the_differences_only(cast: Cast) -> None:
    announce(cast)
    before = held()
    made = announce(cast, plan(20_003), reason="Nieuwe raming")
    assert made.is_revision
    posted = dict(Target.objects.filter(reason="Nieuwe raming").values_list("municipality_id", "persons"))
    assert 0 < len(posted) < 342
    assert sum(posted.values()) == 3
    assert held() == {code: persons + posted.get(code, 0) for code, persons in before.items()}
    assert Announcement.objects.last().reason == "Nieuwe raming"  # type: ignore[union-attr]


def test_the_log_tells_sums_and_keeps_the_reason_apart(cast: Cast) -> None:
    announce(cast)
    announce(cast, plan(15_000), reason="Minder instroom")
    first, second = Event.objects.order_by("id")
    assert (first.action, second.action) == ("target.announced", "target.revised")
    assert second.data["old"] == {"sum": 20_000, "persons": 20_000, "method": "adams"}
    assert (second.data["new"]["sum"], second.data["new"]["up"]) == (15_000, 0)
    assert second.data["new"]["down"] == Target.objects.filter(announcement__persons=15_000).count()
    assert "Minder" not in str(second.data)
    assert EventText.objects.get(event=second, kind="reason").text == "Minder instroom"


def test_exempt_municipalities_get_nothing_visibly(cast: Cast) -> None:
    announce(cast, plan(exempt=frozenset({ALMERE})))
    assert Announcement.objects.get().exempt == [ALMERE]
    assert held().get(ALMERE, 0) == 0
    assert sum(held().values()) == 20_000
    announce(cast, reason="Almere doet weer mee")
    assert held()[ALMERE] > 0
    assert sum(held().values()) == 20_000


def test_ceiling_is_accepted_only_with_a_remark(cast: Cast) -> None:
    wanted = plan(method="ceiling")
    assert look(wanted).off_number > 0
    for given in ({}, {"reason": "zo bedoeld"}, {"accepts_sum": True}):
        with pytest.raises(TargetError, match="samen"):
            announce(cast, wanted, **given)
    assert nothing_happened()
    announce(cast, wanted, accepts_sum=True, reason="Letter van de wet")
    assert Announcement.objects.get().reason == "Letter van de wet"
    assert sum(held().values()) == 20_000 + look(plan(19_000)).country.effect.current - 20_000


def listed(**changes: int) -> dict[str, int]:
    return look(plan()).targets | changes


def test_a_list_wins_and_its_difference_is_kept(cast: Cast) -> None:
    formula = listed()
    own = formula | {UTRECHT: formula[UTRECHT] - 7, ROTTERDAM: formula[ROTTERDAM] + 7}
    announce(cast, plan(method="list", listed=own), source="Lijst")
    assert held() == own
    new = Event.objects.get().data["new"]
    assert (new["differing"], new["off_formula"], new["method"]) == (2, 14, "list")


def test_a_list_with_another_sum_needs_a_remark(cast: Cast) -> None:
    own = plan(method="list", listed=listed(**{UTRECHT: 0}))
    with pytest.raises(TargetError, match="samen"):
        announce(cast, own)
    announce(cast, own, accepts_sum=True, reason="Utrecht is vrijgesteld, de rest volgt")
    assert Announcement.objects.get().exempt == [UTRECHT]


def test_a_list_needs_no_inhabitants(cast: Cast) -> None:
    own = listed()
    Population.objects.all().delete()
    announce(cast, plan(method="list", listed=own))
    assert held() == own
    assert "off_formula" not in Event.objects.get().data["new"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda own: own | {"GM9999": 5}, "GM9999"),
        (lambda own: own | {"GM0501": 5}, "Brielle"),
        (lambda own: {code: n for code, n in own.items() if code != ALMERE}, "Almere"),
        (lambda own: own | {ALMERE: -1}, "0 of meer"),
    ],
)
def test_a_list_of_other_municipalities_is_refused(
    cast: Cast, change: Callable[[dict[str, int]], dict[str, int]], message: str
) -> None:
    wanted = plan(method="list", listed=change(listed()))
    with pytest.raises(DomainError, match=message):
        announce(cast, wanted, shown="", accepts_sum=True, reason="x")
    assert nothing_happened()


def test_missing_inhabitants_are_named(cast: Cast) -> None:
    Population.objects.filter(reference_date=date(2025, 1, 1), municipality=ALMERE).delete()
    with pytest.raises(DomainError, match=r"Almere \(GM0034\)"):
        announce(cast, shown="")
    announce(cast, plan(exempt=frozenset({ALMERE})))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"persons": 0}, "tussen 1 en"),
        ({"persons": 10**12}, "tussen 1 en"),
        ({"persons": 341}, "kleiner dan het aantal gebieden"),
        ({"method": "list"}, "methode"),
        ({"method": "hondt"}, "methode"),
        ({"exempt": frozenset({"GM0501"})}, "Brielle"),
        ({"population_date": date(2019, 1, 1)}, "peildatum"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(cast: Cast, fields: dict[str, object], message: str) -> None:
    given = {"persons": 20_000, "population_date": date(2025, 1, 1), **fields}
    with pytest.raises(DomainError, match=message):
        announce(cast, TargetPlan(period(), **given), shown="")
    assert nothing_happened()


def test_a_closed_half_year_is_refused(cast: Cast, ledger: Ledger) -> None:
    ledger.opening(UTRECHT, period().code, -5)
    TargetPeriod.objects.update(closed_at=journal_state().now)
    with pytest.raises(TargetError, match="afgesloten"):
        announce(cast)


@pytest.mark.parametrize("away", [-1, 5])
def test_a_half_year_out_of_reach_is_refused(cast: Cast, away: int) -> None:
    wanted = TargetPlan(period().plus(away), 20_000, date(2025, 1, 1))
    with pytest.raises(TargetError, match="te ver weg"):
        announce(cast, wanted, shown="")


def test_announcing_ahead_makes_the_half_year(cast: Cast) -> None:
    announce(cast, TargetPlan(period().plus(2), 20_000, date(2025, 1, 1)))
    assert Announcement.objects.get().period_id == period().plus(2).code


def test_whoever_comes_second_sees_the_new_position(cast: Cast) -> None:
    shown = look(plan()).digest
    announce(cast, plan(18_000))
    with pytest.raises(OvertakenError):
        announce(cast, plan(), shown=shown, reason="x")
    assert sum(held().values()) == 18_000


def test_the_same_again_is_nothing_to_announce(cast: Cast) -> None:
    announce(cast)
    with pytest.raises(TargetError, match="precies wat nu geldt"):
        announce(cast, reason="nog eens")


def test_targets_that_files_brought_are_revised(cast: Cast, ledger: Ledger) -> None:
    ledger.target(UTRECHT, period().code, 11)
    with pytest.raises(TargetError, match="waarom"):
        announce(cast)
    assert announce(cast, reason="Alles in één keer").is_revision
    assert sum(held().values()) == 20_000


@pytest.mark.parametrize("days", [1, -20_000])
def test_the_day_is_today_or_earlier(cast: Cast, days: int) -> None:
    with pytest.raises(TargetError, match="dag van bekendmaking"):
        announce(cast, announced_on=journal_state().today + timedelta(days=days))


@pytest.mark.parametrize("who", ["clerk", "coordinator", "ministry_reader", "administrator", "outsider"])
def test_only_managers_announce(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowedError):
        targets.announce(
            by=getattr(cast, who), plan=plan(), announced_on=journal_state().today, shown=look(plan()).digest
        )
    assert nothing_happened()


def test_editors_get_one_message_each_per_announcement(cast: Cast) -> None:
    assert announce(cast).mails == 3
    first = Mail.objects.get(address=cast.clerk.email)
    assert {mail.address for mail in Mail.objects.all()} == {
        cast.clerk.email, cast.second_clerk.email, cast.other_clerk.email,
    }  # fmt: skip
    assert "20.000 mensen" in first.text
    assert "/inloggen/?next=/gemeenten/rotterdam/" in first.text
    announce(cast, plan(15_000), reason="Minder")
    second = Mail.objects.filter(address=cast.clerk.email).last()
    assert second is not None
    assert "herzien" in second.subject
    assert Mail.objects.filter(kind=Mail.Kind.TARGET).count() == 6


def test_messages_to_hundreds_of_editors_are_written_in_one_go(
    cast: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    codes = list(held_by_law())
    people = User.objects.bulk_create(
        User(email=f"p{n}@voorbeeld.example", name=f"P {n}") for n in range(200)
    )
    Membership.objects.bulk_create(
        Membership(
            user=user,
            role=Membership.Role.MUNICIPALITY_EDITOR,
            municipality_id=codes[place % len(codes)],
            granted_at=journal_state().now,
        )
        for place, user in enumerate(people)
    )
    shown = look(plan()).digest
    with django_assert_max_num_queries(60):
        assert announce(cast, shown=shown).mails == 203
    assert Mail.objects.filter(kind=Mail.Kind.TARGET).count() == 203


def test_borders_that_change_while_messages_are_written_are_seen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = replace(plan(), period=period().next)
    shown = look(wanted).digest

    def meanwhile(*given: Any, **fields: Any) -> int:
        Municipality.objects.filter(code=ALMERE).update(valid_to=wanted.period.starts_on)
        Merger.objects.create(
            date=wanted.period.starts_on, predecessor_id=ALMERE, successor_id=UTRECHT,
            kind=Merger.Kind.MERGED, share=1, share_basis="whole municipality",
        )  # fmt: skip
        JournalHead.objects.update(reference_version=F("reference_version") + 1)
        return 0

    monkeypatch.setattr(targets.target_mail, "tell", meanwhile)
    with pytest.raises(OvertakenError):
        announce(cast, wanted, shown=shown)
    assert not Target.objects.exists()


def test_file_that_was_thrown_away_meanwhile_is_told_in_words(cast: Cast) -> None:
    upload = uploads.keep(
        by=cast.manager, kind=Upload.Kind.TARGETS, about=period().code, name="lijst.csv", content=b"x"
    )
    Upload.objects.all().delete()
    with pytest.raises(UploadRefusedError, match="niet meer"):
        announce(cast, upload=upload)


def test_verify_finds_nothing_afterwards(cast: Cast) -> None:
    announce(cast, plan(exempt=frozenset({ALMERE})))
    announce(cast, plan(15_000), reason="Minder")
    connection.check_constraints()
    assert verify().is_sound
