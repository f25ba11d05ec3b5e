"""The hub of the ministry: what is there, how it stands, and who sees it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.models import User
from housing.views import task_words
from tests.cast import Cast, signed_in
from tests.markup import Node, page

pytestmark = pytest.mark.django_db


def hub(client: Client) -> Node:
    response = client.get("/beheer/")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    return page(response).one("main")


def manager() -> Client:
    return signed_in(User.objects.get(email="beheer1@demonstratie.example"))


def test_the_demonstration_stands_in_one_line_each(site: Client) -> None:
    text = hub(manager()).text
    assert "De 2e helft 2022 loopt" in text
    assert "De 2e helft 2022 loopt tot en met 31 december 2022." in text
    assert "De laatste is “Maandoverzicht 1 november 2022”" in text
    assert "1 voorstel wacht op bevestiging." in text
    assert "7 maandopgaven ontbreken." in text


def test_every_link_leads_to_a_page(site: Client) -> None:
    client = manager()
    links = [link.attributes["href"] for link in hub(client).all("a")]
    assert "/beheer/afsluiten/" in links
    assert "/beheer/termijnen/" in links
    for address in links:
        response = client.get(address, follow=True)
        assert response.status_code == 200, address


def test_a_page_that_is_not_there_is_left_out(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(hub(manager()).all("li"))
    monkeypatch.setattr(
        "housing.views.management_words.link",
        lambda name, *args: "" if name == "closings" else task_words.link(name, *args),
    )
    assert len(hub(manager()).all("li")) == before - 1


def test_the_menu_leads_the_ministry_here(site: Client, cast: Cast) -> None:
    for client, is_there in (
        (manager(), True),
        (site, True),
        (signed_in(cast.coordinator), False),
        (signed_in(cast.clerk), False),
        (signed_in(cast.administrator), False),
    ):
        menu = page(client.get("/taken/")).one("ul", class_="account-menu__links")
        assert ("/beheer/" in [a.attributes["href"] for a in menu.all("a")]) is is_there
        assert (client.get("/beheer/").status_code == 200) is is_there


def test_the_page_takes_few_queries(site: Client) -> None:
    client = manager()
    hub(client)
    with CaptureQueriesContext(connection) as caught:
        hub(client)
    assert len(caught) <= 20, "\n".join(q["sql"][:100] for q in caught)
