"""Taking a publication back: what the page says before, and what it does everywhere after."""

import pytest
from django.http import HttpResponse
from django.test import Client

from housing.domain.roles import Role
from housing.models import Closing, Publication, TargetPeriod, User, Withdrawal
from housing.services.publishing import withdraw
from tests.caches import empty_caches
from tests.cast import person, signed_in
from tests.markup import Node, main

LAST, BEFORE = "maandoverzicht-1-november-2022", "maandoverzicht-1-oktober-2022"


@pytest.fixture
def boss(demonstration: None, db: None) -> User:
    return person("baas", Role.MINISTRY_MANAGER)


@pytest.fixture
def manager(boss: User) -> Client:
    empty_caches()
    return signed_in(boss)


def take_back(user: User, slug: str, reason: str = "Een telfout in <Utrecht>.") -> None:
    withdraw(by=user, publication=Publication.objects.get(slug=slug), reason=reason)


def notices(response: HttpResponse) -> str:
    return " ".join(node.text for node in main(response).all("p", class_="field-error"))


def links(node: Node) -> list[str]:
    return [link.attributes.get("href", "") for link in node.all("a")]


def test_the_page_says_what_taking_back_does(manager: Client) -> None:
    text = main(manager.get(f"/publicaties/{LAST}/intrekken/")).text
    assert "Daarna zien zij “Maandoverzicht 1 oktober 2022”, stand per 1 oktober 2022." in text
    other = main(manager.get(f"/publicaties/{BEFORE}/intrekken/")).text
    assert "dat blijft zo: “Maandoverzicht 1 november 2022”" in other
    assert manager.get("/publicaties/bestaat-niet/intrekken/").status_code == 404
    assert manager.post("/publicaties/bestaat-niet/intrekken/", {"reden": "x"}).status_code == 404


def test_taking_back_by_the_form(manager: Client) -> None:
    address = f"/publicaties/{LAST}/intrekken/"
    field = main(manager.get(address)).one("input", id="id_gezien")
    sent = {"gezien": field.attributes["value"]}
    empty = manager.post(address, sent | {"reden": " "})
    assert (empty.status_code, notices(empty)) == (422, "Geef een reden: bezoekers lezen die ook.")
    assert manager.post(address, sent | {"reden": "Telfout"}).headers["Location"] == f"/publicaties/{LAST}/"
    assert Withdrawal.objects.get().reason == "Telfout"
    again = manager.post(address, sent | {"reden": "Nog eens"})
    assert again.status_code == 422
    assert "Ingetrokken op" in main(manager.get(address)).text


def test_taking_back_what_changed_meanwhile_shows_the_new_consequences(manager: Client, boss: User) -> None:
    address = f"/publicaties/{LAST}/intrekken/"
    sent = {"gezien": main(manager.get(address)).one("input", id="id_gezien").attributes["value"]}
    take_back(boss, BEFORE)
    response = manager.post(address, sent | {"reden": "Telfout"})
    assert response.status_code == 422
    assert "Daarna zien zij “Maandoverzicht 1 september 2022”" in main(response).text
    assert "Telfout" in main(response).one("textarea").text
    again = sent | {"gezien": main(response).one("input", id="id_gezien").attributes["value"]}
    assert manager.post(address, again | {"reden": "Telfout"}).status_code == 302


FIGURES = (
    "/", "/landelijk/2022-2/", "/landelijk/2022-2/gemeenten/", "/landelijk/2022-2/brief/",
    "/landelijk/2022-2/?_export=csv", "/landelijk/2022-2/grafiek/maanden.json", "/provincies/zeeland/2022-2/",
    "/gemeenten/rotterdam/2022-2/", "/gemeenten/?q=weesp",
)  # fmt: skip


def at(address: str, slug: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}publicatie={slug}"


@pytest.mark.parametrize("address", FIGURES)
def test_visitors_learn_that_figures_were_taken_back(visitor: Client, boss: User, address: str) -> None:
    tag = visitor.get(at(address, LAST)).headers["ETag"]
    take_back(boss, LAST)
    response = visitor.get(at(address, LAST), headers={"If-None-Match": tag})
    assert response.status_code == 410
    text = main(response).text
    assert "is op 15 november 2022 ingetrokken" in text
    assert "Een telfout in <Utrecht>." in text
    assert "“Maandoverzicht 1 oktober 2022”, stand per 1 oktober 2022" in text
    assert {"/", f"/publicaties/{LAST}/"} <= set(links(main(response)))
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


@pytest.mark.parametrize("address", FIGURES)
def test_visitors_see_the_one_before_at_the_clean_address(visitor: Client, boss: User, address: str) -> None:
    tag = visitor.get(address).headers["ETag"]
    then = visitor.get(at(address, BEFORE))
    take_back(boss, LAST)
    response = visitor.get(address, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response.headers["ETag"] != tag
    if "csv" in address or "json" in address:
        assert response.content == then.content
    else:
        assert "laatste publicatie: Maandoverzicht 1 oktober 2022" in main(response).text


def test_people_with_a_role_still_see_them_with_a_clear_mark(site: Client, boss: User) -> None:
    address = at("/landelijk/2022-2/", LAST)
    before = site.get(address)
    file = site.get(at("/landelijk/2022-2/?_export=csv", LAST)).content
    take_back(boss, LAST)
    response = site.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert response.status_code == 200
    bar = main(response).one("section", class_="position--withdrawn").text
    assert "Ingetrokken op 15 november 2022" in bar
    assert "Een telfout in <Utrecht>." in bar
    assert "Ingetrokken" not in main(before).text
    assert site.get(at("/landelijk/2022-2/?_export=csv", LAST)).content == file


def test_the_list_and_the_page_keep_it_with_the_reason(visitor: Client, boss: User) -> None:
    take_back(boss, LAST)
    row = next(r for r in main(visitor.get("/publicaties/")).all("tr") if "1 november 2022" in r.text)
    assert "Ingetrokken op 15 november 2022 omdat: Een telfout in <Utrecht>." in row.text
    response = visitor.get(f"/publicaties/{LAST}/")
    assert response.status_code == 200
    text = main(response).text
    assert "Omdat: Een telfout in <Utrecht>." in text
    assert "Wat nu geldt: “Maandoverzicht 1 oktober 2022”" in text
    # Nothing leads to figures that visitors may not see.
    assert not [href for href in links(main(response)) if f"publicatie={LAST}" in href]
    assert visitor.get(f"/publicaties/{LAST}/?_export=csv").status_code == 200


def test_choosers_and_the_page_for_what_is_not_there_leave_it_out(
    visitor: Client, site: Client, boss: User
) -> None:
    take_back(boss, LAST)
    for client in (visitor, site):
        chooser = main(client.get("/landelijk/2022-2/")).one("select", id="publicatie")
        assert LAST not in [option.attributes["value"] for option in chooser.all("option")]
    shown = main(site.get(at("/landelijk/2022-2/", LAST))).one("select", id="publicatie")
    assert "Maandoverzicht 1 november 2022 (ingetrokken)" in shown.text
    assert LAST not in visitor.get("/nergens/").content.decode()


def test_when_all_are_taken_back_visitors_are_told_so(visitor: Client, boss: User) -> None:
    for slug in list(Publication.objects.values_list("slug", flat=True)):
        take_back(boss, slug)
    response = visitor.get("/")
    assert response.status_code == 200
    assert "Er zijn nu geen gepubliceerde cijfers" in main(response).text
    assert visitor.get("/landelijk/2022-2/").status_code == 404
    gone = visitor.get(at("/landelijk/2022-2/", LAST))
    assert gone.status_code == 410
    assert "Er is nu geen andere publicatie" in main(gone).text
    assert visitor.get(f"/publicaties/{LAST}/").status_code == 200


def test_the_publication_of_a_closing_can_be_taken_back_and_the_half_year_stays_closed(
    manager: Client, boss: User
) -> None:
    slug = "afsluiting-1e-helft-2022"
    assert Closing.objects.get(publication__slug=slug).period_id == "2022-1"
    closed_at = TargetPeriod.objects.get(code="2022-1").closed_at
    address = f"/publicaties/{slug}/intrekken/"
    assert "De 1e helft 2022 blijft afgesloten." in main(manager.get(address)).text
    assert "bij het afsluiten van de 1e helft 2022" in main(manager.get(f"/publicaties/{slug}/")).text
    assert manager.post(address, {"reden": "Telfout"}).status_code == 302
    assert closed_at is not None
    assert TargetPeriod.objects.get(code="2022-1").closed_at == closed_at
