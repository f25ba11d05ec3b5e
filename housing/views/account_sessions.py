"""Where somebody is signed in, and ending that."""

import re
from typing import Any

from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing.access import Visit, user_of
from housing.queries.own_account import own_sessions
from housing.services.own_account import end_sessions

#: What browsers say of themselves, the more particular first: most claim to be several.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("Chromebook", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


class Sessions(ListUserSessionsView):  # type: ignore[misc]  # allauth comes without types
    """The list; ends one session, or all but this one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """This one first, then those that were used last."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sessions = sorted(
            context["sessions"], key=lambda s: (not s.is_current(), -s.last_seen_at.timestamp())
        )
        return context | {"sessions": [(session, device(session.user_agent)) for session in sessions]}

    def post(self, request: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session with this number, or without one all others."""
        by, chosen = user_of(request), request.POST.get("session", "")
        if chosen:
            found = own_sessions(by.pk, int(chosen)) if re.fullmatch(r"\d{1,9}", chosen) else []
        else:
            found = own_sessions(by.pk)
        ended = end_sessions(by=by, sessions=[session for session in found if not session.is_current()])
        if ended:
            text = ngettext("%(number)d sessie is beëindigd.", "%(number)d sessies zijn beëindigd.", ended)
            messages.success(request, text % {"number": ended})
        else:
            messages.info(request, _("Deze sessie was al beëindigd."))
        return redirect("usersessions_list")


def device(user_agent: str) -> str:
    """ "Firefox op Windows" of what a browser says of itself; else that the device is unknown."""
    browser = next((name for name, mark in BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for name, mark in SYSTEMS if re.search(mark, user_agent)), "")
    if browser and system:
        return _("%(browser)s op %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("onbekend apparaat")
