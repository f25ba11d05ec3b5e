from io import BytesIO

import pytest
from django.db import connection
from django.db.models import F
from openpyxl import Workbook

from housing.access import NotAllowedError
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear
from housing.models import Adjustment, Event, JournalHead, Merger, Municipality, TargetPeriod, Upload
from housing.queries.areas import registry
from housing.queries.balances import balances
from housing.queries.journal import journal_state
from housing.queries.openings import corrections_by_source
from housing.services import openings, uploads
from housing.services.openings import Booked, OpeningsChangedError, OpeningsError, Preview, import_openings
from housing.services.posting import book_due_mergers, ensure_periods
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, Cast, make_cast
from tests.closings import PERIOD, closed
from tests.conftest import Ledger
from tests.services.test_reviewing import at_once

pytestmark = pytest.mark.django_db
NEXT = PERIOD.next
SOURCE = "Overzicht huisvesting 1 juli 2022"
LIST = f"""gemeentecode;gemeente;beginstand
{ROTTERDAM};Rotterdam;-12
0344;Utrecht;3
{BARENDRECHT};Barendrecht;0
"""


@pytest.fixture
def after(cast: Cast, ledger: Ledger) -> HalfYear:
    """The half-year after one that was closed: Rotterdam begins with −10, Utrecht with 3."""
    ledger.target(ROTTERDAM, PERIOD.code, 10)
    ledger.home(UTRECHT, "2022-03", 3)
    closed(cast.manager, cast.second_manager)
    return NEXT


def kept(cast: Cast, text: str | bytes = LIST, name: str = "beginstanden.csv") -> Upload:
    content = text.encode() if isinstance(text, str) else text
    return uploads.keep(
        by=cast.manager, kind=Upload.Kind.OPENINGS, about=NEXT.code, name=name, content=content
    )


def shown(upload: Upload, source: str = SOURCE) -> Preview:
    state = journal_state()
    return openings.preview(
        registry=registry(state.reference_version), state=state, period=NEXT, upload=upload, source=source
    )


def book(cast: Cast, upload: Upload, source: str = SOURCE, seen: str | None = None) -> Booked:
    digest = shown(upload, source).plan.digest if seen is None else seen
    return import_openings(by=cast.manager, period=NEXT, upload_id=upload.pk, source=source, seen=digest)


def problems(cast: Cast, text: str, source: str = SOURCE) -> list[str]:
    found = shown(kept(cast, text), source).listed
    assert found.count == len(found.problems)
    return [str(problem) for problem in found.problems]


# ── Seeing ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_list_is_shown_beside_the_ledger_and_changes_nothing(cast: Cast, after: HalfYear) -> None:
    seq = journal_state().seq
    plan = shown(kept(cast)).plan
    assert [(line.area.code, line.derived, line.official, line.difference) for line in plan.lines] == [
        (BARENDRECHT, 0, 0, 0),
        (ROTTERDAM, -10, -12, -2),
        (UTRECHT, 3, 3, 0),
    ]
    assert [line.area.code for line in plan.changes] == [ROTTERDAM]
    assert [(total.name, total.lines, total.difference) for total in plan.by_source] == [(SOURCE, 3, -2)]
    areas = registry(journal_state().reference_version)
    assert [(total.name, total.now, total.official) for total in plan.by_province(areas)] == [
        ("Utrecht", 3, 3),
        ("Zuid-Holland", -10, -12),
    ]
    assert len(plan.absent) == sum(a.exists_in(NEXT) for a in areas.municipalities.values()) - 3
    assert journal_state().seq == seq


def test_a_workbook_with_a_title_numbers_and_a_sum_reads_the_same(cast: Cast, after: HalfYear) -> None:
    book_, content = Workbook(), BytesIO()
    sheet = book_.active
    assert sheet is not None
    for row in (
        ["Beginstanden 1 juli 2022"],
        [],
        ["Gemeente", "Gemeentecode", "Saldo", "Bron"],
        ["Rotterdam", 599, -12, "Brief A"],
        ["Utrecht", "GM0344", 3, None],
        ["Totaal", None, -9, None],
    ):
        sheet.append(row)
    book_.save(content)
    plan = shown(kept(cast, content.getvalue(), "lijst.xlsx")).plan
    assert [(line.area.code, line.official, line.given.source) for line in plan.lines] == [
        (ROTTERDAM, -12, "Brief A"),
        (UTRECHT, 3, SOURCE),
    ]


@pytest.mark.parametrize(
    ("text", "source", "says"),
    [
        ("naam;getal\nRotterdam;1\n", SOURCE, "kolommen niet"),
        ("gemeentecode;beginstand\n", SOURCE, "staan geen gemeenten"),
        ("gemeentecode;beginstand\nGM9999;1\n", SOURCE, "kennen we niet"),
        ("gemeentecode;beginstand\nGM0457;1\n", SOURCE, "Gebruik de opvolger: GM0363 (Amsterdam)"),
        (f"gemeentecode;beginstand\n{ROTTERDAM};1\n599;2\n", SOURCE, "staat ook in regel 2"),
        (f"gemeentecode;beginstand\n{ROTTERDAM};1.234\n", SOURCE, "zonder punten"),
        (f"gemeentecode;beginstand\n{ROTTERDAM};1,5\n", SOURCE, "hele getallen"),
        (f"gemeentecode;beginstand\n{ROTTERDAM};{'9' * 30}\n", SOURCE, "te groot"),
        (f"gemeentecode;beginstand\n{ROTTERDAM};\n", SOURCE, "ontbreekt een getal"),
        (f"gemeentecode;beginstand\n{ROTTERDAM};3\n", "", "ontbreekt de bron"),
        ("gemeentecode;beginstand\n;3\n", SOURCE, "kennen we niet"),
    ],
)
def test_what_is_wrong_with_a_list_is_said_per_line(
    cast: Cast, after: HalfYear, text: str, source: str, says: str
) -> None:
    [problem] = problems(cast, text, source)
    assert says in problem
    upload = kept(cast, text)
    with pytest.raises(OpeningsError, match="Verbeter eerst"):
        book(cast, upload, source)
    assert not Adjustment.objects.exists()


# ── Booking ──────────────────────────────────────────────────────────────────────────────────────────────


def test_only_differences_are_booked_with_their_source(cast: Cast, after: HalfYear) -> None:
    before = balances(journal_state().seq, PERIOD)
    upload = kept(cast)
    assert book(cast, upload) == Booked(1, -2)
    line = Adjustment.objects.get()
    assert (line.municipality_id, line.period_id, line.type, line.persons, line.source) == (
        ROTTERDAM,
        NEXT.code,
        "correction",
        -2,
        SOURCE,
    )
    assert line.reason == "Verschil met de officiële beginstand, −12 in plaats van −10"
    assert line.recorded_by == cast.manager
    assert balances(journal_state().seq, PERIOD) == before
    event = Event.objects.get(action="openings.imported")
    assert event.data["new"] == {"file": "beginstanden.csv", "posted": 1, "persons": -2}
    upload.refresh_from_db()
    assert upload.used_at is not None


def test_the_same_list_again_books_nothing_and_another_only_what_is_new(cast: Cast, after: HalfYear) -> None:
    first = kept(cast)
    digest = shown(first).plan.digest
    book(cast, first)
    assert book(cast, first, seen=digest) == Booked(0, 0)
    assert book(cast, kept(cast)) == Booked(0, 0)
    assert book(cast, kept(cast, LIST.replace("-12", "-11"))) == Booked(1, 1)
    assert [line.persons for line in Adjustment.objects.order_by("seq")] == [-2, 1]
    assert Event.objects.filter(action="openings.imported").count() == 2


def test_other_corrections_are_named_and_left_alone(cast: Cast, after: HalfYear, ledger: Ledger) -> None:
    ledger.correction(ROTTERDAM, NEXT.code, -5, source="Besluit provincie")
    [line] = shown(kept(cast)).plan.changes
    assert (line.difference, line.others) == (-2, -5)


def test_what_changed_since_it_was_shown_is_shown_again(cast: Cast, after: HalfYear) -> None:
    upload, other = kept(cast), kept(cast, LIST.replace("-12", "-14"))
    digest = shown(upload).plan.digest
    book(cast, other)
    with pytest.raises(OpeningsChangedError):
        book(cast, upload, seen=digest)
    assert Adjustment.objects.count() == 1


def test_a_municipality_that_ends_in_the_half_year_passes_its_correction_on(
    cast: Cast, ledger: Ledger
) -> None:
    ledger.target(ROTTERDAM, PERIOD.previous.code, 1)
    closed(cast.manager, cast.second_manager, PERIOD.previous)
    ledger.target(ROTTERDAM, PERIOD.code, 4)
    upload = uploads.keep(
        by=cast.manager,
        kind=Upload.Kind.OPENINGS,
        about=PERIOD.code,
        name="a.csv",
        content=b"gemeentecode;beginstand\nGM0457;-6\n",
    )
    state = journal_state()
    plan = openings.preview(
        registry=registry(state.reference_version), state=state, period=PERIOD, upload=upload, source="Lijst"
    ).plan
    import_openings(by=cast.manager, period=PERIOD, upload_id=upload.pk, source="Lijst", seen=plan.digest)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    found = balances(journal_state().seq, PERIOD)
    assert (found["GM0457"].closing, found["GM0363"].closing) == (0, -6)


def test_only_managers_book(cast: Cast, after: HalfYear) -> None:
    upload = kept(cast)
    for someone in (cast.ministry_reader, cast.coordinator, cast.clerk):
        with pytest.raises(NotAllowedError):
            import_openings(by=someone, period=NEXT, upload_id=upload.pk, source=SOURCE, seen="")


def test_openings_wait_for_the_closing_before_them(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, PERIOD.code, 10)
    ensure_periods([NEXT])
    with pytest.raises(OpeningsError, match="1e helft 2022 is nog niet afgesloten"):
        book(cast, kept(cast), seen="x")


def test_a_half_year_that_is_closed_takes_no_openings(cast: Cast, after: HalfYear) -> None:
    upload = kept(cast)
    ensure_periods([NEXT])
    TargetPeriod.objects.filter(code=NEXT.code).update(closed_at=journal_state().now)
    with pytest.raises(OpeningsError, match="2e helft 2022 is afgesloten"):
        book(cast, upload)


@pytest.mark.parametrize("number", [0, 10**9, 10**30])
def test_a_file_that_is_gone_or_of_another_half_year_is_refused(
    cast: Cast, after: HalfYear, number: int
) -> None:
    with pytest.raises(OpeningsError, match="niet meer bewaard"):
        import_openings(by=cast.manager, period=NEXT, upload_id=number, source=SOURCE, seen="")


def test_corrections_add_up_per_source(cast: Cast, after: HalfYear, ledger: Ledger) -> None:
    book(cast, kept(cast))
    ledger.correction(UTRECHT, NEXT.code, 4, source="Brief B")
    ledger.correction(ROTTERDAM, NEXT.code, -1, source="Brief B")
    ledger.correction(ROTTERDAM, PERIOD.next.next.code, -9, source="Brief B")
    areas = registry(journal_state().reference_version)
    found = corrections_by_source(areas, journal_state().seq, NEXT)
    assert [(each.source, each.persons, [line.area.code for line in each.lines]) for each in found] == [
        ("Brief B", 3, [ROTTERDAM, UTRECHT]),
        (SOURCE, -2, [ROTTERDAM]),
    ]
    assert found[1].lines[0].is_opening


@pytest.mark.django_db(transaction=True)
def test_two_managers_with_the_same_list_book_it_once() -> None:
    cast = make_cast()
    Ledger().target(ROTTERDAM, PERIOD.code, 10)
    closed(cast.manager, cast.second_manager)
    files = [kept(cast), kept(cast)]
    digest = shown(files[0]).plan.digest
    results = at_once(
        *(
            lambda upload=upload, by=by: import_openings(
                by=by, period=NEXT, upload_id=upload.pk, source=SOURCE, seen=digest
            )
            for upload, by in zip(files, (cast.manager, cast.second_manager), strict=True)
        )
    )
    assert not [each for each in results if isinstance(each, DomainError)]
    assert [line.persons for line in Adjustment.objects.filter(municipality=ROTTERDAM)] == [-2]


def test_what_passes_on_the_first_day_is_in_the_opening_before_a_list_is_booked(
    cast: Cast, ledger: Ledger
) -> None:
    """Beemster and Purmerend, say: the list has the heir with all; the transfer was not booked yet."""
    ledger.target(BARENDRECHT, PERIOD.code, 30)
    closed(cast.manager, cast.second_manager)
    day = NEXT.starts_on
    Municipality.objects.filter(code=BARENDRECHT).update(valid_to=day)
    Merger.objects.create(
        date=day, predecessor_id=BARENDRECHT, successor_id=ROTTERDAM, kind="merged", share=1, share_basis="x"
    )
    JournalHead.objects.update(reference_version=F("reference_version") + 1)
    upload = kept(cast, f"code;saldo\n{ROTTERDAM};-30\n")
    try:
        book(cast, upload)
    except OpeningsChangedError:
        book_due_mergers()
        assert book(cast, upload) == Booked(0, 0)
    assert balances(journal_state().seq, NEXT)[ROTTERDAM].closing == -30
