"""The page of lists of CBS: handing in, differences with the way to a redivision, taking over."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.models import Municipality, Population, Upload
from housing.queries.areas import registry
from tests.cast import Cast, signed_in
from tests.cbs import alphabetical, flat, inhabitants, municipality_rows
from tests.conftest import Ledger
from tests.markup import page

PAGE = "/beheer/cbs/"
DAY = date(2022, 1, 1)


@pytest.fixture(autouse=True)
def fresh(db: None) -> Iterator[None]:
    registry.cache_clear()
    yield
    registry.cache_clear()


@pytest.fixture
def manager(cast: Cast) -> Client:
    return signed_in(cast.manager)


def hand_in(
    client: Client, kind: str, content: bytes, name: str = "lijst.xlsx", year: str = "2022"
) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(PAGE, {"actie": "bekijken", "soort": kind, "jaar": year, "bestand": file})


def test_a_list_of_municipalities(manager: Client) -> None:
    changes = {
        "GM0014": [14, "GM0014", "Groninger Ommelanden", 20, "PV20", "Groningen"],
        "GM0373": None,
        "GM2999": [2999, "GM2999", "Nieuwstad & Zn", 27, "PV27", "Noord-Holland"],
    }
    answer = hand_in(manager, "municipalities", alphabetical(municipality_rows(DAY, changes)))
    upload = Upload.objects.get()
    assert answer["Location"] == f"{PAGE}?bestand={upload.pk}#verschillen"
    assert Municipality.objects.get(code="GM0014").name == "Groningen"
    root = page(manager.get(PAGE, {"bestand": upload.pk}))
    assert "Bergen (NH.)" in root.text
    links = [a.attributes["href"] for a in root.all("a") if a.attributes["href"].startswith("/beheer/herind")]
    filled = page(manager.get(next(link for link in links if "GM2999" in link)))
    assert filled.one("input", id="samenvoeging-naam").attributes["value"] == "Nieuwstad & Zn"
    assert filled.one("input", id="samenvoeging-datum").attributes["value"] == "2022-01-01"

    sent = {
        "actie": "overnemen",
        "soort": "municipalities",
        "bestand": str(upload.pk),
        "getoond": root.one("input", name="getoond").attributes["value"],
    }
    assert manager.post(PAGE, {**sent, "getoond": "x"}).status_code == 422
    assert manager.post(PAGE, sent).status_code == 302
    assert Municipality.objects.get(code="GM0014").name == "Groninger Ommelanden"
    assert "al overgenomen" in page(manager.post(PAGE, sent)).text


def test_a_list_of_inhabitants(manager: Client, ledger: Ledger) -> None:
    ledger.announcement("2023-1", 100, population_date=DAY)
    content = flat({**inhabitants(DAY), "GM0014": 240_000, "GM0003": 3, "GM0344": "."})
    answer = hand_in(manager, "population", content, "statline.csv")
    with CaptureQueriesContext(connection) as queries:
        root = page(manager.get(answer["Location"]))
    assert len(queries) <= 12
    assert "234.950" in root.text
    assert "240.000" in root.text
    assert "Taakstellingen blijven" in root.text
    assert "GM0003" in root.text
    assert "Niet in het bestand Utrecht" in " ".join(root.text.split())
    sent = {
        "actie": "overnemen",
        "soort": "population",
        "bestand": str(Upload.objects.get().pk),
        "getoond": root.one("input", name="getoond").attributes["value"],
    }
    assert manager.post(PAGE, sent).status_code == 302
    row = Population.objects.get(municipality_id="GM0014", reference_date=DAY)
    assert (row.inhabitants, row.source) == (240_000, "statline.csv")


@pytest.mark.parametrize(
    ("kind", "content", "year", "says"),
    [
        ("", b"a", "2022", "Kies wat er in het bestand staat"),
        ("targets", b"a", "2022", "Kies wat er in het bestand staat"),
        ("population", b"", "2022", "leeg"),
        ("population", b"a;b\n1;2\n", "2022", "geen inwoners per gemeente"),
        ("population", b"\x00\xff\xfe", "2022", ""),
        ("municipalities", b"a;b\n1;2\n", "2022", "staan de kolommen"),
        ("municipalities", b"PK\x03\x04x", "2022", ""),
        ("municipalities", b"a", "22", "vanaf 2015"),
        ("municipalities", b"a", "9" * 30, "tot en met"),
        ("municipalities", b"a", "jaar", "Dit is geen jaar"),
    ],
)
def test_mistakes_are_told(manager: Client, kind: str, content: bytes, year: str, says: str) -> None:
    answer = hand_in(manager, kind, content, "lijst.csv", year)
    assert answer.status_code == 422
    assert says in page(answer).text


def test_a_file_that_is_gone(manager: Client) -> None:
    assert manager.get(PAGE, {"bestand": "999"}).status_code == 404
    assert manager.get(PAGE, {"bestand": "9" * 18}).status_code == 404
    assert manager.get(PAGE, {"bestand": "9" * 40}).status_code == 200
    assert manager.get(PAGE, {"bestand": "x"}).status_code == 200
    assert manager.post(PAGE, {"actie": "overnemen", "bestand": "999"}).status_code == 422
    assert manager.post(PAGE, {}).status_code == 422


def test_readers_see_but_do_not_do(cast: Cast) -> None:
    content = alphabetical(municipality_rows(DAY))
    hand_in(signed_in(cast.manager), "municipalities", content)
    reader = signed_in(cast.ministry_reader)
    answer = reader.get(PAGE, {"bestand": Upload.objects.get().pk})
    assert answer.status_code == 200
    assert not page(answer).all("form", enctype="multipart/form-data")
    assert hand_in(reader, "municipalities", content).status_code == 403
    assert signed_in(cast.coordinator).get(PAGE).status_code == 404
