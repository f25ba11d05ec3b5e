"""Links from figures to the work behind them: for those whom they lead somewhere, and for nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.models import DueDateException, User
from housing.queries.journal import journal_state
from tests.cast import Cast, signed_in
from tests.markup import page

pytestmark = pytest.mark.django_db

PROVINCE = "/provincies/zuid-holland/2022-2/"
COUNTRY = "/landelijk/2022-2/"
MUNICIPALITY = "/gemeenten/rotterdam/2022-2/"
REVIEW = {
    "Beoordelen": f"{PROVINCE}beoordelen/",
    "Volledigheid": f"{PROVINCE}volledigheid/",
    "Uitruil": f"{PROVINCE}uitruil/",
}
DECIDE = {"Termijnen": f"{PROVINCE}termijnen/", "Accounts": "/provincies/zuid-holland/accounts/"}
COMPLETE = {
    "Monitor": "/landelijk/",
    "Volledigheid": f"{COUNTRY}volledigheid/",
    "Uitruil": "/beheer/uitruil/?halfjaar=2022-2",
}
ENTRY = {"Invoer": "/invoer/rotterdam/2022-2/", "Uitruil": f"{MUNICIPALITY}uitruil/"}

LINKS = {
    "clerk": ({}, {}, ENTRY),
    "reader": ({}, {}, ENTRY),
    "other_clerk": ({}, {}, {}),
    "coordinator": (REVIEW | DECIDE, {}, ENTRY),
    "province_reader": (REVIEW, {}, ENTRY),
    "other_coordinator": ({}, {}, {}),
    "ministry_reader": (REVIEW, COMPLETE, ENTRY),
    "manager": (REVIEW, COMPLETE, ENTRY),
    "outsider": ({}, {}, {}),
}


def links(client: Client, address: str) -> dict[str, str]:
    rows = page(client.get(address)).all("nav", class_="work-links")
    return {link.text: link.attributes["href"] for row in rows for link in row.all("a")}


@pytest.mark.parametrize("who", LINKS)
def test_each_role_is_led_to_its_work_in_pages_that_are_kept(site: Client, cast: Cast, who: str) -> None:
    for _ in ("cold", "kept"):
        client = signed_in(getattr(cast, who))
        for address, expected in zip((PROVINCE, COUNTRY, MUNICIPALITY), LINKS[who], strict=True):
            found = links(client, address)
            assert found == expected, address
            for url in found.values():
                assert client.get(url).status_code == 200, url


def test_visitors_are_led_nowhere(site: Client, visitor: Client) -> None:
    for address in (PROVINCE, COUNTRY, MUNICIPALITY):
        site.get(address)
        assert not links(visitor, address)
        assert "/opgaven/" not in visitor.get(address).content.decode()


@pytest.mark.parametrize("period", ["2021-1", "2021-2", "2022-1", "2022-2", "2023-1"])
def test_no_link_leads_nowhere(site: Client, cast: Cast, period: str) -> None:
    client = signed_in(cast.coordinator)
    for address in (f"/provincies/zuid-holland/{period}/", f"/gemeenten/rotterdam/{period}/"):
        if client.get(address).status_code == 200:
            for url in links(client, address).values():
                assert client.get(url).status_code == 200, url


def test_months_lead_to_their_history(site: Client, cast: Cast) -> None:
    def histories(user: User) -> list[str]:
        anchors = page(signed_in(user).get(MUNICIPALITY)).one("main").all("a")
        return [a.attributes["href"] for a in anchors if "/opgaven/" in a.attributes.get("href", "")]

    expected = [f"/gemeenten/rotterdam/opgaven/2022-{month:02}/" for month in range(7, 12)]
    for _ in ("cold", "kept"):
        assert histories(cast.province_reader) == expected
        assert histories(cast.other_clerk) == []
    for url in expected:
        assert signed_in(cast.province_reader).get(url).status_code == 200


def test_entry_leads_to_the_history_of_every_month_that_was_reported(site: Client, cast: Cast) -> None:
    expected = {f"/gemeenten/rotterdam/opgaven/2022-{month:02}/" for month in range(7, 11)}
    for who in (cast.clerk, cast.reader, cast.coordinator):
        anchors = page(signed_in(who).get("/invoer/rotterdam/2022-2/")).one("main").all("a")
        assert expected <= {a.attributes["href"] for a in anchors}


def test_links_of_a_manager_lead_to_the_lead_times(site: Client, cast: Cast) -> None:
    address = f"{COUNTRY}volledigheid/"
    assert "/beheer/termijnen/" in signed_in(cast.manager).get(address).content.decode()
    assert "/beheer/termijnen/" not in signed_in(cast.ministry_reader).get(address).content.decode()
    assert "/beheer/termijnen/" not in signed_in(cast.coordinator).get(PROVINCE).content.decode()


def test_who_was_given_more_time_is_not_late_for_who_sees_reports(
    site: Client, cast: Cast, visitor: Client
) -> None:
    def late(client: Client) -> str:
        return page(client.get(PROVINCE)).one("section", class_="utrecht-alert--warning").text

    coordinator, outside = signed_in(cast.coordinator), signed_in(cast.other_clerk)
    assert "Barendrecht" in late(coordinator)
    state = journal_state()
    DueDateException.objects.create(
        municipality_id="GM0489",
        month="2022-10-01",
        due_on=state.today + timedelta(days=1),
        reason="brand",
        granted_by=cast.coordinator,
        granted_at=state.now,
    )
    # The exception brings an event of its own, by which pages in a browser are made anew.
    assert "Barendrecht" not in late(coordinator)
    assert "Oegstgeest" in late(coordinator)
    assert "Barendrecht" in late(outside)
    with CaptureQueriesContext(connection) as captured:
        visitor.get(PROVINCE)
    assert not [query for query in captured if "duedateexception" in query["sql"]]
