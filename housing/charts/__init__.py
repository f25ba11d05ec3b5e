"""Charts: pure functions from plain values to plotly figures, their tables and their descriptions."""

from housing.charts.cumulative import cumulative, cumulative_table, describe_cumulative
from housing.charts.frame import figure_json
from housing.charts.history import describe_history, history, history_table
from housing.charts.interim import describe_provinces_interim, provinces_interim, provinces_interim_table
from housing.charts.months import describe_months, months, months_table
from housing.charts.waterfall import describe_waterfall, waterfall, waterfall_steps, waterfall_table

__all__ = [
    "cumulative",
    "cumulative_table",
    "describe_cumulative",
    "describe_history",
    "describe_months",
    "describe_provinces_interim",
    "describe_waterfall",
    "figure_json",
    "history",
    "history_table",
    "months",
    "months_table",
    "provinces_interim",
    "provinces_interim_table",
    "waterfall",
    "waterfall_steps",
    "waterfall_table",
]
