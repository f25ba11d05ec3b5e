"""The sessions of an account: listed, ended one by one, renewed by use."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from housing.models import Event
from tests.cast import Cast
from tests.markup import page
from tests.signing_in import said, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_counts")]


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1"


def test_sessions_are_listed_and_ended_one_by_one(cast: Cast) -> None:
    here, phone, third = (Client(headers={"User-Agent": agent}) for agent in (FIREFOX, PHONE, "curl/8"))
    for client in (here, phone, third):
        sign_in(client, "clerk@voorbeeld.example")
    root = page(here.get("/account/sessies/"))
    lines = [item.text for item in root.one("main").one("ul").all("li")]
    assert lines[0].startswith("Firefox op Windows · dit apparaat")
    assert any(line.startswith("Safari op iPhone") for line in lines)
    assert any(line.startswith("onbekend apparaat") for line in lines)
    [of_phone] = [item for item in root.one("main").one("ul").all("li") if "iPhone" in item.text]
    number = of_phone.one("input", name="session").attributes["value"]
    assert "1 sessie is beëindigd." in said(here.post("/account/sessies/", {"session": number}, follow=True))
    assert phone.get("/account/").status_code == 404
    assert third.get("/account/").status_code == 200
    assert "al beëindigd" in said(here.post("/account/sessies/", {"session": number}, follow=True))
    here.post("/account/sessies/")
    assert third.get("/account/").status_code == 404
    assert here.get("/account/").status_code == 200
    ended = Event.objects.filter(action="account.changed").values_list("data__new__ended", flat=True)
    assert list(ended) == [1, 1]


def test_sessions_of_others_cannot_be_ended(cast: Cast) -> None:
    theirs, mine = Client(), Client()
    sign_in(theirs, "reader@voorbeeld.example")
    sign_in(mine, "clerk@voorbeeld.example")
    from allauth.usersessions.models import UserSession

    number = str(UserSession.objects.get(user=cast.reader).pk)
    mine.post("/account/sessies/", {"session": number})
    assert theirs.get("/account/").status_code == 200


def test_use_renews_the_session_now_and_then(cast: Cast) -> None:
    client = Client()
    sign_in(client, "clerk@voorbeeld.example")
    assert not client.get("/account/").cookies.get("sessionid"), "used a moment ago"
    session = client.session
    session["last_use"] -= 3600
    session.save()
    assert client.get("/account/").cookies["sessionid"]["max-age"] == 12 * 60 * 60
    Session.objects.all().delete()
    assert client.get("/account/").status_code == 404
