"""Names as people type them find the municipality or province that they mean."""

import pytest

from housing.queries.areas import Registry, registry
from housing.queries.journal import journal_state
from housing.queries.search import LONGEST, find

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas() -> Registry:
    return registry(journal_state().reference_version)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("den haag", "GM0518"),
        ("'s-gravenhage", "GM0518"),
        ("S GRAVENHAGE", "GM0518"),
        ("gravenhage", "GM0518"),
        ("den bosch", "GM0796"),
        ("DenBosch", "GM0796"),
        ("sudwest", "GM1900"),
        ("Súdwest-Fryslân", "GM1900"),
        ("sudwest fryslan", "GM1900"),
        ("Sneek", "GM1900"),
        ("GM0518", "GM0518"),
        ("gm518", "GM0518"),
        ("gm 0518", "GM0518"),
        ("518", "GM0518"),
        ("weesp", "GM0457"),
        ("heerhugowaard", "GM0398"),
        ("Bergen (Limburg)", "GM0893"),
        ("ede", "GM0228"),
        ("zeeland", "PV29"),
        ("pv29", "PV29"),
        ("  Rotterdam  ", "GM0599"),
        ("rotterd", "GM0599"),
    ],
)
def test_found(areas: Registry, typed: str, code: str) -> None:
    only = find(areas, typed).only
    assert only is not None
    assert only.area.code == code


def test_several_with_the_best_first(areas: Registry) -> None:
    found = find(areas, "bergen")
    names = [hit.area.name for hit in found.hits]
    assert names[:3] == ["Bergen (L.)", "Bergen (NH.)", "Bergen op Zoom"]
    assert "Steenbergen" in names
    assert found.only is None
    assert not found.near


@pytest.mark.parametrize("typed", ["utrecht", "groningen"])
def test_municipality_and_province_of_one_name(areas: Registry, typed: str) -> None:
    found = find(areas, typed)
    assert [hit.is_province for hit in found.hits if hit.is_exact] == [False, True]
    assert found.only is None


def test_other_name_is_told(areas: Registry) -> None:
    assert find(areas, "sneek").hits[0].known_as == "Sneek"
    assert find(areas, "rotterdam").hits[0].known_as == ""
    assert find(areas, "GM0518").hits[0].known_as == ""


def test_one_or_two_letters_must_begin_a_name(areas: Registry) -> None:
    names = [hit.known_as or hit.area.name for hit in find(areas, "aa").hits]
    assert names
    assert all(name.lower().startswith("aa") for name in names)


@pytest.mark.parametrize(
    ("typed", "meant"), [("roterdm", "Rotterdam"), ("amstredam", "Amsterdam"), ("zeland", "Zeeland")]
)
def test_near_misses(areas: Registry, typed: str, meant: str) -> None:
    found = find(areas, typed)
    assert not found.hits
    assert meant in [hit.area.name for hit in found.near]


@pytest.mark.parametrize(
    "typed", ["", "   ", "?!-", "\x00", "%", "gm9999", "xqxqxq", "<script>", "q" * 10_000]
)
def test_nothing_found_is_no_error(areas: Registry, typed: str) -> None:
    found = find(areas, typed)
    assert not found.hits
    assert found.only is None


def test_reads_no_further_than_the_longest_name(areas: Registry) -> None:
    longest = max(
        len(name) for area in areas.municipalities.values() for name in (area.name, *area.other_names)
    )
    assert longest <= LONGEST


def test_every_municipality_is_found_by_its_own_name_and_code(areas: Registry) -> None:
    for area in areas.municipalities.values():
        assert area in [hit.area for hit in find(areas, area.name).hits if hit.is_exact]
        assert find(areas, area.code).only.area == area


def test_no_query(areas: Registry, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        find(areas, "den haag")
        find(areas, "nergens")
