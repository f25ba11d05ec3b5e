"""What holds for every page of figures: found by the URLconf, so that a new page is held to it at once."""

import gzip
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from housing.models import User
from housing.urls import figures
from tests.cast import signed_in
from tests.markup import Node, page

pytestmark = pytest.mark.django_db

HALF_YEAR = {"period": "2022-2"}
PROVINCE = {"slug": "zuid-holland"}
MUNICIPALITY = {"slug": "rotterdam"}
PUBLICATION = {"slug": "kamerbrief-7-januari-2022"}

#: Pages of figures by the name of their address, each with an example; then other pages.
FIGURES: dict[str, dict[str, str]] = {
    "home": {},
    "national_latest": {},
    "national": HALF_YEAR,
    "national_municipalities": HALF_YEAR,
    "letter": HALF_YEAR,
    "provinces": {},
    "province": PROVINCE | HALF_YEAR,
    "municipalities": {},
    "municipality": MUNICIPALITY | HALF_YEAR,
}
OTHERS: dict[str, dict[str, str]] = {
    "publications": {},
    "publication": PUBLICATION,
    "glossary": {},
    "support": {},
    "accessibility": {},
}
#: Addresses that lead to a page, and those that are no page.
LEADING = {"province_latest": PROVINCE, "municipality_latest": MUNICIPALITY}
FILES = {
    "national_chart": HALF_YEAR | {"name": "cumulatief"},
    "province_chart": PROVINCE | HALF_YEAR | {"name": "cumulatief"},
    "municipality_chart": MUNICIPALITY | HALF_YEAR | {"name": "maanden"},
}
ELSEWHERE = {"letter_pdf", "letter_odt", "letter_provinces", "language", "health", "robots", "security"}

PAGES = FIGURES | OTHERS
#: The same page in other states, and pages that say that something is not there.
STATES = (
    "/landelijk/2021-2/",
    "/landelijk/2022-1/?stand=2022-01-07",
    "/landelijk/2022-2/?stand=2022-01-07",
    "/landelijk/2022-1/brief/?publicatie=kamerbrief-7-januari-2022",
    "/provincies/fryslan/2021-2/",
    "/provincies/zeeland/2022-2/?stand=2022-01-07",
    "/provincies/?stand=2021-06-01",
    "/gemeenten/weesp/2022-1/",
    "/gemeenten/s-gravenhage/2021-2/",
    "/gemeenten/land-van-cuijk/2022-1/",
    "/gemeenten/amsterdam/2022-2/?stand=2022-01-07",
    "/gemeenten/?q=weesp",
    "/gemeenten/?q=onvindbaar",
    "/?stand=2020-01-01",
)
ABSENT = ("/gemeenten/weesp/2022-2/", "/provincies/nergens/2022-2/", "/nergens/")
EVERY = [*(reverse(name, kwargs=kwargs) for name, kwargs in PAGES.items()), *STATES, *ABSENT]
OF_FIGURES = [reverse(name, kwargs=kwargs) for name, kwargs in FIGURES.items()]

#: Pages without a position: those that explain, and those where people work.
ELSEWHERE_FROM_FIGURES = re.compile(
    "^/(begrippen|ondersteuning|publicaties|invoer)/"
    "|/(beoordelen|volledigheid|termijnen|accounts|uitruil)/$|/opgaven/[0-9-]+/$"
)

UNSAFE = re.compile(r"unsafe-|\*|https?:|data:(?!.*img)")
VOID = re.compile(r"\{\{|\{%|None|&lt;|<lazy|SimpleLazyObject|datetime\.|HalfYear\(|Month\(|Fraction\(")


def ours() -> set[str]:
    return {pattern.name or "" for pattern in figures.urlpatterns if isinstance(pattern, URLPattern)}


def test_every_address_is_tested_here() -> None:
    assert ours() == {*PAGES, *LEADING, *FILES, *ELSEWHERE}


Read = Callable[..., HttpResponse]
#: Pages are the same for everybody and are read more than once here.
parsed = cache(page)


@pytest.fixture(scope="module")
def read(colleague: User) -> Read:
    """Fetches a page for somebody with a role, each once; with `role=False` for anybody."""
    session = signed_in(colleague).cookies[settings.SESSION_COOKIE_NAME].value

    @cache
    def fetch(address: str, language: str = "nl", role: bool = True) -> HttpResponse:
        browser = Client()
        browser.cookies["taal"] = language
        if role:
            browser.cookies[settings.SESSION_COOKIE_NAME] = session
        return browser.get(address)

    return fetch


def expected_status(address: str) -> int:
    return 404 if address in ABSENT else 200


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("address", EVERY)
def test_page_is_whole(read: Read, language: str, address: str) -> None:
    response = read(address, language)
    assert response.status_code == expected_status(address)
    assert response.headers["Content-Language"] == language
    root = parsed(response)
    assert root.attributes["lang"] == language
    assert len(root.all("h1")) == len(root.all("main")) == 1
    assert root.one("h1").text
    assert re.fullmatch(r".{4,} · Taakstelling", root.all("title")[0].text)
    assert not VOID.search(root.one("main").text)
    headings_descend(root)
    ids_are_unique_and_known(root)
    nothing_is_inline(response, root)
    everything_has_a_name(root)


def headings_descend(root: Node) -> None:
    """No level of heading is left out on the way down."""
    levels = [int(heading.tag[1]) for heading in root.all("h1", "h2", "h3", "h4", "h5")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def ids_are_unique_and_known(root: Node) -> None:
    """An id stands once; what refers to one finds it, links within the page too."""
    ids = [node.attributes["id"] for node in root if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in root:
        for reference in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            assert set(node.attributes.get(reference, "").split()) <= set(ids), f"{reference} of <{node.tag}>"
        href = node.attributes.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids, href


def nothing_is_inline(response: HttpResponse, root: Node) -> None:
    """No script, style or handler in the page, and nothing from another host."""
    for node in root:
        assert node.tag != "style"
        assert "style" not in node.attributes, node.tag
        assert not [name for name in node.attributes if name.startswith("on")], node.tag
        if node.tag == "script":
            assert node.attributes["src"].startswith("/static/")
        if node.tag in ("img", "link", "script", "form", "use", "iframe"):
            fetched = (
                node.attributes.get("src") or node.attributes.get("href") or node.attributes.get("action", "")
            )
            assert not re.match(r"(?:[a-z]+:)?//", fetched), fetched
    assert b"javascript:" not in response.content


def everything_has_a_name(root: Node) -> None:
    """Links, buttons, tables, charts and fields say what they are."""
    for node in root.all("a", "button", "summary", "th"):
        assert node.text or node.attributes.get("aria-label"), f"<{node.tag} {node.attributes}>"
    for table in root.all("table"):
        assert table.one("caption").text
        assert table.all("th")
    labels = [label for label in root.all("label") if label.text]
    named = {label.attributes.get("for") for label in labels}
    within = [id(field) for label in labels for field in label]
    for field in root.all("input", "select"):
        if field.attributes.get("type") != "hidden":
            assert field.attributes.get("id") in named or id(field) in within, field.attributes
    for image in root.all("svg"):
        assert image.attributes.get("aria-label") or image.attributes.get("aria-hidden") == "true"
    for chart in root.all("div", class_="chart"):
        assert chart.attributes["role"] == "img"
        assert chart.attributes["aria-label"]


@pytest.mark.parametrize("address", EVERY)
def test_page_is_safe(read: Read, address: str) -> None:
    response = read(address)
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in response.headers["Content-Security-Policy"].split(";")
    )
    for name in ("default-src", "script-src", "style-src", "connect-src", "form-action", "base-uri"):
        assert policy[name] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("address", [a for a in EVERY if expected_status(a) == 200])
def test_page_is_kept_by_nobody_unasked(read: Read, address: str) -> None:
    response = read(address)
    assert "Cookie" in response.headers["Vary"]
    assert "no-cache" in response.headers["Cache-Control"]
    assert response.headers["ETag"]
    assert not response.cookies, "reading sets no cookie"


@pytest.mark.parametrize("address", EVERY)
def test_made_up_figures_are_marked(read: Read, address: str) -> None:
    notice = parsed(read(address)).one("aside", class_="demonstration").text
    assert "Cijfers per gemeente zijn niet echt" in notice


@pytest.mark.parametrize("address", OF_FIGURES)
@pytest.mark.parametrize(
    ("query", "mark"),
    [
        ("", "stand per 15 november 2022"),
        ("?stand=2022-09-01", "stand per 1 september 2022"),
        ("?publicatie=maandoverzicht-1-oktober-2022", "stand per 1 oktober 2022"),
    ],
)
def test_position_is_marked_and_kept_by_links(read: Read, address: str, query: str, mark: str) -> None:
    root = parsed(read(address + query))
    assert root.one("span", class_="position__mark").text == mark
    back = root.all("a", class_="position__back")
    assert [link.attributes["href"] for link in back] == ([address] if query else [])
    if query:
        lost = [
            link.attributes["href"]
            for link in root.one("main").all("a")
            if re.match(r"/(?:landelijk|provincies|gemeenten)?/?[^?]*$", link.attributes.get("href", ""))
            and link not in back
            and link.attributes["href"] != address
        ]
        assert not [href for href in lost if not ELSEWHERE_FROM_FIGURES.search(href)]


@pytest.mark.parametrize("address", [a for a in EVERY if expected_status(a) == 200])
def test_links_lead_somewhere(read: Read, address: str) -> None:
    known: dict[str, int] = {}
    for link in parsed(read(address)).all("a"):
        href = link.attributes.get("href", "").partition("#")[0]
        # Every municipality would take minutes; one of each kind of address will do.
        kind = re.sub(r"/(gemeenten|provincies)/[a-z-]+/", r"/\1/…/", href)
        if href.startswith("/") and kind not in known:
            known[kind] = read(href).status_code
    assert {href: status for href, status in known.items() if status not in (200, 302)} == {}


@pytest.mark.parametrize("name", LEADING)
def test_address_without_a_half_year_leads_to_one(read: Read, name: str) -> None:
    response = read(reverse(name, kwargs=LEADING[name]))
    assert response.status_code == 302
    assert response.headers["Location"].endswith("/2022-2/")
    assert read(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("name", FILES)
def test_chart_is_data(read: Read, name: str) -> None:
    response = read(reverse(name, kwargs=FILES[name]))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["ETag"]
    assert response.json().keys() >= {"data", "layout"}


@pytest.mark.parametrize(
    "address", ["/gemeenten/?q=%00", "/?sort=%00", "/gemeenten/rotterdam/2022-2/?tabel=%00"]
)
def test_odd_query_is_no_failure(read: Read, address: str) -> None:
    assert read(address).status_code == 200


#: Bytes of HTML as sent, compressed. Long tables weigh more; the map is half of the national page.
MOST = {
    "home": 10_250,
    "letter": 10_500,
    "national_municipalities": 15_000,
    "municipalities": 10_000,
    "national": 12_750,
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_small(read: Read, name: str) -> None:
    response = read(reverse(name, kwargs=PAGES[name]))
    assert len(gzip.compress(response.content, 6)) <= MOST.get(name, 10_000)
