"""Every page of figures, with its charts and files, accepts a publication or a date and keeps to it.

Walked from the URLconf: a new page is in it from its first day. At an earlier position nothing may change by
what is posted later, and every link to figures on the page stays at the position.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from housing.domain.reporting import Counts
from housing.models import InterimTarget, Publication, Report
from housing.queries.journal import journal_state
from housing.services.publishing import publish
from housing.services.report_steps import correct, locked
from tests.caches import empty_caches
from tests.conftest import Ledger
from tests.markup import Node, page

LAST = "maandoverzicht-1-november-2022"
STAND = "2022-11-01"
POSITIONS = {"a publication": f"publicatie={LAST}", "a date": f"stand={STAND}"}
PERIOD, EARLIER = "2022-2", "2022-1"
#: Names of charts, by the name of their address.
CHARTS = {
    "national_chart": ("maanden", "cumulatief", "opbouw", "tussendoel"),
    "province_chart": ("maanden", "cumulatief", "opbouw"),
    "municipality_chart": ("maanden", "verloop", "verloop-huidig"),
    "interim_chart": ("maanden", "provincies"),
}
#: What else an address can be asked for.
MORE = {
    "national": ("_export=csv", "sort=-target"),
    "national_municipalities": ("_export=csv", "provincie=zeeland&sort=-target"),
    "province": ("_export=csv", "sort=-target"),
    "municipality": ("_export=csv", "_export=csv&tabel=maanden", "_export=csv&tabel=halfjaren"),
    "municipalities": ("q=weesp", "q=roterdm", "_export=csv"),
    "provinces": ("_export=csv",),
    "national_chart": ("_export=csv",),
    "province_chart": ("_export=csv",),
    "municipality_chart": ("_export=csv",),
}
#: Attributes in which pages name addresses, also those of parts that are fetched later.
ADDRESSES = ("href", "src", "action", "data-src", "data-url", "data-chart", "data-href")


@dataclass(frozen=True)
class Address:
    """An address of figures, by name."""

    name: str
    path: str

    def at(self, position: str, more: str = "") -> str:
        return "?".join(part for part in (self.path, "&".join(filter(None, (more, position)))) if part)


def shows_figures(view: Any) -> bool:
    return bool(getattr(view, "shows_figures", False))


def addresses() -> list[Address]:
    """Every address of the URLconf whose view shows figures."""
    found = []
    interim = InterimTarget.objects.earliest("id")
    for pattern in get_resolver().url_patterns:
        if not shows_figures(getattr(pattern, "callback", None)):
            continue
        for name in CHARTS.get(pattern.name, ("maanden",)):
            values = {"period": PERIOD, "name": name, "slug": "utrecht", "pk": interim.pk}
            arguments = {key: values[key] for key in pattern.pattern.converters}
            found.append(Address(pattern.name, reverse(pattern.name, kwargs=arguments)))
    return found


def everything() -> Iterator[tuple[str, str]]:
    """Each address with each thing that it can be asked for."""
    for address in addresses():
        for more in ("", *MORE.get(address.name, ())):
            yield address.path, more
            if PERIOD in address.path:
                yield address.path.replace(PERIOD, EARLIER), more


def joined(path: str, *parts: str) -> str:
    query = "&".join(part for part in parts if part)
    return f"{path}?{query}" if query else path


def told(response: HttpResponse) -> bytes:
    """What an answer says, without what is different each time: tokens of forms, moments of making."""
    if response.headers["Content-Type"] == "application/pdf":
        return re.sub(rb"/(CreationDate|ModDate|ID) ?[\[(][^\])]*[\])]", b"", response.content)
    if "opendocument" in response.headers["Content-Type"] or "zip" in response.headers["Content-Type"]:
        return unpacked(response.content)
    content = b"".join(response) if response.streaming else response.content
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", content)


def unpacked(content: bytes) -> bytes:
    """What stands in the files of an archive, in order of name; moments of making left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [
            unpacked(archive.read(name)) if name.endswith((".odt", ".zip")) else archive.read(name)
            for name in sorted(archive.namelist())
            if name != "meta.xml"
        ]
    return b"\n".join(parts)


def post_corrections(ledger: Ledger) -> None:
    """Everything that can still change: months, targets, exchanges, corrections, announcements."""
    ledger.home("GM0344", "2022-03", 5)
    ledger.transitional("GM0344", "2022-04", 3)
    for code, month in (("GM0344", date(2022, 8, 1)), ("GM0310", date(2022, 9, 1))):
        found = Report.objects.get(municipality_id=code, month=month)
        assert found.state == "approved"
        (row,) = locked([found.pk])
        counts = Counts((found.home or 0) + 7, found.transitional, (found.hotel or 0) + 2)
        correct(row, counts, by=None, now=journal_state().now, reason="Nagekomen")
    ledger.target("GM0344", PERIOD, 11)
    ledger.correction("GM0344", PERIOD, -13)
    ledger.exchange(PERIOD, {"GM0344": -4, "GM0310": 4}, group="uitruil later")
    ledger.announcement(PERIOD, 14_000)


@pytest.fixture(autouse=True)
def open_half_years(demonstration: None, db: None) -> None:
    """Half-years that are closed take nothing, and the corrections here are of both: open them again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE housing_targetperiod DISABLE TRIGGER USER")
        cursor.execute("UPDATE housing_targetperiod SET closed_at = NULL")
        cursor.execute("ALTER TABLE housing_targetperiod ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_walk_finds_the_pages() -> None:
    names = {address.name for address in addresses()}
    assert {
        "home", "national", "national_municipalities", "national_chart", "letter", "letter_pdf", "provinces",
        "province", "province_chart", "municipalities", "municipality", "municipality_chart",
    } <= names  # fmt: skip


@pytest.mark.parametrize("position", POSITIONS.values(), ids=POSITIONS)
def test_an_earlier_position_says_the_same_whatever_comes_later(
    site: Client, ledger: Ledger, position: str
) -> None:
    before = {where: site.get(joined(*where, position)) for where in everything()}
    post_corrections(ledger)
    publish(title="Later", kind=Publication.Kind.OTHER, known_on=journal_state().now)
    empty_caches()
    changed = []
    for where, then in before.items():
        assert then.status_code in (200, 302, 404), (where, then.status_code)
        again = site.get(joined(*where, position))
        assert again.status_code == then.status_code
        if without_chooser(told(again)) != without_chooser(told(then)):
            changed.append(where)
    assert not changed


def test_the_corrections_do_show_now(site: Client, ledger: Ledger) -> None:
    names = ("home", "national", "national_chart", "letter", "province", "municipality")
    paths = [next(address.path for address in addresses() if address.name == name) for name in names]
    before = {path: told(site.get(path)) for path in paths}
    post_corrections(ledger)
    assert not [path for path in paths if told(site.get(path)) == before[path]]


def without_chooser(content: bytes) -> bytes:
    """Without the list of publications that can be chosen, which grows."""
    return re.sub(rb'<option value="[a-z0-9-]+"( selected)?>[^<]*</option>', b"", content)


@pytest.mark.parametrize("position", POSITIONS.values(), ids=POSITIONS)
def test_links_and_parts_that_are_fetched_later_stay_at_the_position(site: Client, position: str) -> None:
    name, _, value = position.partition("=")
    left: set[tuple[str, str]] = set()
    for where in everything():
        response = site.get(joined(*where, position))
        if response.status_code == 302:
            assert position in response.headers["Location"]
        if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
            continue
        left |= {
            (where[0], url)
            for url in figures_on(page(response))
            if parse_qs(urlsplit(url).query).get(name) != [value]
        }
    assert not left


def figures_on(content: Node) -> Iterator[str]:
    """Addresses of figures on a page; the way back to the present position apart."""
    for node in content:
        if "position__back" in node.attributes.get("class", ""):
            continue
        if node.tag == "form" and node.attributes.get("action"):
            yield from form_address(node)
            continue
        for attribute in ADDRESSES:
            url = node.attributes.get(attribute, "")
            if url.startswith("/") and is_of_figures(url):
                yield url


def form_address(form: Node) -> Iterator[str]:
    """Where a form of figures leads, with its hidden fields; forms that choose a position apart."""
    names = {field.attributes.get("name") for field in form.all("input", "select")}
    chooses = {"stand", "publicatie"} & {
        field.attributes.get("name")
        for field in form.all("input", "select")
        if field.attributes.get("type") != "hidden"
    }
    if form.attributes.get("method") == "post" or chooses or not is_of_figures(form.attributes["action"]):
        return
    fields = [
        f"{field.attributes['name']}={field.attributes['value']}"
        for field in form.all("input", type="hidden")
        if field.attributes.get("name") in names
    ]
    yield joined(form.attributes["action"].partition("?")[0], *fields)


def is_of_figures(url: str) -> bool:
    try:
        return shows_figures(resolve(urlsplit(url).path).func)
    except (Resolver404, Http404):
        return False


@pytest.mark.parametrize("position", POSITIONS.values(), ids=POSITIONS)
def test_files_are_named_after_the_position(site: Client, position: str) -> None:
    response = site.get(joined("/landelijk/2022-2/", "_export=csv", position))
    assert STAND in response.headers["Content-Disposition"]


def test_a_date_and_the_publication_of_that_day_give_the_same_figures(site: Client) -> None:
    compared = 0
    for path, more in everything():
        if "_export" in more or path.endswith(".json"):
            answers = [site.get(joined(path, more, position)) for position in POSITIONS.values()]
            if answers[0].status_code == 200:
                assert answers[0].content == answers[1].content, path
                compared += 1
    assert compared > 15
