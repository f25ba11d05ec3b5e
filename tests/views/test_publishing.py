"""Publishing from the screen: consequences first, then once; taking back, with what that does everywhere."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.domain.roles import Role
from housing.models import Publication, User
from housing.queries.journal import journal_state
from housing.services.publishing import withdraw
from tests.caches import empty_caches
from tests.cast import person, signed_in
from tests.conftest import Ledger
from tests.markup import main

PAGE = "/beheer/publicaties/"
LAST = "maandoverzicht-1-november-2022"
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
    ledger.correction("GM0344", "2022-2", 3)
    response = preview(manager)
    text, state = main(response).text, journal_state()
    assert Publication.objects.filter(title="Tussenstand").count() == 0
    for part in (
        "Nog niet gepubliceerd", f"{state.seq}:{state.hash}", "zien bezoekers zonder rol deze stand",
        "/publicaties/tussenstand/", "Met een <b>woord</b>.", "Waarvan voorlopig", "2e helft 2022",
        "Sinds “Maandoverzicht 1 november 2022” zijn er", "Correctie van het saldo", "Gehuisvest: woning",
    ):  # fmt: skip
        assert part in text
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_confirming_publishes_what_was_shown(manager: Client, boss: User, ledger: Ledger) -> None:
    shown = hidden(preview(manager))
    seq = journal_state().seq
    ledger.correction("GM0344", "2022-2", 3)
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


def test_the_same_can_be_published_again_after_it_was_withdrawn(manager: Client, boss: User) -> None:
    fields = {"wanneer": "eerder", "dag": "2022-11-03"}
    manager.post(PAGE, hidden(preview(manager, **fields)))
    take_back(boss, "tussenstand")
    response = manager.post(PAGE, hidden(preview(manager, **fields)))
    assert response.headers["Location"] == "/publicaties/tussenstand-2/"
    assert Publication.objects.filter(title="Tussenstand", withdrawal=None).count() == 1


def test_other_words_about_the_same_position_are_another_publication(manager: Client) -> None:
    fields = {"wanneer": "eerder", "dag": "2022-11-03"}
    manager.post(PAGE, hidden(preview(manager, **fields)))
    response = manager.post(PAGE, hidden(preview(manager, toelichting="Anders gezegd.", **fields)))
    assert response.headers["Location"] == "/publicaties/tussenstand-2/"
