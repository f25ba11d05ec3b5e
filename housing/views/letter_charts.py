"""The two charts of the letter, as drawings, with the tables beside them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from housing.charts.areas import cumulative_input
from housing.charts.cumulative import cumulative_table
from housing.charts.drawing import Drawing
from housing.charts.inputs import ChartTable, InterimShare
from housing.charts.interim import provinces_interim_table
from housing.charts.paper_bars import ObligationBar, drawn_interim, drawn_obligations, obligations_table
from housing.charts.paper_path import drawn_path
from housing.queries.targets import InterimResult
from housing.views.letter_facts import half
from housing.views.letter_page import LetterFigures
from housing.views.page import language

#: Areas that a chart of obligations shows at most: those with the largest.
SHOWN = 12


@dataclass(frozen=True)
class LetterChart:
    """A chart of the letter: its place in the letter, the drawing, and its figures."""

    name: str
    drawing: Drawing
    table: ChartTable


def path_chart(letter: LetterFigures) -> LetterChart | None:
    """Persons housed in the earlier half-year against the path to its obligation; None without one."""
    if not letter.has_before:
        return None
    data = cumulative_input(letter.halves.before, language())
    title = _("Gehuisvest in de %(before)s tegenover het tempo dat nodig was") % {
        "before": half(letter.before)
    }
    if not letter.is_over:
        title = _("Gehuisvest in de %(before)s tegenover het tempo dat nodig is") % {
            "before": half(letter.before)
        }
    return LetterChart("verloop", drawn_path(data, title, language()), cumulative_table(data, language()))


def areas_chart(letter: LetterFigures) -> LetterChart:
    """The interim target per province; or, without one, what the areas have to do."""
    if letter.is_country and letter.has_before and letter.interim is not None:
        shares = interim_inputs(letter.interim)
        title = _("Wat elke provincie behaalde van haar aandeel in de tussendoelstelling")
        return LetterChart(
            "tussendoel",
            drawn_interim(shares, title, language()),
            provinces_interim_table(shares, language()),
        )
    every = sorted(letter.halves.parts_new, key=lambda row: (-row.balance.obligation, row.area.sort_key))
    bars = tuple(
        ObligationBar(row.area.name, row.balance.obligation, row.balance.catch_up) for row in every[:SHOWN]
    )
    values = {"period": half(letter.period), "count": len(bars)}
    if letter.is_country:
        title = _("Opgave per provincie in de %(period)s") % values
    elif len(every) > SHOWN:
        title = _("De %(count)s gemeenten met de grootste opgave in de %(period)s") % values
    else:
        title = _("Opgave per gemeente in de %(period)s") % values
    return LetterChart(
        "opgave", drawn_obligations(bars, title, language()), obligations_table(bars, title, language())
    )


def interim_inputs(result: InterimResult) -> tuple[InterimShare, ...]:
    """The provinces of an interim target, for charts; those with the largest share first."""
    shares = sorted(result.shares, key=lambda s: -s.assessment.share)
    return tuple(
        InterimShare(s.area.name, s.assessment.share, s.assessment.achieved, result.is_due) for s in shares
    )
