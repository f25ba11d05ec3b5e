"""Official openings on screen: hand in, see, book; and the corrections by source."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from housing.models import Adjustment, Upload
from tests.caches import empty_caches
from tests.cast import ROTTERDAM, Cast, signed_in
from tests.closings import closed
from tests.conftest import Ledger
from tests.markup import Node, page

pytestmark = pytest.mark.django_db
ADDRESS = "/beheer/beginstanden/2022-2/"
LIST = f"gemeentecode;beginstand\n{ROTTERDAM};-12\nGM0344;0\n"


@pytest.fixture
def manager(cast: Cast, ledger: Ledger) -> Client:
    """A manager, after a half-year that Rotterdam closed with −10."""
    empty_caches()
    ledger.target(ROTTERDAM, "2022-1", 10)
    closed(cast.manager, cast.second_manager)
    return signed_in(cast.manager)


def handed_in(
    client: Client, text: str | bytes = LIST, name: str = "lijst.csv", source: str = "Brief"
) -> Node:
    """The preview of a file."""
    content = text.encode() if isinstance(text, str) else text
    response = client.post(
        ADDRESS, {"actie": "bekijken", "bestand": SimpleUploadedFile(name, content), "bron": source}
    )
    assert response.status_code == 302, response.content.decode()
    response = client.get(response.headers["Location"].partition("#")[0])
    assert response.headers["Cache-Control"] == "private, no-store"
    return page(response).one("main")


def sent(shown: Node) -> dict[str, str]:
    """What the form of a preview carries."""
    form = next(f for f in shown.all("form") if f.all("button", value="boeken"))
    return {
        field.attributes["name"]: field.attributes.get("value", "")
        for field in form.all("input")
        if field.attributes["name"] != "csrfmiddlewaretoken"
    } | {"actie": "boeken"}


def test_a_list_is_seen_first_and_booked_after(manager: Client) -> None:
    shown = handed_in(manager)
    assert "wijkt er 1 af. Er wordt één correctie geboekt, van −2." in shown.text
    assert ["Rotterdam", "−10", "−12", "−2", "Brief"] in shown.all("table")[0].rows
    assert not Adjustment.objects.exists()
    response = manager.post(ADDRESS, sent(shown), follow=True)
    text = page(response).one("main").text
    assert "1 correctie is geboekt, samen −2." in text
    assert "Brief: −2 (1 regel)" in text
    assert Adjustment.objects.get().persons == -2
    again = handed_in(manager)
    assert "Er hoeft niets te worden geboekt." in again.text
    assert not again.all("button", value="boeken")


def test_a_form_that_is_sent_twice_books_once(manager: Client) -> None:
    form = sent(handed_in(manager))
    manager.post(ADDRESS, form)
    response = manager.post(ADDRESS, form, follow=True)
    assert "Er was geen verschil: er is niets geboekt." in page(response).text
    assert Adjustment.objects.count() == 1


def test_each_correction_leads_to_its_ledger(manager: Client) -> None:
    manager.post(ADDRESS, sent(handed_in(manager)))
    shown = page(manager.get(ADDRESS)).one("main")
    assert "/gemeenten/rotterdam/2022-2/#grootboek" in [a.attributes["href"] for a in shown.all("a")]
    ledger = page(manager.get("/gemeenten/rotterdam/2022-2/")).one("main").text
    assert "Verschil met de officiële beginstand" in ledger
    assert "Brief" in ledger


def test_problems_stand_by_line_and_nothing_can_be_booked(manager: Client) -> None:
    shown = handed_in(manager, "code,saldo\nGM9999,1\nGM0599,x\n")
    assert "2 regels kunnen niet worden gebruikt" in shown.text
    assert "regel 2, kolom gemeentecode" in shown.text
    assert "regel 3, kolom beginstand" in shown.text
    assert not shown.all("button", value="boeken")


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "leeg.csv"), (b"PK\x03\x04kapot", "kapot.xlsx"), (b"\x00\xff" * 50, "vreemd.csv")],
)
def test_a_file_that_is_none_is_refused_in_words(manager: Client, content: bytes, name: str) -> None:
    response = manager.post(
        ADDRESS,
        {"actie": "bekijken", "bestand": SimpleUploadedFile(name, content), "bron": "x"},
        follow=True,
    )
    assert response.status_code in (200, 422)
    shown = page(response).one("main")
    assert shown.all("p", class_="field-error") or shown.all("div", role="alert")
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"actie": "bekijken", "bron": "x"},
        {"actie": "bekijken", "bestand": "geen bestand", "bron": "x" * 1000},
        {"actie": "boeken"},
        {"actie": "boeken", "bestand": "9" * 40, "gezien": "\0", "bron": "\0"},
    ],
)
def test_bad_input_is_refused_in_words(manager: Client, data: dict[str, str]) -> None:
    response = manager.post(ADDRESS, data)
    assert response.status_code == 422
    shown = page(response).one("main")
    assert shown.all("p", class_="field-error") or shown.all("div", role="alert")


@pytest.mark.parametrize("number", ["0", "12345", "9" * 40])
def test_a_file_that_is_gone_says_so(manager: Client, number: str) -> None:
    response = manager.get(f"{ADDRESS}?bestand={number}")
    assert response.status_code == 404 or number == "9" * 40
    assert not Upload.objects.exists()


def test_a_half_year_that_is_closed_or_follows_an_open_one_says_why_not(
    manager: Client, ledger: Ledger
) -> None:
    assert (
        "is afgesloten: daarin wordt niets meer geboekt"
        in page(manager.get("/beheer/beginstanden/2022-1/")).one("main").text
    )
    ledger.target(ROTTERDAM, "2022-2", 4)
    shown = page(manager.get("/beheer/beginstanden/2023-1/")).one("main")
    assert "De 2e helft 2022 is nog niet afgesloten" in shown.text
    assert not shown.all("form")
    for code in ("1999-1", "1900-1", "2999-2"):
        assert manager.get(f"/beheer/beginstanden/{code}/").status_code == 404


def test_a_reader_of_the_ministry_sees_but_does_not(cast: Cast, manager: Client) -> None:
    reader = signed_in(cast.ministry_reader)
    assert not page(reader.get(ADDRESS)).one("main").all("form")
    assert reader.post(ADDRESS, {"actie": "boeken"}).status_code == 403
    assert signed_in(cast.coordinator).get(ADDRESS).status_code == 404
