"""Where entering begins: the municipality and the half-year to which `/invoer/` leads."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from housing.domain.periods import HalfYear
from housing.models import Membership, TargetPeriod
from housing.services.posting import ensure_periods
from tests.cast import BARENDRECHT, Cast, signed_in
from tests.entry_forms import PAGE, name
from tests.markup import page as read

pytestmark = pytest.mark.django_db


def test_one_municipality_needs_no_choice(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    assert client.get("/invoer/").url == "/invoer/rotterdam/"
    now = HalfYear.containing(timezone.localdate())
    assert client.get("/invoer/rotterdam/").url in (f"/invoer/rotterdam/{p}/" for p in (now, now.previous))


def test_what_waits_decides_the_half_year(cast: Cast) -> None:
    now = HalfYear.containing(timezone.localdate())
    client = signed_in(cast.clerk)
    # Nothing was reported of the half-year before.
    assert client.get("/invoer/rotterdam/").url == f"/invoer/rotterdam/{now.previous}/"
    ensure_periods([now.previous])
    TargetPeriod.objects.filter(code=now.previous.code).update(closed_at=timezone.now())
    assert client.get("/invoer/rotterdam/").url == f"/invoer/rotterdam/{now}/"


def test_several_municipalities_are_listed_with_what_waits(
    cast: Cast, django_assert_max_num_queries: Callable[..., object]
) -> None:
    Membership.objects.create(user=cast.clerk, role="municipality_editor", municipality_id=BARENDRECHT)
    client = signed_in(cast.clerk)
    client.get("/invoer/")
    with django_assert_max_num_queries(14):
        root = read(client.get("/invoer/"))
    assert [link.text for link in root.one(class_="entry-places").all("a")] == ["Rotterdam", "Barendrecht"]
    assert name() in root.one(class_="entry-places").text


def test_without_a_municipality_one_is_told_whom_to_ask(cast: Cast) -> None:
    assert "U voert voor geen gemeente in" in signed_in(cast.outsider).get("/invoer/").content.decode()


def test_editors_of_the_successor_are_not_those_of_its_predecessor(cast: Cast) -> None:
    Membership.objects.filter(user=cast.clerk).update(municipality_id="GM0363")
    client = signed_in(cast.clerk)
    ensure_periods([HalfYear(2022, 1)])
    assert client.get("/invoer/amsterdam/2022-1/").status_code == 200
    assert client.get("/invoer/weesp/2022-1/").status_code == 404


def test_a_membership_that_ended_opens_nothing(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    Membership.objects.filter(user=cast.clerk).update(valid_until=date(2020, 1, 1))
    assert client.get(PAGE).status_code == 404
