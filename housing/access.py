"""Who may do what: the one decision that views, services and the API ask for.

A view declares what it needs with one of the decorators here; services ask again with `require`, inside
their transaction. What may not be seen is answered with 404, what may be seen but not done with 403. Which
role may do what stands in `housing.domain.roles`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from housing.domain.roles import Decision, Grant, Permission, Role, decide
from housing.models import User
from housing.queries.areas import Area, registry
from housing.queries.journal import JournalState, journal_state
from housing.queries.people import grants_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Visit(HttpRequest):
    """A request as views get it: the middleware has added who looks, and the state of the journal."""

    viewer: "Viewer"
    journal: JournalState


def user_of(request: HttpRequest) -> User:
    """Who is signed in; the declaration of the view saw to that."""
    assert isinstance(request.user, User)
    return request.user


@dataclass(frozen=True)
class Viewer:
    """Who looks at a page. `grants` are the roles that count today.

    `must_add_factor` tells that roles wait until the person has set up a second factor.
    """

    user: User | None = None
    grants: tuple[Grant, ...] = ()
    must_add_factor: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether we know who it is."""
        return self.user is not None

    @property
    def sees_current(self) -> bool:
        """Whether the current position is shown; else the last publication."""
        return self.may(Permission.SEE_CURRENT)

    def may(
        self, permission: Permission, *, municipality: Area | None = None, province: Area | None = None
    ) -> bool:
        """Whether this person may do this here."""
        return self.decision(permission, municipality=municipality, province=province) is Decision.ALLOWED

    def decision(
        self, permission: Permission, *, municipality: Area | None = None, province: Area | None = None
    ) -> Decision:
        """Allowed, forbidden (may be seen) or hidden."""
        return decide(
            self.grants,
            permission,
            municipality=municipality.code if municipality else "",
            province=municipality.province if municipality else province.code if province else "",
            is_signed_in=self.is_signed_in,
        )

    def holds(self, *roles: Role) -> bool:
        """Whether one of these roles is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    @property
    def editable(self) -> tuple[str, ...]:
        """Codes of the municipalities for which this person enters reports."""
        return tuple(g.municipality for g in self.grants if g.role is Role.MUNICIPALITY_EDITOR)

    @property
    def reviewed(self) -> tuple[str, ...]:
        """Codes of the provinces that this person coordinates."""
        return tuple(g.province for g in self.grants if g.role is Role.PROVINCE_COORDINATOR)

    @property
    def key(self) -> tuple[object, ...]:
        """All that what this person sees depends on, for names of cached pages."""
        # The name stands in the header.
        known = (self.user.pk, self.user.name) if self.user else None
        return (known, self.grants, self.must_add_factor)


ANYBODY = Viewer()


def viewer_of(user: User, state: JournalState) -> Viewer:
    """The person with the roles that count today; one query.

    The demonstration holds no real figures: there a second factor is not asked for.
    """
    if not user.is_active:
        return ANYBODY
    grants, waits = grants_of(user.pk, state.today, demands_second_factor=not state.is_demonstration)
    return Viewer(user, grants, waits)


class NotAllowedError(PermissionDenied):
    """A service was asked to do what this person may not do there."""


def require(
    by: User,
    permission: Permission,
    *,
    municipality: Area | None = None,
    province: Area | None = None,
    state: JournalState | None = None,
) -> Viewer:
    """The person, when allowed; `NotAllowedError` otherwise. For services: reads the roles anew."""
    viewer = viewer_of(by, state or journal_state())
    if not viewer.may(permission, municipality=municipality, province=province):
        raise NotAllowedError(permission.value)
    return viewer


# ── Declarations of views ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Declaration:
    """What a view needs: `see` to be read, `do` for any other method; `area` names the slug in the address.

    `area` is "municipality", "province" or "" (the country), `slug` the argument of the view that holds it.
    """

    see: Permission
    do: Permission
    area: str = ""
    slug: str = "slug"


View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """A view for everybody."""
    view.access = Declaration(Permission.SEE_PUBLISHED, Permission.SEE_PUBLISHED)  # type: ignore[attr-defined]
    return view


def requires(
    see: Permission, *, do: Permission | None = None, area: str = "", slug: str = "slug"
) -> Callable[[View], View]:
    """A view for those with a permission; methods that change something need `do` (else `see` as well).

    Put it outermost. An area that does not exist is answered like one that may not be seen.
    """
    declaration = Declaration(see, do or see, area, slug)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: Visit, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check(request, declaration, kwargs)
            return view(request, *args, **kwargs)

        guarded.access = declaration  # type: ignore[attr-defined]
        return guarded

    return declare


def check(request: Visit, declaration: Declaration, kwargs: dict[str, Any]) -> None:
    """Raise 404 for what may not be seen and 403 for what may be seen but not done."""
    viewer = request.viewer
    permission = declaration.see if request.method in SAFE_METHODS else declaration.do
    place: dict[str, Area] = {}
    if declaration.area:
        areas = registry(request.journal.reference_version)
        find = areas.municipality if declaration.area == "municipality" else areas.province
        found = find(kwargs[declaration.slug])
        if found is None:
            raise Http404
        place[declaration.area] = found
    decision = viewer.decision(permission, **place)
    if decision is Decision.HIDDEN:
        raise Http404
    if decision is Decision.FORBIDDEN:
        raise PermissionDenied
