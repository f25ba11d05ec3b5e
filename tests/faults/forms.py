"""What browsers send: the forms of entry and review, and how their answers read."""

from collections.abc import Mapping

import requests
from django.urls import reverse

from housing.domain.periods import HalfYear, Month
from housing.queries.areas import Area
from tests.faults.world import CSRF

PATIENCE = 60


def entry_path(area: Area, period: HalfYear) -> str:
    """Where a half-year of a municipality is entered."""
    return reverse("entry", kwargs={"slug": area.slug, "period": period})


def draft_path(area: Area, period: HalfYear) -> str:
    """Where drafts save themselves."""
    return reverse("entry_draft", kwargs={"slug": area.slug, "period": period})


def review_path(province: Area, period: HalfYear) -> str:
    """The queue of a province."""
    return reverse("review", kwargs={"slug": province.slug, "period": period})


def review_month_path(province: Area, area: Area, month: Month) -> str:
    """One month in the queue."""
    return reverse(
        "review_month",
        kwargs={
            "slug": province.slug,
            "period": month.half_year,
            "municipality": area.slug,
            "month": month,
        },
    )


def submit(
    browser: requests.Session, url: str, *, month: Month, persons: int, version: int, token: str
) -> requests.Response:
    """Send the grid with one month filled in and ticked."""
    fields = {
        f"{month}-home": str(persons),
        f"{month}-transitional": "",
        f"{month}-hotel": "",
        f"{month}-version": str(version),
        f"{month}-send": "on",
        "token": token,
        "submit": "1",
    }
    return _post(browser, url, fields)


def is_submitted(answer: requests.Response) -> bool:
    """Whether the answer leads on to what was submitted."""
    return answer.status_code == 302 and "/ingediend/" in answer.headers["Location"]


def save_draft(
    browser: requests.Session, url: str, *, user: int, month: Month, persons: int, version: int
) -> requests.Response:
    """Save a month as the page does by itself."""
    return browser.post(
        url,
        json={
            "user": str(user),
            "month": str(month),
            "home": str(persons),
            "transitional": "",
            "hotel": "",
            "note": "",
            "version": version,
        },
        timeout=PATIENCE,
    )


def shows_both(answer: requests.Response, *, mine: int, theirs: int | None) -> bool:
    """Whether a refused draft shows one's own value and that of the other, to choose from."""
    if answer.status_code != 409:
        return False
    told = answer.json()
    shown = [f"{value:,}".replace(",", ".") for value in (mine, theirs or 0)]
    return told["theirs"]["home"] == theirs and all(value in told["html"] for value in shown)


def approve(browser: requests.Session, url: str, reviewed: Mapping[int, int]) -> requests.Response:
    """Approve reports in the queue, each as the submission that was read."""
    return _post(browser, url, {"beoordeeld": [f"{pk}:{number}" for pk, number in reviewed.items()]})


def send_back(
    browser: requests.Session, url: str, report: int, submission: int, reason: str = "Graag nog eens kijken."
) -> requests.Response:
    """Return a month with a reason."""
    return _post(
        browser,
        url,
        {
            "actie": "terugsturen",
            "maandopgave": str(report),
            "indiening": str(submission),
            "reden": reason,
        },
    )


def _post(browser: requests.Session, url: str, fields: Mapping[str, object]) -> requests.Response:
    return browser.post(
        url, data={"csrfmiddlewaretoken": CSRF, **fields}, allow_redirects=False, timeout=PATIENCE
    )
