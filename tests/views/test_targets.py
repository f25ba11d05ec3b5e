"""The ministry's pages for targets, on the demonstration: 15 November 2022, 2023-1 not announced yet."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.periods import HalfYear
from housing.domain.roles import Role
from housing.models import Announcement, Mail, Population, Upload, User
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.queries.simulation import taking_part
from tests.caches import empty_caches
from tests.cast import person, signed_in
from tests.markup import Node, Reader
from tests.services.importing.sheet_files import csv, xlsx

BASE = "/beheer/taakstellingen/"
NEXT = f"{BASE}2023-1/"
RUNNING = f"{BASE}2022-2/"


@pytest.fixture(scope="module")
def manager(demonstration: None) -> User:
    return person("beheert", Role.MINISTRY_MANAGER)


@pytest.fixture
def desk(manager: User, db: None) -> Client:
    """The demonstration for a manager."""
    empty_caches()
    return signed_in(manager)


def ask(**fields: object) -> str:
    return "?" + urlencode({"aantal": 27_300, **fields})


def read(text: str) -> Node:
    """What stands between header and footer."""
    reader = Reader()
    reader.feed(text)
    return reader.open[0].one("html").one("main")


def hidden(page: str, name: str) -> str:
    return read(page).one("input", name=name).attributes["value"]


def announce(desk: Client, where: str, **fields: object) -> str:
    """Preview and confirm; the answer after the redirect."""
    preview = desk.get(where)
    sent = {"bekend": "2022-11-15", "gezien": hidden(preview.content.decode(), "gezien"), **fields}
    done = desk.post(where, sent)
    assert done.status_code == 302, read(done.content.decode()).text
    return desk.get(done.headers["Location"]).content.decode()


def test_overview_shows_each_half_year_and_leads_to_the_next(desk: Client) -> None:
    page = read(desk.get(BASE).content.decode())
    assert "Voor de 1e helft 2023 is nog geen aantal bekendgemaakt." in page.text
    assert [h.text for h in page.all("h2")] == [
        "1e helft 2023",
        "2e helft 2022",
        "1e helft 2022",
        "2e helft 2021",
    ]
    assert "13.500" in page.text
    assert "Afgesloten op" in page.text


def test_the_simulator_asks_first(desk: Client) -> None:
    answer = desk.get(NEXT)
    page = read(answer.content.decode())
    assert answer.status_code == 200
    assert not page.all("table")
    assert (
        page.one("select", name="peildatum").all("option", selected="")[0].text
        == "1 januari 2022 (volgens de wet)"
    )
    assert "no-store" in answer.headers["Cache-Control"]


def test_methods_side_by_side_for_provinces_and_municipalities(desk: Client) -> None:
    page = read(desk.get(NEXT + ask(aantal="27.300")).content.decode())
    provinces, municipalities = page.all("table")
    assert provinces.rows[0] == [
        "Provincie", "Inwoners", "Adams", "Naar boven", "Grootste resten", "Vorig halfjaar", "Verschil",
        "Achterstand", "Opgave",
    ]  # fmt: skip
    assert len(provinces.rows) == 14
    assert len(municipalities.rows) == 344
    assert provinces.rows[-1][:7] == [
        "Samen",
        "17.590.672",
        "27.300",
        "27.475",
        "27.300",
        "13.500",
        "+13.800",
    ]
    assert municipalities.rows[-1][2:] == provinces.rows[-1][1:]
    assert "+175 boven het landelijke aantal" in page.text


def test_filter_sort_and_export(desk: Client) -> None:
    url = NEXT + ask(provincie="zeeland", **{"gemeente-sort": "-adams"})
    rows = read(desk.get(url).content.decode()).all("table")[1].rows[1:-1]
    assert len(rows) == 13
    shares = [int(row[3].replace(".", "")) for row in rows]
    assert shares == sorted(shares, reverse=True)
    assert {row[1] for row in rows} == {"Zeeland"}
    lines = desk.get(url + "&_export=csv").content.decode().splitlines()
    assert lines[0].startswith(
        "code,name,province,exempt,inhabitants,adams,ceiling,largest_remainder,target,"
    )
    assert len(lines) == 14
    named = read(desk.get(NEXT + ask(naam="dam")).content.decode()).all("table")[1].rows[1:-1]
    assert {"Amsterdam", "Rotterdam", "Edam-Volendam"} <= {row[0] for row in named}
    assert all("dam" in row[0].lower() for row in named)


def test_exempt_municipalities_stand_at_zero(desk: Client) -> None:
    page = read(desk.get(NEXT + ask(vrijgesteld="Almere, GM0014\n599")).content.decode())
    row = next(row for row in page.all("table")[1].rows if row[0].startswith("Almere"))
    assert (row[0], row[3]) == ("Almere vrijgesteld", "0")
    assert "waarvan 3 vrijgesteld" in page.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"aantal": "veel"}, "Vul een heel getal in"),
        ({"aantal": ""}, "Vul het landelijke aantal mensen in."),
        ({"aantal": "0"}, "Vul een aantal in van 1 tot en met 1.000.000."),
        ({"aantal": "9" * 300}, "te lang"),
        ({"aantal": "12,5"}, "zonder komma"),
        ({"aantal": "27300\0"}, ""),
        ({"peildatum": "2022-99-01"}, "Kies een peildatum uit de lijst."),
        ({"methode": "hondt"}, "Kies een methode uit de lijst."),
        ({"vrijgesteld": "Almeree"}, "Bedoelt u Almere (GM0034)?"),
        ({"vrijgesteld": "Brielle"}, "Gebruik de opvolger: Voorne aan Zee (GM1992)"),
        ({"vrijgesteld": "GM9999, \0, <b>"}, "Deze gemeentecode kennen we niet."),
        ({"vrijgesteld": "x," * 5000}, "Deze gemeente kennen we niet."),
    ],
)
def test_bad_numbers_are_explained(desk: Client, fields: dict[str, str], said: str) -> None:
    answer = desk.get(NEXT + ask(**fields))
    assert answer.status_code == (422 if said else 200)
    assert said in read(answer.content.decode()).text
    # Who asks to announce it is sent back to mend it.
    assert desk.get(f"{NEXT}bekendmaken/{ask(**fields)}").status_code == (302 if said else 200)


def test_too_few_for_everybody(desk: Client) -> None:
    for where in (NEXT, f"{NEXT}bekendmaken/"):
        answer = desk.get(where + ask(aantal=100))
        assert answer.status_code == 422
        assert (
            "(100) is kleiner dan het aantal gebieden met inwoners (342)"
            in read(answer.content.decode()).text
        )


def test_missing_inhabitants_are_listed(desk: Client) -> None:
    Population.objects.filter(reference_date="2022-01-01", municipality__in=["GM0034", "GM0014"]).delete()
    page = read(desk.get(NEXT + ask()).content.decode()).text
    assert "niet bekend: Almere (GM0034), Groningen (GM0014)" in page


@pytest.mark.parametrize("period", ["2030-1", "2019-1", "2999-2"])
def test_half_years_out_of_reach_are_not_there(desk: Client, period: str) -> None:
    for rest in ("", "bekendmaken/?aantal=5", "lijst/", "lijst/1/"):
        assert desk.get(f"{BASE}{period}/{rest}").status_code == 404


def test_the_number_of_queries_does_not_grow(desk: Client) -> None:
    desk.get(NEXT + ask())
    with CaptureQueriesContext(connection) as few:
        desk.get(NEXT + ask(provincie="zeeland"))
    with CaptureQueriesContext(connection) as all_:
        desk.get(NEXT + ask())
    assert len(few) == len(all_) <= 14


def test_preview_tells_what_happens_and_changes_nothing(desk: Client) -> None:
    page = read(desk.get(f"{NEXT}bekendmaken/{ask()}").content.decode())
    for said in ("27.300: precies het landelijke aantal", "een taakstelling voor 342 gemeenten", "13 mensen"):
        assert said in page.text
    assert not Announcement.objects.filter(period="2023-1").exists()


def test_announcing_and_revising(desk: Client, manager: User) -> None:
    page = read(announce(desk, f"{NEXT}bekendmaken/{ask()}", bron="Staatscourant 2022, 1"))
    assert (
        "De taakstelling van de 1e helft 2023 is bekendgemaakt: 27.300. 13 mensen krijgen een mail."
        in page.text
    )
    assert "Nu geldt 27.300" in page.text
    line = Announcement.objects.get(period="2023-1")
    assert (line.persons, line.recorded_by, line.source) == (27_300, manager, "Staatscourant 2022, 1")
    assert Mail.objects.filter(kind=Mail.Kind.TARGET).count() == 13
    where = f"{NEXT}bekendmaken/{ask(aantal=17_600)}"
    preview = desk.get(where).content.decode()
    assert "samen −9.700 op 27.300" in read(preview).text
    refused = desk.post(where, {"bekend": "2022-11-15", "gezien": hidden(preview, "gezien")})
    assert refused.status_code == 422
    assert "waarom de taakstelling wordt herzien" in read(refused.content.decode()).text
    page = read(announce(desk, where, reden="De raming is bijgesteld"))
    assert "is herzien: nu 17.600" in page.text
    assert "De raming is bijgesteld" in page.text
    municipality = read(desk.get("/gemeenten/rotterdam/2023-1/").content.decode()).text
    assert "een taakstelling van 650 mensen" in municipality


def test_revision_shows_old_new_and_difference(desk: Client) -> None:
    tables = read(desk.get(RUNNING + ask(aantal=17_600)).content.decode()).all("table")
    head, total = tables[0].rows[0], tables[0].rows[-1]
    shown = dict(zip(head, total, strict=True))
    assert (shown["Geldt nu"], shown["Adams"], shown["Wijziging"]) == ("13.500", "17.600", "+4.100")
    assert (shown["Opgave nu"], shown["Opgave"]) == ("15.333", "19.433")


def test_only_differences(desk: Client) -> None:
    rows = read(desk.get(RUNNING + ask(aantal=13_502, alleen="on")).content.decode()).all("table")[1].rows
    assert len(rows) == 4


def test_a_sum_that_does_not_fit_needs_a_tick_and_a_reason(desk: Client) -> None:
    where = f"{NEXT}bekendmaken/{ask(methode='ceiling')}"
    preview = desk.get(where).content.decode()
    assert "De taakstellingen zijn samen 27.475" in read(preview).text
    sent = {"bekend": "2022-11-15", "gezien": hidden(preview, "gezien"), "reden": "Zo staat het in de wet"}
    refused = desk.post(where, sent)
    assert refused.status_code == 422
    assert "Zo staat het in de wet" in refused.content.decode()
    assert "Vink aan dat dit de bedoeling is" in read(refused.content.decode()).text
    assert desk.post(where, {**sent, "akkoord": "on"}).status_code == 302


def test_whoever_comes_second_is_shown_the_new_position(desk: Client) -> None:
    where = f"{NEXT}bekendmaken/{ask()}"
    seen = hidden(desk.get(where).content.decode(), "gezien")
    announce(desk, f"{NEXT}bekendmaken/{ask(aantal=20_000)}")
    answer = desk.post(where, {"bekend": "2022-11-15", "gezien": seen, "reden": "Mijn reden"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Intussen is er iets veranderd" in read(page).text
    assert "samen +7.300 op 20.000" in read(page).text
    assert "Mijn reden" in page
    assert hidden(page, "gezien") != seen
    again = {"bekend": "2022-11-15", "gezien": hidden(page, "gezien"), "reden": "Mijn reden"}
    assert desk.post(where, again).status_code == 302


@pytest.mark.parametrize("day", ["2022-99-01", "gisteren", "", "2022-11-16", "0001-01-01", "\0"])
def test_bad_days_are_refused(desk: Client, day: str) -> None:
    where = f"{NEXT}bekendmaken/{ask()}"
    seen = hidden(desk.get(where).content.decode(), "gezien")
    assert desk.post(where, {"bekend": day, "gezien": seen}).status_code == 422
    assert not Announcement.objects.filter(period="2023-1").exists()


def test_a_closed_half_year_can_be_looked_at_only(desk: Client) -> None:
    page = read(desk.get(f"{BASE}2022-1/").content.decode())
    assert "verandert niet meer" in page.text
    assert "Verder: herzien" not in page.text
    refused = desk.post(f"{BASE}2022-1/bekendmaken/{ask()}", {"bekend": "2022-11-15"})
    assert refused.status_code == 422
    assert "afgesloten" in read(refused.content.decode()).text


def test_what_holds_already_cannot_be_announced(desk: Client) -> None:
    answer = desk.get(f"{RUNNING}bekendmaken/{ask(aantal=13_500, peildatum='2021-01-01')}")
    assert answer.status_code == 422
    assert "precies wat nu geldt" in read(answer.content.decode()).text


def test_a_reader_looks_and_does_nothing(site: Client) -> None:
    page = read(site.get(NEXT + ask()).content.decode())
    assert "Verder: bekendmaken" not in page.text
    assert site.get(f"{NEXT}bekendmaken/{ask()}").status_code == 403
    assert site.get(f"{NEXT}lijst/").status_code == 403


# ── Official lists ───────────────────────────────────────────────────────────────────────────────────────


def lines(**changed: object) -> list[tuple[str, object]]:
    areas = taking_part(registry(journal_state().reference_version), HalfYear.parse("2023-1"))
    return [(area.code, changed.get(area.code, 60)) for area in areas]


def hand_in(desk: Client, content: bytes, name: str = "lijst.csv") -> tuple[str, str]:
    """The address and text of the preview."""
    answer = desk.post(f"{NEXT}lijst/", {"bestand": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, read(answer.content.decode()).text
    url = answer.headers["Location"]
    return url, desk.get(url).content.decode()


def test_a_list_is_looked_at_beside_the_formula_and_announced(desk: Client) -> None:
    url, page = hand_in(desk, xlsx(["gemeentecode", "taakstelling"], *lines(GM0363=0)), "Lijst 2023.xlsx")
    text = read(page).text
    assert "Lijst voor de 1e helft 2023: samen 20.460" in text
    assert "van de 342 gemeenten geeft de delermethode een ander aantal" in text
    assert "Amsterdam vrijgesteld" in text
    assert "Het grootste verschil: Rotterdam (−" in text
    head = read(page).all("table")[1].rows[0]
    assert head[:4] == ["Provincie", "Inwoners", "Lijst", "Adams"]
    done = desk.post(
        url, {"bekend": "2022-11-15", "gezien": hidden(page, "gezien"), "bron": "Lijst 2023.xlsx"}
    )
    assert done.status_code == 302
    line = Announcement.objects.get(period="2023-1")
    assert (line.method, line.persons, line.exempt) == ("list", 20_460, ["GM0363"])
    assert Upload.objects.get().used_at is not None


def test_a_list_beside_another_national_number_needs_a_remark(desk: Client) -> None:
    url, page = hand_in(desk, csv("code;taakstelling", *(f"{code};{n}" for code, n in lines())))
    where = f"{url}?aantal=20.000"
    page = desk.get(where).content.decode()
    assert "20.520: +520 vergeleken met het landelijke aantal" in read(page).text
    sent = {"bekend": "2022-11-15", "gezien": hidden(page, "gezien"), "reden": "Staat zo in de brief"}
    assert desk.post(where, sent).status_code == 422
    assert desk.post(where, {**sent, "akkoord": "on"}).status_code == 302
    assert Announcement.objects.get(period="2023-1").persons == 20_000


def test_problems_of_a_list_are_shown_per_line(desk: Client) -> None:
    _url, page = hand_in(desk, csv("code;taakstelling", "GM9999;5", "363;5"))
    text = read(page).text
    assert "1 regel met een probleem" in text
    assert "341 gemeenten ontbreken" in text


@pytest.mark.parametrize("content", [b"", b"\x89PNG\0", b"a;b", b"PK\x03\x04rommel"])
def test_files_without_a_list_are_refused(desk: Client, content: bytes) -> None:
    answer = desk.post(f"{NEXT}lijst/", {"bestand": SimpleUploadedFile("lijst.xlsx", content)})
    assert answer.status_code == 422
    assert not Upload.objects.exists()


def test_no_file_at_all(desk: Client) -> None:
    assert desk.post(f"{NEXT}lijst/").status_code == 422


def test_a_file_of_another_half_year_is_not_there(desk: Client) -> None:
    url, _page = hand_in(desk, csv("code;taakstelling", *(f"{code};{n}" for code, n in lines())))
    pk = url.rstrip("/").rsplit("/", 1)[-1]
    assert desk.get(f"{RUNNING}lijst/{pk}/").status_code == 404
    assert desk.get(f"{NEXT}lijst/{10**25}/").status_code == 404
