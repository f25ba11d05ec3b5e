"""The page of signals: what a new one would find, then setting it; among the tasks; for managers only."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing.models import AlertRule, Mail
from tests.cast import Cast, signed_in
from tests.markup import main

pytestmark = pytest.mark.django_db
PAGE = "/beheer/signalen/"
BEHIND = "?soort=province_behind&grens=1&provincie="
STREAK = "?soort=municipality_streak&grens=2&provincie=flevoland"
MISSING = "?soort=month_missing&grens=3&provincie="


@pytest.fixture
def manager(site: Client, cast: Cast) -> Client:
    return signed_in(cast.manager)


def made() -> QuerySet[AlertRule]:
    """The signals of the cast; somebody in the demonstration has some as well."""
    return AlertRule.objects.filter(owner__email__endswith="@voorbeeld.example")


def post(client: Client, **data: str) -> int:
    return client.post(PAGE, data).status_code


def test_a_new_signal_first_shows_what_it_finds(manager: Client) -> None:
    content = main(manager.get(PAGE + MISSING))
    shown = content.one("section", class_="preview")
    assert "Een maand is 3 dagen na de uiterste dag nog niet ingediend : 7 maandopgaven." in shown.text
    assert "oktober 2022 niet ingediend: 7 gemeenten" in shown.text
    assert "Oegstgeest" in shown.text
    assert shown.all("a", href="/landelijk/2022-2/volledigheid/")
    assert not made().exists()


def test_streaks_of_one_province(manager: Client) -> None:
    shown = main(manager.get(PAGE + STREAK)).one("section", class_="preview").text
    assert "Een gemeente sloot 2 of meer halfjaren op rij met een achterstand (Flevoland)" in shown


def test_a_preview_of_nothing_says_so(manager: Client) -> None:
    shown = main(manager.get(PAGE + BEHIND.replace("grens=1", "grens=100")))
    assert "achter op haar norm : niets." in shown.one("section", class_="preview").text


def test_a_signal_is_set_and_removed(manager: Client, cast: Cast) -> None:
    data = {"actie": "instellen", "soort": "month_missing", "grens": "3", "provincie": "", "mail": "ja"}
    assert manager.post(PAGE, data).headers["Location"] == PAGE
    rule = made().get()
    assert (rule.owner, rule.kind, rule.threshold, rule.by_mail) == (cast.manager, "month_missing", 3, True)
    content = main(manager.get(PAGE))
    assert "Het signaal is ingesteld." in content.text
    assert "Vindt nu: 7 maandopgaven." in content.text
    assert post(manager, actie="weghalen", signaal=str(rule.pk)) == 302
    assert not made().exists()
    assert "Het signaal is weggehaald." in main(manager.get(PAGE)).text


def test_without_the_box_there_is_no_mail(manager: Client) -> None:
    assert post(manager, actie="instellen", soort="month_missing", grens="3", provincie="") == 302
    assert not made().get().by_mail


def test_the_same_once_more_is_told(manager: Client) -> None:
    data = {"actie": "instellen", "soort": "month_missing", "grens": "3", "provincie": "", "mail": "ja"}
    manager.post(PAGE, data)
    response = manager.post(PAGE, data)
    assert response.status_code == 422
    content = main(response)
    assert "Dit signaal heeft u al." in content.text
    assert content.one("section", class_="preview")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("grens", "", "Vul een heel getal in van 1 tot en met 180."),
        ("grens", "0", "Vul een heel getal in van 1 tot en met 180."),
        ("grens", "veel", "Vul een heel getal in van 1 tot en met 180."),
        ("grens", "9" * 4000, "Vul een heel getal in van 1 tot en met 180."),
        ("grens", "\0", "Vul een heel getal in van 1 tot en met 180."),
        ("provincie", "atlantis", "Kies een provincie uit de lijst."),
    ],
)
def test_odd_values_are_explained(manager: Client, field: str, value: str, says: str) -> None:
    data = {"actie": "instellen", "soort": "month_missing", "grens": "3", "provincie": "", field: value}
    for response in (manager.post(PAGE, data), manager.get(PAGE, data)):
        assert response.status_code == 422
        assert says in main(response).text
    assert not made().exists()


@pytest.mark.parametrize(
    "data", [{}, {"actie": "instellen"}, {"soort": "maan"}, {"actie": "\0", "soort": "\0"}]
)
def test_no_signal_at_all_shows_the_page(manager: Client, data: dict[str, str]) -> None:
    assert manager.post(PAGE, data).status_code == 422
    assert manager.get(PAGE, data).status_code == 200


@pytest.mark.parametrize("number", ["", "0", "9999999999999999999999", "x", "\0"])
def test_a_signal_that_is_not_there_cannot_be_removed(manager: Client, number: str) -> None:
    assert post(manager, actie="weghalen", signaal=number) == 302
    assert "Dit signaal is er niet meer." in main(manager.get(PAGE)).text


def test_one_sees_and_removes_only_ones_own(manager: Client, cast: Cast) -> None:
    post(manager, actie="instellen", soort="month_missing", grens="3", provincie="")
    other = signed_in(cast.second_manager)
    assert "U heeft nog geen signalen ingesteld." in main(other.get(PAGE)).text
    post(other, actie="weghalen", signaal=str(made().get().pk))
    assert made().count() == 1


def test_only_managers(site: Client, cast: Cast) -> None:
    for who, status in (
        ("ministry_reader", 403),
        ("coordinator", 404),
        ("clerk", 404),
        ("administrator", 404),
    ):
        client = signed_in(getattr(cast, who))
        assert client.get(PAGE).status_code == status
        assert post(client, actie="instellen", soort="month_missing", grens="3") == status
    assert not made().exists()


def test_nobody_keeps_the_page(manager: Client) -> None:
    assert manager.get(PAGE).headers["Cache-Control"] == "private, no-store"


def test_findings_stand_among_the_tasks_of_the_owner(manager: Client, cast: Cast) -> None:
    assert "Signalen" not in main(manager.get("/taken/")).text
    post(manager, actie="instellen", soort="month_missing", grens="3", provincie="")
    content = main(manager.get("/taken/"))
    assert "Een maand is 3 dagen na de uiterste dag nog niet ingediend" in content.text
    assert "oktober 2022 niet ingediend: 7 gemeenten" in content.text
    assert content.all("a", href=PAGE)
    assert "3 dagen na de uiterste dag" not in main(signed_in(cast.second_manager).get("/taken/")).text
    assert not Mail.objects.filter(kind=Mail.Kind.ALERT).exists()


def test_signals_that_find_nothing_are_no_task(manager: Client) -> None:
    post(manager, actie="instellen", soort="province_behind", grens="100", provincie="")
    content = main(manager.get("/taken/"))
    assert "100% achter" not in content.text
    assert "Signalen" in content.text


def test_queries_do_not_grow_with_signals(manager: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert manager.get(PAGE).status_code == 200
        return len(captured)

    for kind in ("province_behind", "municipality_streak", "month_missing"):
        post(manager, actie="instellen", soort=kind, grens="3", provincie="")
    manager.get(PAGE)
    few = count()
    for kind in ("province_behind", "municipality_streak", "month_missing"):
        for threshold in ("4", "5", "6"):
            post(manager, actie="instellen", soort=kind, grens=threshold, provincie="")
    manager.get(PAGE)
    assert count() == few <= 14


def test_the_log_says_what_was_set(manager: Client, cast: Cast) -> None:
    post(manager, actie="instellen", soort="month_missing", grens="3", provincie="", mail="ja")
    text = main(signed_in(cast.administrator).get("/beheer/logboek/")).text
    assert "Signaal ingesteld" in text
    assert "maand niet ingediend" in text
