"""The letter to parliament: every figure with its arithmetic, at any position; as page, ODT and PDF.

Also about one province, and about all twelve in one file. Files are in Dutch, whatever the page is in.
"""

from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from housing import formatting
from housing.access import public, requires
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.exports.archive import archive
from housing.exports.blocks import Document
from housing.exports.odt import CONTENT_TYPE as ODT_TYPE
from housing.exports.odt import odt as make_odt
from housing.exports.pdf import REMEDY, PdfUnavailableError
from housing.exports.pdf import pdf as make_pdf
from housing.queries.areas import Area
from housing.queries.letter import letter_sources
from housing.views.letter_charts import LetterChart, areas_chart, interim_inputs, path_chart
from housing.views.letter_choice import Choice, Part, choice_of
from housing.views.letter_document import Links, letter_blocks, letter_document, title_of_letter
from housing.views.letter_page import LetterFigures, figures_of, national_letter, province_letter
from housing.views.page import Choice as PeriodChoice
from housing.views.page import Page, language, page_of_figures

PDF_TYPE = "application/pdf"
#: Files of the twelve provinces: what `?soort=` may be.
KINDS = ("odt", "pdf")


@public
@page_of_figures
def letter(page: Page, *, period: HalfYear) -> HttpResponse:
    """What a letter about the half-year says, about the country or (`?provincie=`) one province."""
    page.known(period)
    choice = choice_of(page)
    shown = page.lazy(lambda: _Shown(page, period, choice))
    place = choice.province.name if choice.province else ""
    return page.render(
        "letter/letter.html",
        period=period,
        periods=_periods(page, period, choice),
        choice=choice,
        place=place,
        provinces=page.registry.provinces.values(),
        shown=shown,
        position_keeps=choice.query(),
        position_back=choice.on(reverse("letter", args=[period])),
        crumbs=[(formatting.half_year(period, language()), page.url("national", period))],
        odt_url=choice.on(page.url("letter_odt", period)),
        pdf_url=choice.on(page.url("letter_pdf", period)),
        zip_url=choice.on(page.url("letter_provinces", period), with_province=False),
        zip_pdf_url=choice.on(
            page.url("letter_provinces", period), with_province=False, extra=[("soort", "pdf")]
        ),
        all_url=page.url("letter", period),
    )


@public
@page_of_figures
def odt(page: Page, *, period: HalfYear) -> HttpResponse:
    """The letter as a text document to write on in."""
    page.known(period)
    choice = choice_of(page)
    with override("nl"):
        document = _document(page, period, choice, "odt")
        return _file(make_odt(document), ODT_TYPE, f"{_name(page, period, choice.province)}.odt")


@public
@page_of_figures
def pdf(page: Page, *, period: HalfYear) -> HttpResponse:
    """The same as tagged PDF; where the machine cannot make it, a page that says what to install."""
    page.known(period)
    choice = choice_of(page)
    try:
        with override("nl"):
            content = make_pdf(_html(_document(page, period, choice, "pdf")))
    except PdfUnavailableError:
        return _no_pdf(page)
    return _file(content, PDF_TYPE, f"{_name(page, period, choice.province)}.pdf")


@requires(Permission.SEE_CURRENT)
@page_of_figures
def provinces(page: Page, *, period: HalfYear) -> HttpResponse:
    """The letters about all provinces in one ZIP, as ODT or (`?soort=pdf`) as PDF."""
    page.known(period)
    kind = page.request.GET.get("soort", KINDS[0])
    if kind not in KINDS:
        reason = _("Dit soort bestand is er niet. Kies odt of pdf.")
        return render(page.request, "400.html", {"reason": reason}, status=400)
    write: Callable[[Document], bytes] = make_odt if kind == "odt" else lambda made: make_pdf(_html(made))
    try:
        with override("nl"):
            content = archive(_letters(page, period, choice_of(page), kind, write), page.position.today)
    except PdfUnavailableError:
        return _no_pdf(page)
    name = f"brieven-provincies-{period}-{page.position.today}-{kind}.zip"
    return _file(content, "application/zip", name)


def _letters(
    page: Page, period: HalfYear, choice: Choice, kind: str, write: Callable[[Document], bytes]
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each province's letter; what they need is read once."""
    sources = letter_sources(page.registry, page.position, period, with_municipalities=True)
    for halves in sources.provinces:
        own = Choice(choice.parts, halves.area)
        links = _links_of_file(page, period, own, kind)
        made = letter_document(page, figures_of(page, sources, halves), own, links)
        yield f"{_name(page, period, halves.area)}.{kind}", write(made)


class _Shown:
    """What the page shows; made when no copy of it is kept."""

    def __init__(self, page: Page, period: HalfYear, choice: Choice) -> None:
        self.figures = _figures(page, period, choice)
        links = Links(
            fact=_within_page,
            source=_within_page,
            area=_area_links(page, period, "", page.position.querystring),
            address=_lasting(page, period, choice),
        )
        made = letter_blocks(page, self.figures, choice, links)
        self.title = title_of_letter(self.figures)
        self.blocks = made.blocks
        self.used = set(made.used)
        self.charts = tuple(_with_tables(self.figures, choice))
        before = self.figures.before
        area = choice.province
        self.before_url = page.url("province", area.slug, before) if area else page.url("national", before)
        self.before_table_url = "" if area else page.url("national_municipalities", before)


def _with_tables(figures: LetterFigures, choice: Choice) -> Iterator[LetterChart]:
    """The charts whose figures fold out; the table of areas shows those of the second one already."""
    if Part.CHARTS in choice and figures.is_known:
        path = path_chart(figures)
        if path is not None:
            yield path
        if Part.AREAS not in choice:
            yield areas_chart(figures)


def _figures(page: Page, period: HalfYear, choice: Choice) -> LetterFigures:
    if choice.province is None:
        return national_letter(page, period)
    return province_letter(page, period, choice.province.code)


def _document(page: Page, period: HalfYear, choice: Choice, kind: str) -> Document:
    links = _links_of_file(page, period, choice, kind)
    return letter_document(page, _figures(page, period, choice), choice, links)


def _within_page(key: str) -> str:
    """Where a figure stands with its arithmetic, in the same page or file."""
    return f"#getal-{key}"


def _links_of_file(page: Page, period: HalfYear, choice: Choice, kind: str) -> Links:
    """Links of a file lead to the pages of its position, which says the same in later years.

    In a PDF a figure leads to the annex, and from there to the page; in an ODT to the page at once.
    """
    here = _lasting(page, period, choice)
    root = page.request.build_absolute_uri("/").rstrip("/")
    has_annex = kind == "pdf" and Part.FACTS in choice

    def source(key: str) -> str:
        return f"{here}#getal-{key}"

    return Links(
        fact=_within_page if has_annex else source,
        source=source,
        area=_area_links(page, period, root, _lasting_query(page)),
        address=here,
        back=(lambda key: f"#tekst-{key}") if has_annex else (lambda key: ""),
    )


def _lasting_query(page: Page) -> str:
    """Names the position so that the address means the same later."""
    position = page.position
    return f"?publicatie={position.publication.slug}" if position.publication else f"?stand={position.today}"


def _lasting(page: Page, period: HalfYear, choice: Choice) -> str:
    """The whole address of the letter, which says the same in later years."""
    address = page.request.build_absolute_uri(reverse("letter", args=[period]))
    return choice.on(address + _lasting_query(page))


def _area_links(page: Page, period: HalfYear, root: str, query: str) -> Callable[[Area], str]:
    """The address of a province's page, or of a municipality's; they differ in the slug only."""
    pattern = {
        name: root + reverse(name, args=["SLUG", period]) + query for name in ("province", "municipality")
    }

    def link(area: Area) -> str:
        name = "municipality" if area.code in page.registry.municipalities else "province"
        return pattern[name].replace("SLUG", area.slug)

    return link


def _periods(page: Page, active: HalfYear, choice: Choice) -> list[PeriodChoice]:
    """The half-years to choose from, with the same paragraphs."""
    return [
        PeriodChoice(
            formatting.half_year(period, language()),
            choice.on(page.url("letter", period)),
            period == active,
        )
        for period in page.periods
    ]


def _html(document: Document) -> str:
    return render_to_string("letter/document.html", {"document": document})


def _name(page: Page, period: HalfYear, province: Area | None) -> str:
    """The name of a file, without its ending."""
    area = f"{province.slug}-" if province else ""
    return f"brief-{area}{period}-{page.position.today}"


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _no_pdf(page: Page) -> HttpResponse:
    return render(page.request, "letter/no_pdf.html", {"remedies": REMEDY}, status=503)


__all__ = ["interim_inputs", "letter", "odt", "pdf", "provinces"]
