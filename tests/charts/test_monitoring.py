"""The charts of the monitor: what is drawn, and the same in tables and sentences."""

from fractions import Fraction

import pytest

from housing import charts
from housing.charts import palette
from housing.charts.monitoring import Contribution, Line, Prediction, Progress, Standing

MONTHS = tuple(f"maand {k}" for k in range(1, 7))


@pytest.fixture
def progress() -> Progress:
    running = (Fraction(1, 10), Fraction(1, 4), None, None, None, None)
    over = tuple(Fraction(k, 8) for k in range(1, 7))
    return Progress(MONTHS, (Line("2022-2", running, is_running=True), Line("2022-1", over)))


STANDINGS = (
    Standing("2021-2", -3728, 3822, 94),
    Standing("2022-1", Fraction(7, 2), Fraction(3, 2), 5, is_running=True),
)
PARTS = (
    Contribution("Zuid-Holland", Fraction(959, 2), Fraction(23, 100)),
    Contribution("Drenthe", -4, Fraction(-1, 100)),
    Contribution("Zeeland", 0, None),
)
MADE = (
    Prediction("okt 2021", -5508, -5872, -5145, -3728),
    Prediction("mei 2022", -1855, -2399, -1311, -1810),
)


def test_progress_draws_what_is_known_and_no_further(progress: Progress) -> None:
    drawn = {trace.name: trace for trace in charts.progress(progress, "nl").data}
    assert list(drawn["2022-2"].y) == [0, 0.1, 0.25]
    assert len(drawn["2022-1"].y) == 7
    assert drawn["2022-2"].line.width > drawn["2022-1"].line.width
    assert list(drawn["Nodig volgens tempo"].y)[-1] == 1


def test_progress_of_nothing_has_no_line() -> None:
    empty = Progress(MONTHS, (Line("2022-2", (None,) * 6),))
    assert list(charts.progress(empty, "nl").data[0].y) == []
    assert charts.progress_table(empty, "nl").rows == (("2022-2", *("–",) * 6),)


def test_progress_in_a_table_and_a_sentence(progress: Progress) -> None:
    table = charts.progress_table(progress, "nl")
    assert table.headers == ("Halfjaar", *MONTHS)
    assert table.rows[0] == ("2022-2", "10%", "25%", "–", "–", "–", "–")
    assert "2022-2 25% (maand 2)" in charts.describe_progress(progress, "nl")


def test_many_half_years_can_be_told_apart_from_the_last() -> None:
    lines = tuple(Line(str(n), (Fraction(1, 6),) * 6) for n in range(7))
    drawn = charts.progress(Progress(MONTHS, lines), "nl").data
    assert [trace.name for trace in drawn[:-1]] == ["6", "5", "4", "3", "2", "1", "0"]
    assert drawn[-2].line.color == palette.HOME


def test_backlog_goes_down_and_surplus_up() -> None:
    behind, ahead, net = charts.backlog(STANDINGS, "nl").data
    assert list(behind.y) == [-3822, -1.5]
    assert list(ahead.y) == [94, 5]
    assert list(net.y) == [-3728, 3.5]
    assert list(behind.marker.pattern.shape) == ["", "/"]


def test_backlog_in_a_table_and_a_sentence() -> None:
    table = charts.backlog_table(STANDINGS, "nl")
    assert table.headers == ("Moment", "Achterstand, bruto", "Voorsprong, bruto", "Saldo, netto")
    assert table.rows[0] == ("2021-2", "3.822", "94", "−3.728")
    assert table.rows[1] == ("2022-1 (loopt nog)", "2", "5", "+4")
    assert "2021-2 3.822 / 94 / −3.728" in charts.describe_backlog(STANDINGS, "nl")


def test_contributions_keep_their_order_and_say_who_fell_back() -> None:
    [bars] = charts.contributions(PARTS, "nl").data
    assert list(bars.y) == ["Zuid-Holland", "Drenthe", "Zeeland"]
    assert list(bars.marker.color) == [palette.HOME, palette.BEHIND, palette.HOME]
    assert charts.contributions_table(PARTS, "nl").rows == (
        ("Zuid-Holland", "+480", "23%"),
        ("Drenthe", "−4", "−1%"),
        ("Zeeland", "0", "–"),
    )
    assert "Drenthe −4" in charts.describe_contributions(PARTS, "nl")


def test_predictions_have_their_interval_and_what_came_of_them() -> None:
    expected, closed = charts.predictions(MADE, "nl").data
    assert list(expected.y) == [-5508, -1855]
    assert list(expected.error_y.array) == [363, 544]
    assert list(expected.error_y.arrayminus) == [364, 544]
    assert list(closed.y) == [-3728, -1810]
    rows = charts.predictions_table(MADE, "nl").rows
    assert rows[0] == ("okt 2021", "−5.508", "−5.872 – −5.145", "−3.728", "+1.780", "nee")
    assert rows[1][-1] == "ja"
    assert "okt 2021 −5.508 (−5.872 – −5.145), eindsaldo −3.728" in charts.describe_predictions(MADE, "nl")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_chart_is_plain_json(progress: Progress, language: str) -> None:
    for drawn in (
        charts.progress(progress, language),
        charts.backlog(STANDINGS, language),
        charts.contributions(PARTS, language),
        charts.predictions(MADE, language),
    ):
        figure = charts.figure_json(drawn)
        assert {trace["type"] for trace in figure["data"]} <= {"bar", "scatter"}
        assert "<b>" not in str(figure)
