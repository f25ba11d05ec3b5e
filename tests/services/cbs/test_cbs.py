"""Lists of CBS: every layout reads the same, differences come out, and only names and inhabitants change."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from housing.access import NotAllowedError
from housing.domain.cbs import ListedInhabitants
from housing.domain.errors import DomainError
from housing.models import Event, JournalHead, Municipality, Population, Upload
from housing.queries.areas import Registry, registry
from housing.queries.cbs import MunicipalityDifferences, inhabitants_differences, municipality_differences
from housing.queries.journal import journal_state
from housing.queries.search import find
from housing.services import uploads
from housing.services.cbs import read_inhabitants, read_municipalities, take_inhabitants, take_names
from housing.services.cbs.booking import CbsChangedError
from housing.services.cbs.headers import CbsError
from housing.services.reference import load_reference
from tests.cast import Cast
from tests.cbs import alphabetical, flat, inhabitants, municipality_rows, on_screen, with_codes
from tests.conftest import Ledger

DAY = date(2022, 1, 1)
GRONINGEN, UTRECHT, BERGEN = "GM0014", "GM0344", "GM0373"


@pytest.fixture(autouse=True)
def fresh(db: None) -> Iterator[None]:
    registry.cache_clear()
    yield
    registry.cache_clear()


def areas() -> Registry:
    return registry(journal_state().reference_version)


def differences(content: bytes, on: date = DAY) -> MunicipalityDifferences:
    return municipality_differences(areas(), read_municipalities(content, "lijst.xlsx"), on)


# ── Municipalities ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("title", ["", "Gemeenten in Nederland op 1 januari 2022"])
def test_the_same_list_has_no_differences(title: str) -> None:
    found = differences(alphabetical(municipality_rows(DAY), title))
    assert (found.new, found.gone, found.renamed, found.moved) == ((), (), (), ())
    assert found.same + len(found.spelled) == 345


def test_a_csv_with_other_columns_reads_as_well() -> None:
    rows = municipality_rows(DAY)
    text = "Gemeentenaam;Gemeentecode;Provinciecode\n" + "\n".join(f"{r[2]};{r[0]:04d};{r[3]}" for r in rows)
    listed = read_municipalities(text.encode(), "gemeenten.csv")
    assert len(listed) == 345
    assert (listed[0].code, listed[0].name, listed[0].province) == ("GM0014", "Groningen", "PV20")


def test_every_difference_comes_out() -> None:
    changes = {
        GRONINGEN: [14, GRONINGEN, "Groninger Ommelanden", 20, "PV20", "Groningen"],
        UTRECHT: [344, UTRECHT, "Utrecht (gemeente)", 27, "PV27", "Noord-Holland"],
        BERGEN: None,
        "GM2999": [2999, "GM2999", "Nieuwstad", 27, "PV27", "Noord-Holland"],
    }
    found = differences(alphabetical(municipality_rows(DAY, changes)))
    assert [line.code for line in found.new] == ["GM2999"]
    assert [area.code for area in found.gone] == [BERGEN]
    assert [(a.code, line.name) for a, line in found.renamed] == [(GRONINGEN, "Groninger Ommelanden")]
    assert [(a.code, line.province) for a, line in found.moved] == [(UTRECHT, "PV27")]
    assert UTRECHT in {area.code for area, _ in found.spelled}


def keep(cast: Cast, content: bytes, kind: Upload.Kind = Upload.Kind.MUNICIPALITIES) -> Upload:
    name = "cbs.xlsx" if kind == Upload.Kind.MUNICIPALITIES else "statline.csv"
    return uploads.keep(by=cast.manager, kind=kind, about=DAY.isoformat(), name=name, content=content)


def test_names_are_taken_over_and_stay(cast: Cast) -> None:
    changes = {
        GRONINGEN: [14, GRONINGEN, "Groninger Ommelanden", 20, "PV20", "Groningen"],
        "GM2999": [2999, "GM2999", "Nieuwstad", 27, "PV27", "Noord-Holland"],
    }
    content = alphabetical(municipality_rows(DAY, changes))
    upload = keep(cast, content)
    with pytest.raises(CbsChangedError):
        take_names(by=cast.manager, upload=upload.pk, seen="anders")
    assert take_names(by=cast.manager, upload=upload.pk, seen=differences(content).digest) == 1
    area = Municipality.objects.get(code=GRONINGEN)
    assert (area.name, area.slug, area.sort_key) == (
        "Groninger Ommelanden",
        "groningen",
        "groninger ommelanden",
    )
    # What changes borders is not taken over.
    assert not Municipality.objects.filter(code="GM2999").exists()
    load_reference()
    area.refresh_from_db()
    assert area.name == "Groninger Ommelanden"
    registry.cache_clear()
    assert GRONINGEN in {hit.area.code for hit in find(areas(), "Groningen").hits}
    with pytest.raises(CbsError, match="al overgenomen"):
        take_names(by=cast.manager, upload=upload.pk, seen=differences(content).digest)
    assert Event.objects.get().action == "municipalities.imported"


@pytest.mark.parametrize("who", ["ministry_reader", "coordinator", "clerk", "administrator", "outsider"])
def test_only_a_manager_takes_over(cast: Cast, who: str) -> None:
    upload = keep(cast, alphabetical(municipality_rows(DAY)))
    for do in (take_names, take_inhabitants):
        with pytest.raises(NotAllowedError):
            do(by=getattr(cast, who), upload=upload.pk, seen="")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a;b;c\n1;2;3\n", "staan de kolommen"),
        (b"Gemeentecode;Gemeentenaam;Provinciecode\n14;Groningen;20\n", "maar 1 gemeenten"),
        (b"", "leeg"),
        (b"\x00\x01\x02", "."),
        (b"PK\x03\x04stuk", "."),
    ],
)
def test_what_is_no_list_is_told(content: bytes, says: str) -> None:
    with pytest.raises(DomainError, match=says):
        read_municipalities(content, "lijst.csv")


def test_a_code_that_stands_twice_is_told() -> None:
    rows = municipality_rows(DAY)
    with pytest.raises(CbsError, match="twee keer"):
        read_municipalities(alphabetical([*rows, rows[0]]), "lijst.xlsx")


# ── Inhabitants ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("layout", [on_screen, flat, with_codes])
def test_every_layout_reads_the_same(layout: Callable[..., bytes]) -> None:
    known = inhabitants(DAY)
    file = read_inhabitants(layout(known), "statline.csv", DAY)
    assert {line.code: line.inhabitants for line in file.lines} == known
    found = inhabitants_differences(areas(), file.lines, DAY)
    assert found.is_equal
    assert (found.same, found.missing, found.unknown) == (345, (), ())
    assert found.total == 17_590_672


def test_names_do_as_well_as_codes() -> None:
    known = inhabitants(DAY)
    names = {m.code: m.cbs_name or m.name for m in Municipality.objects.existing_on(DAY)}
    names |= {GRONINGEN: "Groningen (gemeente)", UTRECHT: "Utrecht (gemeente)"}
    file = read_inhabitants(on_screen(known, names=names), "statline.csv", DAY)
    found = inhabitants_differences(areas(), file.lines, DAY)
    assert (found.is_equal, found.missing, found.unknown) == (True, (), ())


def test_nobody_living_there_is_no_figure_for_a_municipality() -> None:
    file = read_inhabitants(flat({**inhabitants(DAY), GRONINGEN: 0, UTRECHT: "0"}), "statline.csv", DAY)
    found = inhabitants_differences(areas(), file.lines, DAY)
    assert [area.code for area in found.missing] == [GRONINGEN, UTRECHT]
    assert not found.changed
    with pytest.raises(CbsError, match="geen inwoners"):
        read_inhabitants(flat(dict.fromkeys(inhabitants(DAY), 0)), "statline.csv", DAY)


def test_points_and_missing_figures() -> None:
    known = {**inhabitants(DAY), GRONINGEN: "234.649", UTRECHT: ".", "GM0003": "12"}
    file = read_inhabitants(flat(known), "statline.csv", DAY)
    found = inhabitants_differences(areas(), file.lines, DAY)
    assert [(area.code, new) for area, _old, new in found.changed] == [(GRONINGEN, 234_649)]
    assert [area.code for area in found.missing] == [UTRECHT]
    # Appingedam had ended.
    assert found.unknown == (ListedInhabitants("GM0003", "", 12),)


def test_other_days_are_left_out() -> None:
    more = ['"2022 februari";"GM0014";"1"', '"2021";"GM0014";"2"', '"2022 januari";"GM0014";"234649"']
    file = read_inhabitants(flat({}, more=more), "statline.csv", DAY)
    assert [(line.code, line.inhabitants) for line in file.lines] == [(GRONINGEN, 234_649)]
    assert file.of_other_days == 2
    with pytest.raises(CbsError, match="1 januari 2019"):
        read_inhabitants(flat({}, more=more), "statline.csv", date(2019, 1, 1))


@pytest.mark.parametrize("value", ["veel1", "-5", "12,5", "99999999999999999999", "30000000"])
def test_what_is_no_number_is_told(value: str) -> None:
    with pytest.raises(CbsError, match="geen aantal inwoners"):
        read_inhabitants(flat({GRONINGEN: value}), "statline.csv", DAY)


def test_two_figures_for_one_are_told() -> None:
    with pytest.raises(CbsError, match="twee verschillende aantallen"):
        read_inhabitants(flat({GRONINGEN: 5}, more=['"2022";"GM0014";"6"']), "statline.csv", DAY)


def test_inhabitants_are_taken_over_and_stay(cast: Cast, ledger: Ledger) -> None:
    ledger.announcement("2023-1", 100, population_date=DAY)
    content = flat({**inhabitants(DAY), GRONINGEN: 240_000})
    upload = keep(cast, content, Upload.Kind.POPULATION)
    found = inhabitants_differences(areas(), read_inhabitants(content, "x.csv", DAY).lines, DAY)
    assert [str(period) for period in found.announced] == ["2023-1"]
    version = JournalHead.objects.get().reference_version
    assert take_inhabitants(by=cast.manager, upload=upload.pk, seen=found.digest) == 1
    row = Population.objects.get(municipality_id=GRONINGEN, reference_date=DAY)
    assert (row.inhabitants, row.source) == (240_000, "statline.csv")
    assert JournalHead.objects.get().reference_version == version + 1
    assert not any(change.any for change in load_reference())
    row.refresh_from_db()
    assert row.inhabitants == 240_000
    with pytest.raises(CbsError):
        take_inhabitants(by=cast.manager, upload=upload.pk, seen=found.digest)


def test_nothing_to_take_over_is_told(cast: Cast) -> None:
    content = flat(inhabitants(DAY))
    upload = keep(cast, content, Upload.Kind.POPULATION)
    found = inhabitants_differences(areas(), read_inhabitants(content, "x.csv", DAY).lines, DAY)
    with pytest.raises(CbsError, match="niets over te nemen"):
        take_inhabitants(by=cast.manager, upload=upload.pk, seen=found.digest)
    with pytest.raises(CbsError, match="niet meer"):
        take_inhabitants(by=cast.manager, upload=10**30, seen="")
