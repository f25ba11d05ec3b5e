"""Charts: pure functions from plain values to plotly figures, their tables and their descriptions."""

from housing.charts.backlog import backlog, backlog_table, describe_backlog
from housing.charts.contributions import contributions, contributions_table, describe_contributions
from housing.charts.cumulative import cumulative, cumulative_table, describe_cumulative
from housing.charts.frame import figure_json
from housing.charts.history import describe_history, history, history_table
from housing.charts.interim import describe_provinces_interim, provinces_interim, provinces_interim_table
from housing.charts.interim_months import (
    describe_interim_months,
    interim_months,
    interim_months_table,
)
from housing.charts.months import describe_months, months, months_table
from housing.charts.predictions import describe_predictions, predictions, predictions_table
from housing.charts.progress import describe_progress, progress, progress_table
from housing.charts.waterfall import describe_waterfall, waterfall, waterfall_steps, waterfall_table

__all__ = [
    "backlog",
    "backlog_table",
    "contributions",
    "contributions_table",
    "cumulative",
    "cumulative_table",
    "describe_backlog",
    "describe_contributions",
    "describe_cumulative",
    "describe_history",
    "describe_interim_months",
    "describe_months",
    "describe_predictions",
    "describe_progress",
    "describe_provinces_interim",
    "describe_waterfall",
    "figure_json",
    "history",
    "history_table",
    "interim_months",
    "interim_months_table",
    "months",
    "months_table",
    "predictions",
    "predictions_table",
    "progress",
    "progress_table",
    "provinces_interim",
    "provinces_interim_table",
    "waterfall",
    "waterfall_steps",
    "waterfall_table",
]
