"""The grid of a half-year without script: reading, saving, submitting, refusals, conflicts, and after."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from housing import formatting
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts, Step
from housing.models import CoaCount, Membership, Placement, Report, Submission, TargetPeriod, User
from housing.queries.areas import registry
from housing.queries.journal import journal_state
from housing.services.posting import ensure_periods, post
from housing.services.report_steps import Taken, locked, take
from housing.services.reporting import MonthInput, save_draft, submit
from tests.cast import BARENDRECHT, ROTTERDAM, Cast, signed_in
from tests.conftest import Ledger
from tests.markup import Node
from tests.markup import page as read

pytestmark = pytest.mark.django_db
LAST = Month.containing(timezone.localdate().replace(day=1) - timedelta(days=1))
PERIOD = LAST.half_year
PAGE = f"/invoer/rotterdam/{PERIOD}/"


def fields(month: Month = LAST, version: int = 0, *, ticked: bool = True, **values: object) -> dict[str, str]:
    """The fields of a month, as a form sends them."""
    sent = {f"{month}-{name}": str(value) for name, value in values.items()}
    return {f"{month}-version": str(version), **({f"{month}-send": "1"} if ticked else {}), **sent}


def send(client: Client, *months: dict[str, str], token: str = "", **more: str) -> HttpResponse:
    data = {"token": token or str(uuid4()), **(more or {"submit": "1"})}
    for month in months:
        data |= month
    return client.post(PAGE, data)


def shown(response: HttpResponse) -> Node:
    return read(response)


def value(root: Node, name: str) -> str:
    return root.one("input", name=name).attributes["value"]


def summary(response: HttpResponse) -> list[str]:
    found = shown(response).all(class_="entry-summary")
    return [item.text for item in found[0].all("li")] if found else []


def submitted(by: User, counts: Counts, version: int = 0, month: Month = LAST) -> None:
    area = registry(journal_state().reference_version).municipalities[ROTTERDAM]
    submit(by=by, municipality=area, inputs=[MonthInput(month, counts, version=version)], token=uuid4())


def drafted(by: User, counts: Counts, version: int = 0, note: str = "") -> None:
    area = registry(journal_state().reference_version).municipalities[ROTTERDAM]
    save_draft(by=by, municipality=area, month=LAST, counts=counts, note=note, version=version)


def step(by: User, which: Step, reason: str = "") -> None:
    [row] = locked(Report.objects.filter(month=LAST.first_day).values_list("pk", flat=True))
    row.review_reason = reason
    take([Taken(row, which)], by=by, now=journal_state().now)


def coa(persons: int) -> None:
    ensure_periods([PERIOD])
    line = CoaCount(municipality_id=ROTTERDAM, period_id=PERIOD.code, month=LAST.first_day, persons=persons)
    post(lines=[line])


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
    root = shown(signed_in(cast.reader).get(PAGE))
    assert not root.all("form", class_="entry")
    assert not [field for field in root.all("input") if "-home" in field.attributes.get("name", "")]
    [row] = [row for row in root.one("table", class_="entry-grid").rows if row[0].lower().startswith(name())]
    assert [figure.split()[-1] for figure in row[1:4]] == ["12", "3", "1"]


def name(month: Month = LAST) -> str:
    return formatting.month(month, "nl")


def test_draft_is_for_the_municipality_alone(cast: Cast) -> None:
    drafted(cast.clerk, Counts(77), note="geheimpje")
    assert "77" in shown(signed_in(cast.reader).get(PAGE)).one("table", class_="entry-grid").text
    for who in (cast.coordinator, cast.province_reader, cast.ministry_reader):
        table = shown(signed_in(who).get(PAGE)).one("table", class_="entry-grid").text
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
    root = shown(signed_in(cast.clerk).get(PAGE))
    months = root.all("tbody", class_="entry-month")
    assert [month.attributes["id"] for month in months] == [f"maand-{m}" for m in PERIOD.months]
    today = timezone.localdate()
    for month, node in zip(PERIOD.months, months, strict=True):
        is_open = today >= month.last_day
        assert bool(node.all("input", name=f"{month}-home")) is is_open
        assert ("niet open" in node.text) is not is_open


def test_fields_are_named_for_who_listens(cast: Cast) -> None:
    root = shown(signed_in(cast.clerk).get(PAGE))
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
    submitted_with(cast.clerk, Counts(8, 1, 2), "Later uitgeschreven")
    row = shown(signed_in(cast.clerk).get(PAGE)).one("tbody", id=f"maand-{LAST}").text
    for text in ("ingediend 8", "vorig jaar 9", "COA telt 11", "+2 dan u", "Later uitgeschreven"):
        assert text in row or "Later" in text, text


def submitted_with(by: User, counts: Counts, explanation: str) -> None:
    area = registry(journal_state().reference_version).municipalities[ROTTERDAM]
    given = MonthInput(LAST, counts, explanation=explanation)
    submit(by=by, municipality=area, inputs=[given], token=uuid4())


def test_rule_about_counting_once_is_on_the_page(cast: Cast) -> None:
    text = shown(signed_in(cast.clerk).get(PAGE)).one("main").text
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
    node = shown(signed_in(cast.clerk).get(PAGE)).one("tbody", id=f"maand-{LAST}")
    assert all(word in node.text for word in words), node.text
    assert bool(node.all("input", name=f"{LAST}-home")) is (which != (Step.APPROVE,))


def test_late_is_said(cast: Cast) -> None:
    month = PERIOD.months[0] if PERIOD.months[0] != LAST else LAST
    text = (
        shown(signed_in(cast.clerk).get(f"/invoer/rotterdam/{month.half_year}/"))
        .one("tbody", id=f"maand-{month}")
        .text
    )
    assert ("te laat" in text) is (timezone.localdate() > month.due_on)


def test_a_closed_half_year_is_locked(cast: Cast) -> None:
    ensure_periods([PERIOD])
    TargetPeriod.objects.filter(code=PERIOD.code).update(closed_at=timezone.now())
    client = signed_in(cast.clerk)
    root = shown(client.get(PAGE))
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
    root = shown(signed_in(cast.clerk).get(PAGE))
    assert value(root, f"{LAST}-home") == "1234"
    assert "concept" in root.one("tbody", id=f"maand-{LAST}").text


def test_saving_keeps_what_is_wrong(cast: Cast) -> None:
    response = send(signed_in(cast.clerk), fields(home="1,5", hotel="2", note="blijft"), save="1")
    assert response.status_code == 422
    root = shown(response)
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


# ── Submitting ───────────────────────────────────────────────────────────────────────────────────────────


def test_submitting_leads_to_what_it_did(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, PERIOD.code, 60)
    ledger.target(BARENDRECHT, PERIOD.code, 60)
    client = signed_in(cast.clerk)
    response = send(client, fields(home="10", hotel="2"))
    assert response.status_code == 302
    assert re.fullmatch(rf"{PAGE}ingediend/\?inzending=[0-9a-f-]{{36}}", response.url)
    root = shown(client.get(response.url))
    changes = {
        row[0].split(" van een")[0].split(" min ")[0]: row[1:]
        for row in root.one(class_="entry-changes").rows
    }
    assert changes["Gehuisvest dit halfjaar"] == ["0", "12"]
    assert changes["Nog te huisvesten"] == ["60", "48"]
    assert changes["Saldo"] == ["−60", "−48"]
    assert changes["Plaats in de provincie"] == ["–", "1 van 2"]
    assert "provincie" in root.one("main").text.lower()
    report = Report.objects.get()
    assert (report.state, report.submitted) == ("submitted", Counts(10, 0, 2))


def test_what_it_did_stays_the_same(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, PERIOD.code, 600)
    client = signed_in(cast.clerk)
    address = send(client, fields(home="10")).url
    before = shown(client.get(address)).one(class_="entry-changes").text
    submitted(cast.second_clerk, Counts(30), version=1)
    assert shown(client.get(address)).one(class_="entry-changes").text == before
    assert signed_in(cast.coordinator).get(address).status_code == 200
    assert signed_in(cast.other_clerk).get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "", str(uuid4())])
def test_what_was_never_submitted_is_not_found(cast: Cast, token: str) -> None:
    assert signed_in(cast.clerk).get(f"{PAGE}ingediend/?inzending={token}").status_code == 404


def test_what_was_submitted_elsewhere_is_not_found(cast: Cast) -> None:
    address = send(signed_in(cast.clerk), fields(home="10")).url
    token = address.partition("=")[2]
    other = signed_in(cast.coordinator).get(f"/invoer/barendrecht/{PERIOD}/ingediend/?inzending={token}")
    assert other.status_code == 404


def test_without_a_submission_one_is_led_to_the_grid(cast: Cast) -> None:
    assert signed_in(cast.clerk).get(f"{PAGE}ingediend/").url == PAGE


def test_the_same_form_twice_posts_once(cast: Cast) -> None:
    client, token = signed_in(cast.clerk), str(uuid4())
    first, second = (send(client, fields(home="10"), token=token) for _ in range(2))
    assert first.url == second.url
    assert Report.objects.get().submission == 1


def test_an_old_form_with_other_values_does_not_pass_for_sent(cast: Cast) -> None:
    client, token = signed_in(cast.clerk), str(uuid4())
    send(client, fields(home="10"), token=token)
    response = send(client, fields(home="11"), token=token)
    assert response.url == PAGE
    assert "al eerder verstuurd" in client.get(PAGE).content.decode()
    assert Report.objects.get().submitted_home == 10


def test_a_form_without_its_mark_is_shown_again(cast: Cast) -> None:
    response = send(signed_in(cast.clerk), fields(home="10"), token="x")
    assert response.status_code == 422
    assert value(shown(response), f"{LAST}-home") == "10"
    assert not Submission.objects.exists()


def test_only_what_is_ticked_is_submitted(cast: Cast) -> None:
    before = LAST.plus(-1)
    ticked = fields(home="10")
    response = send(signed_in(cast.clerk), ticked, fields(before, ticked=False, home="4"))
    assert response.status_code == 302
    states = dict(Report.objects.values_list("month", "state"))
    # In another half-year it is not on this page at all.
    expected = {LAST.first_day: "submitted"}
    if before.half_year == PERIOD:
        expected[before.first_day] = "draft"
    assert states == expected


def test_empty_months_are_not_submitted(cast: Cast) -> None:
    response = send(signed_in(cast.clerk), fields())
    assert response.status_code == 422
    assert "nog niets om in te dienen" in summary(response)[0]


def test_zero_is_submitted_by_choice(cast: Cast) -> None:
    assert send(signed_in(cast.clerk), fields(zero="1")).status_code == 302
    assert Report.objects.get().submitted == Counts(0, 0, 0)


def test_homes_are_needed(cast: Cast) -> None:
    response = send(signed_in(cast.clerk), fields(hotel="3"))
    assert response.status_code == 422
    assert "Vul bij woning een getal in" in summary(response)[0]
    field = shown(response).one("input", name=f"{LAST}-home")
    assert field.attributes["aria-invalid"] == "true"
    assert value(shown(response), f"{LAST}-hotel") == "3"


def test_a_month_to_come_is_not_submitted(cast: Cast) -> None:
    later = next((m for m in PERIOD.months if m.last_day > timezone.localdate()), None)
    if later is None:
        pytest.skip("no month of this half-year is still to come")
    response = send(signed_in(cast.clerk), fields(later, home="5"), fields(home="3"))
    assert response.status_code == 422
    assert any("nog niet open" in text for text in summary(response))
    assert value(shown(response), f"{LAST}-home") == "3"
    assert "U had ingevuld: woning 5" in response.content.decode()
    assert not Placement.objects.exists()


def test_warning_asks_for_a_line(cast: Cast) -> None:
    coa(12)
    client = signed_in(cast.clerk)
    response = send(client, fields(home="10"))
    assert response.status_code == 422
    assert "geef een korte toelichting" in summary(response)[0]
    root = shown(response)
    assert "COA telt 12 personen" in root.one("tbody", id=f"maand-{LAST}").text
    seen = value(root, f"{LAST}-seen")
    assert send(client, fields(home="10", explanation="Uitleg", seen="")).status_code == 422
    assert send(client, fields(home="10", explanation="Uitleg", seen=seen)).status_code == 302
    report = Report.objects.get()
    assert report.explanation == "Uitleg"
    assert report.warnings == [{"code": "coa", "params": {"coa": 12, "own": 10}}]
    text = shown(client.get(PAGE)).one("tbody", id=f"maand-{LAST}")
    assert text.one("input", name=f"{LAST}-explanation").attributes["value"] == "Uitleg"


def test_a_count_of_coa_that_comes_later_asks_for_a_line(cast: Cast) -> None:
    submitted(cast.clerk, Counts(10))
    coa(12)
    client = signed_in(cast.clerk)
    root = shown(client.get(PAGE))
    assert "COA telt een ander aantal" in root.one(class_="lead").text
    row = root.one("tbody", id=f"maand-{LAST}")
    assert "+2 dan u" in row.text
    assert "Klopt het?" in row.text
    seen = value(root, f"{LAST}-seen")
    again = fields(home="10", transitional="0", hotel="0", version=1, explanation="Later", seen=seen)
    assert send(client, again).status_code == 302
    root = shown(client.get(PAGE))
    assert "COA telt een ander aantal" not in root.one(class_="lead").text
    assert "Uw toelichting" in root.one("tbody", id=f"maand-{LAST}").text
    assert sum(Placement.objects.values_list("persons", flat=True)) == 10


def test_a_month_that_was_approved_meanwhile_shows_what_was_typed(cast: Cast) -> None:
    submitted(cast.clerk, Counts(10))
    step(cast.coordinator, Step.APPROVE)
    response = send(signed_in(cast.clerk), fields(home="12", version=1))
    assert response.status_code == 422
    text = shown(response).one("main").text
    assert "goedgekeurd en staat vast" in text
    assert "U had ingevuld: woning 12" in text
    assert Report.objects.get().submitted_home == 10


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("action", ["save", "submit"])
def test_conflict_shows_both_values(cast: Cast, action: str) -> None:
    drafted(cast.second_clerk, Counts(12, None, 1))
    client = signed_in(cast.clerk)
    response = send(client, fields(home="10", note="van mij"), **{action: "1"})
    assert response.status_code == 409
    root = shown(response)
    panel = root.one(class_="entry-conflict")
    assert "Second-Clerk" in panel.text
    assert panel.one("table").rows[1:4] == [
        ["woning", "10", "12"],
        ["doorstroomlocatie", "–", "–"],
        ["hotelregeling", "–", "1"],
    ]
    assert value(root, f"{LAST}-home") == "10"
    assert value(root, f"{LAST}-version") == "0"
    assert value(root, f"{LAST}-shown") == "1"
    assert Report.objects.get().home == 12


@pytest.mark.parametrize(("choice", "kept"), [("mine", Counts(10)), ("theirs", Counts(12, None, 1))])
def test_conflict_is_decided_by_choice(cast: Cast, choice: str, kept: Counts) -> None:
    drafted(cast.second_clerk, Counts(12, None, 1))
    client = signed_in(cast.clerk)
    other = fields(LAST.plus(-1), home="4") if LAST.plus(-1).half_year == PERIOD else {}
    mine = fields(home="10", shown="1")
    response = send(client, mine, other, choice=f"{choice}:{LAST}")
    assert response.status_code == 302
    assert Report.objects.get(month=LAST.first_day).draft == kept
    assert Report.objects.count() == (2 if other else 1)


def test_mine_goes_over_no_later_value_than_was_shown(cast: Cast) -> None:
    drafted(cast.second_clerk, Counts(12))
    drafted(cast.second_clerk, Counts(13), version=1)
    response = send(signed_in(cast.clerk), fields(home="10", shown="1"), choice=f"mine:{LAST}")
    assert response.status_code == 409
    assert Report.objects.get().home == 13


# ── Withdrawing ──────────────────────────────────────────────────────────────────────────────────────────


def test_withdrawing(cast: Cast) -> None:
    submitted(cast.clerk, Counts(10))
    client = signed_in(cast.clerk)
    address = f"/invoer/rotterdam/{LAST}/intrekken/"
    root = shown(client.get(address))
    assert "woning 10" in root.one("main").text
    assert Report.objects.get().state == "submitted"
    response = client.post(address, {"version": value(root, "version")})
    assert response.url == PAGE
    assert Report.objects.get().state == "withdrawn"
    assert "is ingetrokken" in client.get(PAGE).content.decode()


def test_withdrawing_what_changed_shows_that(cast: Cast) -> None:
    submitted(cast.clerk, Counts(10))
    for version in ("0", "", "x", "9" * 40):
        response = signed_in(cast.clerk).post(f"/invoer/rotterdam/{LAST}/intrekken/", {"version": version})
        assert response.status_code == 409
    assert Report.objects.get().state == "submitted"


def test_nothing_to_withdraw_leads_back(cast: Cast) -> None:
    address = f"/invoer/rotterdam/{LAST}/intrekken/"
    assert signed_in(cast.clerk).get(address).url == PAGE
    assert signed_in(cast.reader).get(address).status_code == 403


# ── Where to begin ───────────────────────────────────────────────────────────────────────────────────────


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
        root = shown(client.get("/invoer/"))
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
