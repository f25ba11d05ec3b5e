"""Pages for due dates: a province's exceptions, and the ministry's lead times of half-years."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from housing import formatting
from housing.access import Visit, requires, user_of
from housing.domain.errors import DomainError
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import LeadTimes
from housing.domain.roles import Permission
from housing.forms.review import ExceptionForm, LeadTimesForm
from housing.models import TargetPeriod
from housing.queries.due_dates import due_dates as read_due_dates
from housing.queries.due_dates import granted, half_years
from housing.queries.journal import JournalState
from housing.services import lead_times as services
from housing.templatetags.reviewing import error_text
from housing.views.review_page import Province, province_of


@requires(Permission.SEE_REPORTS, do=Permission.REVIEW, area="province")
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def due_dates(request: Visit, slug: str, period: HalfYear) -> HttpResponse:
    """The due dates of a half-year, and exceptions for single municipalities."""
    province = province_of(request, slug, period)
    if request.method != "POST":
        return _exceptions_page(province, _exception_form(province))
    form = _exception_form(province, is_sent=True)
    try:
        if request.POST.get("actie") == "intrekken":
            return _revoke(province)
        if form.is_valid():
            return _grant(province, form)
    except DomainError as error:
        form.add_error("dag", error_text(error))
    return _exceptions_page(province, form, status=422)


def _grant(province: Province, form: ExceptionForm) -> HttpResponse:
    services.grant_exception(
        by=user_of(province.request),
        municipality=form.area,
        month=form.month,
        due_on=form.cleaned_data["dag"],
        reason=form.cleaned_data["reden"],
    )
    messages.success(
        province.request,
        _("%(municipality)s heeft nu een andere termijn.") % {"municipality": form.area.name},
    )
    return _to_exceptions(province)


def _revoke(province: Province) -> HttpResponse:
    form = _exception_form(province, is_sent=True)
    area = form.areas.get(province.request.POST.get("gemeente", ""))
    month = next((m for m in province.period.months if str(m) == province.request.POST.get("maand")), None)
    try:
        if area is None or month is None:
            raise DomainError(_("Kies een uitzondering uit de lijst."))
        services.revoke_exception(by=user_of(province.request), municipality=area, month=month)
    except DomainError as error:
        messages.warning(province.request, error_text(error))
    else:
        messages.success(
            province.request, _("De gewone termijn geldt weer voor %(name)s.") % {"name": area.name}
        )
    return _to_exceptions(province)


def _exception_form(province: Province, *, is_sent: bool = False) -> ExceptionForm:
    return ExceptionForm(
        province.request.POST if is_sent else None,
        areas=province.registry.overseen(province.area.code, province.period),
        months=[(month, formatting.month(month, _language())) for month in province.period.months],
    )


def _exceptions_page(province: Province, form: ExceptionForm, status: int = 200) -> HttpResponse:
    codes = [area.code for area in province.registry.members(province.area.code)]
    dates = read_due_dates(province.period, [])
    context = {
        **province.frame(),
        "form": form,
        "dates": dates,
        "months": [
            (month, dates.opens_on(month), dates.lead_times.due_on(month)) for month in province.period.months
        ],
        "exceptions": [
            (province.registry.municipalities[row.municipality_id], Month.containing(row.month), row)
            for row in granted(province.period, codes)
        ],
        "sees_notes": province.viewer.may(Permission.SEE_NOTES, province=province.area),
        "crumbs": [
            (_("Provincies"), reverse("provinces")),
            (province.area.name, reverse("province", args=[province.area.slug, province.period])),
            (_("Beoordelen"), reverse("review", args=[province.area.slug, province.period])),
        ],
    }
    return render(province.request, "review/due_dates.html", context, status=status)


def _to_exceptions(province: Province) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("due_dates", args=[province.area.slug, province.period]))


# ── Lead times of half-years ─────────────────────────────────────────────────────────────────────────────


@requires(Permission.STEER)
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lead_times(request: Visit) -> HttpResponse:
    """When months open and are due, per half-year, for the whole country."""
    state = request.journal
    rows = half_years()
    choices = _changeable(state, rows)
    if request.method != "POST":
        initial = _initial(choices, rows)
        return _lead_times_page(request, LeadTimesForm(None, periods=_named(choices), initial=initial), rows)
    form = LeadTimesForm(request.POST, periods=_named(choices))
    if form.is_valid():
        try:
            services.set_lead_times(
                by=user_of(request),
                period=HalfYear.parse(form.cleaned_data["halfjaar"]),
                opens_before=form.cleaned_data["open_vooraf"],
                due_day=form.cleaned_data["uiterste_dag"],
            )
        except DomainError as error:
            form.add_error(None, error_text(error))
        else:
            messages.success(request, _("De termijnen zijn vastgelegd."))
            return HttpResponseRedirect(reverse("lead_times"))
    return _lead_times_page(request, form, rows, status=422)


def _changeable(state: JournalState, rows: dict[HalfYear, TargetPeriod]) -> list[HalfYear]:
    """This half-year and the next two, as far as their first due date has not passed."""
    now = HalfYear.containing(state.today)
    return [
        period
        for period in (now, now.next, now.plus(2))
        if _times(period, rows).due_on(period.months[0]) >= state.today
    ]


def _times(period: HalfYear, rows: dict[HalfYear, TargetPeriod]) -> LeadTimes:
    return rows[period].lead_times if period in rows else LeadTimes()


def _named(periods: list[HalfYear]) -> list[tuple[HalfYear, str]]:
    return [(period, formatting.half_year(period, _language())) for period in periods]


def _initial(choices: list[HalfYear], rows: dict[HalfYear, TargetPeriod]) -> dict[str, object]:
    times = _times(choices[0], rows) if choices else LeadTimes()
    return {"open_vooraf": times.opens_before, "uiterste_dag": times.due_day}


def _lead_times_page(
    request: Visit, form: LeadTimesForm, rows: dict[HalfYear, TargetPeriod], status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "now": request.journal.now,
        "nav_active": "management",
        "crumbs": [(_("Beheer"), reverse("management"))],
        "rows": [
            (
                period,
                row.lead_times,
                row.lead_times.opens_on(period.months[0]),
                row.lead_times.due_on(period.months[0]),
            )
            for period, row in sorted(rows.items(), reverse=True)[:8]
        ],
    }
    return render(request, "review/lead_times.html", context, status=status)


def _language() -> str:
    return get_language() or "nl"
