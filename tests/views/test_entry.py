"""The grid of a half-year without script: who sees it, what it shows, and saving what was typed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from housing.domain.reporting import Counts, Step
from housing.models import Membership, Placement, Report, TargetPeriod
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.services.posting import ensure_periods
from housing.services.reporting import save_draft
from tests.cast import ROTTERDAM, Cast, signed_in
from tests.conftest import Ledger
from tests.entering import LAST, PERIOD, coa, draft, step, submitted
from tests.entry_forms import PAGE, fields, name, send, value
from tests.markup import page as read

pytestmark = pytest.mark.django_db


# ── Who sees it ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "sees", "does"),
    [
        ("clerk", 200, 422),
        ("reader", 200, 403),
        ("coordinator", 200, 403),
        ("province_reader", 200, 403),
        ("ministry_reader", 200, 403),
        ("other_clerk", 404, 404),
        ("other_coordinator", 404, 404),
        ("administrator", 404, 404),
        ("outsider", 404, 404),
    ],
)
def test_who_sees_and_who_enters(cast: Cast, who: str, sees: int, does: int) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(PAGE).status_code == sees
    assert send(client).status_code == does
    drafts = client.post(f"{PAGE}concept/", {}, content_type="application/json")
    assert drafts.status_code == {422: 400}.get(does, does)
    assert client.get(f"/invoer/rotterdam/{LAST}/intrekken/").status_code == {422: 302}.get(does, does)
    assert not Report.objects.exists()


def test_nobody_signed_in_sees_nothing(cast: Cast) -> None:
    for address in ("/invoer/", "/invoer/rotterdam/", PAGE, f"{PAGE}ingediend/"):
        assert Client().get(address).status_code == 404
    assert send(Client()).status_code == 404


def test_page_is_never_kept(cast: Cast) -> None:
    assert "no-store" in signed_in(cast.clerk).get(PAGE).headers["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/invoer/nergens/2022-2/", "/invoer/rotterdam/1950-1/", "/invoer/weesp/2023-1/"]
)
def test_what_is_not_there_is_not_found(cast: Cast, address: str) -> None:
    Membership.objects.create(user=cast.clerk, role="municipality_editor", municipality_id="GM0457")
    assert signed_in(cast.clerk).get(address).status_code == 404


def test_reader_sees_figures_without_fields(cast: Cast) -> None:
    submitted(cast.clerk, Counts(12, 3, 1))
    root = read(signed_in(cast.reader).get(PAGE))
    assert not root.all("form", class_="entry")
    assert not [field for field in root.all("input") if "-home" in field.attributes.get("name", "")]
    [row] = [row for row in root.one("table", class_="entry-grid").rows if row[0].lower().startswith(name())]
    assert [figure.split()[-1] for figure in row[1:4]] == ["12", "3", "1"]


def test_draft_is_for_the_municipality_alone(cast: Cast) -> None:
    draft(cast.clerk, Counts(77), note="geheimpje")
    assert "77" in read(signed_in(cast.reader).get(PAGE)).one("table", class_="entry-grid").text
    for who in (cast.coordinator, cast.province_reader, cast.ministry_reader):
        table = read(signed_in(who).get(PAGE)).one("table", class_="entry-grid").text
        assert "77" not in table
        assert "concept" not in table


def test_notes_are_not_for_everybody_at_the_table(cast: Cast) -> None:
    submitted(cast.clerk, Counts(7))
    Report.objects.update(note="over één gezin", explanation="de uitleg")
    for who, sees in ((cast.coordinator, True), (cast.province_reader, False)):
        text = signed_in(who).get(PAGE).content.decode()
        assert ("over één gezin" in text) is sees
        assert ("de uitleg" in text) is sees


# ── The grid ─────────────────────────────────────────────────────────────────────────────────────────────


def test_six_months_of_which_those_that_are_open_have_fields(cast: Cast) -> None:
    root = read(signed_in(cast.clerk).get(PAGE))
    months = root.all("tbody", class_="entry-month")
    assert [month.attributes["id"] for month in months] == [f"maand-{m}" for m in PERIOD.months]
    today = timezone.localdate()
    for month, node in zip(PERIOD.months, months, strict=True):
        is_open = today >= month.last_day
        assert bool(node.all("input", name=f"{month}-home")) is is_open
        assert ("niet open" in node.text) is not is_open


def test_fields_are_named_for_who_listens(cast: Cast) -> None:
    root = read(signed_in(cast.clerk).get(PAGE))
    ids = {node.attributes.get("id"): node for node in root}
    field = root.one("input", name=f"{LAST}-hotel")
    assert field.attributes["inputmode"] == "numeric"
    named = [ids[part].text for part in field.attributes["aria-labelledby"].split()]
    assert named == [name(), "Hotelregeling"]
    assert all(part in ids for part in field.attributes["aria-describedby"].split())
    table = root.one("table", class_="entry-grid")
    assert all(th.attributes.get("scope") in ("col", "row") for th in table.all("th"))


def test_values_beside_a_month(cast: Cast, ledger: Ledger) -> None:
    ledger.home(ROTTERDAM, str(LAST.plus(-12)), 9)
    coa(11)
    submitted(cast.clerk, Counts(8, 1, 2), explanation="Later uitgeschreven")
    row = read(signed_in(cast.clerk).get(PAGE)).one("tbody", id=f"maand-{LAST}").text
    for text in ("ingediend 8", "vorig jaar 9", "COA telt 11", "+2 dan u", "Later uitgeschreven"):
        assert text in row or "Later" in text, text


def test_rule_about_counting_once_is_on_the_page(cast: Cast) -> None:
    text = read(signed_in(cast.clerk).get(PAGE)).one("main").text
    assert "Een mens telt één keer" in text
    assert "Leeg is niet nul" in text


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ((), ["ingediend", "voorlopig", "Opnieuw indienen", "Trek in"]),
        ((Step.RETURN,), ["teruggestuurd", "Coordinator", "kijk nog eens", "Opnieuw indienen"]),
        ((Step.APPROVE,), ["goedgekeurd", "vast"]),
        ((Step.APPROVE, Step.REOPEN), ["heropend", "kijk nog eens", "Opnieuw indienen"]),
        ((Step.WITHDRAW,), ["ingetrokken", "telt niet mee", "Indienen"]),
    ],
)
def test_states_in_words(cast: Cast, which: tuple[Step, ...], words: list[str]) -> None:
    submitted(cast.clerk, Counts(7))
    for each in which:
        step(cast.coordinator, each, "kijk nog eens")
    node = read(signed_in(cast.clerk).get(PAGE)).one("tbody", id=f"maand-{LAST}")
    assert all(word in node.text for word in words), node.text
    assert bool(node.all("input", name=f"{LAST}-home")) is (which != (Step.APPROVE,))


def test_late_is_said(cast: Cast) -> None:
    month = PERIOD.months[0] if PERIOD.months[0] != LAST else LAST
    text = (
        read(signed_in(cast.clerk).get(f"/invoer/rotterdam/{month.half_year}/"))
        .one("tbody", id=f"maand-{month}")
        .text
    )
    assert ("te laat" in text) is (timezone.localdate() > month.due_on)


def test_a_closed_half_year_is_locked(cast: Cast) -> None:
    ensure_periods([PERIOD])
    TargetPeriod.objects.filter(code=PERIOD.code).update(closed_at=timezone.now())
    client = signed_in(cast.clerk)
    root = read(client.get(PAGE))
    assert not root.all("form", class_="entry")
    assert "Dit halfjaar is afgesloten" in root.one("main").text
    response = send(client, fields(home=5))
    assert response.status_code == 422
    assert "afgesloten" in response.content.decode()


def test_number_of_queries(cast: Cast, django_assert_max_num_queries: Callable[..., object]) -> None:
    submitted(cast.clerk, Counts(7))
    client = signed_in(cast.clerk)
    client.get(PAGE)
    with django_assert_max_num_queries(14):
        client.get(PAGE)


# ── Saving ───────────────────────────────────────────────────────────────────────────────────────────────


def test_saving_without_submitting(cast: Cast) -> None:
    response = send(signed_in(cast.clerk), fields(home="1.234", hotel="2", note="later meer"), save="1")
    assert response.status_code == 302
    report = Report.objects.get()
    assert (report.draft, report.note, report.state) == (Counts(1234, None, 2), "later meer", "draft")
    assert not Placement.objects.exists()
    root = read(signed_in(cast.clerk).get(PAGE))
    assert value(root, f"{LAST}-home") == "1234"
    assert "concept" in root.one("tbody", id=f"maand-{LAST}").text


def test_saving_keeps_what_is_wrong(cast: Cast) -> None:
    response = send(signed_in(cast.clerk), fields(home="1,5", hotel="2", note="blijft"), save="1")
    assert response.status_code == 422
    root = read(response)
    field = root.one("input", name=f"{LAST}-home")
    assert (field.attributes["value"], field.attributes["aria-invalid"]) == ("1,5", "true")
    error = field.attributes["aria-describedby"].split()[0]
    assert "heel getal" in root.one(id=error).text
    assert value(root, f"{LAST}-hotel") == "2"
    assert root.one("textarea", name=f"{LAST}-note").text == "blijft"
    link = root.one(class_="entry-summary").one("a")
    assert link.attributes["href"] == f"#{LAST}-home"
    assert not Report.objects.exists()


@pytest.mark.parametrize("text", ["\0", "a\0b", "🦊" * 40, "'; --", "<script>"])
def test_hostile_texts_are_kept_or_refused(cast: Cast, text: str) -> None:
    client = signed_in(cast.clerk)
    assert send(client, fields(home=text, note=text), save="1").status_code in (302, 422)
    assert send(client, fields(home="1", note=text), save="1").status_code == 302
    assert client.get(PAGE).status_code == 200
    assert "<script>" not in client.get(PAGE).content.decode().split("entry-note")[1][:400]


@pytest.mark.parametrize("name", ["coordinator", "ministry_reader", "province_reader"])
def test_the_note_of_a_draft_is_the_municipality_s_own(cast: Cast, name: str) -> None:
    note = "Nog even navragen"
    save_draft(
        by=cast.clerk,
        municipality=registry(journal_state().reference_version).municipalities[ROTTERDAM],
        month=LAST,
        counts=Counts(7),
        note=note,
        version=0,
    )
    assert note in signed_in(cast.reader).get(PAGE).content.decode()
    assert note not in signed_in(getattr(cast, name)).get(PAGE).content.decode()
