"""The letter to parliament: every figure with its arithmetic, at any position; as page and as PDF."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from housing import formatting
from housing.access import public
from housing.charts.inputs import InterimShare
from housing.charts.interim import describe_provinces_interim, provinces_interim_table
from housing.domain.periods import HalfYear
from housing.exports.pdf import REMEDY, PdfUnavailableError
from housing.exports.pdf import pdf as make_pdf
from housing.queries.targets import InterimResult
from housing.views.letter_page import letter_figures
from housing.views.page import Page, ShownPosition, language, page_of_figures


@public
@page_of_figures
def letter(page: Page, *, period: HalfYear) -> HttpResponse:
    """What a letter about the half-year says."""
    page.known(period)
    figures = page.lazy(lambda: letter_figures(page, period))
    return page.render(
        "letter/letter.html",
        period=period,
        figures=figures,
        interim_chart=page.lazy(lambda: _interim_words(figures.interim)),
        crumbs=[(formatting.half_year(period, language()), page.url("national", period))],
        pdf_url=page.url("letter_pdf", period),
        chart_url=page.url("national_chart", period.previous, "tussendoel"),
        before_url=page.url("national", period.previous),
        before_table_url=page.url("national_municipalities", period.previous),
    )


@public
@page_of_figures
def pdf(page: Page, *, period: HalfYear) -> HttpResponse:
    """The same as tagged PDF; where the machine cannot make it, a page that says what to install."""
    page.known(period)
    title = _("Brief over de %(period)s") % {"period": formatting.half_year(period, language())}
    html = render_to_string(
        "letter/document.html",
        {
            "title": title,
            "figures": letter_figures(page, period),
            "position": ShownPosition(page.position),
            "demonstration": page.state.is_demonstration,
            "language": language(),
        },
    )
    try:
        content = make_pdf(html)
    except PdfUnavailableError:
        return render(page.request, "letter/no_pdf.html", {"remedies": REMEDY}, status=503)
    name = f"brief-{period}-{page.position.today}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def interim_inputs(result: InterimResult) -> tuple[InterimShare, ...]:
    """The provinces of an interim target, for the chart; those with the largest share first."""
    shares = sorted(result.shares, key=lambda s: -s.assessment.share)
    return tuple(InterimShare(s.area.name, s.assessment.share, s.assessment.achieved) for s in shares)


def _interim_words(result: InterimResult | None) -> dict[str, object] | None:
    if result is None:
        return None
    shares = interim_inputs(result)
    return {
        "description": describe_provinces_interim(shares, language()),
        "table": provinces_interim_table(shares, language()),
    }
