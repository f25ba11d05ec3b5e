"""Drafts that the page saves by itself: one month per request, in JSON."""

import json

from django.http import JsonResponse
from django.http.request import RawPostDataException
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from housing.access import Visit, requires
from housing.domain.periods import HalfYear
from housing.domain.roles import Permission
from housing.forms.entry import KINDS, MonthFields, read_draft
from housing.services.reporting import DraftConflict, EntryRefusedError, save_draft
from housing.views.entry import area_of, is_known, state_of, viewer_of
from housing.views.entry_rows import conflict_of
from housing.views.entry_words import clock, message

#: A note and three numbers need far less.
MOST_BYTES = 20_000


@requires(Permission.SEE_REPORTS, do=Permission.ENTER, area="municipality")
@never_cache
@require_POST
def draft(request: Visit, *, slug: str, period: HalfYear) -> JsonResponse:
    """Save a month: 200 saved; 409 somebody else changed it; 422 it cannot be saved as typed; 400 no month.

    `user` tells whose page it is: a page of one person is not saved in the name of another.
    """
    user = viewer_of(request).user
    data = _read(request)
    fields = read_draft(data)
    is_here = fields is not None and fields.month.half_year == period and is_known(state_of(request), period)
    if user is None or data is None or fields is None or not is_here:
        return _answer("unknown", _("Dit kan niet worden bewaard. Laad de pagina opnieuw."), 400)
    if str(data.get("user", "")) != str(user.pk):
        return _answer("stranger", _("U bent nu als iemand anders ingelogd. Laad de pagina opnieuw."), 403)
    if fields.errors:
        errors = {kind: message(error) for kind, error in fields.errors.items()}
        return _answer("invalid", _("Niet bewaard: kijk bij het rode vak."), 422, errors=errors)
    try:
        report = save_draft(
            by=user,
            municipality=area_of(request, slug),
            month=fields.month,
            counts=fields.counts,
            note=fields.note,
            version=fields.version,
        )
    except DraftConflict as conflict:
        return _conflict(request, conflict, fields)
    except EntryRefusedError as refused:
        return _answer("refused", message(refused), 422)
    text = _("Concept bewaard om %(time)s") % {"time": clock(state_of(request).now)}
    return _answer("saved", text, 200, version=report.version)


def _conflict(request: Visit, conflict: DraftConflict, mine: MonthFields) -> JsonResponse:
    """Both sides, as the page without script shows them."""
    report = conflict.report
    theirs = {kind: getattr(report.draft, kind) for kind in KINDS}
    shown = conflict_of(report, mine, viewer_of(request).user)
    html = render_to_string("entry/_conflict.html", {"conflict": shown, "code": str(mine.month)}, request)
    return _answer(
        "conflict",
        message(conflict),
        409,
        version=report.version,
        theirs={**theirs, "note": report.note},
        html=html,
    )


def _read(request: Visit) -> dict[str, object] | None:
    try:
        data = json.loads(request.body) if len(request.body) <= MOST_BYTES else None
    except (ValueError, RecursionError, RawPostDataException):
        # No JSON; or it was sent as a form, which has been read for its token by now.
        return None
    return data if isinstance(data, dict) else None


def _answer(status: str, text: str, code: int, **more: object) -> JsonResponse:
    return JsonResponse({"status": status, "message": text, **more}, status=code)
