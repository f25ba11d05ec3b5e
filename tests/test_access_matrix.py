"""Every address × every person × every method: the answer is what the view declares.

Made from the URLconf, so that a new address is in it from its first day. Who holds which permission where is
written out once more here, apart from `housing.domain.roles`: a role that is widened must be widened twice.
A view that declares nothing fails. The technical administration checks for itself: staff only.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.urls.converters import IntConverter, UUIDConverter

from housing import access
from housing.access import SAFE_METHODS, Declaration
from housing.converters import MonthConverter, PeriodConverter
from housing.domain.roles import Decision, Permission
from housing.models import Publication
from housing.queries.journal import journal_state
from housing.services.publishing import publish
from tests.cast import BARENDRECHT, ROTTERDAM, UTRECHT, make_cast, signed_in
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ANONYMOUS = "anonymous"

# ── Who may what, written out ────────────────────────────────────────────────────────────────────────────

NATIONAL = {"ministry_reader", "manager", "second_manager"}
MANAGERS = {"manager", "second_manager"}
#: Everybody with a role in an area: clerks, who reads there, who coordinates it, who reads the province.
AREAS: dict[str, dict[str, set[str]]] = {
    "rotterdam": {
        "editors": {"clerk", "second_clerk"},
        "readers": {"clerk", "second_clerk", "reader"},
        "coordinators": {"coordinator"},
        "at the table": {"coordinator", "province_reader"},
    },
    "utrecht": {
        "editors": {"other_clerk"},
        "readers": {"other_clerk"},
        "coordinators": {"other_coordinator"},
        "at the table": {"other_coordinator"},
    },
    "": {"editors": set(), "readers": set(), "coordinators": set(), "at the table": set()},
}
#: The areas of addresses: of each kind one of the cast's own and a foreign one, with its place above.
PLACES: dict[str, dict[str, str]] = {
    "municipality": {"rotterdam": "rotterdam", "utrecht": "utrecht"},
    "province": {"zuid-holland": "rotterdam", "utrecht": "utrecht"},
    "": {"": ""},
}


def allowed(permission: Permission, kind: str, place: str, everybody: set[str]) -> set[str]:
    """The people who have a permission in an area."""
    at = AREAS[place]
    readers = at["readers"] if kind == "municipality" else set()
    return {
        Permission.SEE_PUBLISHED: everybody | {ANONYMOUS},
        Permission.OWN_ACCOUNT: everybody,
        Permission.SEE_CURRENT: everybody - {"administrator", "outsider"},
        Permission.SEE_REPORTS: readers | at["at the table"] | NATIONAL,
        Permission.SEE_NOTES: readers | at["coordinators"] | NATIONAL,
        Permission.ENTER: at["editors"] if kind == "municipality" else set(),
        Permission.REVIEW: at["coordinators"],
        Permission.SEE_CONTACTS: at["coordinators"] | MANAGERS,
        Permission.INVITE: at["coordinators"] | {"administrator"},
        Permission.STEER: MANAGERS,
        Permission.MANAGE_ACCOUNTS: {"administrator"},
        Permission.SEE_EVENTS: {"administrator"},
        Permission.TECHNICAL: set(),
    }[permission]


def told(permission: Permission, kind: str, place: str, everybody: set[str]) -> set[str]:
    """The people who see the thing there, and so may be told that they may not do it."""
    if permission in (Permission.ENTER, Permission.REVIEW, Permission.STEER):
        return allowed(Permission.SEE_REPORTS, kind, place, everybody)
    return set()


def expected(permission: Permission, kind: str, place: str, person: str, everybody: set[str]) -> Decision:
    """What somebody gets to do."""
    if person in allowed(permission, kind, place, everybody):
        return Decision.ALLOWED
    seen = told(permission, kind, place, everybody)
    return Decision.FORBIDDEN if person in seen else Decision.HIDDEN


# ── The addresses ────────────────────────────────────────────────────────────────────────────────────────

#: What stands in an address, by the name of the argument or else by its converter.
BY_NAME: dict[str, str] = {
    "name": "maanden",
    "token": "6f1c2a51-6c0b-4b62-9a1c-3f2a8d0c7e11",
    "provider_id": "organisatie",
    "key": "a1b2c3",
    "municipality": "barendrecht",
    "step": "intrekken",
    "uidb36": "1",
}
BY_CONVERTER: dict[type, str] = {
    PeriodConverter: "2022-1",
    MonthConverter: "2022-03",
    IntConverter: "1",
    UUIDConverter: "6f1c2a51-6c0b-4b62-9a1c-3f2a8d0c7e11",
}
#: Slugs of addresses that are for everybody, by how the address begins.
SLUGS = {"gemeenten/": "rotterdam", "provincies/": "zuid-holland", "publicaties/": "stand"}
#: Arguments with made-up values: what they name need not be there.
MADE_UP = {*BY_NAME, "pk", "role", "month"} - {"name"}
#: Names of pages that need something which nobody here has: a second factor, an invitation that was opened.
NEEDING = ("mfa_", "openid_connect_", "socialaccount_", "account_", "invitation_accept")


@dataclass(frozen=True)
class Address:
    """A pattern of the URLconf: its whole route, its arguments with their converters, and its view."""

    route: str
    arguments: tuple[tuple[str, type | None], ...]
    name: str
    view: Any
    is_technical: bool = False

    @property
    def declaration(self) -> Declaration | None:
        """What the view declares; None when it declares nothing."""
        return getattr(self.view, "access", None)

    def __str__(self) -> str:
        return f"{self.name} /{self.route}"

    def filled(self, slug: str = "") -> str:
        """The address with a value for every argument; `slug` is that of the area."""
        text = self.route
        area = self.declaration.slug if self.declaration and self.declaration.area else ""
        for argument, converter in self.arguments:
            value = slug if argument == area else self._value(argument, converter)
            text = re.sub(rf"<(?:\w+:)?{argument}>|\(\?P<{argument}>[^)]*\)", value, text)
        return "/" + re.sub(r"[\^$\\]|\(\?:[^)]*\)", "", text)

    def _value(self, argument: str, converter: type | None) -> str:
        if argument == "slug":
            found = [value for start, value in SLUGS.items() if self.route.startswith(start)]
        else:
            found = [value for value in (BY_NAME.get(argument), BY_CONVERTER.get(converter)) if value]  # type: ignore[arg-type]
        if not found:
            pytest.fail(f"tell the matrix how to fill <{argument}> (of /{self.route})", pytrace=False)
        return found[0]


def addresses(resolver: Any, before: str = "", *, is_technical: bool = False) -> Iterator[Address]:
    """All addresses below a resolver."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route, is_technical=is_technical or entry.app_name == "admin")
            continue
        converters = getattr(entry.pattern, "converters", {})
        names = [
            name
            for name in re.findall(r"<(?:\w+:)?(\w+)>", route)
            if name in converters or name in entry.pattern.regex.groupindex
        ]
        kinds = tuple((name, type(converters[name]) if name in converters else None) for name in names)
        yield Address(route, kinds, entry.name or "", entry.callback, is_technical)


ALL = list(addresses(get_resolver()))
OURS = [each for each in ALL if not each.is_technical]
TECHNICAL = [each for each in ALL if each.is_technical]


def undeclared(found: list[Address]) -> list[str]:
    """Addresses whose view says nothing about who may see it."""
    return [str(each) for each in found if not isinstance(each.declaration, Declaration)]


def test_every_view_declares_what_it_needs() -> None:
    assert undeclared(OURS) == []


def test_a_view_that_declares_nothing_is_found() -> None:
    class Made:
        url_patterns = (path("verzonnen/<int:pk>/", lambda request, pk: HttpResponse(), name="made_up"),)

    assert undeclared(list(addresses(Made))) == ["made_up verzonnen/<int:pk>/".replace(" ", " /", 1)]


def test_an_argument_without_a_value_is_found() -> None:
    class Made:
        url_patterns = (path("verzonnen/<str:onbekend>/", lambda request, onbekend: HttpResponse()),)

    with pytest.raises(pytest.fail.Exception, match="tell the matrix how to fill <onbekend>"):
        next(addresses(Made)).filled()


def test_every_permission_is_written_out() -> None:
    for kind, places in PLACES.items():
        for place in places.values():
            assert all(allowed(each, kind, place, {"clerk"}) is not None for each in Permission)


# ── The matrix ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True)
def light(settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A contact, no work on documents, and no lines about the refusals that are looked for."""
    caplog.set_level(logging.ERROR, "django.request")
    settings.CONTACT_EMAIL = "vragen@voorbeeld.example"
    monkeypatch.setattr("housing.views.letter.make_pdf", lambda html: b"%PDF-1.7")


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The cast by name with the key of a session, and anybody without one; something was published.

    Made once, for passwords take long to make; rolled back after this module.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        cast, ledger = make_cast(), Ledger()
        for code in (ROTTERDAM, BARENDRECHT, UTRECHT):
            ledger.target(code, "2022-1", 60, date(2021, 10, 1))
        for code in (ROTTERDAM, BARENDRECHT, UTRECHT):
            ledger.home(code, "2022-03", 5, date(2022, 4, 5))
        publish(title="Stand", kind=Publication.Kind.OTHER, known_on=journal_state().now)
        sessions = {
            each.name: signed_in(getattr(cast, each.name)).cookies[settings.SESSION_COOKIE_NAME].value
            for each in fields(cast)
        }
        yield {**sessions, ANONYMOUS: ""}
        transaction.set_rollback(True)


class Answered:
    """What the declared check decided about the last request; None when it was not asked."""

    decision: Decision | None = None


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Answered:
    """Watches the one check that all declarations go through."""
    watched, check = Answered(), access.check

    def watch(request: Any, declaration: Declaration, kwargs: Mapping[str, Any]) -> None:
        try:
            check(request, declaration, dict(kwargs))
        except Http404:
            watched.decision = Decision.HIDDEN
            raise
        except PermissionDenied:
            watched.decision = Decision.FORBIDDEN
            raise
        watched.decision = Decision.ALLOWED

    monkeypatch.setattr(access, "check", watch)
    return watched


def ask(method: str, address: str, session: str) -> HttpResponse:
    """The answer to one request; nothing that it did remains."""
    client = Client(raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("address", OURS, ids=str)
def test_answer_is_what_the_view_declares(
    address: Address, people: dict[str, str], answered: Answered
) -> None:
    declaration = address.declaration
    if declaration is None:
        pytest.fail(f"{address} declares nothing", pytrace=False)
    everybody = people.keys() - {ANONYMOUS}
    wrong: list[str] = []
    for slug, place in PLACES[declaration.area].items():
        for person, session in people.items():
            for method in METHODS:
                permission = declaration.see if method in SAFE_METHODS else declaration.do
                wanted = expected(permission, declaration.area, place, person, everybody)
                answered.decision = None
                response = ask(method, address.filled(slug), session)
                if fault := amiss(address, wanted, response, answered.decision, method):
                    wrong.append(f"{method} {address.filled(slug)} by {person}: {fault}")
    assert wrong == []


def amiss(
    address: Address, wanted: Decision, response: HttpResponse, decided: Decision | None, method: str
) -> str:
    """What is wrong with an answer; "" when nothing is."""
    declaration, status = address.declaration, response.status_code
    assert declaration is not None
    # A page for everybody need not ask anything.
    is_public = declaration.see is declaration.do is Permission.SEE_PUBLISHED
    if decided is not wanted and not (decided is None and is_public):
        return f"decided {decided}, should be {wanted} ({status})"
    if wanted is Decision.HIDDEN:
        return "" if status == 404 else f"{status} instead of 404"
    if wanted is Decision.FORBIDDEN:
        return "" if status == 403 else f"{status} instead of 403"
    if status == 404 and method == "GET":
        is_made_up = bool({name for name, _ in address.arguments} & MADE_UP)
        return "" if is_made_up or address.name.startswith(NEEDING) else "404 though allowed"
    return f"{status} though allowed" if status == 403 or status >= 500 else ""


NOWHERE = "/dit-bestaat-nergens/"


@pytest.mark.parametrize("address", OURS, ids=str)
def test_what_is_hidden_looks_like_what_is_not_there(address: Address, people: dict[str, str]) -> None:
    declaration = address.declaration
    if declaration is None or declaration.see is Permission.SEE_PUBLISHED:
        return
    nothing = ask("GET", NOWHERE, "").content.decode()
    for slug in PLACES[declaration.area]:
        filled = address.filled(slug)
        assert ask("GET", filled, "").content.decode().replace(filled, NOWHERE) == nothing


# ── The technical administration ─────────────────────────────────────────────────────────────────────────

#: Pages of the administration that are for everybody, so that one can sign in.
DOORS = {"login", "logout"}


def test_the_technical_administration_is_there() -> None:
    assert admin.site.urls
    assert {"index", "housing_user_changelist"} <= {each.name for each in TECHNICAL}


@pytest.mark.parametrize("address", TECHNICAL, ids=str)
def test_technical_pages_are_for_staff_only(address: Address, people: dict[str, str]) -> None:
    if address.name in DOORS:
        return
    filled = "/" + re.sub(r"<[^>]*>|\(\?P<\w+>.*?\)\$?", "1", address.route)
    for person in (ANONYMOUS, "outsider", "coordinator", "manager", "administrator"):
        for method in ("GET", "POST"):
            response = ask(method, filled, people[person])
            is_shut = response.status_code in (301, 302, 403, 404, 405)
            assert is_shut, f"{method} {filled} by {person}: {response.status_code}"
            if response.status_code in (301, 302):
                assert "housing" not in response.headers["Location"].partition("?")[0]


def test_every_pattern_is_walked() -> None:
    assert all(isinstance(each, URLPattern | URLResolver) for each in get_resolver().url_patterns)
    assert len(OURS) > 20
