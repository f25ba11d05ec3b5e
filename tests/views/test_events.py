"""The log of events: what the administrator finds, and what stays hidden even there."""

import csv
from io import StringIO

import pytest
from django.test import Client

from housing.domain.periods import Month
from housing.domain.reporting import Counts, Step
from housing.models import Event, EventText, Membership, Report, User
from housing.services import events
from housing.services.report_steps import ensure_reports
from housing.views.event_words import SENTENCES
from tests.cast import ROTTERDAM, Cast, signed_in
from tests.markup import main
from tests.services.test_verifying_events import step

pytestmark = pytest.mark.django_db
LOG = "/beheer/logboek/"
HIDDEN_FIGURE, HIDDEN_NOTE = "4.321", "Geheim bericht"


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Rotterdam submits with a note; the administrator grants a role; a program reads figures."""
    ensure_reports(ROTTERDAM, [Month(2022, 1)])
    with events.acting_from("192.0.2.7"):
        step(Report.objects.get(), Step.SUBMIT, cast.clerk, Counts(4321, 0, 0), note=HIDDEN_NOTE)
        events.record(
            "membership.granted",
            by=cast.administrator,
            subject=cast.reader,
            municipality=ROTTERDAM,
            new={"role": "municipality_editor", "valid_until": "2023-01-31"},
            texts={"reason": "Vervangt een collega <b>"},
        )
    events.record("figures.imported", by=None, new={"kinds": ["targets"], "posted": 1234})
    return cast


@pytest.fixture
def administrator(told: Cast) -> Client:
    return signed_in(told.administrator)


def rows(client: Client, query: str = "") -> list[list[str]]:
    """The rows of the table, head left out; none when there is no table."""
    tables = main(client.get(f"{LOG}{query}")).all("table")
    return tables[0].rows[1:] if tables else []


def whats(client: Client, query: str = "") -> list[str]:
    return [row[2] for row in rows(client, query)]


def test_who_when_what_and_from_where(administrator: Client) -> None:
    imported, granted, submitted = rows(administrator)
    assert imported[1] == "het systeem"
    assert imported[2].startswith("Cijfers ingelezen")
    assert "soort: taakstellingen" in imported[2]
    assert "geboekt: 1.234" in imported[2]
    assert granted[1] == "Administrator administrator@voorbeeld.example"
    assert granted[2].startswith("Rol “invoerder gemeente” gegeven aan Reader Rotterdam")
    assert "geldig tot en met: 31 januari 2023" in granted[2]
    assert "Reden: Vervangt een collega <b>" in granted[2]
    assert granted[3] == "192.0.2.7"
    assert submitted[2].startswith("Opgave over januari 2022 ingediend Rotterdam")
    assert "status: concept → ingediend" in submitted[2]


def test_figures_and_notes_of_reports_stay_hidden(administrator: Client) -> None:
    for query in ("", "?_export=csv"):
        content = administrator.get(f"{LOG}{query}").content.decode()
        assert HIDDEN_FIGURE not in content
        assert "4321" not in content
        assert HIDDEN_NOTE not in content
    assert whats(administrator, "?tekst=geheim") == []
    assert "Aantallen en toelichtingen van opgaven staan hier niet" in str(main(administrator.get(LOG)).text)
    assert not main(administrator.get(LOG)).all("a", href="/gemeenten/rotterdam/opgaven/2022-01/")


def test_who_may_see_reports_as_well_sees_them_here(told: Cast) -> None:
    Membership.objects.create(user=told.administrator, role="ministry_reader")
    client = signed_in(told.administrator)
    text = whats(client, "?wat=report.")[0]
    assert "woning: 0 → 4.321" in text
    assert f"Notitie: {HIDDEN_NOTE}" in text
    assert len(whats(client, "?tekst=geheim")) == 1
    assert main(client.get(LOG)).all("a", href="/gemeenten/rotterdam/opgaven/2022-01/")


def test_erased_texts_say_so(administrator: Client) -> None:
    EventText.objects.all().delete()
    row = rows(administrator, "?wat=membership.granted")[0]
    assert "Reden: gewist" in row[2]
    assert row[3] == "gewist"


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?wat=membership.", 1),
        ("?wat=report.submitted", 1),
        ("?persoon=clerk", 1),
        ("?persoon=reader%40voorbeeld", 1),
        ("?gemeente=rotterdam", 2),
        ("?gemeente=GM0599", 2),
        ("?gemeente=Utrecht", 0),
        ("?provincie=zuid-holland", 2),
        ("?provincie=utrecht", 0),
        ("?tekst=collega", 1),
        ("?tekst=192.0.2.7", 2),
        ("?van=1990-01-01", 3),
        ("?tot=1-1-1990", 0),
        ("?voor=3", 2),
        ("?na=2", 1),
    ],
)
def test_search(administrator: Client, query: str, number: int) -> None:
    assert len(rows(administrator, query)) == number


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?van=onzin", "Dit is geen dag"),
        ("?van=2022-02-01&tot=2022-01-01", "Wissel de dagen om"),
        ("?van=0001-01-01", ""),
        ("?tot=9999-12-31", ""),
        ("?gemeente=Nergenshuizen", "Deze gemeente is niet gevonden"),
        ("?gemeente=berg", "Er zijn meer gemeenten met deze naam"),
        ("?wat=niets", "Deze handeling bestaat niet"),
        ("?provincie=atlantis", "Deze provincie bestaat niet"),
        ("?tekst=%00", ""),
        ("?persoon=" + "a" * 500, ""),
        ("?voor=99999999999999999999", ""),
        ("?na=-1", ""),
    ],
)
def test_a_search_that_cannot_be_is_explained(administrator: Client, query: str, words: str) -> None:
    response = administrator.get(f"{LOG}{query}")
    assert response.status_code == 400
    text = main(response).text
    assert "Er is nog niet gezocht" in text
    assert words in text


def test_nothing_found_says_what_to_do(administrator: Client) -> None:
    assert "Zoek met minder voorwaarden" in main(administrator.get(f"{LOG}?tekst=zzz")).text


def test_pages_keep_the_search(administrator: Client, told: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("housing.views.events.PAGE_SIZE", 2)
    for _ in range(4):
        events.record("account.signed_in", by=told.clerk, subject=told.clerk)
    page = main(administrator.get(f"{LOG}?wat=account."))
    [older] = page.all("a", rel="next")
    assert not page.all("a", rel="prev")
    second = main(administrator.get(older.attributes["href"]))
    assert len(second.one("table").rows) == 3
    [newer] = second.all("a", rel="prev")
    assert "wat=account." in newer.attributes["href"]
    assert not second.all("a", rel="next")
    first = main(administrator.get(newer.attributes["href"]))
    assert first.one("table").rows == page.one("table").rows


def test_the_file_holds_what_the_search_finds(administrator: Client) -> None:
    response = administrator.get(f"{LOG}?wat=membership.&_export=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    [line] = csv.DictReader(StringIO(response.content.decode()))
    assert line["who"] == "Administrator"
    assert line["action"] == "membership.granted"
    assert line["area"] == "Rotterdam"
    assert line["address"] == "192.0.2.7"
    assert "Reden: Vervangt een collega <b>" in line["details"]


def test_an_unknown_event_is_shown_as_it_is(administrator: Client) -> None:
    events.record("ladder.climbed", by=None, old={"rung": 1}, new={"rung": [2, "a"], "odd": {"x": None}})
    text = whats(administrator)[0]
    assert "Handeling “ladder.climbed”" in text
    assert "rung: 1 → 2, a" in text


def test_every_action_has_its_sentence_whatever_the_data(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("housing.views.events.PAGE_SIZE", 500)
    odd = [{}, {"old": None}, {"old": {"role": 3}, "new": {"valid_until": "x"}}, {"new": [1]}, [1]]
    Event.objects.bulk_create(Event(action=action, data=data) for action in SENTENCES for data in odd)
    shown = whats(administrator)
    assert len(shown) == len(SENTENCES) * len(odd) + 3
    assert not [text for text in shown if "Handeling" in text or "%(" in text]


def test_nothing_is_kept_by_the_browser(administrator: Client) -> None:
    assert "no-store" in administrator.get(LOG)["Cache-Control"]


def test_others_do_not_see_it(told: Cast) -> None:
    for who in (told.clerk, told.coordinator, told.manager, told.outsider):
        assert signed_in(who).get(LOG).status_code == 404
    assert Client().get(LOG).status_code == 404


def test_queries_do_not_grow(
    administrator: Client, told: Cast, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        events.record("account.signed_in", by=told.clerk, subject=told.clerk, texts={"note": "x"})
    with django_assert_max_num_queries(10):
        administrator.get(LOG)


def test_no_name_in_the_file_is_a_formula(told: Cast) -> None:
    User.objects.filter(pk=told.clerk.pk).update(name='=HYPERLINK("https://voorbeeld.example")')
    response = signed_in(told.administrator).get(LOG, {"_export": "csv"})
    rows = list(csv.DictReader(StringIO(response.content.decode())))
    assert "'=HYPERLINK" in str([row["who"] for row in rows])
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
