"""Pages of interim targets: shares before publishing, months, provinces, files; changing and withdrawing."""

import csv
from io import StringIO

import pytest
from django.http import HttpResponse
from django.test import Client

from housing.models import InterimTarget
from tests.cast import Cast, signed_in
from tests.markup import page

pytestmark = pytest.mark.django_db

LIST = "/beheer/tussendoelen/"
FORM = {
    "aantal": "1.000",
    "begindatum": "2022-07-01",
    "einddatum": "2023-03-31",
    "bron": "Kamerbrief van vandaag",
    "reden": "",
}


def first() -> InterimTarget:
    return InterimTarget.objects.order_by("seq")[0]


def url(found: InterimTarget) -> str:
    return f"{LIST}{found.pk}/"


def digest(response: HttpResponse) -> str:
    fields = [each.attributes for each in page(response).all("input", type="hidden")]
    return next(each["value"] for each in fields if each.get("name") == "getoond")


def published(client: Client, **fields: str) -> HttpResponse:
    form = {**FORM, **fields}
    shown = client.post(LIST, {**form, "actie": "bekijken"})
    return client.post(LIST, {**form, "actie": "bekendmaken", "getoond": digest(shown)})


def test_the_interim_target_of_2021_was_met(site: Client) -> None:
    assert "358 kleiner dan gevraagd" in page(site.get(LIST)).text
    shown = page(site.get(url(first())))

    assert shown.one("h1").text == "Gehaald: op 31 december 2021 was de achterstand 358 kleiner dan gevraagd"
    assert "5 provincies haalden hun aandeel niet" in shown.text
    names = [row[0] for row in shown.one("table", class_="data-table--wide").rows[1:]]
    assert (names[0], names[-1]) == ("Utrecht", "Zuid-Holland")


def test_it_is_a_file_as_well(site: Client) -> None:
    answer = site.get(f"{url(first())}?_export=csv")

    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert len(rows) == 13 * 6
    assert rows[5]["area"] == "Nederland"
    assert (rows[5]["month"], rows[5]["achieved"], rows[5]["difference"]) == ("2021-12", "1858.0", "358.0")


@pytest.mark.parametrize("name", ["maanden", "provincies"])
def test_charts_are_drawn(site: Client, name: str) -> None:
    drawn = site.get(f"{url(first())}grafiek/{name}.json").json()
    assert drawn["data"][0]["type"] == "bar"


def test_an_earlier_position_shows_what_was_known_then(site: Client) -> None:
    shown = page(site.get(f"{url(first())}?stand=2021-10-11")).text
    assert "Na september 2021 ligt het land" in shown
    assert site.get(f"{url(first())}?stand=2021-06-01").status_code == 404
    assert site.get(f"{url(first())}?stand=gisteren").status_code == 400


def test_what_is_not_there(site: Client) -> None:
    for address in (f"{LIST}999/", f"{LIST}99999999999999999999/", f"{url(first())}grafiek/anders.json"):
        assert site.get(address).status_code == 404, address


def test_a_manager_sees_the_shares_before_publishing(site: Client, cast: Cast) -> None:
    client = signed_in(cast.manager)

    shown = client.post(LIST, {**FORM, "actie": "bekijken"})

    assert shown.status_code == 200
    assert page(shown).one("table", class_="interim-shares").rows[-1][2] == "1.000"
    assert InterimTarget.objects.count() == 1
    made = published(client)
    found = InterimTarget.objects.order_by("-seq")[0]
    assert (made.status_code, made["Location"], found.persons) == (302, url(found), 1000)
    assert "tussendoelstelling van 31 maart 2023" in page(client.get(url(found))).one("h1").text


def test_shares_that_were_not_shown_are_not_published(site: Client, cast: Cast) -> None:
    client = signed_in(cast.manager)
    shown = client.post(LIST, {**FORM, "actie": "bekijken"})

    again = client.post(LIST, {**FORM, "aantal": "900", "actie": "bekendmaken", "getoond": digest(shown)})

    assert again.status_code == 200
    assert InterimTarget.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"aantal": "veel"}, "heel getal"),
        ({"aantal": "0"}, "1 of meer"),
        ({"aantal": "9" * 30}, "getal"),
        ({"begindatum": "2022-99-01"}, "Dit is geen dag"),
        ({"begindatum": "2022-07-01\0"}, "2022-07-01"),
        ({"einddatum": "2022-06-30"}, "na de begindatum"),
        ({"begindatum": "2023-01-01", "einddatum": "2023-06-30"}, "in de toekomst"),
        ({"begindatum": "2021-10-01", "einddatum": "2022-01-31"}, "geldt al een tussendoelstelling"),
        ({"einddatum": "9999-12-31"}, "Kies data"),
        ({"begindatum": "0001-01-01"}, "Kies data"),
        ({"bron": ""}, "Noem de bron"),
    ],
)
def test_what_cannot_be_is_said(site: Client, cast: Cast, fields: dict[str, str], message: str) -> None:
    answer = signed_in(cast.manager).post(LIST, {**FORM, **fields, "actie": "bekijken"})

    if fields.get("begindatum", "").endswith("\0"):
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert message in page(answer).text
    assert InterimTarget.objects.count() == 1


def test_it_is_changed_after_a_preview_and_withdrawn_with_a_reason(site: Client, cast: Cast) -> None:
    client = signed_in(cast.manager)
    published(client)
    old = InterimTarget.objects.order_by("-seq")[0]
    form = {**FORM, "aantal": "1.200", "reden": "meer nodig"}
    assert client.post(url(old), {**form, "reden": "", "actie": "bekijken"}).status_code == 422

    shown = client.post(url(old), {**form, "actie": "bekijken"})
    answer = client.post(url(old), {**form, "actie": "wijzigen", "getoond": digest(shown)})

    new = InterimTarget.objects.order_by("-seq")[0]
    assert answer["Location"] == url(new)
    assert "meer nodig" in page(client.get(url(old))).text
    assert client.post(url(new), {"actie": "intrekken", "reden": " "}).status_code == 422
    assert client.post(url(new), {"actie": "intrekken", "reden": "vervalt"}).status_code == 302
    shown_now = page(client.get(LIST)).text
    assert "Gewijzigd of ingetrokken" in shown_now
    gone = InterimTarget.objects.order_by("-seq")[0]
    assert client.get(url(gone))["Location"] == url(new)


def test_who_reads_sees_no_form(site: Client, cast: Cast) -> None:
    client = signed_in(cast.ministry_reader)
    assert "Maak een tussendoelstelling bekend" not in page(client.get(LIST)).text
    assert client.post(LIST, FORM).status_code == 403
    assert signed_in(cast.coordinator).get(LIST).status_code == 404


def test_the_page_of_a_province_follows_its_share(site: Client) -> None:
    shown = page(site.get("/provincies/utrecht/2021-2/"))

    tables = [table.rows for table in shown.all("table") if "Nodig, naar verhouding" in table.text]
    assert tables[0][-1] == ["december 2021", "140", "72", "−68"]
