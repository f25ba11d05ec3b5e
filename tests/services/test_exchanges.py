"""Exchanges: proposed, confirmed by all, booked; refused, withdrawn; and everything that is not allowed."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from housing.access import NotAllowedError
from housing.domain.exchanges import ExchangeError
from housing.domain.periods import HalfYear
from housing.models import Adjustment, Event, Exchange, Mail, Membership, TargetPeriod, User
from housing.queries.areas import Area, registry
from housing.queries.balances import balances
from housing.queries.exchanges import (
    consequences,
    consequences_digest,
    exchange,
    exchanges_of,
    partners,
    pending_exchanges,
    proposed_in,
)
from housing.queries.journal import journal_state
from housing.services import exchanges as services
from housing.services.verifying import verify
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, ZUID_HOLLAND, Cast, person
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db

PERIOD = HalfYear(2022, 1)
AT = date(2021, 12, 1)
PARTS = {ROTTERDAM: 10, UTRECHT: -10}


def area(code: str) -> Area:
    areas = registry(journal_state().reference_version)
    return areas.provinces[code] if code.startswith("PV") else areas.municipalities[code]


@pytest.fixture(autouse=True)
def targets(ledger: Ledger) -> None:
    """Three municipalities with a target of 60 in the first half of 2022."""
    for code in (ROTTERDAM, BARENDRECHT, UTRECHT):
        ledger.target(code, "2022-1", 60, AT)


def proposed(by: User, parts: dict[str, int] | None = None, **changes: object) -> Exchange:
    """A proposal of Rotterdam, unless said otherwise."""
    return services.propose(
        by=by,
        **{
            "period": PERIOD,
            "parts": parts or PARTS,
            "reason": "Utrecht heeft een pand",
            "document": "brief 12",
            "municipality": area(ROTTERDAM),
            **changes,
        },  # type: ignore[arg-type]
    )


def agree(by: User, found: Exchange, code: str, **more: str) -> Exchange:
    return services.confirm(by=by, exchange_id=found.pk, municipality=area(code), **more)


def settle() -> None:
    """Let the rules that wait for a commit speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def targets_now() -> dict[str, int]:
    found = balances(journal_state().seq, PERIOD)
    return {code: each.target - each.exchanges for code, each in found.items()}


# ── From proposal to booking ─────────────────────────────────────────────────────────────────────────────


def test_a_proposal_books_nothing_and_waits_for_the_other(cast: Cast) -> None:
    made = proposed(cast.clerk)
    settle()

    [found] = pending_exchanges(PERIOD)
    assert (found.pk, found.persons, [part.code for part in found.waiting]) == (made.pk, 10, [UTRECHT])
    assert found.part(ROTTERDAM).confirmed_by == "Clerk"
    assert targets_now() == {ROTTERDAM: 60, BARENDRECHT: 60, UTRECHT: 60}


def test_the_last_to_confirm_books_what_was_agreed(cast: Cast) -> None:
    made = agree(cast.other_clerk, proposed(cast.clerk), UTRECHT)
    settle()

    assert made.state == Exchange.State.BOOKED
    assert targets_now() == {ROTTERDAM: 50, BARENDRECHT: 60, UTRECHT: 70}
    lines = Adjustment.objects.filter(group=f"uitruil {made.pk}").order_by("municipality_id")
    assert [(line.municipality_id, line.persons, line.reason, line.source) for line in lines] == [
        (UTRECHT, -10, "Utrecht heeft een pand", "brief 12"),
        (ROTTERDAM, 10, "Utrecht heeft een pand", "brief 12"),
    ]
    assert {line.recorded_by for line in lines} == {cast.other_clerk}
    assert partners(journal_state().seq, [f"uitruil {made.pk}"]) == {f"uitruil {made.pk}": PARTS}
    assert not pending_exchanges(PERIOD)
    assert verify().wrong == []


def test_a_coordinator_proposes_and_everybody_must_confirm(cast: Cast) -> None:
    made = proposed(cast.coordinator, municipality=None, province=area(ZUID_HOLLAND))

    assert proposed_in(made.pk) == ZUID_HOLLAND
    assert [part.code for part in exchange(made.pk).waiting] == [ROTTERDAM, UTRECHT]
    assert agree(cast.clerk, made, ROTTERDAM).state == Exchange.State.PROPOSED
    assert agree(cast.other_clerk, made, UTRECHT).state == Exchange.State.BOOKED
    settle()


def test_an_exchange_of_three_waits_for_all(cast: Cast) -> None:
    third = person("barendrecht", Membership.Role.MUNICIPALITY_EDITOR, municipality=BARENDRECHT)
    made = proposed(cast.clerk, {ROTTERDAM: 10, UTRECHT: -4, BARENDRECHT: -6})

    agree(cast.other_clerk, made, UTRECHT)
    assert targets_now()[ROTTERDAM] == 60
    agree(third, made, BARENDRECHT)
    settle()

    assert targets_now() == {ROTTERDAM: 50, BARENDRECHT: 66, UTRECHT: 64}


def test_a_refusal_ends_it_also_after_confirming(cast: Cast) -> None:
    made = proposed(cast.coordinator, municipality=None, province=area(ZUID_HOLLAND))
    agree(cast.clerk, made, ROTTERDAM)

    services.refuse(by=cast.clerk, exchange_id=made.pk, municipality=area(ROTTERDAM), reason="toch niet")
    settle()

    found = exchange(made.pk)
    assert (found.state, found.ended_by, found.ended_reason) == ("refused", "Clerk", "toch niet")
    with pytest.raises(ExchangeError, match="intussen afgewezen"):
        agree(cast.other_clerk, made, UTRECHT)


def test_what_was_withdrawn_cannot_be_confirmed(cast: Cast) -> None:
    made = proposed(cast.clerk)
    services.withdraw(by=cast.second_clerk, exchange_id=made.pk, municipality=area(ROTTERDAM), reason="fout")
    settle()

    with pytest.raises(ExchangeError, match="intussen ingetrokken"):
        agree(cast.other_clerk, made, UTRECHT)
    assert targets_now()[UTRECHT] == 60


def test_what_was_booked_cannot_be_confirmed_refused_or_withdrawn(cast: Cast) -> None:
    made = agree(cast.other_clerk, proposed(cast.clerk), UTRECHT)

    for verb in (services.refuse, services.withdraw):
        with pytest.raises(ExchangeError, match="bevestigd en geboekt"):
            verb(by=cast.clerk, exchange_id=made.pk, municipality=area(ROTTERDAM), reason="toch niet")
    with pytest.raises(ExchangeError, match="bevestigd en geboekt"):
        agree(cast.other_clerk, made, UTRECHT)
    assert Adjustment.objects.count() == 2


def test_confirming_twice_says_so(cast: Cast) -> None:
    made = proposed(cast.clerk)

    with pytest.raises(ExchangeError, match="al bevestigd"):
        agree(cast.second_clerk, made, ROTTERDAM)


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_else_proposes(cast: Cast) -> None:
    for user in (cast.reader, cast.other_clerk, cast.coordinator, cast.manager, cast.outsider):
        with pytest.raises(NotAllowedError):
            proposed(user)
    for user in (cast.province_reader, cast.other_coordinator, cast.manager, cast.clerk):
        with pytest.raises(NotAllowedError):
            proposed(user, municipality=None, province=area(ZUID_HOLLAND))


def test_nobody_confirms_for_another(cast: Cast) -> None:
    made = proposed(cast.clerk)

    for user in (cast.clerk, cast.reader, cast.other_coordinator, cast.manager):
        with pytest.raises(NotAllowedError):
            agree(user, made, UTRECHT)


def test_nobody_confirms_or_refuses_what_does_not_concern_his_municipality(cast: Cast) -> None:
    made = proposed(cast.clerk, {ROTTERDAM: 10, BARENDRECHT: -10})

    with pytest.raises(NotAllowedError):
        agree(cast.other_clerk, made, UTRECHT)
    with pytest.raises(NotAllowedError):
        services.refuse(by=cast.other_clerk, exchange_id=made.pk, municipality=area(UTRECHT), reason="x")
    with pytest.raises(NotAllowedError):
        agree(cast.clerk, Exchange(pk=10**12), ROTTERDAM)


def test_only_the_side_that_proposed_withdraws(cast: Cast) -> None:
    made = proposed(cast.clerk)
    by_province = proposed(cast.coordinator, municipality=None, province=area(ZUID_HOLLAND))

    with pytest.raises(ExchangeError, match="Utrecht stelde deze uitruil niet voor"):
        services.withdraw(by=cast.other_clerk, exchange_id=made.pk, municipality=area(UTRECHT), reason="x")
    with pytest.raises(ExchangeError, match="Zuid-Holland stelde deze uitruil niet voor"):
        services.withdraw(by=cast.coordinator, exchange_id=made.pk, province=area(ZUID_HOLLAND), reason="x")
    with pytest.raises(ExchangeError, match="stelde deze uitruil niet voor"):
        services.withdraw(
            by=cast.other_coordinator, exchange_id=by_province.pk, province=area("PV26"), reason="x"
        )
    services.withdraw(
        by=cast.coordinator, exchange_id=by_province.pk, province=area(ZUID_HOLLAND), reason="x"
    )
    assert exchange(by_province.pk).state == "withdrawn"


def test_who_proposed_withdraws_instead_of_refusing(cast: Cast) -> None:
    made = proposed(cast.clerk)

    with pytest.raises(ExchangeError, match="Trek haar in"):
        services.refuse(by=cast.clerk, exchange_id=made.pk, municipality=area(ROTTERDAM), reason="fout")


# ── What cannot be agreed ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("parts", "changes", "message"),
    [
        ({ROTTERDAM: 61, UTRECHT: -61}, {}, "Rotterdam kan hoogstens 60 overdragen"),
        ({ROTTERDAM: 10, UTRECHT: -9}, {}, "1 te weinig overgenomen"),
        ({ROTTERDAM: 10, "GM9999": -10}, {}, "GM9999 is onbekend"),
        ({ROTTERDAM: 10, "GM0457": -10}, {"period": HalfYear(2022, 2)}, "Weesp bestaat in dit halfjaar niet"),
        ({ROTTERDAM: 10, "GM0457": -10}, {}, "Weesp is opgeheven"),
        ({BARENDRECHT: 10, UTRECHT: -10}, {}, "Rotterdam doet zelf niet mee"),
        (PARTS, {"period": HalfYear(2031, 1)}, "staat niet in het systeem"),
        (PARTS, {"period": HalfYear(2022, 2)}, "nog geen taakstelling bekendgemaakt"),
        (PARTS, {"reason": "  "}, "een reden"),
        (PARTS, {"reason": "x" * 2001}, "hoogstens 2000"),
        (PARTS, {"document": ""}, "Noem het document"),
        (PARTS, {"document": "x" * 201}, "hoogstens 200"),
    ],
)
def test_what_cannot_be_agreed_is_refused(
    cast: Cast, parts: dict[str, int], changes: dict[str, object], message: str
) -> None:
    TargetPeriod.objects.get_or_create(code="2022-2", starts_on=date(2022, 7, 1), ends_on=date(2022, 12, 31))

    with pytest.raises(ExchangeError, match=message):
        proposed(cast.clerk, parts, **changes)
    assert not Exchange.objects.exists()


def test_a_province_proposes_for_its_own_only(cast: Cast) -> None:
    with pytest.raises(ExchangeError, match="ligt in Utrecht"):
        proposed(
            cast.other_coordinator,
            {ROTTERDAM: 10, BARENDRECHT: -10},
            municipality=None,
            province=area("PV26"),
        )


def test_a_half_year_that_was_closed_takes_no_exchange(cast: Cast) -> None:
    made = proposed(cast.clerk)
    TargetPeriod.objects.filter(code="2022-1").update(closed_at=journal_state().now)

    with pytest.raises(ExchangeError, match="afgesloten"):
        proposed(cast.clerk)
    with pytest.raises(ExchangeError, match="afgesloten"):
        agree(cast.other_clerk, made, UTRECHT)
    services.withdraw(by=cast.clerk, exchange_id=made.pk, municipality=area(ROTTERDAM), reason="te laat")
    assert exchange(made.pk).state == "withdrawn"


def test_earlier_exchanges_count_in_what_is_left(cast: Cast) -> None:
    agree(cast.other_clerk, proposed(cast.clerk, {ROTTERDAM: 50, UTRECHT: -50}), UTRECHT)

    with pytest.raises(ExchangeError, match="hoogstens 10"):
        proposed(cast.clerk, {ROTTERDAM: 11, UTRECHT: -11})
    services.propose(
        by=cast.other_clerk,
        period=PERIOD,
        parts={UTRECHT: 110, ROTTERDAM: -110},
        reason="terug",
        document="brief",
        municipality=area(UTRECHT),
    )


def test_two_proposals_of_the_same_target_warn_and_only_one_is_booked(cast: Cast) -> None:
    first = proposed(cast.clerk, {ROTTERDAM: 40, UTRECHT: -40})
    parts = {ROTTERDAM: 30, UTRECHT: -30}
    areas = registry(journal_state().reference_version)
    assert consequences(areas, journal_state().seq, PERIOD, parts)[0].is_tight
    second = proposed(cast.clerk, parts)
    agree(cast.other_clerk, first, UTRECHT)

    with pytest.raises(ExchangeError, match="hoogstens 20"):
        agree(cast.other_clerk, second, UTRECHT)
    assert exchange(second.pk).is_open


def test_consequences_that_changed_since_are_shown_anew(cast: Cast, ledger: Ledger) -> None:
    areas = registry(journal_state().reference_version)
    shown = consequences_digest(consequences(areas, journal_state().seq, PERIOD, PARTS))
    made = proposed(cast.clerk, shown=shown)
    ledger.home(ROTTERDAM, "2022-01", 5)
    ledger.target(UTRECHT, "2022-1", 3)

    with pytest.raises(ExchangeError, match="gevolgen zijn veranderd"):
        agree(cast.other_clerk, made, UTRECHT, shown=shown)
    now = consequences_digest(consequences(areas, journal_state().seq, PERIOD, PARTS))
    assert agree(cast.other_clerk, made, UTRECHT, shown=now).state == "booked"


def test_a_number_that_an_import_took_is_passed_over(cast: Cast, ledger: Ledger) -> None:
    last = proposed(cast.clerk).pk
    ledger.exchange("2022-1", {ROTTERDAM: 5, UTRECHT: -5}, group=f"uitruil {last + 1}")

    assert proposed(cast.clerk, document="brief 13").pk == last + 2
    assert verify().wrong == []


# ── What remains of it ───────────────────────────────────────────────────────────────────────────────────


def test_every_step_is_in_the_log_without_words_of_people(cast: Cast) -> None:
    made = agree(cast.other_clerk, proposed(cast.clerk), UTRECHT)
    gone = proposed(cast.clerk)
    services.withdraw(by=cast.clerk, exchange_id=gone.pk, municipality=area(ROTTERDAM), reason="een fout")

    found = Event.objects.filter(action__startswith="exchange.")
    assert [(event.action, event.municipality_id, event.actor) for event in found] == [
        ("exchange.proposed", ROTTERDAM, cast.clerk),
        ("exchange.booked", UTRECHT, cast.other_clerk),
        ("exchange.proposed", ROTTERDAM, cast.clerk),
        ("exchange.withdrawn", ROTTERDAM, cast.clerk),
    ]
    assert found[0].data["new"] == {
        "exchange": made.pk,
        "municipalities": [UTRECHT, ROTTERDAM],
        "persons": 10,
    }
    assert found[3].texts.get(kind="reason").text == "een fout"


def test_everybody_concerned_gets_one_mail(cast: Cast) -> None:
    made = proposed(cast.clerk)
    assert set(Mail.objects.values_list("user__name", flat=True)) == {
        "Other-Clerk",
        "Coordinator",
        "Other-Coordinator",
    }
    agree(cast.other_clerk, made, UTRECHT)

    booked = Mail.objects.filter(key=f"exchange {made.pk} booked")
    assert set(booked.values_list("user__name", flat=True)) == {
        "Clerk",
        "Second-Clerk",
        "Coordinator",
        "Other-Coordinator",
    }
    asked = Mail.objects.get(user=cast.other_clerk)
    assert asked.subject == "Uitruil van taakstelling voorgesteld: Rotterdam, Utrecht"
    assert "Utrecht neemt 10 over" in asked.text
    assert "Utrecht heeft een pand" in asked.text


def test_exchanges_of_a_municipality_are_its_own(cast: Cast) -> None:
    made = proposed(cast.clerk)

    assert [found.pk for found in exchanges_of(UTRECHT, PERIOD)] == [made.pk]
    assert exchanges_of(BARENDRECHT, PERIOD) == []


# ── The database and the check ───────────────────────────────────────────────────────────────────────────


def test_the_database_refuses_a_booking_that_was_not_agreed(cast: Cast) -> None:
    made = proposed(cast.clerk)

    booked = {"state": "booked", "ended_at": journal_state().now, "ended_by": cast.clerk}
    savepoint = transaction.savepoint()
    Exchange.objects.filter(pk=made.pk).update(**booked)
    with pytest.raises(DatabaseError, match="confirmed by all"):
        settle()
    transaction.savepoint_rollback(savepoint)


def test_verify_finds_a_group_without_its_exchange(cast: Cast, ledger: Ledger) -> None:
    made = proposed(cast.clerk)
    ledger.exchange("2022-1", PARTS, group=f"uitruil {made.pk}")
    assert verify().wrong == [
        f"Groep 'uitruil {made.pk}' is geboekt, maar die uitruil heeft de staat 'proposed'."
    ]


def test_verify_finds_lines_besides_what_was_agreed(cast: Cast, ledger: Ledger) -> None:
    made = agree(cast.other_clerk, proposed(cast.clerk), UTRECHT)
    settle()
    ledger.exchange("2022-1", {BARENDRECHT: 3, UTRECHT: -3}, group=made.group)

    assert verify().wrong == [f"De boekingen van uitruil {made.pk} zijn niet wat was afgesproken."]


def test_verify_finds_a_group_that_somebody_made_up(cast: Cast, ledger: Ledger) -> None:
    ledger.post(
        *(
            Adjustment(
                municipality_id=code,
                period_id="2022-1",
                type="exchange",
                persons=persons,
                group="uitruil 987654",
                recorded_by=cast.clerk,
            )
            for code, persons in PARTS.items()
        )
    )

    assert verify().wrong == ["Groep 'uitruil 987654' is geboekt, maar die uitruil is er niet."]
