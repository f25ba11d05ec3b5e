"""An interim target in words, charts and lines for a file."""

from fractions import Fraction

from django.utils.translation import gettext as _

from housing import charts, formatting
from housing.charts.areas import AreaChart, Line, Lines
from housing.charts.inputs import InterimMonth, InterimShare
from housing.queries.interim import InterimResult
from housing.tables.columns import plain
from housing.views.page import Page, language


def headline(result: InterimResult) -> str:
    """The answer in one sentence: met or missed and by how many, or how it goes so far."""
    difference = result.national.difference
    values = {
        "persons": formatting.decimal(abs(difference), language(), 0),
        "reduction": formatting.number(result.target.reduction, language()),
        "day": formatting.date(result.target.due_on, language()),
    }
    if result.is_due and difference == 0:
        return _("Precies gehaald: de achterstand was op %(day)s %(reduction)s kleiner") % values
    if result.is_due and result.national.met:
        return _("Gehaald: op %(day)s was de achterstand %(persons)s kleiner dan gevraagd") % values
    if result.is_due:
        return _("Niet gehaald: op %(day)s kwam het land %(persons)s tekort") % values
    if not result.steps:
        return _("Op %(day)s moet de achterstand %(reduction)s kleiner zijn") % values
    step = result.steps[-1]
    values["persons"] = formatting.decimal(abs(step.difference), language(), 0)
    values["month"] = formatting.month(step.month, language())
    if step.difference >= 0:
        return _("Na %(month)s ligt het land %(persons)s voor op de tussendoelstelling van %(day)s") % values
    return _("Na %(month)s ligt het land %(persons)s achter op de tussendoelstelling van %(day)s") % values


def notes(result: InterimResult) -> list[str]:
    """What to think of before publishing."""
    found = []
    lacking = [share.area.name for share in result.shares if not share.assessment.share]
    if lacking:
        found.append(_("Zonder aandeel, want zonder achterstand: %(names)s.") % {"names": ", ".join(lacking)})
    if result.target.reduction > result.backlog:
        found.append(
            _("Dit is meer dan de achterstand van die provincies samen (%(backlog)s).")
            % {"backlog": formatting.decimal(result.backlog, language(), 0)}
        )
    if result.is_due:
        found.append(_("De einddatum is al voorbij: de uitkomst staat meteen vast."))
    return found


# ── Charts ───────────────────────────────────────────────────────────────────────────────────────────────


def country_months(result: InterimResult) -> tuple[InterimMonth, ...]:
    """What was needed and achieved by the country after each month."""
    achieved = {step.month: step.achieved for step in result.steps}
    count = len(result.months)
    return tuple(
        InterimMonth(
            formatting.month(month, language(), short=True),
            Fraction(result.target.reduction * place, count),
            achieved.get(month),
        )
        for place, month in enumerate(result.months, start=1)
    )


def share_inputs(result: InterimResult) -> tuple[InterimShare, ...]:
    """The provinces with a share, the furthest behind first."""
    return tuple(
        InterimShare(share.area.name, share.assessment.share, share.assessment.achieved)
        for share in result.by_difference
    )


def follow_charts(page: Page, result: InterimResult) -> dict[str, AreaChart]:
    """The two charts with their tables: the country by month, and the provinces."""
    lang = language()
    months, shares = country_months(result), share_inputs(result)
    url = f"{page.url('interim_target', result.pk)}"
    export = f"{url}{'&' if '?' in url else '?'}_export=csv"
    drawn = (
        (
            "maanden",
            _("Zoveel kleiner was de achterstand na elke maand"),
            _("De lijn is wat er na die maand nodig was: elke maand een even groot deel."),
            charts.describe_interim_months(months, lang),
            charts.interim_months_table(months, lang),
        ),
        (
            "provincies",
            _("Behaald per provincie"),
            _("Het streepje is het aandeel van de provincie. Wie het meest tekortkomt staat bovenaan."),
            charts.describe_provinces_interim(shares, lang),
            charts.provinces_interim_table(shares, lang),
        ),
    )
    return {
        name: AreaChart(name, title, intro, text, table, page.url("interim_chart", result.pk, name), export)
        for name, title, intro, text, table in drawn
    }


def follow_lines(result: InterimResult) -> Lines:
    """A line per province and month, and for the country, for a file. Persons; empty where not known."""
    rows = []
    areas = [("NL", "Nederland", result.target.reduction, result.steps)]
    areas += [(s.area.code, s.area.name, s.assessment.share, s.steps) for s in result.shares]
    for code, name, share, steps in areas:
        known = {step.month: step for step in steps}
        for place, month in enumerate(result.months, start=1):
            step = known.get(month)
            required = Fraction(share * place, len(result.months))
            rows.append(
                {
                    "area_code": code,
                    "area": name,
                    "month": str(month),
                    "share": share,
                    "required": plain(required),
                    "achieved": plain(step.achieved if step else None),
                    "difference": plain(step.difference if step else None),
                }
            )
    return Lines(tuple(Line(row) for row in rows))
