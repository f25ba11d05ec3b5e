"""Submitting from the grid without script: what it did, what is refused or asks for a line; withdrawing."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from housing.domain.reporting import Counts, Step
from housing.models import Placement, Report, Submission
from tests.cast import BARENDRECHT, ROTTERDAM, Cast, signed_in
from tests.conftest import Ledger
from tests.entering import LAST, PERIOD, coa, step, submitted
from tests.entry_forms import PAGE, fields, send, summary, value
from tests.markup import page as read

pytestmark = pytest.mark.django_db


# ── Submitting ───────────────────────────────────────────────────────────────────────────────────────────


def test_submitting_leads_to_what_it_did(cast: Cast, ledger: Ledger) -> None:
    ledger.target(ROTTERDAM, PERIOD.code, 60)
    ledger.target(BARENDRECHT, PERIOD.code, 60)
    client = signed_in(cast.clerk)
    response = send(client, fields(home="10", hotel="2"))
    assert response.status_code == 302
    assert re.fullmatch(rf"{PAGE}ingediend/\?inzending=[0-9a-f-]{{36}}", response.url)
    root = read(client.get(response.url))
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
    before = read(client.get(address)).one(class_="entry-changes").text
    submitted(cast.second_clerk, Counts(30), version=1)
    assert read(client.get(address)).one(class_="entry-changes").text == before
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
    assert value(read(response), f"{LAST}-home") == "10"
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
    field = read(response).one("input", name=f"{LAST}-home")
    assert field.attributes["aria-invalid"] == "true"
    assert value(read(response), f"{LAST}-hotel") == "3"


def test_a_month_to_come_is_not_submitted(cast: Cast) -> None:
    later = next((m for m in PERIOD.months if m.last_day > timezone.localdate()), None)
    if later is None:
        pytest.skip("no month of this half-year is still to come")
    response = send(signed_in(cast.clerk), fields(later, home="5"), fields(home="3"))
    assert response.status_code == 422
    assert any("nog niet open" in text for text in summary(response))
    assert value(read(response), f"{LAST}-home") == "3"
    assert "U had ingevuld: woning 5" in response.content.decode()
    assert not Placement.objects.exists()


def test_warning_asks_for_a_line(cast: Cast) -> None:
    coa(12)
    client = signed_in(cast.clerk)
    response = send(client, fields(home="10"))
    assert response.status_code == 422
    assert "geef een korte toelichting" in summary(response)[0]
    root = read(response)
    assert "COA telt 12 personen" in root.one("tbody", id=f"maand-{LAST}").text
    seen = value(root, f"{LAST}-seen")
    assert send(client, fields(home="10", explanation="Uitleg", seen="")).status_code == 422
    assert send(client, fields(home="10", explanation="Uitleg", seen=seen)).status_code == 302
    report = Report.objects.get()
    assert report.explanation == "Uitleg"
    assert report.warnings == [{"code": "coa", "params": {"coa": 12, "own": 10}}]
    text = read(client.get(PAGE)).one("tbody", id=f"maand-{LAST}")
    assert text.one("input", name=f"{LAST}-explanation").attributes["value"] == "Uitleg"


def test_a_count_of_coa_that_comes_later_asks_for_a_line(cast: Cast) -> None:
    submitted(cast.clerk, Counts(10))
    coa(12)
    client = signed_in(cast.clerk)
    root = read(client.get(PAGE))
    assert "COA telt een ander aantal" in root.one(class_="lead").text
    row = root.one("tbody", id=f"maand-{LAST}")
    assert "+2 dan u" in row.text
    assert "Klopt het?" in row.text
    seen = value(root, f"{LAST}-seen")
    again = fields(home="10", transitional="0", hotel="0", version=1, explanation="Later", seen=seen)
    assert send(client, again).status_code == 302
    root = read(client.get(PAGE))
    assert "COA telt een ander aantal" not in root.one(class_="lead").text
    assert "Uw toelichting" in root.one("tbody", id=f"maand-{LAST}").text
    assert sum(Placement.objects.values_list("persons", flat=True)) == 10


def test_a_month_that_was_approved_meanwhile_shows_what_was_typed(cast: Cast) -> None:
    submitted(cast.clerk, Counts(10))
    step(cast.coordinator, Step.APPROVE)
    response = send(signed_in(cast.clerk), fields(home="12", version=1))
    assert response.status_code == 422
    text = read(response).one("main").text
    assert "goedgekeurd en staat vast" in text
    assert "U had ingevuld: woning 12" in text
    assert Report.objects.get().submitted_home == 10


# ── Withdrawing ──────────────────────────────────────────────────────────────────────────────────────────


def test_withdrawing(cast: Cast) -> None:
    submitted(cast.clerk, Counts(10))
    client = signed_in(cast.clerk)
    address = f"/invoer/rotterdam/{LAST}/intrekken/"
    root = read(client.get(address))
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
