"""Two provinces and anybody, mixed and kept: nobody gets what is another's.

Small here; `RESPONSES=100000` asks for that many.
"""

import os
import random
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from housing.domain.reporting import Counts, Step
from housing.models import Publication
from housing.queries.journal import journal_state
from housing.services.publishing import publish
from tests.caches import empty_caches
from tests.cast import ROTTERDAM, UTRECHT, Cast, signed_in
from tests.conftest import Ledger
from tests.reporting import coa, report

RESPONSES = int(os.environ.get("RESPONSES", "400"))
#: What is only for one province, and stands on the page of its municipality.
PRIVATE = {
    "coordinator": ("verschil +1.113", "teruggestuurd"),
    "other_coordinator": ("verschil +2.227", "teruggestuurd"),
}
OWN = {"coordinator": "rotterdam", "other_coordinator": "utrecht"}
ADDRESSES = [
    address.format(slug=slug, province=province)
    for slug, province in (("rotterdam", "zuid-holland"), ("utrecht", "utrecht"))
    for address in (
        "/gemeenten/{slug}/2022-1/",
        "/gemeenten/{slug}/2022-1/?_export=csv&tabel=maanden",
        "/gemeenten/{slug}/2022-1/grafiek/maanden.json",
        "/provincies/{province}/2022-1/",
    )
] + ["/landelijk/2022-1/"]


@pytest.fixture
def visitors(cast: Cast, ledger: Ledger) -> Iterator[dict[str, Client]]:
    """Both coordinators and anybody; each province has a returned month and a difference of its own."""
    empty_caches()
    for code in (ROTTERDAM, UTRECHT):
        ledger.target(code, "2022-1", 9_000, date(2021, 10, 1))
    for code, persons, by in ((ROTTERDAM, 2_113, cast.coordinator), (UTRECHT, 3_227, cast.other_coordinator)):
        report(code, "2022-01", Step.SUBMIT, Step.RETURN, by=by, counts=Counts(persons, 0, 0))
        coa(code, "2022-01", 1_000)
    publish(title="Stand", kind=Publication.Kind.OTHER, known_on=journal_state().now)
    yield {
        "coordinator": signed_in(cast.coordinator),
        "other_coordinator": signed_in(cast.other_coordinator),
        "anybody": Client(),
    }
    empty_caches()


def test_nobody_gets_what_is_anothers(visitors: dict[str, Client]) -> None:
    chance = random.Random(0)
    tags: dict[tuple[str, str], str] = {}
    seen: dict[tuple[str, str], bytes] = {}
    asked = [(name, address) for name in visitors for address in ADDRESSES]
    for number in range(RESPONSES):
        name, address = asked[number] if number < len(asked) else chance.choice(asked)
        # A tag of one's own, or one that somebody else was given.
        known = chance.choice([None, name, *visitors])
        tag = tags.get((known, address), "") if known else ""
        response = visitors[name].get(address, headers={"If-None-Match": tag} if tag else {})
        tags[name, address] = response.headers["ETag"]
        if response.status_code == 304:
            assert (name, tag) == (known, response.headers["ETag"])
            continue
        assert response.status_code == 200
        content = response.content
        # The same for the same visitor, from a cache or not.
        assert seen.setdefault((name, address), content) == content
        check(name, address, content.decode())
    assert len({tags[name, ADDRESSES[0]] for name in visitors}) == len(visitors)


def check(name: str, address: str, content: str) -> None:
    """Nothing private of a province that is not theirs; their own where it belongs."""
    for owner, marks in PRIVATE.items():
        is_page_of_owner = address == f"/gemeenten/{OWN[owner]}/2022-1/"
        if name == owner and is_page_of_owner:
            assert all(mark in content for mark in marks), (name, address)
        elif name != owner:
            assert marks[0] not in content, (name, address)
            if OWN[owner] in address:
                assert "teruggestuurd" not in content, (name, address)
                assert "returned" not in content, (name, address)
    if name == "anybody":
        assert "Telling COA" not in content
