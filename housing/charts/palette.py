"""Colours and type of the charts: the same values as the --taak-chart tokens of static/css/theme.css."""

HOME = "#0e5a63"
TRANSITIONAL = "#5f9da3"
HOTEL = "#8c6a94"
TARGET = "#e4eff0"
CATCH_UP = "#f0dcbb"
CATCH_UP_LINE = "#a87a2c"
BEHIND = "#b4552b"
FORECAST = "#0e5a63"
GRID = "#e3ded6"
TEXT = "#5b554d"

INK = "#22201d"
PAPER = "#ffffff"
FORECAST_BAND = "rgba(14, 90, 99, 0.14)"
CLEAR = "rgba(0, 0, 0, 0)"

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif'
