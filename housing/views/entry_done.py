"""What a submission did: position, pace, place among peers and forecast, before and after it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from housing import formatting
from housing.access import Visit, requires
from housing.domain.forecast import Forecast
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.queries.areas import Area, Registry, registry
from housing.queries.entry import EntrySheet
from housing.queries.figures import AreaFigures, municipality_figures
from housing.queries.positions import Position
from housing.queries.reports import submission_of
from housing.services.reporting import Submitted, SubmittedMonth
from housing.views.entry import sheet_of, state_of
from housing.views.entry_rows import link
from housing.views.entry_words import months_named
from housing.views.municipality_page import Rank, rank
from housing.views.municipality_words import headline
from housing.views.page import language


@dataclass(frozen=True)
class Change:
    """A figure before and after, as shown. `note` explains it in a few words; margins stand below figures."""

    label: str
    before: str
    after: str
    note: str = ""
    margin_before: str = ""
    margin_after: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether it moved."""
        return self.before != self.after


@dataclass(frozen=True)
class Standing:
    """Where a municipality stood at a moment."""

    figures: AreaFigures
    rank: Rank | None
    sentence: str


@requires(Permission.SEE_REPORTS, area="municipality")
@never_cache
@require_safe
def done(request: Visit, *, slug: str, period: HalfYear) -> HttpResponse:
    """The answer to a submission, the same each time it is opened."""
    sheet = sheet_of(request, slug, period)
    if "inzending" not in request.GET:
        return redirect("entry", slug=slug, period=period)
    submitted = _submitted(request.GET["inzending"], sheet.area)
    areas = registry(state_of(request).reference_version)
    before = _standing(areas, sheet, submitted, submitted.before)
    after = _standing(areas, sheet, submitted, submitted.after)
    waiting = [entry.month for entry in sheet.months if entry.waits]
    return render(
        request,
        "entry/done.html",
        {
            "area": sheet.area,
            "period": period,
            "province": areas.provinces[sheet.area.province],
            "months": submitted.months,
            "on": submitted.on,
            "sentence": after.sentence,
            "changes": _changes(before, after),
            "histories": [_history(sheet.area, row) for row in submitted.months],
            "named": months_named([row.month for row in submitted.months]).capitalize(),
            "waiting": bool(waiting),
            "waiting_named": months_named(waiting),
        },
    )


def _submitted(text: str, area: Area) -> Submitted:
    """The submission; 404 when it is not one of this municipality."""
    try:
        found = submission_of(UUID(text))
    except ValueError:
        found = None
    if found is None or not found.result or found.result["municipality"] != area.code:
        raise Http404
    return Submitted.read(found)


def _standing(areas: Registry, sheet: EntrySheet, submitted: Submitted, seq: int) -> Standing:
    lay_in = areas.province_of(sheet.area.code, sheet.period)
    members = [member.code for member in areas.lying_in(lay_in, sheet.period)]
    province = municipality_figures(areas, Position(seq, "", submitted.on), sheet.period, members)
    own = next(row for row in province if row.area.code == sheet.area.code)
    return Standing(own, rank(own, province, submitted.on), headline(own, submitted.on))


def _changes(before: Standing, after: Standing) -> list[Change]:
    """The figures that a clerk asks for, in the order of asking."""
    was, now = before.figures, after.figures
    expected = was.forecast, now.forecast
    return [
        Change(_("Gehuisvest dit halfjaar"), _number(was.balance.realised), _number(now.balance.realised)),
        Change(
            _("Nog te huisvesten"),
            _number(max(was.balance.remaining, 0)),
            _number(max(now.balance.remaining, 0)),
            _("van een opgave van %(persons)s") % {"persons": _number(max(now.balance.obligation, 0))},
        ),
        Change(
            _("Saldo"),
            formatting.signed(was.balance.balance, language()),
            formatting.signed(now.balance.balance, language()),
            _("min is een achterstand, plus een voorsprong"),
        ),
        Change(_("Nodig per maand"), _number(was.pace_needed), _number(now.pace_needed)),
        Change(_("Plaats in de provincie"), _place(before.rank), _place(after.rank)),
        Change(
            _("Verwacht saldo aan het eind"),
            formatting.signed(expected[0].expected if expected[0] else None, language()),
            formatting.signed(expected[1].expected if expected[1] else None, language()),
            _("uit de laatste zes gemelde maanden; vier van de vijf keer klopt de marge eronder"),
            _margin(expected[0]),
            _margin(expected[1]),
        ),
    ]


def _number(persons: int | None) -> str:
    return formatting.number(persons, language())


def _place(found: Rank | None) -> str:
    return (
        _("%(place)s van %(among)s") % {"place": found.place, "among": found.among}
        if found
        else formatting.DASH
    )


def _margin(made: Forecast | None) -> str:
    if made is None or made.low == made.high:
        return ""
    low, high = (formatting.signed(end, language()) for end in (made.low, made.high))
    return _("%(low)s tot %(high)s") % {"low": low, "high": high}


def _history(area: Area, row: SubmittedMonth) -> tuple[SubmittedMonth, str]:
    return row, link("report_history", area.slug, row.month)
