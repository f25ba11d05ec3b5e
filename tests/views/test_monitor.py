"""The monitor of the ministry: what it shows, as it was known at any position, and to whom."""

import csv
import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.alerts import AlertKind
from housing.domain.forecast import Forecast
from housing.domain.periods import HalfYear
from housing.models import User
from housing.queries.areas import registry
from housing.queries.figures import country, province_figures, summed
from housing.queries.journal import journal_state
from housing.queries.national_history import earlier_forecasts, forecast_days, half_years
from housing.queries.positions import find_position
from housing.queries.sums import national_sums
from housing.services.alerts import set_alert
from tests.caches import empty_caches
from tests.cast import Cast, signed_in
from tests.markup import Node, figures, main, page, whole

MONITOR = "/landelijk/"
LETTER = "?publicatie=kamerbrief-7-januari-2022"
CHARTS = ("maanden", "bijdrage", "achterstand", "verloop", "verwachtingen")
TABLES = ("maand", "provincies", "vorige", "opgaven", "hotel", "anders")
MOST_QUERIES = 20


def section(content: Node, name: str) -> Node:
    return content.one("section", **{"aria-labelledby": name})


def table(content: Node, name: str) -> list[list[str]]:
    """The first table of a section that is not the figures of a chart."""
    return section(content, name).all("table")[0].rows


def lines(response: HttpResponse) -> list[dict[str, str]]:
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(response.content.decode().splitlines()))


# What it shows


def test_the_month_stands_beside_that_of_earlier_half_years(site: Client) -> None:
    content = main(site.get(MONITOR))
    head, now, before, first = table(content, "maand")
    assert head[0] == "Maand"
    assert now[:6] == ["oktober 2022", "3.359", "0", "11.078", "15.333", "72%"]
    assert before[:6] == ["april 2022", "1.890", "0", "7.914", "13.748", "58%"]
    assert (first[0], first[4], first[5]) == ("oktober 2021", "16.586", "45%")
    assert now[6] == "336 van 344"
    assert "het aantal kan nog stijgen" in section(content, "maand").text


def test_the_headline_is_made_from_the_figures(site: Client) -> None:
    content = main(site.get(MONITOR))
    assert content.one("h1").text == (
        "In oktober 2022 zijn 3.359 mensen gehuisvest, 1.469 meer dan in april 2022"
    )
    lead = content.one("p", class_="lead").text
    assert "Na 4 van de 6 maanden is 72% van de opgave gehaald." in lead
    assert "De achterstand nam sinds 1 juli 2022 met 2.078 af." in lead
    assert "tussen −433 en +1.991" in lead


def test_large_figures_open(site: Client) -> None:
    content = main(site.get(MONITOR))
    shown = figures(content)
    assert shown["Gehuisvest sinds 1 juli 2022"] == "11.078 mensen"
    assert shown["Afname van de achterstand, netto"] == "+2.078 mensen"
    reduction = next(node for node in content.all("div", class_="figure") if "Afname" in node.text)
    assert [row[1:] for row in reduction.one("table", class_="sum").rows] == [
        ["", "11.078"],
        ["−", "9.000"],
        ["=", "2.078"],
    ]


def test_provinces_add_up_to_the_country(site: Client) -> None:
    _, *rows, total = table(main(site.get(MONITOR)), "provincies")
    assert len(rows) == 12
    assert total[0] == "Nederland"
    assert total[1:5] == ["−1.833", "+245", "+2.078", "100%"]
    reductions = [whole(row[3]) for row in rows]
    assert reductions == sorted(reductions, reverse=True)
    assert abs(sum(reductions) - 2078) <= 12, "each is rounded"
    exact = lines(site.get(f"{MONITOR}?_export=csv&tabel=provincies"))
    assert round(sum(float(row["reduction"]) for row in exact)) == 2078
    assert abs(sum(float(row["share_percentage"]) for row in exact) - 100) < 1


def test_the_half_year_that_ended_is_there_too(site: Client) -> None:
    exact = lines(site.get(f"{MONITOR}?_export=csv&tabel=vorige"))
    # 11,938 housed, target 10,000.
    assert round(sum(float(row["reduction"]) for row in exact)) == 1938


def test_the_letter_named_who_contributed_most(site: Client) -> None:
    """As known on 7 January 2022, of the second half of 2021: Zuid-Holland in the first place."""
    rows = lines(site.get(f"{MONITOR}{LETTER}&_export=csv&tabel=provincies"))
    assert rows[0]["name"] == "Zuid-Holland"


def test_net_and_gross_are_told_apart(site: Client) -> None:
    rows = {row["moment"]: row for row in lines(site.get(f"{MONITOR}grafiek/achterstand.json?_export=csv"))}
    assert rows["2e helft 2021"]["net_balance"] == "-3728.0"
    for row in rows.values():
        net = float(row["gross_surplus"]) - float(row["gross_backlog"])
        assert net == pytest.approx(float(row["net_balance"]), abs=0.2)


def test_the_hotel_scheme_stands_apart(site: Client) -> None:
    rows = [row[:2] for row in table(main(site.get(MONITOR)), "hotel")]
    assert rows == [
        ["Halfjaar", "Hotelregeling"],
        ["2e helft 2022", "0"],
        ["1e helft 2022", "4"],
        ["2e helft 2021", "71"],
    ]


def test_reports_lead_to_their_page(site: Client) -> None:
    part = section(main(site.get(MONITOR)), "opgaven")
    assert part.all("a", href="/landelijk/2022-2/volledigheid/")
    assert part.all("table")[0].rows[-1] == ["oktober 2022", "344", "336", "182", "8"]


def test_what_changed_since_the_last_publication(site: Client) -> None:
    part = section(main(site.get(MONITOR)), "anders")
    assert "Maandoverzicht 1 november 2022" in part.text
    assert part.all("table")[0].rows[1] == ["2e helft 2022", "0", "+3.359", "0", "0", "+3.359"]
    at = section(main(site.get(f"{MONITOR}?publicatie=maandoverzicht-1-november-2022")), "anders")
    assert "Maandoverzicht 1 oktober 2022" in at.text


# As it was known


@pytest.mark.parametrize(
    ("stand", "headline", "cases"),
    [
        ("2022-11-15", "In oktober 2022", 8),
        ("2022-07-20", "In juni 2022", 8),
        ("2022-03-01", "In januari 2022", 3),
        ("2022-01-07", "In december 2021", 0),
    ],
)
def test_an_earlier_stand_shows_what_was_known_then(
    site: Client, stand: str, headline: str, cases: int
) -> None:
    content = main(site.get(f"{MONITOR}?stand={stand}"))
    assert content.one("h1").text.startswith(headline)
    response = site.get(f"{MONITOR}grafiek/verwachtingen.json?stand={stand}&_export=csv")
    assert (len(lines(response)) if response.status_code == 200 else 0) == cases
    assert ("Eerdere verwachtingen en hoe het afliep" in content.text) == bool(cases)


@pytest.mark.parametrize("stand", ["", "2022-07-20", "2022-03-01"])
def test_earlier_forecasts_are_those_that_the_page_showed_then(site: Client, stand: str) -> None:
    state = journal_state()
    areas, position = registry(state.reference_version), find_position(state, stand=stand)
    known = half_years(national_sums(position.seq))
    days = forecast_days(areas, known, position.today)
    found = earlier_forecasts(days, {day.period: known[day.period] for day in days}, position.seq)
    made: dict[tuple[str, int], Forecast] = {}
    for day in days:
        then = find_position(state, stand=day.day.isoformat())
        forecast = summed(country(), province_figures(areas, then, day.period)).forecast
        if forecast is not None:
            made[day.period.code, day.k] = forecast
    assert {(case.code, case.k): case.forecast for case in found.cases} == made
    assert len(made) == {"": 8, "2022-07-20": 8, "2022-03-01": 3}[stand]
    assert all(case.closing == known[HalfYear.parse(case.code)].closing for case in found.cases)


def test_nothing_known_is_said(site: Client) -> None:
    content = main(site.get(f"{MONITOR}?stand=2020-01-01"))
    assert content.one("h1").text == "Er zijn nog geen maanden bekend"
    for name in CHARTS:
        assert site.get(f"{MONITOR}grafiek/{name}.json?stand=2020-01-01").status_code == 404


def test_a_stand_that_is_none_is_refused_with_a_reason(site: Client) -> None:
    for odd in ("2022-99-01", "gisteren", "2999-01-01", "%00"):
        assert site.get(f"{MONITOR}?stand={odd}").status_code == 400
    for odd in ("%00", "nergens"):
        assert site.get(f"{MONITOR}?_export=csv&tabel={odd}").status_code == 404
        assert site.get(f"{MONITOR}?sort={odd}").status_code == 200


# Files and charts


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_has_a_table_and_a_file(site: Client, name: str) -> None:
    content = main(site.get(MONITOR))
    assert site.get(f"{MONITOR}grafiek/{name}.json").json().keys() >= {"data", "layout"}
    assert content.all("div", class_="chart", **{"data-chart-url": f"{MONITOR}grafiek/{name}.json"})
    assert content.all("a", href=f"{MONITOR}grafiek/{name}.json?_export=csv")
    assert lines(site.get(f"{MONITOR}grafiek/{name}.json?_export=csv"))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_file(site: Client, name: str) -> None:
    assert lines(site.get(f"{MONITOR}?_export=csv&tabel={name}"))
    assert re.search(rf'href="[^"]*tabel={name}"', site.get(MONITOR).content.decode())


def test_files_stay_at_the_position(site: Client) -> None:
    then = lines(site.get(f"{MONITOR}?stand=2022-03-01&_export=csv&tabel=maand"))
    assert then[0]["month"] == "2022-01"


def test_unknown_charts_are_not_there(site: Client) -> None:
    assert site.get(f"{MONITOR}grafiek/nergens.json").status_code == 404


# Who, and how fast


def test_only_who_sees_all_reports_gets_it(site: Client, visitor: Client, cast: Cast) -> None:
    for who in ("ministry_reader", "manager"):
        assert signed_in(getattr(cast, who)).get(MONITOR).status_code == 200
    for who in ("clerk", "reader", "coordinator", "province_reader", "administrator", "outsider"):
        client = signed_in(getattr(cast, who))
        assert client.get(MONITOR).headers["Location"] == "/landelijk/2022-2/"
        assert client.get(f"{MONITOR}grafiek/maanden.json").status_code == 404
    assert visitor.get(MONITOR).headers["Location"] == "/landelijk/2022-2/"
    assert visitor.get(f"{MONITOR}grafiek/maanden.json").status_code == 404


def test_nobody_gets_the_answer_of_another(visitor: Client, cast: Cast) -> None:
    """One address, two answers; each is asked for after the other, and with the other's tag."""
    manager, clerk = signed_in(cast.manager), signed_in(cast.clerk)
    for client in (visitor, manager, clerk, visitor, manager, clerk):
        response = client.get(MONITOR)
        assert response.status_code == (200 if client is manager else 302)
        assert "Cookie" in response.headers["Vary"]
        kind = "public" if client is visitor else "private"
        assert response.headers["Cache-Control"] == f"no-cache, {kind}"
    tag = manager.get(MONITOR).headers["ETag"]
    assert manager.get(MONITOR, headers={"if-none-match": tag}).status_code == 304
    for client in (visitor, clerk):
        assert client.get(MONITOR, headers={"if-none-match": tag}).status_code == 302


def test_what_is_kept_of_one_manager_shows_nothing_to_another(site: Client, cast: Cast) -> None:
    set_alert(by=cast.manager, kind=AlertKind.MUNICIPALITY_STREAK, threshold=1)
    for _ in ("cold", "kept"):
        assert "Een gemeente sloot 1 halfjaar" in main(signed_in(cast.manager).get(MONITOR)).text
        assert "nog geen signalen" in main(signed_in(cast.second_manager).get(MONITOR)).text
        reader = main(signed_in(cast.ministry_reader).get(MONITOR))
        assert "signaal" not in reader.text.lower()
        assert "/beheer/signalen/" not in {link.attributes["href"] for link in reader.all("a")}


def test_setting_a_signal_makes_the_page_new(site: Client, cast: Cast) -> None:
    manager = signed_in(cast.manager)
    tag = manager.get(MONITOR).headers["ETag"]
    set_alert(by=cast.manager, kind=AlertKind.MUNICIPALITY_STREAK, threshold=1)
    assert manager.get(MONITOR, headers={"if-none-match": tag}).status_code == 200


def test_signals_are_about_now_at_any_stand(site: Client, cast: Cast) -> None:
    set_alert(by=cast.manager, kind=AlertKind.MUNICIPALITY_STREAK, threshold=2)
    then = main(signed_in(cast.manager).get(f"{MONITOR}?stand=2022-03-01"))
    assert "Signalen gaan altijd over nu" in then.text
    assert "2 halfjaren op rij" in then.text


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_queries_do_not_depend_on_how_much_there_is(site: Client, cast: Cast) -> None:
    client = signed_in(cast.manager)
    client.get(MONITOR)
    empty_caches()
    assert queries(client, MONITOR) <= MOST_QUERIES
    assert queries(client, MONITOR) <= 8, "kept"
    for kind in AlertKind:
        set_alert(by=cast.manager, kind=kind, threshold=kind.bounds[0])
    empty_caches()
    assert queries(client, MONITOR) <= MOST_QUERIES + 6
    for name in CHARTS:
        empty_caches()
        assert queries(client, f"{MONITOR}grafiek/{name}.json") <= 14


def test_staff_reach_it_from_the_menu(site: Client, visitor: Client, cast: Cast) -> None:
    def menu(client: Client, address: str) -> str:
        nav = page(client.get(address)).one("nav", class_="masthead__nav")
        return nav.all("a")[0].attributes["href"]

    for address in ("/", "/landelijk/2022-2/", "/begrippen/"):
        assert menu(signed_in(cast.manager), address) == MONITOR
    assert (
        menu(signed_in(cast.manager), "/landelijk/2022-1/?stand=2022-03-01") == f"{MONITOR}?stand=2022-03-01"
    )
    assert menu(visitor, "/landelijk/2022-2/") == menu(signed_in(cast.clerk), "/landelijk/2022-2/")
    assert menu(visitor, "/landelijk/2022-2/") == "/landelijk/2022-2/"


def test_half_year_of_a_reader_leads_back(site: Client, colleague: User) -> None:
    links = main(site.get("/landelijk/2022-1/?stand=2022-03-01")).one("nav", class_="work-links").all("a")
    assert f"{MONITOR}?stand=2022-03-01" in {link.attributes["href"] for link in links}
