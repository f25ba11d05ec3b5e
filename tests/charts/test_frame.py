"""What every chart must be: plain JSON, in the traces of the basic bundle, in the theme's colours."""

import json
import re
from pathlib import Path

import pytest

from housing import charts
from housing.charts import palette
from housing.charts.inputs import Closing, InterimShare, MonthBar, Months

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def figures(country, closed):
    def build(language):
        return {
            "cumulative": charts.cumulative(closed, language),
            "months": charts.months(Months((MonthBar("jul", 1, 2, 3, True),), 4), language),
            "waterfall": charts.waterfall(charts.waterfall_steps(country, language), language),
            "history": charts.history((Closing("2021-2", -3728),), language),
            "interim": charts.provinces_interim((InterimShare("Drenthe", 40, 55),), language),
        }

    return build


@pytest.mark.parametrize("language", ["nl", "en"])
def test_figure_json_is_small_and_plain(figures, language):
    for name, figure in figures(language).items():
        text = json.dumps(charts.figure_json(figure), allow_nan=False)
        assert len(text) < 6000, name
        assert "template" not in json.loads(text)["layout"], name


def test_only_traces_of_the_basic_bundle(figures):
    for figure in figures("nl").values():
        assert {trace.type for trace in figure.data} <= {"scatter", "bar"}


def test_separators_follow_the_language(figures):
    assert {figure.layout.separators for figure in figures("nl").values()} == {",."}
    assert {figure.layout.separators for figure in figures("en").values()} == {".,"}


def test_axes_of_persons_show_whole_numbers(figures):
    for name, figure in figures("nl").items():
        axis = figure.layout.xaxis if name in ("waterfall", "interim") else figure.layout.yaxis
        assert axis.tickformat == ",d"


def test_palette_equals_the_tokens_of_the_theme():
    css = (ROOT / "static" / "css" / "theme.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"--taak-chart-([a-z-]+): (#[0-9a-f]{6});", css))
    tokens |= dict(re.findall(r"--taak-(ink|paper): (#[0-9a-f]{6});", css))
    values = {name.upper().replace("-", "_"): value for name, value in tokens.items()}
    assert values == {name: getattr(palette, name) for name in values}
    assert len(values) == 12


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink-soft", "ground"),
        ("accent", "accent-soft"),
        ("behind", "paper"),
        ("notice", "notice-soft"),
        ("paper", "accent"),
        ("accent-strong", "accent-soft"),
    ],
)
def test_text_on_its_ground_has_contrast_of_level_aa(text, ground):
    css = (ROOT / "static" / "css" / "theme.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"--taak-([a-z-]+): (#[0-9a-f]{6});", css))
    light, dark = sorted((luminance(tokens[text]), luminance(tokens[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
