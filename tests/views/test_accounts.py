"""The administrator's pages: who has what, one person, granting and ending."""

import csv
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from housing.domain.roles import Role
from housing.models import Event, Invitation, Membership, User
from housing.queries.journal import journal_state
from housing.services import accounts
from tests.cast import BARENDRECHT, ROTTERDAM, Cast, person, signed_in
from tests.markup import Node, main, page

LIST = "/beheer/accounts/"


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.administrator)


def names(content: Node) -> list[str]:
    """Who is in the table of people."""
    rows = content.one("table").all("tbody")[0].all("tr")
    return [row.all("a")[0].text for row in rows if row.all("a")]


def told(response: HttpResponse) -> str:
    """The notices on a page."""
    return " ".join(node.text for node in main(response).all("p", class_="notice__text"))


def wrong(response: HttpResponse) -> dict[str, str]:
    """The errors of a refused form by the name of their field."""
    assert response.status_code == 422
    found = {}
    for field in main(response).all("div", class_="utrecht-form-field--invalid"):
        control = next(node for node in field if node.tag in ("input", "select"))
        assert control.attributes["aria-invalid"] == "true"
        error = field.one("p", class_="form-field__error")
        assert error.attributes["id"] in control.attributes["aria-describedby"].split()
        found[control.attributes["name"]] = error.text
    return found


def today() -> date:
    return journal_state().today


# ── Who may see it ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    ["clerk", "reader", "coordinator", "province_reader", "ministry_reader", "manager", "outsider"],
)
def test_others_find_nothing(cast: Cast, name: str) -> None:
    client = signed_in(getattr(cast, name))
    pk = cast.outsider.pk
    for address in (
        "",
        "uitnodigen/",
        "kwartaalcontrole/",
        f"{pk}/",
        f"{pk}/rol/",
        f"{pk}/toegang/",
        f"{pk}/tweede-factor/",
    ):
        assert client.get(LIST + address).status_code == 404, address
        assert client.post(LIST + address).status_code == 404, address
    assert client.post(f"{LIST}uitnodigingen/1/intrekken/").status_code == 404
    assert Client().get(LIST).status_code == 404


def test_pages_are_kept_nowhere(admin: Client) -> None:
    response = admin.get(LIST)
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


# ── Who has what ─────────────────────────────────────────────────────────────────────────────────────────


def test_list_shows_roles_areas_and_second_factor(cast: Cast, admin: Client) -> None:
    Membership.objects.filter(user=cast.clerk).update(valid_until=today() + timedelta(days=12))
    rows = {row[0].split(" ")[0]: row for row in main(admin.get(LIST)).one("table").rows[1:]}
    assert rows["Clerk"][1] == "invoerder gemeente Rotterdam"
    assert rows["Clerk"][2].endswith("nog 12 dagen")
    assert rows["Clerk"][3:] == ["nog nooit", "nee", "actief"]
    assert rows["Coordinator"][1:] == ["coördinator provincie Zuid-Holland", "", "nog nooit", "ja", "actief"]
    assert "1 rol loopt binnen 30 dagen af" in main(admin.get(LIST)).text


def test_list_says_whose_role_waits_for_a_second_factor(cast: Cast, admin: Client) -> None:
    Membership.objects.create(user=cast.outsider, role=Role.MINISTRY_MANAGER.value)
    content = main(admin.get(LIST))
    assert "Bij 1 persoon wacht een rol op een tweede factor" in content.text
    assert "Outsider" in names(main(admin.get(f"{LIST}?toon=zonder-factor")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("zoek=second+clerk", ["Second-Clerk"]),
        ("zoek=OUTSIDER%40voorbeeld", ["Outsider"]),
        ("rol=province_coordinator", ["Coordinator", "Other-Coordinator"]),
        ("provincie=utrecht", ["Other-Clerk", "Other-Coordinator"]),
        ("provincie=utrecht&rol=municipality_editor", ["Other-Clerk"]),
        ("toon=afgelopen", ["Reader"]),
        ("toon=loopt-af", ["Clerk"]),
        ("toon=uit", ["Province-Reader"]),
        ("toon=lang-weg&zoek=manager", ["Second-Manager"]),
        ("zoek=niemand-heet-zo", []),
    ],
)
def test_filters(cast: Cast, admin: Client, query: str, expected: list[str]) -> None:
    Membership.objects.filter(user=cast.reader).update(valid_until=today() - timedelta(days=1))
    Membership.objects.filter(user=cast.clerk).update(valid_until=today())
    User.objects.filter(pk=cast.province_reader.pk).update(is_active=False)
    User.objects.filter(pk=cast.manager.pk).update(last_login=timezone.now())
    assert names(main(admin.get(f"{LIST}?{query}"))) == expected


@pytest.mark.parametrize(
    "query", ["rol=x&provincie=y&toon=z", "zoek=%00", "sort=x", "page=999", "page=x", "zoek=" + "a" * 500]
)
def test_nonsense_in_the_address_still_shows_the_list(admin: Client, query: str) -> None:
    assert admin.get(f"{LIST}?{query}").status_code == 200


def test_list_sorts(cast: Cast, admin: Client) -> None:
    Membership.objects.filter(user=cast.manager).update(valid_until=today() + timedelta(days=5))
    assert names(main(admin.get(f"{LIST}?sort=ends")))[0] == "Manager"
    assert names(main(admin.get(f"{LIST}?sort=-name")))[0] == "Second-Manager"
    for column in ("roles", "sign_in", "factor", "state"):
        assert len(names(main(admin.get(f"{LIST}?sort={column}")))) == 12


def test_list_as_a_file(cast: Cast, admin: Client) -> None:
    User.objects.filter(pk=cast.outsider.pk).update(name="=cmd()")
    response = admin.get(f"{LIST}?_export=csv")
    lines = {line["email"]: line for line in csv.DictReader(response.content.decode().splitlines())}
    assert len(lines) == 12
    clerk = lines["clerk@voorbeeld.example"]
    assert (clerk["role"], clerk["area_code"], clerk["area"]) == (
        "municipality_editor",
        ROTTERDAM,
        "Rotterdam",
    )
    assert lines["manager@voorbeeld.example"]["second_factor"] == "yes"
    assert lines["outsider@voorbeeld.example"]["role"] == ""
    assert lines["outsider@voorbeeld.example"]["name"] == "'=cmd()", "no spreadsheet takes it for a formula"
    filtered = admin.get(f"{LIST}?rol=administrator&_export=csv").content.decode().splitlines()
    assert len(filtered) == 2


def crowd(size: int) -> None:
    """Make it so many accounts, each with two roles."""
    for number in range(User.objects.count(), size):
        user = person(f"collega-{number}", Role.MUNICIPALITY_EDITOR, municipality=ROTTERDAM)
        Membership.objects.create(user=user, role="municipality_reader", municipality_id=BARENDRECHT)


@pytest.mark.parametrize("address", [LIST, f"{LIST}?_export=csv", f"{LIST}kwartaalcontrole/"])
def test_queries_stay_the_same_with_more_people(cast: Cast, admin: Client, address: str) -> None:
    counts = []
    for size in (12, 60):
        crowd(size)
        admin.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


# ── Inviting ─────────────────────────────────────────────────────────────────────────────────────────────

GOOD = {"email": "nieuw@voorbeeld.example", "name": "Nina", "role": "municipality_editor", "area": ROTTERDAM}


def test_inviting_and_what_can_be_done_with_it(cast: Cast, admin: Client) -> None:
    response = admin.post(f"{LIST}uitnodigen/", GOOD, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "verstuurd naar nieuw@voorbeeld.example" in told(response)
    assert "invoerder gemeente Rotterdam" in main(response).one("ul", class_="people").text
    first = Invitation.objects.get()
    # The same twice within a minute is a second click.
    admin.post(f"{LIST}uitnodigen/", GOOD)
    assert Invitation.objects.count() == 1
    soon = admin.post(f"{LIST}uitnodigingen/{first.pk}/opnieuw/", follow=True)
    assert "net verstuurd" in told(soon)
    Invitation.objects.update(invited_at=first.invited_at - timedelta(hours=1))
    again = admin.post(f"{LIST}uitnodigingen/{first.pk}/opnieuw/", follow=True)
    assert "opnieuw gestuurd" in told(again)
    second = Invitation.objects.get(revoked_at__isnull=True)
    twice = admin.post(f"{LIST}uitnodigingen/{first.pk}/opnieuw/", follow=True)
    assert "opnieuw gestuurd" in told(twice)
    assert Invitation.objects.count() == 2, "a second click sends nothing more"
    for _ in range(2):
        stopped = admin.post(f"{LIST}uitnodigingen/{second.pk}/intrekken/", follow=True)
        assert "is ingetrokken" in told(stopped)
    assert not main(stopped).all("ul", class_="people")
    assert admin.post(f"{LIST}uitnodigingen/{second.pk}/iets/").status_code == 404
    assert admin.get(f"{LIST}uitnodigingen/{second.pk}/intrekken/").status_code == 405
    assert "intussen gebruikt" in told(admin.post(f"{LIST}uitnodigingen/{second.pk}/opnieuw/", follow=True))


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        ({"email": ""}, "email", "Vul het e-mailadres in"),
        ({"email": "geen adres"}, "email", "geen e-mailadres"),
        ({"email": "a\x00@voorbeeld.example"}, "email", ""),
        ({"name": ""}, "name", "Vul de naam in"),
        ({"name": "N\x00"}, "name", ""),
        ({"name": "N" * 121}, "name", "120"),
        ({"role": ""}, "role", "Kies een rol"),
        ({"role": "baas"}, "role", "uit de lijst"),
        ({"area": ""}, "area", "hoort een gemeente"),
        ({"area": "PV28"}, "area", "hoort een gemeente"),
        ({"area": "GM9999"}, "area", "uit de lijst"),
        ({"area": "GM0457"}, "area", "uit de lijst"),
        ({"role": "province_coordinator"}, "area", "hoort een provincie"),
        ({"role": "administrator"}, "area", "hele land"),
        ({"valid_until": "31-02-2030"}, "valid_until", "bestaat niet"),
        ({"valid_until": "2020-01-01"}, "valid_until", "al voorbij"),
        ({"valid_until": "\x00"}, "valid_until", "bestaat niet"),
    ],
)
def test_refused_invitation_says_what_to_do_and_loses_nothing(
    cast: Cast, admin: Client, change: dict[str, str], field: str, text: str
) -> None:
    response = admin.post(f"{LIST}uitnodigen/", GOOD | change)
    errors = wrong(response)
    assert list(errors) == [field]
    assert text in errors[field]
    assert not Invitation.objects.exists()
    kept = main(response).one("input", name="email").attributes.get("value", "")
    assert kept == (GOOD | change)["email"]


def test_invitation_of_oneself_is_refused(cast: Cast, admin: Client) -> None:
    response = admin.post(f"{LIST}uitnodigen/", GOOD | {"email": cast.administrator.email})
    assert response.status_code == 422
    assert "andere accountbeheerder" in told(response)


def test_every_municipality_can_be_chosen_by_province(admin: Client) -> None:
    select = main(admin.get(f"{LIST}uitnodigen/?gebied=GM0599&rol=municipality_reader")).one(
        "select", name="area"
    )
    groups = [group.attributes["label"] for group in select.all("optgroup")]
    assert groups[0] == "Provincies"
    assert "Gemeenten in Zuid-Holland" in groups
    assert len(groups) == 13
    chosen = [option.text for option in select.all("option") if "selected" in option.attributes]
    assert chosen == ["Rotterdam"]


# ── One person ───────────────────────────────────────────────────────────────────────────────────────────


def test_granting_changing_and_revoking(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.outsider.pk}/"
    until = today() + timedelta(days=60)
    granted = admin.post(
        f"{own}rol/",
        {"role": "province_reader", "area": "PV28", "valid_until": until.isoformat(), "reason": "neemt deel"},
        follow=True,
    )
    assert granted.redirect_chain == [(own, 302)]
    held = Membership.objects.get(user=cast.outsider)
    assert held.valid_until == until
    content = main(granted)
    assert "lezer provincie Zuid-Holland" in content.text
    assert "neemt deel" in content.text, "the history tells why"
    role = f"{own}rol/{held.pk}/"
    assert admin.get(role).status_code == 200
    changed = admin.post(
        role, {"step": "einddatum", "valid_until": "", "reason": "blijft langer"}, follow=True
    )
    assert "De einddatum is gewijzigd" in told(changed)
    held.refresh_from_db()
    assert held.valid_until is None
    for expected in ("is ingetrokken", "al ingetrokken"):
        revoked = admin.post(role, {"step": "intrekken", "reason": "klaar"}, follow=True)
        assert expected in told(revoked)
    assert not Membership.objects.filter(user=cast.outsider).exists()
    actions = list(Event.objects.filter(subject=cast.outsider).values_list("action", flat=True))
    assert actions == ["membership.granted", "membership.changed", "membership.revoked"]


def test_refused_changes_say_what_to_do(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.clerk.pk}/"
    held = Membership.objects.get(user=cast.clerk)
    assert "Schrijf op waarom" in wrong(admin.post(f"{own}rol/{held.pk}/", {"step": "intrekken"}))["reason"]
    errors = wrong(admin.post(f"{own}rol/{held.pk}/", {"step": "einddatum", "valid_until": "1-1-2020"}))
    assert set(errors) == {"valid_until", "reason"}
    errors = wrong(admin.post(f"{own}rol/", {"role": "municipality_reader", "area": "", "reason": "x"}))
    assert set(errors) == {"area"}
    again = {
        "role": "municipality_editor",
        "area": ROTTERDAM,
        "reason": "x",
        "valid_until": today().isoformat(),
    }
    assert "heeft deze rol al" in told(admin.post(f"{own}rol/", again))
    assert not Event.objects.exists()


def test_own_account_is_left_to_others(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.administrator.pk}/"
    assert "Dit bent u zelf" in told(admin.get(own))
    grant = {"role": "ministry_manager", "area": "", "reason": "x"}
    assert "andere accountbeheerder" in told(admin.post(f"{own}rol/", grant))
    held = Membership.objects.get(user=cast.administrator)
    end = {"step": "einddatum", "valid_until": today().isoformat(), "reason": "x"}
    assert "andere accountbeheerder" in told(admin.post(f"{own}rol/{held.pk}/", end))
    stop = {"step": "intrekken", "reason": "x"}
    assert "laatste accountbeheerder" in told(admin.post(f"{own}rol/{held.pk}/", stop))
    assert "laatste accountbeheerder" in told(admin.post(f"{own}toegang/", {"step": "uit", "reason": "x"}))
    person("second-administrator", Role.ADMINISTRATOR)
    assert admin.post(f"{own}rol/{held.pk}/", stop).headers["Location"] == "/"
    assert admin.get(LIST).status_code == 404


def test_deactivating_and_activating(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.clerk.pk}/"
    clerk = signed_in(cast.clerk)
    assert clerk.get("/account/").status_code == 200
    for _ in range(2):
        # A second click does not turn it back.
        response = admin.post(f"{own}toegang/", {"step": "uit", "reason": "weg"}, follow=True)
        assert "is gedeactiveerd" in told(response)
    assert clerk.get("/account/").status_code == 404
    assert not User.objects.get(pk=cast.clerk.pk).is_active
    assert "kan niet inloggen" in main(admin.get(own)).text
    admin.post(f"{own}toegang/", {"step": "aan", "reason": "terug"})
    assert User.objects.get(pk=cast.clerk.pk).is_active
    assert Event.objects.filter(subject=cast.clerk, action__startswith="account.").count() == 2


def test_taking_away_a_second_factor(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.coordinator.pk}/"
    assert f"{own}tweede-factor/" in admin.get(own).content.decode()
    assert "Bel eerst" in main(admin.get(f"{own}tweede-factor/")).text
    assert "reason" in wrong(admin.post(f"{own}tweede-factor/", {}))
    for _ in range(2):
        response = admin.post(f"{own}tweede-factor/", {"reason": "telefoon kwijt"}, follow=True)
        assert "geen tweede factor meer" in told(response)
    assert "Een rol wacht op een tweede factor" in told(response)
    assert f"{own}tweede-factor/" not in response.content.decode()


def test_history_starts_with_the_invitation(cast: Cast, admin: Client) -> None:
    admin.post(f"{LIST}uitnodigen/", GOOD)
    user = accounts.accept(
        invitation=Invitation.objects.get().pk, name="Nina", password="fietsbel-op-dinsdag"
    )
    rows = main(admin.get(f"{LIST}{user.pk}/")).all("table")[-1].rows[1:]
    assert [row[1].split(" ", 1)[0] for row in rows] == ["uitnodiging", "uitgenodigd"]


def test_account_that_is_not_there(admin: Client) -> None:
    assert admin.get(f"{LIST}999999999999999999999/").status_code == 404
    assert admin.get(f"{LIST}9999999/").status_code == 404
    assert admin.post(f"{LIST}9999999/rol/", {}).status_code == 404


def test_pages_are_whole(cast: Cast, admin: Client) -> None:
    own = f"{LIST}{cast.clerk.pk}/"
    held = Membership.objects.get(user=cast.clerk)
    for address in (LIST, f"{LIST}uitnodigen/", own, f"{own}rol/", f"{own}rol/{held.pk}/", f"{own}toegang/"):
        assert page(admin.get(address))


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["per_page=-1", "per_page=0", "page=0", "page=x", "page=999", "sort=x"])
def test_odd_pages_of_the_list_show_people(admin: Client, asked: str) -> None:
    response = admin.get(f"{LIST}?{asked}")
    assert response.status_code == 200
    assert "Clerk" in names(main(response))
