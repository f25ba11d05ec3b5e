"""Closing half-years on screen: the list, the checklist with its links, and the deeds of two managers."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.periods import HalfYear
from housing.models import Closing, Publication, TargetPeriod
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.queries.positions import publications
from housing.services.posting import ensure_periods
from tests.caches import empty_caches
from tests.cast import BARENDRECHT, ROTTERDAM, Cast, signed_in
from tests.closings import PERIOD, closed, set_clock
from tests.conftest import Ledger
from tests.markup import Node, page
from tests.reviews import approved, submitted

pytestmark = pytest.mark.django_db
ADDRESS = "/beheer/afsluiten/2022-1/"


@pytest.fixture
def first(cast: Cast, ledger: Ledger) -> Client:
    """A manager, with a half-year that is over."""
    empty_caches()
    ledger.target(ROTTERDAM, "2022-1", 10)
    approved(ROTTERDAM, cast.clerk)
    submitted(BARENDRECHT, cast.clerk)
    return signed_in(cast.manager)


@pytest.fixture
def second(cast: Cast) -> Client:
    """Another manager."""
    return signed_in(cast.second_manager)


def main(client: Client, address: str = ADDRESS) -> Node:
    response = client.get(address)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return page(response).one("main")


def send(client: Client, action: str, **values: object) -> "Node | None":
    """Send the form with this button as the page shows it; the page when it was refused."""
    shown = main(client)
    form = next(f for f in shown.all("form") if f.all("button", value=action))
    fields = {
        field.attributes["name"]: field.attributes.get("value", "")
        for field in form.all("input")
        if field.attributes["name"] != "csrfmiddlewaretoken"
    }
    response = client.post(ADDRESS, {**fields, **values, "actie": action})
    if response.status_code == 302:
        assert response.headers["Location"] == ADDRESS
        return None
    assert response.status_code == 422
    return page(response).one("main")


def test_the_list_says_where_each_half_year_is(first: Client) -> None:
    text = main(first, "/beheer/afsluiten/").text
    assert "De 1e helft 2022 kan worden afgesloten" in text
    assert "voorbij, nog open" in text


def test_the_checklist_names_what_is_open_and_where_to_solve_it(first: Client) -> None:
    shown = main(first)
    assert "Barendrecht (mrt)" in shown.text
    addresses = [link.attributes["href"] for link in shown.all("a")]
    assert "/provincies/zuid-holland/2022-1/beoordelen/" in addresses
    assert "/provincies/zuid-holland/2022-1/volledigheid/#bellen" in addresses
    assert "/landelijk/2022-1/volledigheid/" in addresses


def test_the_consequences_are_there_before_anything_happens(first: Client) -> None:
    shown = main(first)
    assert "De 2e helft 2022 begint voor heel Nederland met 0." in shown.text
    [table] = shown.all("table")
    assert table.rows[-1] == ["Nederland (netto)", "0", "10", "10", "0", "0"]
    assert ["Zuid-Holland", "0", "10", "10", "0", "0"] in table.rows
    assert "Afsluiten kan niet ongedaan worden gemaakt." in shown.text
    assert not Closing.objects.exists()


def test_two_managers_close_a_half_year(first: Client, second: Client) -> None:
    assert send(first, "vragen", opmerking="Nagebeld.") is None
    own = main(first).text
    assert "U hebt dit zelf gevraagd" in own
    assert not [b for b in main(first).all("button") if b.attributes.get("value") == "bevestigen"]
    assert "Nagebeld." in main(second).text
    assert send(second, "bevestigen") is None
    text = main(second).text
    assert "De 1e helft 2022 is afgesloten" in text
    assert "Gevraagd door Manager" in text
    assert "bevestigd door Second-Manager" in text
    assert "Barendrecht (mrt)" in text
    published = Publication.objects.get()
    address = f"/publicaties/{published.slug}/"
    assert "Barendrecht (maart)" in page(Client().get(address)).text
    assert address in [link.attributes["href"] for link in main(second).all("a")]


def test_whoever_asked_is_refused_when_sending_it_anyway(first: Client) -> None:
    send(first, "vragen")
    seq = journal_state().seq
    response = first.post(
        ADDRESS, {"actie": "bevestigen", "afsluiting": Closing.objects.get().pk, "gezien": f"{seq}:1"}
    )
    assert response.status_code == 422
    assert "Een andere beheerder moet het bevestigen" in response.content.decode()


def test_figures_that_changed_are_shown_again(first: Client, second: Client, ledger: Ledger) -> None:
    send(first, "vragen")
    stale = main(second)
    seen = next(f for f in stale.all("input", name="gezien")).attributes["value"]
    ledger.home(ROTTERDAM, "2022-05", 7)
    response = second.post(
        ADDRESS, {"actie": "bevestigen", "afsluiting": Closing.objects.get().pk, "gezien": seen}
    )
    assert response.status_code == 422
    text = page(response).one("main").text
    assert "Er is iets veranderd sinds u de pagina opende" in text
    assert "Toen om het afsluiten werd gevraagd was het saldo aan het eind 0; nu is het +7." in text
    assert send(second, "bevestigen") is None


def test_asking_again_keeps_the_remark_that_was_typed(first: Client) -> None:
    set_clock("2022-07-05 12:00")
    response = first.post(ADDRESS, {"actie": "vragen", "opmerking": "", "gezien": "1:1"})
    assert response.status_code == 422
    assert "Gemeenten kunnen nog indienen tot en met 10 juli 2022" in page(response).text
    response = first.post(ADDRESS, {"actie": "vragen", "opmerking": "Mijn reden.", "gezien": "0:0"})
    assert response.status_code == 422
    assert page(response).one("textarea").text == "Mijn reden."


def test_a_request_is_withdrawn(first: Client, second: Client) -> None:
    send(first, "vragen")
    assert send(second, "intrekken") is None
    assert "Second-Manager trok dat op" in main(first).text
    assert send(first, "vragen") is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"actie": "onzin"},
        {"actie": "vragen", "gezien": "abc"},
        {"actie": "vragen", "gezien": f"{'9' * 40}:x", "opmerking": "\0" * 10},
        {"actie": "vragen", "opmerking": "x" * 5000},
    ],
)
def test_bad_input_is_refused_in_words(first: Client, sent: dict[str, str]) -> None:
    response = first.post(ADDRESS, sent)
    assert response.status_code == 422
    assert page(response).all("div", role="alert")
    assert not Closing.objects.exists()


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "x"])
def test_a_closing_that_is_not_there_is_not_found(first: Client, number: str) -> None:
    for action in ("bevestigen", "intrekken"):
        assert first.post(ADDRESS, {"actie": action, "afsluiting": number}).status_code == 404


def test_a_half_year_that_runs_shows_its_list_but_no_button(cast: Cast, first: Client) -> None:
    running = HalfYear.containing(journal_state().today)
    ensure_periods([running])
    shown = main(first, f"/beheer/afsluiten/{running}/")
    assert "Afsluiten kan na" in shown.text
    assert not shown.all("form")
    assert first.get("/beheer/afsluiten/1999-1/").status_code == 404


def test_a_reader_of_the_ministry_sees_but_does_not(cast: Cast, first: Client) -> None:
    reader = signed_in(cast.ministry_reader)
    shown = main(reader)
    assert "U leest mee." in shown.text
    assert not shown.all("form")
    assert reader.post(ADDRESS, {"actie": "vragen"}).status_code == 403
    for someone in (cast.clerk, cast.coordinator, cast.outsider):
        assert signed_in(someone).get(ADDRESS).status_code == 404


def test_the_file_holds_every_municipality(first: Client) -> None:
    lines = first.get(f"{ADDRESS}?_export=csv").content.decode().splitlines()
    assert lines[0].startswith("code,name,target,opening")
    assert lines[0].endswith("next_opening")
    [rotterdam] = [line for line in lines if line.startswith(ROTTERDAM)]
    assert rotterdam.startswith(f"{ROTTERDAM},Rotterdam,10,0")
    assert len(lines) > 340


def test_the_page_takes_few_queries(first: Client) -> None:
    main(first)
    with CaptureQueriesContext(connection) as caught:
        main(first)
    assert len(caught) <= 24, "\n".join(q["sql"][:100] for q in caught)


# ── Elsewhere ────────────────────────────────────────────────────────────────────────────────────────────


def test_tasks_tell_managers_what_waits(first: Client, second: Client, cast: Cast) -> None:
    assert "De 1e helft 2022 is voorbij" in main(first, "/taken/").text
    assert "Er is nu niets te doen" in main(first, "/taken/").text
    send(first, "vragen")
    assert "Er wacht 1 taak op u" in main(second, "/taken/").text
    assert "Er is nu niets te doen" in main(first, "/taken/").text
    assert "1e helft 2022 is voorbij" not in main(signed_in(cast.ministry_reader), "/taken/").text


def test_figures_of_a_closed_half_year_carry_a_mark(first: Client, cast: Cast) -> None:
    assert "Afgesloten op" not in first.get("/landelijk/2022-1/").content.decode()
    closed(cast.manager, cast.second_manager)
    # Versions of what other tests rolled back were read under the same numbers.
    registry.cache_clear()
    publications.cache_clear()
    for address in ("/landelijk/2022-1/", "/gemeenten/rotterdam/2022-1/", "/provincies/zuid-holland/2022-1/"):
        text = page(first.get(address)).one("main").text
        assert re.search(r"Afgesloten op \d+ \w+ \d{4}\. Gepubliceerd als Afsluiting 1e helft 2022", text)
    assert "Afgesloten op" not in page(first.get("/landelijk/2022-1/?stand=2022-08-01")).text


def test_a_coordinator_is_told_on_the_page_that_nothing_is_approved(first: Client, cast: Cast) -> None:
    closed(cast.manager, cast.second_manager)
    coordinator = signed_in(cast.coordinator)
    address = "/provincies/zuid-holland/2022-1/beoordelen/"
    shown = page(coordinator.get(address)).one("main")
    assert "Maanden worden niet meer goedgekeurd" in shown.text
    assert not shown.all("button", value="goedkeuren")
    month = page(coordinator.get(f"{address}barendrecht/2022-03/")).one("main")
    assert not month.all("button", value="goedkeuren")
    assert "blijft voorlopig heten" in month.text
    response = coordinator.post(address, {"actie": "goedkeuren", "beoordeeld": "1:1"}, follow=True)
    assert response.status_code in (200, 403)
    assert TargetPeriod.objects.get(code="2022-1").closed_at is not None


def test_a_clerk_can_ask_for_a_correction_of_a_month_that_was_never_reported(
    first: Client, cast: Cast
) -> None:
    closed(cast.manager, cast.second_manager)
    clerk = signed_in(cast.clerk)
    sheet = page(clerk.get("/invoer/rotterdam/2022-1/")).one("main")
    assert "/invoer/rotterdam/2022-04/correctie/" in [a.attributes.get("href") for a in sheet.all("a")]
    assert "Deze maand staat vast" in page(clerk.get("/invoer/rotterdam/2022-04/correctie/")).text


def test_the_hub_of_an_empty_ledger_still_stands(cast: Cast) -> None:
    text = main(signed_in(cast.manager), "/beheer/").text
    assert "heeft nog geen taakstelling" in text
    assert "Er is nog niets gepubliceerd" in text


def test_the_hub_begins_with_a_half_year_that_is_over(first: Client) -> None:
    assert "De 1e helft 2022 kan worden afgesloten" in main(first, "/beheer/").one("h1").text


def test_a_half_year_that_a_load_closed_says_so(first: Client) -> None:
    TargetPeriod.objects.filter(code=PERIOD.code).update(closed_at=journal_state().now)
    assert "was al afgesloten toen de cijfers in dit systeem kwamen" in main(first).text


def test_the_demonstration_was_closed_by_two(site: Client) -> None:
    shown = main(site)
    assert "Gevraagd door Bas Beheerder" in shown.text
    assert "/publicaties/afsluiting-1e-helft-2022/" in [a.attributes["href"] for a in shown.all("a")]
