"""The cumulative chart: what is drawn, not how it looks."""

from dataclasses import replace

import pytest

from housing.charts import cumulative, cumulative_table, describe_cumulative
from housing.charts.inputs import Cumulative
from housing.domain.balances import AreaBalance
from housing.domain.forecast import Forecast
from housing.domain.pace import required_path


def trace(chart, name):
    return next(part for part in chart.data if part.name == name)


def names(chart):
    return [part.name for part in chart.data]


def test_realised_starts_at_zero_and_ends_at_the_total(closed):
    line = trace(cumulative(closed, "nl"), "Gehuisvest")
    assert list(line.x) == ["1 juli", *closed.months]
    assert list(line.y) == [0, 1700, 3300, 5300, 7400, 10100, 12858]


def test_catch_up_is_a_band_between_new_target_and_path(closed):
    chart = cumulative(closed, "nl")
    target, path = trace(chart, "Nieuwe taakstelling"), trace(chart, "Inhaalopgave")
    assert (target.y[6], path.y[6]) == (11000, 16586)
    assert path.y[6] - target.y[6] == 5586
    assert (target.fill, path.fill) == ("tozeroy", "tonexty")


def test_path_that_is_not_whole_is_drawn_as_a_number(closed):
    path = trace(cumulative(closed, "nl"), "Nodig volgens tempo")
    assert path.y[1] == pytest.approx(16586 / 6, abs=0.001)


def test_no_catch_up_no_band():
    balance = AreaBalance(opening=12, target=60)
    data = Cumulative(("a", "b", "c", "d", "e", "f"), (None,) * 6, required_path(balance), balance.obligation)
    assert names(cumulative(data, "nl")) == ["Nieuwe taakstelling", "Nodig volgens tempo"]


def test_forecast_is_dashed_from_the_last_reported_month(closed):
    running = replace(
        closed, realised=(1700, 3300, 5300, 7400, None, None), forecast=Forecast(-3728, -5000, -2000, 4)
    )
    chart = cumulative(running, "nl")
    line, fan = trace(chart, "Verwachting"), trace(chart, "80% kans")
    assert line.line.dash == "dash"
    assert list(zip(line.x, line.y, strict=True)) == [("oktober", 7400), ("december", 12858)]
    assert list(fan.y) == [7400, 14586, 11586]


def test_forecast_is_left_out_when_all_months_are_reported(closed):
    chart = cumulative(replace(closed, forecast=Forecast(0, -1, 1, 6)), "nl")
    assert "Verwachting" not in names(chart)


def test_forecast_without_any_report_starts_at_zero(closed):
    chart = cumulative(replace(closed, realised=(None,) * 6, forecast=Forecast(-100, -200, 0, 6)), "nl")
    assert list(trace(chart, "Verwachting").y) == [0, 16486]
    assert "Gehuisvest" not in names(chart)


def test_a_month_in_between_without_report_is_bridged(closed):
    line = trace(
        cumulative(replace(closed, realised=(1700, None, 5300, None, None, None)), "nl"), "Gehuisvest"
    )
    assert list(line.y) == [0, 1700, None, 5300]
    assert line.connectgaps


def test_labels_name_the_obligation_and_the_last_figure(closed):
    texts = [label.text for label in cumulative(closed, "nl").layout.annotations]
    assert texts == ["Opgave<br>16.586", "12.858"]


def test_labels_that_would_touch_are_moved_apart(closed):
    met = replace(closed, realised=(*closed.realised[:5], 16600))
    shifts = [label.yshift for label in cumulative(met, "nl").layout.annotations]
    assert shifts == [-20, 20]


def test_no_label_carries_mark_up_that_needs_inline_style(closed):
    for label in cumulative(closed, "nl").layout.annotations:
        assert not {"<b>", "<i>", "<span"} & set(label.text.split())


def test_table_has_a_row_per_month_with_dashes_for_what_is_missing(closed):
    table = cumulative_table(replace(closed, realised=(1700, None, None, None, None, None)), "nl")
    assert table.rows[0] == ("juli", "1.700", "2.764", "931")
    assert table.rows[1][:2] == ("augustus", "–")
    assert len(table.rows) == 6


def test_description_says_realised_required_and_obligation(closed):
    text = describe_cumulative(closed, "nl")
    assert "december: 12.858" in text
    assert "De opgave is 16.586, waarvan 5.586 inhaalopgave." in text
    assert "12,858" in describe_cumulative(closed, "en")


def test_description_before_the_first_report_and_with_a_forecast(closed):
    data = replace(closed, realised=(None,) * 6, forecast=Forecast(-3728, -5000, -2000, 6))
    text = describe_cumulative(data, "nl")
    assert text.startswith("Lijngrafiek. Nog geen maand gemeld.")
    assert "Verwacht aan het eind: 12.858, met 80% kans tussen 11.586 en 14.586." in text


def test_pointer_shows_each_month_with_its_own_figures(closed):
    running = replace(
        closed, realised=(1700, None, 5300, None, None, None), forecast=Forecast(-3728, -5000, -2000, 3)
    )
    shown = trace(cumulative(running, "nl"), "Nodig volgens tempo").customdata
    assert len(shown) == 7
    assert shown[1] == "Gehuisvest: 1.700<br>Nodig volgens tempo: 2.764"
    assert shown[2] == "Nodig volgens tempo: 5.529"
    assert shown[6].endswith("Verwachting: 12.858<br>80% kans: 11.586 – 14.586")
