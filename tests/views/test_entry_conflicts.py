"""Two people in the same month: both values are shown, and one is chosen."""

import pytest

from housing.domain.reporting import Counts
from housing.models import Report
from tests.cast import Cast, signed_in
from tests.entering import LAST, PERIOD, draft
from tests.entry_forms import fields, send, value
from tests.markup import page as read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["save", "submit"])
def test_conflict_shows_both_values(cast: Cast, action: str) -> None:
    draft(cast.second_clerk, Counts(12, None, 1))
    client = signed_in(cast.clerk)
    response = send(client, fields(home="10", note="van mij"), **{action: "1"})
    assert response.status_code == 409
    root = read(response)
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
    draft(cast.second_clerk, Counts(12, None, 1))
    client = signed_in(cast.clerk)
    other = fields(LAST.plus(-1), home="4") if LAST.plus(-1).half_year == PERIOD else {}
    mine = fields(home="10", shown="1")
    response = send(client, mine, other, choice=f"{choice}:{LAST}")
    assert response.status_code == 302
    assert Report.objects.get(month=LAST.first_day).draft == kept
    assert Report.objects.count() == (2 if other else 1)


def test_mine_goes_over_no_later_value_than_was_shown(cast: Cast) -> None:
    draft(cast.second_clerk, Counts(12))
    draft(cast.second_clerk, Counts(13), version=1)
    response = send(signed_in(cast.clerk), fields(home="10", shown="1"), choice=f"mine:{LAST}")
    assert response.status_code == 409
    assert Report.objects.get().home == 13
