"""The grid of Rotterdam's half-year as a browser without script sends and shows it."""

from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from housing import formatting
from housing.domain.periods import Month
from tests.entering import LAST, PERIOD
from tests.markup import Node, page

PAGE = f"/invoer/rotterdam/{PERIOD}/"


def fields(month: Month = LAST, version: int = 0, *, ticked: bool = True, **values: object) -> dict[str, str]:
    """The fields of a month, as a form sends them."""
    sent = {f"{month}-{name}": str(value) for name, value in values.items()}
    return {f"{month}-version": str(version), **({f"{month}-send": "1"} if ticked else {}), **sent}


def send(client: Client, *months: dict[str, str], token: str = "", **more: str) -> HttpResponse:
    """Send the form with these months; the button is that of submitting, unless `more` says otherwise."""
    data = {"token": token or str(uuid4()), **(more or {"submit": "1"})}
    for month in months:
        data |= month
    return client.post(PAGE, data)


def value(root: Node, name: str) -> str:
    """What stands in a field."""
    return root.one("input", name=name).attributes["value"]


def summary(response: HttpResponse) -> list[str]:
    """What is wrong, as the top of the page sums it up."""
    found = page(response).all(class_="entry-summary")
    return [item.text for item in found[0].all("li")] if found else []


def name(month: Month = LAST) -> str:
    """A month as the grid names it."""
    return formatting.month(month, "nl")
