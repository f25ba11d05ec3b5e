"""What anybody sees: what was published, the same for everybody, and nothing of what came after it."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage, MessageEncoder
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from housing.domain.roles import Role
from housing.models import Publication, User
from housing.queries.areas import registry
from housing.queries.journal import AMSTERDAM, journal_state
from housing.services.publishing import publish
from tests.cast import person, signed_in
from tests.conftest import Ledger
from tests.markup import main, page

LAST = "maandoverzicht-1-november-2022"
LETTER = "kamerbrief-7-januari-2022"
PAGES = (
    "/",
    "/landelijk/2022-2/",
    "/landelijk/2022-2/gemeenten/",
    "/landelijk/2022-2/brief/",
    "/provincies/",
    "/provincies/zuid-holland/2022-2/",
    "/gemeenten/",
    "/gemeenten/rotterdam/2022-2/",
    "/gemeenten/?q=weesp",
)
FILES = (
    "/landelijk/2022-2/?_export=csv",
    "/landelijk/2022-2/grafiek/maanden.json",
    "/landelijk/2022-2/grafiek/maanden.json?_export=csv",
    "/provincies/zuid-holland/2022-2/grafiek/cumulatief.json",
    "/gemeenten/rotterdam/2022-2/grafiek/maanden.json",
    "/gemeenten/rotterdam/2022-2/?_export=csv&tabel=maanden",
    "/gemeenten/?_export=csv",
)
EVERYWHERE = (*PAGES, *FILES)


def mark(response: HttpResponse) -> str:
    return main(response).one("span", class_="position__mark").text


# Which position


@pytest.mark.parametrize("address", PAGES)
def test_the_last_publication_is_shown_at_the_clean_address(visitor: Client, address: str) -> None:
    response = visitor.get(address)
    assert response.status_code == 200
    assert mark(response) == "stand per 1 november 2022"
    label = main(response).one("p", class_="position__label")
    assert "laatste publicatie: Maandoverzicht 1 november 2022" in label.text
    assert not main(response).all("a", class_="position__back")
    addresses = [link.attributes.get("href", "") for link in page(response).all("a")]
    assert not [href for href in addresses if "publicatie=" in href or "stand=" in href]


@pytest.mark.parametrize("address", ["/landelijk/", "/provincies/zeeland/", "/gemeenten/rotterdam/"])
def test_addresses_without_a_half_year_lead_to_that_of_the_publication(visitor: Client, address: str) -> None:
    assert visitor.get(address).headers["Location"].endswith("/2022-2/")
    then = visitor.get(f"{address}?publicatie={LETTER}").headers["Location"]
    assert then.endswith(f"/2022-1/?publicatie={LETTER}")


def test_another_publication_can_be_chosen_and_is_kept_by_links(visitor: Client) -> None:
    response = visitor.get(f"/landelijk/2022-1/?publicatie={LETTER}")
    assert mark(response) == "stand per 7 januari 2022"
    content = main(response)
    back = content.one("a", class_="position__back")
    assert (back.text, back.attributes["href"]) == ("Terug naar de laatste publicatie", "/landelijk/2022-1/")
    links = [link.attributes["href"] for link in content.all("a") if link is not back]
    inside = [href for href in links if href.startswith(("/landelijk", "/provincies", "/gemeenten"))]
    assert inside
    assert not [href for href in inside if f"publicatie={LETTER}" not in href]


def test_the_chooser_offers_the_last_ones_and_the_one_that_is_shown(visitor: Client) -> None:
    def offered(address: str) -> list[str]:
        chooser = main(visitor.get(address)).one("select", id="publicatie")
        return [option.attributes["value"] for option in chooser.all("option")]

    assert len(offered("/landelijk/2022-1/")) == 10
    assert offered("/landelijk/2022-1/")[0] == LAST
    assert offered(f"/landelijk/2022-1/?publicatie={LETTER}")[10:] == [LETTER]


def test_the_last_publication_that_was_asked_for_stays_in_the_address(visitor: Client) -> None:
    response = visitor.get(f"/landelijk/2022-2/?publicatie={LAST}")
    assert mark(response) == "stand per 1 november 2022"
    assert f'href="/provincies/zeeland/2022-2/?publicatie={LAST}"' in response.content.decode()


def test_figures_are_those_of_the_publication_for_everybody(visitor: Client, site: Client) -> None:
    for address in ("/landelijk/2022-2/?_export=csv", "/gemeenten/rotterdam/2022-2/?_export=csv"):
        published = visitor.get(address).content
        assert published == site.get(f"{address}&publicatie={LAST}").content
        assert published != site.get(address).content


def test_a_role_makes_the_current_position_the_first_one(site: Client) -> None:
    assert mark(site.get("/landelijk/2022-2/")) == "stand per 15 november 2022"
    assert mark(site.get("/landelijk/2022-2/?stand=2022-09-01")) == "stand per 1 september 2022"


@pytest.mark.parametrize(
    "page", ["/landelijk/2022-1/", "/landelijk/2022-1/brief/brief.odt", "/beheer/tussendoelen/"]
)
def test_a_day_before_the_calendar_is_explained(site: Client, page: str) -> None:
    response = site.get(f"{page}?stand=0001-01-01")
    assert response.status_code == 400
    assert "Deze dag is te lang geleden" in main(response).text


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR])
def test_who_has_no_role_for_figures_sees_publications(visitor: Client, role: Role | None) -> None:
    client = signed_in(person("iemand", role))
    response = client.get("/landelijk/2022-2/")
    assert mark(response) == "stand per 1 november 2022"
    assert client.get("/landelijk/2022-2/?stand=2022-09-01").status_code == 404


# Nothing else


UNPUBLISHED = (
    "/landelijk/2022-1/?stand=2022-03-01",
    "/landelijk/2022-1/?stand=2199-01-01",
    "/landelijk/2022-1/?stand=gisteren",
    "/landelijk/2022-1/?stand=%00",
    "/landelijk/2022-1/?publicatie=bestaat-niet",
    "/landelijk/2022-1/?publicatie=%00",
    f"/landelijk/2022-1/?stand=2022-03-01&publicatie={LETTER}",
    f"/landelijk/2022-2/?publicatie={LETTER}",
    f"/landelijk/2035-1/?publicatie={LETTER}",
    "/landelijk/2035-1/",
    "/landelijk/2022-1/brief/?stand=2022-01-07",
    "/landelijk/2022-1/brief/brief.pdf?stand=2022-01-07",
    "/landelijk/2022-1/grafiek/maanden.json?stand=2022-03-01",
    "/landelijk/2022-1/?stand=2022-03-01&_export=csv",
    "/provincies/zeeland/2022-1/?stand=2022-03-01",
    "/gemeenten/rotterdam/2022-1/?stand=2022-03-01",
    "/gemeenten/bestaat-niet/2022-1/?stand=2022-03-01",
    "/gemeenten/?q=rotterdam&stand=2022-03-01",
    "/?stand=2022-11-15",
)


@pytest.mark.parametrize("address", UNPUBLISHED)
def test_what_is_not_published_looks_like_what_does_not_exist(visitor: Client, address: str) -> None:
    response = visitor.get(address)
    assert response.status_code == 404
    content = main(response)
    assert content.one("h1").text == "Deze stand is niet gepubliceerd"
    assert "Log in" in content.text
    assert "Maandoverzicht 1 november 2022" in content.text
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers
    assert body(response) == body(visitor.get(UNPUBLISHED[0]))


def body(response: HttpResponse) -> str:
    """What the page says, apart from its own address."""
    text = re.sub(r'(name="next" value|\?next)="?[^"]*"', r"\1", response.content.decode())
    return " ".join(text.split())


@pytest.mark.parametrize("address", EVERYWHERE)
def test_nothing_public_tells_where_the_journal_is(visitor: Client, ledger: Ledger, address: str) -> None:
    ledger.home("GM0599", "2022-11", 5)
    state, released = journal_state(), Publication.objects.get(slug=LAST)
    response = visitor.get(address)
    told = response.content.decode() + repr(sorted(response.headers.items()))
    assert state.hash[:12] not in told
    assert str(state.seq) not in re.findall(r"\d+", told)
    assert "2022-11-15" not in told
    assert "15 november" not in told
    if address in PAGES:
        assert f"{released.seq}:{released.hash[:12]}" in told


def test_half_years_that_came_later_are_not_named(visitor: Client, ledger: Ledger) -> None:
    ledger.target("GM0599", "2023-1", 300)
    assert "2023-1" not in visitor.get("/landelijk/2022-2/").content.decode()
    assert "2023-1" not in visitor.get("/gemeenten/rotterdam/2022-2/").content.decode()
    then = visitor.get(f"/landelijk/2022-1/?publicatie={LETTER}").content.decode()
    assert "/landelijk/2022-2/" not in then
    assert visitor.get("/landelijk/2023-1/").status_code == 404


# Freshness


@pytest.mark.parametrize("address", EVERYWHERE)
def test_public_pages_stay_the_same_while_the_journal_moves(
    visitor: Client, ledger: Ledger, address: str
) -> None:
    tag = visitor.get(address).headers["ETag"]
    ledger.home("GM0599", "2022-11", 5)
    with CaptureQueriesContext(connection) as queries:
        again = visitor.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert len(queries) <= 1


@pytest.mark.parametrize("address", EVERYWHERE)
def test_a_page_that_somebody_else_got_costs_as_little(visitor: Client, address: str) -> None:
    registry(journal_state().reference_version)
    first = visitor.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address).content == first.content
    assert len(queries) <= 1


def test_a_publication_makes_new_pages(visitor: Client) -> None:
    tag = visitor.get("/landelijk/2022-2/").headers["ETag"]
    at = datetime(2022, 11, 10, 12, tzinfo=AMSTERDAM)
    publish(title="Tussenstand november", kind=Publication.Kind.MONTHLY, known_on=at)
    response = visitor.get("/landelijk/2022-2/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert mark(response) == "stand per 10 november 2022"


def test_what_everybody_gets_may_be_kept_by_anybody(visitor: Client, site: Client) -> None:
    response = visitor.get("/landelijk/2022-2/")
    assert response.headers["Cache-Control"] == "no-cache, public"
    assert "Cookie" in response.headers["Vary"]
    response = site.get("/landelijk/2022-2/")
    assert response.headers["Cache-Control"] == "no-cache, private"
    assert "Cookie" in response.headers["Vary"]


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, "messages"])
def test_a_page_with_a_session_or_message_is_for_one_visitor(visitor: Client, cookie: str) -> None:
    visitor.cookies[cookie] = "iets"
    assert "public" not in visitor.get("/landelijk/2022-2/").headers["Cache-Control"]


def test_everybody_who_is_signed_in_has_tags_of_their_own(site: Client, colleague: User) -> None:
    tags = {
        client.get("/landelijk/2022-2/").headers["ETag"]
        for client in (
            site,
            Client(),
            signed_in(person("een", Role.MINISTRY_READER)),
            signed_in(person("ander")),
            # In another session, whose forms are others.
            signed_in(colleague),
        )
    }
    assert len(tags) == 5


@pytest.mark.parametrize("address", ["/landelijk/2022-2/", "/gemeenten/rotterdam/2022-2/"])
def test_unchanged_costs_four_queries_signed_in(site: Client, address: str) -> None:
    tag = site.get(address).headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert site.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert len(queries) <= 4


def test_a_role_that_ends_changes_the_page(site: Client, colleague: User) -> None:
    tag = site.get("/landelijk/2022-2/").headers["ETag"]
    colleague.memberships.update(valid_until=date(2022, 11, 14))
    response = site.get("/landelijk/2022-2/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert mark(response) == "stand per 1 november 2022"


@pytest.mark.parametrize("where", ["cookie", "session"])
def test_a_message_is_shown_once_and_kept_by_nobody(site: Client, where: str, settings: Any) -> None:
    settings.MESSAGE_STORAGE = f"django.contrib.messages.storage.{where}.{where.title()}Storage"
    tag = site.get("/landelijk/2022-2/").headers["ETag"]
    leave_message(site, where)
    response = site.get("/landelijk/2022-2/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "Eenmalig bericht." in main(response).text
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers
    again = site.get("/landelijk/2022-2/")
    assert "Eenmalig bericht." not in main(again).text
    assert again.headers["ETag"] == tag


def leave_message(client: Client, where: str) -> None:
    """A message for the next page, as a view leaves it."""
    left = Message(constants.INFO, "Eenmalig bericht.")
    if where == "session":
        session = client.session
        session["_messages"] = MessageEncoder().encode([left])
        session.save()
        return
    storage = CookieStorage(RequestFactory().get("/"))
    client.cookies["messages"] = storage._encode([left])


def test_messages_of_one_visitor_reach_no_other(visitor: Client) -> None:
    leave_message(visitor, "cookie")
    assert "Eenmalig bericht." in main(visitor.get("/landelijk/2022-2/")).text
    assert "Eenmalig bericht." not in main(Client().get("/landelijk/2022-2/")).text
    assert not [key for key in caches["template_fragments"]._cache if "bericht" in key]  # type: ignore[attr-defined]
