"""Pages of exchanges: proposing with a preview, deciding, who sees what, and the ledger that names both."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.periods import HalfYear
from housing.models import Exchange, Publication
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.services import exchanges as services
from housing.services.publishing import release, withdraw
from tests.caches import empty_caches
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, Cast, signed_in
from tests.conftest import Ledger
from tests.markup import page

pytestmark = pytest.mark.django_db

PERIOD = HalfYear(2022, 1)
LIST = "/gemeenten/rotterdam/2022-1/uitruil/"
FORM = {
    "gemeente-1": "Rotterdam",
    "richting-1": "over",
    "aantal-1": "10",
    "gemeente-2": "utrecht",
    "richting-2": "neemt",
    "aantal-2": "10",
    "reden": "Utrecht heeft een pand",
    "document": "brief 12",
}


@pytest.fixture(autouse=True)
def targets(ledger: Ledger) -> None:
    """Three municipalities with a target of 60 in the first half of 2022."""
    empty_caches()
    for code in (ROTTERDAM, BARENDRECHT, UTRECHT):
        ledger.target(code, "2022-1", 60, date(2021, 12, 1))


def proposed(cast: Cast) -> Exchange:
    areas = registry(journal_state().reference_version)
    return services.propose(
        by=cast.clerk,
        period=PERIOD,
        parts={ROTTERDAM: 10, UTRECHT: -10},
        reason="Utrecht heeft een pand",
        document="brief 12",
        municipality=areas.municipalities[ROTTERDAM],
    )


def booked(cast: Cast) -> Exchange:
    areas = registry(journal_state().reference_version)
    return services.confirm(
        by=cast.other_clerk, exchange_id=proposed(cast).pk, municipality=areas.municipalities[UTRECHT]
    )


def url(found: Exchange, slug: str = "rotterdam") -> str:
    return f"/gemeenten/{slug}/uitruil/{found.pk}/"


def sent(client: Client, address: str, **fields: str) -> HttpResponse:
    return client.post(address, {**FORM, "actie": "bekijken", **fields})


def hidden(response: HttpResponse, name: str = "getoond") -> str:
    fields = [each.attributes for each in page(response).all("input", type="hidden")]
    return next(each["value"] for each in fields if each.get("name") == name)


# ── Proposing ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_proposal_shows_its_consequences_first(cast: Cast) -> None:
    client = signed_in(cast.clerk)

    shown = sent(client, LIST)

    assert shown.status_code == 200
    assert not Exchange.objects.exists()
    table = page(shown).one("table", class_="exchange-effect")
    assert table.rows[2:] == [
        ["Rotterdam draagt over", "−10", "60", "50", "60", "50"],
        ["Utrecht neemt over", "+10", "60", "70", "60", "70"],
    ]
    made = sent(client, LIST, actie="voorstellen", getoond=hidden(shown))
    found = Exchange.objects.get()
    assert (made.status_code, made["Location"]) == (302, url(found))
    assert {(part.municipality_id, part.persons) for part in found.parts.all()} == {
        (ROTTERDAM, 10),
        (UTRECHT, -10),
    }


def test_what_was_not_shown_is_not_proposed(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    digest = hidden(sent(client, LIST))

    again = sent(client, LIST, actie="voorstellen", getoond=digest, **{"aantal-1": "9", "aantal-2": "9"})

    assert again.status_code == 200
    assert hidden(again) != digest
    assert not Exchange.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"aantal-2": "7"}, "3 te weinig overgenomen"),
        ({"aantal-1": "61", "aantal-2": "61"}, "hoogstens 60"),
        ({"gemeente-2": "bergen"}, "Bedoelt u"),
        ({"gemeente-2": "Atlantis"}, "niet gevonden"),
        ({"gemeente-2": "provincie utrecht"}, "niet"),
        ({"gemeente-2": "rotterdam"}, "staat al in een andere regel"),
        ({"gemeente-2": "", "aantal-2": "10"}, "Vul de naam van de gemeente in"),
        ({"gemeente-2": "", "aantal-2": ""}, "ten minste twee gemeenten"),
        ({"gemeente-1": "Barendrecht"}, "Rotterdam doet zelf niet mee"),
        ({"aantal-1": "tien"}, "heel getal"),
        ({"aantal-1": "-3"}, "niet onder nul"),
        ({"aantal-1": "9" * 40}, "getal"),
        ({"aantal-1": "0"}, "1 of meer"),
        ({"reden": " "}, "reden"),
        ({"document": "\0"}, "document"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(
    cast: Cast, fields: dict[str, str], message: str
) -> None:
    answer = sent(signed_in(cast.clerk), LIST, **fields)

    assert answer.status_code == 422
    assert message in page(answer).text
    kept = {each.attributes.get("name"): each.attributes.get("value") for each in page(answer).all("input")}
    assert kept["aantal-1"] == FORM["aantal-1"] or "aantal-1" in fields
    assert not Exchange.objects.exists()


def test_a_form_that_is_sent_twice_proposes_once(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    fields = {"actie": "voorstellen", "getoond": hidden(sent(client, LIST))}

    first, second = sent(client, LIST, **fields), sent(client, LIST, **fields)

    assert first.headers["Location"] == second.headers["Location"]
    assert Exchange.objects.count() == 1
    assert sent(client, LIST, **fields, reden="Nog een pand").status_code == 302
    assert Exchange.objects.count() == 2


def test_a_coordinator_proposes_for_the_province(cast: Cast) -> None:
    client, address = signed_in(cast.coordinator), "/provincies/zuid-holland/2022-1/uitruil/"

    answer = sent(client, address, actie="voorstellen", getoond=hidden(sent(client, address)))

    found = Exchange.objects.get()
    assert answer["Location"] == url(found)
    assert found.proposed_for is None
    assert "provincie Zuid-Holland" in page(client.get(url(found))).text


def test_who_only_reads_gets_no_form(cast: Cast) -> None:
    for user in (cast.reader, cast.coordinator, cast.manager):
        answer = signed_in(user).get(LIST)
        assert answer.status_code == 200
        assert "Stel een uitruil voor" not in page(answer).text
        assert sent(signed_in(user), LIST).status_code == 403
    assert signed_in(cast.other_clerk).get(LIST).status_code == 404


def test_a_half_year_or_municipality_that_is_not_there(cast: Cast) -> None:
    client = signed_in(cast.manager)
    for address in (
        "/gemeenten/rotterdam/2031-1/uitruil/",
        "/provincies/zuid-holland/2031-1/uitruil/",
        "/gemeenten/voorne-aan-zee/2022-1/uitruil/",
        "/gemeenten/rotterdam/uitruil/99999999999999999999/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.get("/beheer/uitruil/?halfjaar=2031-1").status_code == 200


# ── Deciding ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_other_confirms_and_it_is_booked(cast: Cast) -> None:
    found, client = proposed(cast), signed_in(cast.other_clerk)
    address = url(found, "utrecht")

    answer = client.post(
        address, {"actie": "bevestigen", "gemeente": "utrecht", "getoond": hidden(client.get(address))}
    )

    assert answer.status_code == 302
    found.refresh_from_db()
    assert found.state == "booked"
    assert "geboekt" in page(client.get(address)).text


def test_without_having_seen_the_consequences_nothing_is_confirmed(cast: Cast) -> None:
    found = proposed(cast)

    answer = signed_in(cast.other_clerk).post(
        url(found, "utrecht"), {"actie": "bevestigen", "gemeente": "utrecht"}
    )

    assert answer.status_code == 422
    assert "gevolgen zijn veranderd" in page(answer).text


def test_a_refusal_needs_a_reason_and_keeps_it(cast: Cast) -> None:
    found, client = proposed(cast), signed_in(cast.other_clerk)
    form = {"actie": "afwijzen", "gemeente": "utrecht"}

    assert client.post(url(found, "utrecht"), {**form, "reden": "\0 "}).status_code == 422
    assert client.post(url(found, "utrecht"), {**form, "reden": "geen ruimte"}).status_code == 302
    assert "geen ruimte" in page(client.get(url(found, "utrecht"))).text


def test_who_proposed_withdraws(cast: Cast) -> None:
    found, client = proposed(cast), signed_in(cast.second_clerk)

    assert client.post(url(found), {"actie": "intrekken", "reden": "telfout"}).status_code == 302
    again = client.post(url(found), {"actie": "intrekken", "reden": "telfout"})

    assert again.status_code == 422
    assert "intussen ingetrokken" in page(again).text


def test_who_may_not_decide_is_refused(cast: Cast) -> None:
    found = proposed(cast)
    for user in (cast.reader, cast.manager, cast.coordinator):
        for action in ("bevestigen", "afwijzen", "intrekken"):
            answer = signed_in(user).post(url(found), {"actie": action, "gemeente": "utrecht", "reden": "x"})
            assert answer.status_code == 403, (user, action)
    assert signed_in(cast.manager).post(url(found), {"actie": "weg"}).status_code == 422


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────


def test_a_proposal_is_hidden_from_others(cast: Cast) -> None:
    address = url(proposed(cast))
    for user in (cast.reader, cast.other_clerk, cast.province_reader, cast.other_coordinator, cast.manager):
        assert signed_in(user).get(address).status_code == 200, user
    for client in (signed_in(cast.administrator), signed_in(cast.outsider), Client()):
        assert client.get(address).status_code == 404
    assert signed_in(cast.manager).get(url(Exchange.objects.get(), "barendrecht")).status_code == 404


def test_an_editor_elsewhere_does_not_see_a_proposal_but_does_see_a_booking(cast: Cast) -> None:
    areas = registry(journal_state().reference_version)
    between = services.propose(
        by=cast.clerk,
        period=PERIOD,
        parts={ROTTERDAM: 3, BARENDRECHT: -3},
        reason="x",
        document="y",
        municipality=areas.municipalities[ROTTERDAM],
    )

    assert signed_in(cast.other_clerk).get(url(between)).status_code == 404
    assert signed_in(cast.other_clerk).get(url(booked(cast), "rotterdam")).status_code == 200


def test_who_comes_by_the_address_of_another_municipality_decides_as_well(cast: Cast) -> None:
    client, address = signed_in(cast.other_clerk), url(proposed(cast), "rotterdam")
    content = page(client.get(address)).one("div", class_="exchange-decide")
    forms = {form.one("button").attributes["value"]: form for form in content.all("form")}
    assert set(forms) == {"bevestigen", "afwijzen"}
    for action, form in forms.items():
        answer = client.post(
            form.attributes["action"], {"gemeente": "utrecht", "actie": action, "getoond": "oud"}
        )
        assert answer.status_code == 422


def test_the_public_sees_a_booking_once_it_is_published(cast: Cast) -> None:
    address = url(booked(cast))
    assert Client().get(address).status_code == 404

    release(title="Stand", kind=Publication.Kind.OTHER, known_on=journal_state().now)

    shown = page(Client().get(address)).text
    assert "Rotterdam draagt 10 over" in shown
    assert "Other-Clerk" not in shown


def test_a_booking_in_a_withdrawn_publication_alone_is_no_figure_for_the_public(cast: Cast) -> None:
    address = url(booked(cast))
    made = release(title="Stand", kind=Publication.Kind.OTHER, known_on=journal_state().now)
    withdraw(by=cast.manager, publication=made, reason="Telfout")

    assert Client().get(address).status_code == 404
    assert signed_in(cast.other_clerk).get(address).status_code == 200


def test_people_are_named_for_who_may_read_notes(cast: Cast) -> None:
    address = url(proposed(cast))

    assert "Clerk" in page(signed_in(cast.coordinator).get(address)).text
    assert "(Clerk)" not in page(signed_in(cast.province_reader).get(address)).text


# ── Ledgers, lists and tasks ─────────────────────────────────────────────────────────────────────────────


def test_the_ledger_names_the_other_and_leads_to_the_exchange(cast: Cast, ledger: Ledger) -> None:
    found = booked(cast)
    ledger.exchange("2022-1", {ROTTERDAM: -4, BARENDRECHT: 4}, group="ruil van vroeger")

    shown = page(signed_in(cast.clerk).get("/gemeenten/rotterdam/2022-1/"))

    links = {link.text: link.attributes["href"] for link in shown.all("a")}
    assert links["Uitruil met Utrecht"] == url(found)
    assert "Uitruil met Barendrecht" in shown.text
    assert "Uitruil met Barendrecht" not in links


def test_lists_show_own_and_imported_exchanges(cast: Cast, ledger: Ledger) -> None:
    proposed(cast)
    ledger.exchange("2022-1", {ROTTERDAM: -4, BARENDRECHT: 4}, group="ruil van vroeger")

    for address, user in (
        (LIST, cast.reader),
        ("/provincies/zuid-holland/2022-1/uitruil/", cast.province_reader),
        ("/beheer/uitruil/?halfjaar=2022-1", cast.ministry_reader),
    ):
        shown = page(signed_in(user).get(address)).text
        assert "Rotterdam, Utrecht" in shown, address
        assert "wacht op Utrecht" in shown
        assert "Ingelezen uitruil" in shown
    assert (
        "wacht op uw gemeente"
        in page(signed_in(cast.other_clerk).get("/gemeenten/utrecht/2022-1/uitruil/")).text
    )


def test_tasks_tell_of_what_waits(cast: Cast) -> None:
    found = proposed(cast)

    assert "bevestig of wijs af" in page(signed_in(cast.other_clerk).get("/taken/")).text
    assert "bevestig of wijs af" not in page(signed_in(cast.clerk).get("/taken/")).text
    for user in (cast.coordinator, cast.other_coordinator):
        assert "Uitruil voorgesteld: Rotterdam, Utrecht" in page(signed_in(user).get("/taken/")).text
    areas = registry(journal_state().reference_version)
    services.confirm(by=cast.other_clerk, exchange_id=found.pk, municipality=areas.municipalities[UTRECHT])
    assert "bevestig of wijs af" not in page(signed_in(cast.other_clerk).get("/taken/")).text


def test_queries_do_not_grow_with_exchanges(cast: Cast) -> None:
    counts = []
    for address, user in ((LIST, cast.clerk), ("/beheer/uitruil/?halfjaar=2022-1", cast.manager)):
        for _ in range(2):
            proposed(cast)
            client = signed_in(user)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    assert counts[2] == counts[3] <= 12


def test_an_address_with_anything_in_it_is_answered(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    query = urlencode({"halfjaar": "2022-99\0"})
    assert signed_in(cast.manager).get(f"/beheer/uitruil/?{query}").status_code == 200
    assert client.post(LIST, {f"gemeente-{n}": "x" * 5000 for n in range(9)}).status_code == 422
