"""The months of an interim target: bars of what was achieved, a line of what was needed."""

from fractions import Fraction

from housing import charts
from housing.charts import palette
from housing.charts.inputs import InterimMonth

MONTHS = (
    InterimMonth("jul 2021", Fraction(250), Fraction(-113)),
    InterimMonth("aug 2021", Fraction(500), Fraction(1001, 2)),
    InterimMonth("sep 2021", Fraction(750), None),
)


def test_only_months_that_are_known_have_a_bar():
    bars, line = charts.interim_months(MONTHS, "nl").data
    assert (list(bars.x), list(bars.y)) == (["jul 2021", "aug 2021"], [-113, 500.5])
    assert list(bars.marker.color) == [palette.BEHIND, palette.HOME]
    assert (list(line.x), list(line.y)) == (["jul 2021", "aug 2021", "sep 2021"], [250, 500, 750])


def test_names_of_many_months_are_thinned_out():
    many = tuple(InterimMonth(f"m{k} 2021", Fraction(k), None) for k in range(24))
    axis = charts.interim_months(many, "nl").layout.xaxis
    assert len(axis.tickvals) == 8
    assert axis.ticktext[:2] == ("m0<br>2021", "m3")


def test_the_table_says_the_same():
    table = charts.interim_months_table(MONTHS, "nl")
    assert [row[1:] for row in table.rows] == [
        ("250", "−113", "−363"),
        ("500", "501", "+1"),
        ("750", "–", "–"),
    ]


def test_it_is_told_in_a_sentence():
    assert charts.describe_interim_months(MONTHS, "nl").startswith(
        "Na aug 2021 was de achterstand 501 kleiner"
    )
    assert "Er is nog geen maand bekend" in charts.describe_interim_months(MONTHS[2:], "nl")
    assert charts.describe_interim_months(MONTHS, "en").startswith("After aug 2021")
