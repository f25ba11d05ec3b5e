"""Terms, support, accessibility, language, health and errors: also while the journal is empty."""

import re

import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from housing.services.clock import start_demonstration_clock
from housing.services.demonstration.assumptions import CLOCK_STARTS
from housing.views import general
from housing.views.worked import letter_2022

PAGES = ("glossary", "support", "accessibility")

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.mark.parametrize("name", PAGES)
def test_page_shows_with_an_empty_journal(client, name, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse(name))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache, public"
    assert "Cookie" in response.headers["Vary"]
    assert b"demonstration" not in response.content


@pytest.mark.parametrize("name", PAGES)
def test_page_is_not_sent_twice(client, name):
    first = client.get(reverse(name))
    second = client.get(reverse(name), headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.content) == (304, b"")


@pytest.mark.parametrize("name", PAGES)
def test_page_refuses_writing(client, name):
    assert client.post(reverse(name)).status_code == 405


def test_demonstration_is_marked(client):
    start_demonstration_clock(at=CLOCK_STARTS)
    assert b'class="demonstration"' in client.get(reverse("glossary")).content


def test_language_changes_the_tag_of_a_page(client):
    dutch = client.get(reverse("support")).headers["ETag"]
    client.cookies["taal"] = "en"
    assert client.get(reverse("support")).headers["ETag"] != dutch


def test_glossary_has_every_anchor_once_and_leads_to_them(client):
    html = client.get(reverse("glossary")).content.decode()
    anchors = re.findall(r'<(?:dt|h2) id="([a-z-]+)"', html)
    assert len(anchors) == len(set(anchors)) > 30
    assert set(re.findall(r'href="#([a-z-]+)"', html)) - {"inhoud"} <= set(anchors)


@pytest.mark.parametrize(
    "figure", ["16.586", "12.858", "3.728", "13.728", "−3.728", "358", "2.288", "4.576", "78%"]
)
def test_glossary_works_out_the_letter(client, figure):
    assert figure in client.get(reverse("glossary")).content.decode()


def test_worked_example_is_the_letter():
    example = letter_2022()
    assert example.obligation.result == 16_586
    assert example.remaining.result == 3_728
    assert example.next_obligation.result == 13_728
    assert example.interim_difference.result == 358
    assert (example.next_pace, example.next_norm_after_two) == (2_288, 4_576)


def test_support_names_who_can_help(client, settings):
    settings.CONTACT_EMAIL = "vragen@example.nl"
    html = client.get(reverse("support")).content.decode()
    for name in ("regietafel", "COA", "VNG", "Rijksvastgoedbedrijf", "ministerie", "vragen@example.nl"):
        assert name in html


def test_accessibility_says_where_to_report(client, settings):
    settings.CONTACT_EMAIL, settings.SOURCE_URL = "", "https://example.nl/code"
    assert b"https://example.nl/code" in client.get(reverse("accessibility")).content
    settings.CONTACT_EMAIL = "vragen@example.nl"
    assert b"mailto:vragen@example.nl" in client.get(reverse("accessibility")).content


def test_language_is_remembered(settings):
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("language"), {"language": "en", "next": "/begrippen/?q=1#saldo"})
    assert (response.status_code, response.headers["Location"]) == (303, "/begrippen/?q=1#saldo")
    cookie = response.cookies["taal"]
    assert (cookie.value, cookie["samesite"]) == ("en", "Lax")
    assert cookie["max-age"] == settings.LANGUAGE_COOKIE_AGE
    page = client.get("/begrippen/")
    assert page.headers["Content-Language"] == "en"
    assert b'<html lang="en"' in page.content


@pytest.mark.parametrize(
    "address",
    ["https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)", "saldo/", "", "///x"],
)
def test_language_leads_nowhere_else(client, address):
    response = client.post(reverse("language"), {"language": "en", "next": address})
    assert (response.status_code, response.headers["Location"]) == (303, "/")


def test_language_must_be_one_of_ours(client):
    response = client.post(reverse("language"), {"language": "xx", "next": "/"})
    assert response.status_code == 400
    assert "taal" not in response.cookies


def test_language_is_not_chosen_by_following_a_link(client):
    assert client.get(reverse("language")).status_code == 405


def test_unknown_language_in_the_cookie_is_dutch(client):
    client.cookies["taal"] = "../../xx"
    assert client.get("/begrippen/").headers["Content-Language"] == "nl"


def test_health_is_never_cached(client):
    response = client.get(reverse("health"))
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_health_tells_when_the_database_is_away(client, without_database):
    response = client.get(reverse("health"))
    assert response.status_code == 503
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("moment", ["process_request", "process_response"])
def test_page_explains_when_the_database_goes_away_around_the_view(client, db, monkeypatch, moment):
    def gone(*args):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(SessionMiddleware, moment, gone)
    client.raise_request_exception = False

    response = client.get(reverse("glossary"))

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"


def test_page_explains_when_the_session_cannot_be_kept(rf):
    away, other = OperationalError("server closed the connection"), SessionInterrupted("deleted")
    other.__context__ = away

    assert general.bad_request(rf.get("/"), other).status_code == 503
    assert general.bad_request(rf.get("/"), SessionInterrupted("deleted")).status_code == 400


def test_page_explains_when_the_database_is_away(client, without_database):
    response = client.get(reverse("glossary"))
    assert response.status_code == 503
    assert "Retry-After" in response.headers


def test_robots_keep_off_made_up_figures(client):
    assert b"Disallow: /*?\n" in client.get("/robots.txt").content
    start_demonstration_clock(at=CLOCK_STARTS)
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_security_contact(client, settings):
    settings.CONTACT_EMAIL = "veilig@example.nl"
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert lines[0] == "Contact: mailto:veilig@example.nl"
    assert re.fullmatch(r"Expires: \d{4}-\d\d-\d\dT00:00:00Z", lines[1])
    settings.CONTACT_EMAIL = settings.SOURCE_URL = ""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_not_found_keeps_the_language(client):
    response = client.get("/bestaat-niet/")
    assert response.status_code == 404
    assert b'<html lang="nl"' in response.content
    client.cookies["taal"] = "en"
    assert b'<html lang="en"' in client.get("/bestaat-niet/").content


def test_not_found_shows_without_database(client, without_database):
    assert client.get("/bestaat-niet/").status_code == 404


@pytest.mark.parametrize("handler", [general.bad_request, general.forbidden, general.not_found])
def test_error_pages(rf, handler):
    response = handler(rf.get("/"), Exception())
    assert response.status_code == {"bad_request": 400, "forbidden": 403, "not_found": 404}[handler.__name__]
    assert b"<h1" in response.content


def test_failure_shows_without_anything(rf, monkeypatch):
    assert b"<h1" in general.failed(rf.get("/")).content
    monkeypatch.setattr(general.loader, "get_template", lambda name: 1 / 0)
    response = general.failed(rf.get("/"))
    assert (response.status_code, response.headers["Content-Type"]) == (500, "text/plain; charset=utf-8")


def test_failure_is_answered_as_a_page(settings, monkeypatch):
    monkeypatch.setattr(general, "frame", lambda request: 1 / 0)
    response = Client(raise_request_exception=False).get(reverse("support"))
    assert response.status_code == 500
    assert b"<h1" in response.content
