"""The pages of redivisions: entering, seeing what happens, booking; and what follows on other pages."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from housing.domain.periods import HalfYear
from housing.domain.redivisions import Heir, Relocation, merger
from housing.models import Adjustment, Membership, Municipality, PeriodTotal, Redivision
from housing.queries.areas import registry
from tests.caches import empty_caches
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT_PROVINCE, ZUID_HOLLAND, Cast, signed_in
from tests.conftest import Ledger
from tests.entering import LAST, PERIOD
from tests.entry_forms import fields, send
from tests.markup import page
from tests.redivisions import booked, entered, new, shown

LIST = "/beheer/herindelingen/"
TODAY = timezone.localdate()
NOW = HalfYear.containing(TODAY)
PAST, COMING = NOW.starts_on, NOW.next.starts_on
DORDRECHT = "GM0505"


@pytest.fixture(autouse=True)
def fresh(db: None) -> Iterator[None]:
    registry.cache_clear()
    empty_caches()
    yield
    registry.cache_clear()


@pytest.fixture
def manager(cast: Cast) -> Client:
    return signed_in(cast.manager)


def merging(**changes: str) -> dict[str, str]:
    """The form of a merger as a browser sends it."""
    return {
        "soort": "samenvoeging",
        "datum": COMING.isoformat(),
        "bron": "Stb. 2022, 268",
        "gemeente_1": "Barendrecht",
        "gemeente_2": "gm597",
        "opvolger": "GM2999",
        "naam": "IJsselmonde",
        "provincie": ZUID_HOLLAND,
        **changes,
    }


def splitting(**changes: str) -> dict[str, str]:
    return {
        "soort": "splitsing",
        "datum": COMING.isoformat(),
        "bron": "Stb. 2022, 268",
        "gemeente": "Barendrecht",
        "grondslag": "inwoners",
        "opvolger_1": "Rotterdam",
        "aandeel_1": "0,6",
        "opvolger_2": "GM0505",
        "aandeel_2": "0,4",
        **changes,
    }


def moving(**changes: str) -> dict[str, str]:
    return {
        "soort": "provincie",
        "datum": COMING.isoformat(),
        "bron": "Stb. 2022, 268",
        "gemeente": "Barendrecht",
        "naar": UTRECHT_PROVINCE,
        **changes,
    }


@pytest.mark.parametrize("sent", [merging(), splitting(), moving()], ids=["merger", "split", "province"])
def test_entering_leads_to_what_it_does(manager: Client, ledger: Ledger, sent: dict[str, str]) -> None:
    ledger.opening(BARENDRECHT, NOW.code, -12)
    answer = manager.post(LIST, sent)
    row = Redivision.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{row.pk}/")
    shown_page = manager.get(answer["Location"])
    assert shown_page.status_code == 200
    assert "−12" in shown_page.content.decode()
    assert "no-store" in shown_page["Cache-Control"]
    assert "Barendrecht" in page(manager.get(LIST)).text
    assert Municipality.objects.get(code=BARENDRECHT).valid_to is None


def test_booking_on_the_page(manager: Client, ledger: Ledger, cast: Cast) -> None:
    ledger.opening(BARENDRECHT, NOW.previous.code, -12)
    manager.post(LIST, merging(datum=PAST.isoformat(), gemeente_2=""))
    row = Redivision.objects.get()
    address = f"{LIST}{row.pk}/"
    form = page(manager.get(address)).one("input", name="getoond")
    answer = manager.post(address, {"actie": "boeken", "getoond": form.attributes["value"]})
    assert answer["Location"] == address
    assert "Geboekt en ingegaan" in page(manager.get(address)).text
    total = PeriodTotal.objects.get(municipality_id="GM2999")
    assert total.opening_transfers == -12
    # Pages of figures show it at once.
    reader = signed_in(cast.ministry_reader)
    assert "IJsselmonde" in page(reader.get("/gemeenten/", {"q": "ijsselm"}, follow=True)).text
    ended = page(reader.get(f"/gemeenten/barendrecht/{NOW.code}/"))
    assert "is op" in ended.text
    assert "opgegaan in IJsselmonde" in ended.text
    table = page(reader.get(f"/landelijk/{NOW.code}/gemeenten/"))
    assert "IJsselmonde" in table.text


def test_what_changed_meanwhile_is_shown_again(manager: Client, ledger: Ledger, cast: Cast) -> None:
    row = entered(merger(PAST, [BARENDRECHT], Heir(ROTTERDAM)), cast.manager)
    answer = manager.post(f"{LIST}{row.pk}/", {"actie": "boeken", "getoond": "iets anders"})
    assert answer.status_code == 422
    assert "intussen iets veranderd" in page(answer).text
    assert Redivision.objects.get().state == "entered"


def test_twice_is_told(manager: Client, cast: Cast) -> None:
    row = booked(merger(PAST, [BARENDRECHT], Heir(ROTTERDAM)), cast.manager)
    for action in ("boeken", "vervallen", "wat anders"):
        answer = manager.post(f"{LIST}{row.pk}/", {"actie": action})
        assert answer.status_code == 422
    assert "al geboekt" in page(manager.post(f"{LIST}{row.pk}/", {"actie": "boeken"})).text


def test_lapsing(manager: Client, cast: Cast) -> None:
    row = entered(merger(PAST, [BARENDRECHT], Heir(ROTTERDAM)), cast.manager)
    assert manager.post(f"{LIST}{row.pk}/", {"actie": "vervallen"})["Location"] == LIST
    assert "vervallen" in page(manager.get(LIST)).text
    assert manager.get(f"{LIST}{row.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (merging(datum="2022-99-01"), "Dit is geen dag"),
        (merging(datum=""), "Kies een dag"),
        (merging(bron=""), "Noem de wet"),
        (merging(gemeente_1="Nergenshuizen", gemeente_2=""), "kennen we niet"),
        (merging(gemeente_1="Rotterdan", gemeente_2=""), "Bedoelt u"),
        (merging(gemeente_1="", gemeente_2=""), "ten minste één gemeente"),
        (merging(gemeente_1="Ba\0rendrecht"), ""),
        (merging(opvolger="IJsselmonde"), "code van de nieuwe gemeente"),
        (merging(opvolger="GM9999", naam=""), "nieuwe gemeente"),
        (merging(opvolger="", naam=""), "Noem de opvolger"),
        (merging(provincie=""), "Kies de provincie"),
        (merging(provincie="PV99"), "Kies een provincie uit de lijst"),
        (merging(naam="Rotterdam"), "heet"),
        (merging(opvolger="GM0599"), "is al van"),
        (merging(opvolger="9" * 60), "code van de nieuwe gemeente"),
        (merging(datum="9999-01-01"), "tussen 2000 en 2100"),
        (splitting(aandeel_2="0,5"), "in plaats van 1"),
        (splitting(aandeel_2="veel"), "is geen aandeel"),
        (splitting(aandeel_2="0,00001"), "is geen aandeel"),
        (splitting(aandeel_2="1e-400"), "is geen aandeel"),
        (splitting(aandeel_2="NaN"), "is geen aandeel"),
        (splitting(opvolger_2="", aandeel_2=""), "ten minste twee"),
        (splitting(opvolger_2=""), "maak deze regel leeg"),
        (splitting(opvolger_2="Rotterdam"), "één keer"),
        (splitting(gemeente=""), "Noem de gemeente"),
        (splitting(grondslag=""), "berusten"),
        (moving(datum="2023-02-01"), "Kies een dag uit de lijst"),
        (moving(naar=""), "Kies de nieuwe provincie"),
        (moving(naar=ZUID_HOLLAND), "ligt al in"),
    ],
)
def test_mistakes_are_told_and_nothing_is_lost(manager: Client, sent: dict[str, str], says: str) -> None:
    answer = manager.post(LIST, sent)
    assert answer.status_code == 422
    assert says in page(answer).text
    assert sent["bron"] in answer.content.decode()
    assert not Redivision.objects.exists()


def test_an_unknown_kind_changes_nothing(manager: Client) -> None:
    assert manager.post(LIST, {"soort": "opheffing"})["Location"] == LIST
    assert manager.get(f"{LIST}{10**30}/").status_code == 404


def test_the_address_fills_in_the_form(manager: Client) -> None:
    answer = manager.get(LIST, merging())
    root = page(answer)
    assert root.one("input", id="samenvoeging-naam").attributes["value"] == "IJsselmonde"
    assert root.one("input", id="splitsing-gemeente").attributes.get("value", "") == ""


def test_readers_see_but_do_not_do(cast: Cast) -> None:
    row = entered(merger(PAST, [ROTTERDAM], Heir(DORDRECHT)), cast.manager)
    reader = signed_in(cast.ministry_reader)
    text = page(reader.get(f"{LIST}{row.pk}/")).text
    assert "Boek deze herindeling" not in text
    # Who holds which role is for those who may call them.
    assert "Clerk" not in text
    assert "3 rollen gaan over" in text
    assert "Clerk" in page(signed_in(cast.manager).get(f"{LIST}{row.pk}/")).text
    assert reader.post(f"{LIST}{row.pk}/", {"actie": "boeken"}).status_code == 403
    for who in (cast.coordinator, cast.clerk, cast.administrator, cast.outsider):
        assert signed_in(who).get(LIST).status_code == 404


def test_a_late_report_goes_on_to_the_heir(cast: Cast, ledger: Ledger) -> None:
    """The report of the last month before a merger, entered on its page after the merger was booked."""
    ledger.target(ROTTERDAM, PERIOD.code, 60)
    ended_on = LAST.plus(1).first_day
    booked(merger(ended_on, [ROTTERDAM], new("GM2999", "Rijnmond", ZUID_HOLLAND)), cast.manager)
    before = Adjustment.objects.count()
    clerk = signed_in(cast.clerk)
    answer = send(clerk, fields(home=12, transitional=0, hotel=1, explanation="zo is het"))
    assert answer.status_code == 302, page(answer).text
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    late = Adjustment.objects.order_by("seq")[before:]
    assert [(line.municipality_id, line.persons) for line in late] == [(ROTTERDAM, -13), ("GM2999", 13)]
    assert {line.effective_on for line in late} == {ended_on}
    # The clerk has the heir's months as well.
    assert Membership.objects.filter(user=cast.clerk, municipality_id="GM2999").exists()
    registry.cache_clear()
    assert signed_in(cast.clerk).get(f"/invoer/rijnmond/{NOW.code}/").status_code == 200


def test_the_other_province_on_the_pages(cast: Cast, ledger: Ledger) -> None:
    ledger.opening(BARENDRECHT, NOW.previous.code, -12)
    for code in (BARENDRECHT, ROTTERDAM, "GM0344"):
        ledger.target(code, NOW.code, 60)
    booked(Relocation(PAST, BARENDRECHT, UTRECHT_PROVINCE), cast.manager)
    registry.cache_clear()
    reader = signed_in(cast.ministry_reader)
    joined = page(reader.get(f"/provincies/utrecht/{NOW.code}/")).text
    assert "Barendrecht kwam op" in joined
    left = page(reader.get(f"/provincies/zuid-holland/{NOW.code}/")).text
    assert "Barendrecht ging op" in left
    town = page(reader.get(f"/gemeenten/barendrecht/{NOW.code}/")).text
    assert "ligt vanaf" in town
    table = reader.get(f"/landelijk/{NOW.code}/gemeenten/?_export=csv").content.decode()
    assert "GM0489,Barendrecht,Utrecht" in table
    before = reader.get(f"/landelijk/{NOW.previous.code}/gemeenten/?_export=csv").content.decode()
    assert "GM0489,Barendrecht,Zuid-Holland" in before
    # Who answers for it now decides about its months, also earlier ones.
    queue = f"/provincies/{{}}/{NOW.previous.code}/beoordelen/"
    assert signed_in(cast.other_coordinator).get(queue.format("utrecht")).status_code == 200
    month = f"/invoer/barendrecht/{NOW.code}/"
    assert signed_in(cast.other_coordinator).get(month).status_code == 200
    assert signed_in(cast.coordinator).get(month).status_code == 404


def test_pages_cost_the_same(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, NOW.code, 60)
    row = entered(
        merger(PAST, [BARENDRECHT, "GM0597"], new("GM2999", "IJsselmonde", ZUID_HOLLAND)), cast.manager
    )
    client = signed_in(cast.manager)
    client.get(LIST)
    for address, most in ((LIST, 10), (f"{LIST}{row.pk}/", 32)):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= most, [q["sql"][:90] for q in queries]


def test_the_command_says_what_it_did(cast: Cast, ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    booked(merger(COMING, [BARENDRECHT], Heir(ROTTERDAM)), cast.manager)
    call_command("book_mergers")
    assert "niets over te boeken" in capsys.readouterr().out


def test_months_up_to_a_future_day_are_expected(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, NOW.code, 60)
    effects = shown(merger(COMING, [ROTTERDAM], Heir(DORDRECHT)))
    assert effects.endings[0].months[-1].month == NOW.months[-1]
