"""Publishing from the screen: consequences first, then once; taking back, with what that does everywhere."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.roles import Role
from housing.models import Closing, Publication, TargetPeriod, User, Withdrawal
from housing.queries.journal import journal_state
from housing.services.publishing import withdraw
from tests.caches import empty_caches
from tests.cast import person, signed_in
from tests.conftest import Ledger
from tests.markup import Node, main

PAGE = "/beheer/publicaties/"
LAST, BEFORE = "maandoverzicht-1-november-2022", "maandoverzicht-1-oktober-2022"
FORM = {"titel": "Tussenstand", "soort": "monthly", "wanneer": "nu", "toelichting": "Met een <b>woord</b>."}


@pytest.fixture
def boss(demonstration: None, db: None) -> User:
    return person("baas", Role.MINISTRY_MANAGER)


@pytest.fixture
def manager(boss: User) -> Client:
    empty_caches()
    return signed_in(boss)


def preview(client: Client, **fields: str) -> HttpResponse:
    return client.post(PAGE, {**FORM, "actie": "bekijk", **fields})


def hidden(response: HttpResponse) -> dict[str, str]:
    """What the confirmation sends."""
    fields = main(response).one("form", class_="confirm").all("input", type="hidden")
    return {field.attributes["name"]: field.attributes["value"] for field in fields} | {"actie": "publiceer"}


def take_back(user: User, slug: str, reason: str = "Een telfout in <Utrecht>.") -> None:
    withdraw(by=user, publication=Publication.objects.get(slug=slug), reason=reason)


def notices(response: HttpResponse) -> str:
    return " ".join(node.text for node in main(response).all("p", class_="field-error"))


# Publishing


def test_the_preview_shows_everything_and_publishes_nothing(manager: Client, ledger: Ledger) -> None:
    ledger.home("GM0344", "2022-10", 3)
    response = preview(manager)
    text, state = main(response).text, journal_state()
    assert Publication.objects.filter(title="Tussenstand").count() == 0
    for part in (
        "Nog niet gepubliceerd", f"{state.seq}:{state.hash}", "zien bezoekers zonder rol deze stand op alle pagina’s",
        "/publicaties/tussenstand/", "Met een <b>woord</b>.", "Waarvan voorlopig", "2e helft 2022",
        "Sinds “Maandoverzicht 1 november 2022” zijn er", "Maand later gewijzigd", "Gehuisvest: woning",
    ):  # fmt: skip
        assert part in text
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_confirming_publishes_what_was_shown(manager: Client, boss: User, ledger: Ledger) -> None:
    shown = hidden(preview(manager))
    seq = journal_state().seq
    ledger.home("GM0344", "2022-10", 3)
    response = manager.post(PAGE, shown)
    assert response.headers["Location"] == "/publicaties/tussenstand/"
    made = Publication.objects.get(slug="tussenstand")
    assert (made.seq, made.published_by, made.kind) == (seq, boss, "monthly")
    assert made.remarks == "Met een <b>woord</b>."
    page = manager.get("/publicaties/tussenstand/")
    assert "“Tussenstand” is gepubliceerd." in main(page).text
    assert "&lt;b&gt;woord" in page.content.decode()


def test_a_form_that_is_sent_twice_publishes_once(manager: Client) -> None:
    shown = hidden(preview(manager))
    for _ in range(2):
        assert manager.post(PAGE, shown).headers["Location"] == "/publicaties/tussenstand/"
    assert Publication.objects.filter(title="Tussenstand").count() == 1


def test_when_somebody_else_published_meanwhile_the_preview_is_shown_anew(
    manager: Client, boss: User
) -> None:
    shown = hidden(preview(manager))
    take_back(boss, LAST)
    response = manager.post(PAGE, shown)
    assert response.status_code == 422
    assert "Intussen is er een publicatie gemaakt of ingetrokken" in main(response).text
    assert "Sinds “Maandoverzicht 1 oktober 2022” zijn er" in main(response).text
    assert manager.post(PAGE, hidden(response)).status_code == 302


def test_an_earlier_day_is_its_end_and_a_time_that_moment(manager: Client) -> None:
    response = preview(manager, wanneer="eerder", dag="2022-01-07")
    assert "bekend waren aan het eind van 7 januari 2022" in main(response).text
    assert "Bezoekers zonder rol blijven eerst “Maandoverzicht 1 november 2022” zien" in main(response).text
    manager.post(PAGE, hidden(response))
    letter = Publication.objects.get(slug="kamerbrief-7-januari-2022")
    made = Publication.objects.get(slug="tussenstand")
    assert (made.seq, made.known_on, made.sums) == (letter.seq, letter.known_on, letter.sums)
    at = preview(manager, wanneer="eerder", dag="2022-10-30", tijd="14:30")
    assert "bekend waren op 30 oktober 2022, 14:30" in main(at).text


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"titel": ""}, "titel"),
        ({"titel": "🎉"}, "titel van letters of cijfers"),
        ({"titel": "x" * 121}, "120"),
        ({"titel": "a\0b"}, ""),
        ({"soort": "roman"}, "soort"),
        ({"wanneer": "ooit"}, "stand van nu"),
        ({"wanneer": "eerder"}, "Kies de dag"),
        ({"wanneer": "eerder", "dag": "2022-99-01"}, "geen dag"),
        ({"wanneer": "eerder", "dag": "2999-01-01"}, "toekomst"),
        ({"wanneer": "eerder", "dag": "2022-11-15"}, "nog niet voorbij"),
        ({"wanneer": "eerder", "dag": "2022-11-15", "tijd": "23:59"}, "toekomst"),
        ({"wanneer": "eerder", "dag": "2022-03-27", "tijd": "02:30"}, "een uur vooruit"),
        ({"wanneer": "eerder", "dag": "2022-01-07", "tijd": "25:00"}, "geen tijd"),
        ({"wanneer": "eerder", "dag": "1900-01-01"}, "nog niets in het journaal"),
        ({"wanneer": "eerder", "dag": "0001-01-01"}, "lang geleden"),
        ({"toelichting": "x" * 2001}, "2000"),
    ],
)
def test_what_cannot_be_published_is_explained_and_kept(
    manager: Client, fields: dict[str, str], problem: str
) -> None:
    for action in ("bekijk", "publiceer"):
        response = preview(manager, **fields, actie=action)
        assert response.status_code == 422
        assert problem in notices(response)
        typed = main(response).one("input", id="id_titel").attributes.get("value", "")
        assert typed == fields.get("titel", FORM["titel"])
    assert not Publication.objects.filter(title="Tussenstand").exists()


@pytest.mark.parametrize("moment", ["", "gisteren", "9999-12-31T23:59:59.0+0000", "0001-01-01T00:00:00.0+00"])
def test_a_confirmation_that_shows_nothing_publishes_nothing(manager: Client, moment: str) -> None:
    shown = hidden(preview(manager)) | {"moment": moment}
    assert manager.post(PAGE, shown).status_code == 422
    assert not Publication.objects.filter(title="Tussenstand").exists()


def test_going_back_keeps_what_was_typed(manager: Client) -> None:
    shown = hidden(preview(manager, wanneer="eerder", dag="2022-01-07"))
    response = manager.post(PAGE, shown | {"actie": "wijzig"})
    assert response.status_code == 200
    assert main(response).one("input", id="id_titel").attributes["value"] == "Tussenstand"
    assert main(response).one("input", id="id_dag").attributes["value"] == "2022-01-07"


def test_who_reads_at_the_ministry_sees_the_page_and_cannot_publish(site: Client) -> None:
    response = site.get(PAGE)
    assert response.status_code == 200
    assert not main(response).all("form")
    assert site.post(PAGE, FORM).status_code == 403
    page = site.get(f"/publicaties/{LAST}/intrekken/")
    assert "Intrekken doet een beheerder" in main(page).text
    assert site.post(f"/publicaties/{LAST}/intrekken/", {"reden": "x"}).status_code == 403


def test_a_preview_takes_few_queries(manager: Client) -> None:
    preview(manager)
    with CaptureQueriesContext(connection) as queries:
        preview(manager)
    assert len(queries) <= 20


# Taking back


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
    Closing.objects.create(
        period_id="2022-1",
        state=Closing.State.CONFIRMED,
        asked_by=person("eerste", Role.MINISTRY_MANAGER),
        asked_at=journal_state().now,
        decided_by=boss,
        decided_at=journal_state().now,
        publication=Publication.objects.get(slug=slug),
    )
    closed_at = TargetPeriod.objects.get(code="2022-1").closed_at
    address = f"/publicaties/{slug}/intrekken/"
    assert "De 1e helft 2022 blijft afgesloten." in main(manager.get(address)).text
    assert "bij het afsluiten van de 1e helft 2022" in main(manager.get(f"/publicaties/{slug}/")).text
    assert manager.post(address, {"reden": "Telfout"}).status_code == 302
    assert closed_at is not None
    assert TargetPeriod.objects.get(code="2022-1").closed_at == closed_at


# The public pages


def test_a_publication_tells_what_is_different_from_the_one_before(visitor: Client) -> None:
    content = main(visitor.get(f"/publicaties/{LAST}/"))
    table = next(t for t in content.all("table") if "Wat er landelijk verschilt" in t.text)
    (closing,) = [row for row in table.rows if row[:2] == ["2e helft 2022", "Saldo aan het eind"]]
    file = visitor.get(f"/publicaties/{LAST}/?_export=csv&tabel=verschil").content.decode().splitlines()
    assert file[0] == "period,component,old,new,difference"
    old, new = (Publication.objects.get(slug=slug).sums["2022-2"]["closing"] for slug in (BEFORE, LAST))
    assert f"2022-2,closing,{old},{new},{new - old}" in file
    assert closing[4].startswith("+")
    assert "Vergelijk met nu" not in content.text
    assert f"manage.py verify --anchor {Publication.objects.get(slug=LAST).seq}:" in content.text


def test_people_with_a_role_can_compare_and_managers_take_back(site: Client, manager: Client) -> None:
    found = links(main(site.get(f"/publicaties/{LAST}/")))
    assert f"/publicaties/vergelijken/?van=publicatie&van_publicatie={LAST}&naar=nu" in found
    assert f"/publicaties/{LAST}/intrekken/" not in found
    assert f"/publicaties/{LAST}/intrekken/" in links(main(manager.get(f"/publicaties/{LAST}/")))


def test_titles_without_latin_letters_or_with_marks_are_shown_as_text(manager: Client) -> None:
    shown = hidden(preview(manager, titel="<script>1</script> & co"))
    manager.post(PAGE, shown)
    own = f"/publicaties/{Publication.objects.latest('id').slug}/"
    for address in (
        "/publicaties/",
        own,
        PAGE,
        f"{own}intrekken/",
    ):
        html = manager.get(address).content.decode()
        assert "<script>1" not in html
        assert "&lt;script&gt;1" in html
