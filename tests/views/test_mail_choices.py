"""Choosing mail, and stopping it with the link in it."""

import pytest
from django.test import Client

from housing.models import Event, User
from housing.services.mail_choices import unsubscribe_token
from tests.cast import Cast, signed_in
from tests.markup import page

pytestmark = pytest.mark.django_db

CHOICES = "/account/berichten/"


def test_choices_are_kept_and_told_in_the_log(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    assert client.get(CHOICES).status_code == 200
    response = client.post(CHOICES, {"before_due": "on", "digest": "on"})
    assert response.status_code == 302
    cast.clerk.refresh_from_db()
    found = (cast.clerk.mail_before_due, cast.clerk.mail_after_due, cast.clerk.mail_digest)
    assert found == (True, False, True)
    event = Event.objects.get(action="mail_choices.changed")
    assert event.actor == event.subject == cast.clerk
    assert event.data == {"old": {"after_due": True}, "new": {"after_due": False}}
    assert "Uw keuze is opgeslagen." in page(client.get(CHOICES)).one("main").text


def test_same_choice_again_is_no_event(cast: Cast) -> None:
    signed_in(cast.clerk).post(CHOICES, {"before_due": "on", "after_due": "on", "digest": "on"})
    assert not Event.objects.exists()


def test_choices_are_for_whoever_is_signed_in(db: None) -> None:
    assert Client().get(CHOICES).status_code == 404
    assert Client().post(CHOICES, {}).status_code == 404


@pytest.mark.parametrize("kind", ["before_due", "after_due", "digest"])
def test_link_in_a_mail_stops_that_kind_only(cast: Cast, kind: str) -> None:
    address = f"/afmelden/{unsubscribe_token(cast.clerk.pk, kind)}/"
    asked = Client().get(address)
    assert "Wilt u dit bericht niet meer krijgen?" in asked.content.decode()
    assert all(
        getattr(User.objects.get(pk=cast.clerk.pk), f"mail_{name}") for name in ("digest", "after_due")
    )
    done = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    user = User.objects.get(pk=cast.clerk.pk)
    choices = {name: getattr(user, f"mail_{name}") for name in ("before_due", "after_due", "digest")}
    assert choices == {name: name != kind for name in choices}
    assert "U krijgt dit bericht niet meer" in Client().get(address).content.decode()
    assert Client().post(address).status_code == 200
    assert Event.objects.count() == 1


def test_stopped_mail_can_be_started_again(cast: Cast) -> None:
    Client().post(f"/afmelden/{unsubscribe_token(cast.clerk.pk, 'digest')}/")
    signed_in(cast.clerk).post(CHOICES, {"before_due": "on", "after_due": "on", "digest": "on"})
    assert User.objects.get(pk=cast.clerk.pk).mail_digest


def test_page_to_stop_is_in_the_language_of_the_account(cast: Cast) -> None:
    User.objects.filter(pk=cast.clerk.pk).update(language="en")
    response = Client().get(f"/afmelden/{unsubscribe_token(cast.clerk.pk, 'digest')}/")
    assert response.headers["Content-Language"] == "en"
    assert page(response).attributes["lang"] == "en"


def test_page_to_stop_tells_nothing_about_the_account(cast: Cast) -> None:
    body = Client().get(f"/afmelden/{unsubscribe_token(cast.clerk.pk, 'digest')}/").content.decode()
    assert cast.clerk.email not in body


@pytest.mark.parametrize("token", ["x", "W10:abc", "%00", "a" * 4000])
def test_token_that_is_not_ours_is_not_found(db: None, token: str) -> None:
    assert Client().get(f"/afmelden/{token}/").status_code == 404
    assert Client().post(f"/afmelden/{token}/").status_code == 404


def test_token_of_one_kind_cannot_be_made_into_another(cast: Cast) -> None:
    token = unsubscribe_token(cast.clerk.pk, "digest")
    body, signature = token.rsplit(":", 1)
    other = unsubscribe_token(cast.clerk.pk, "before_due").rsplit(":", 1)[0]
    assert Client().post(f"/afmelden/{other}:{signature}/").status_code == 404
    assert body != other


def test_token_of_an_account_that_is_gone_is_not_found(cast: Cast) -> None:
    address = f"/afmelden/{unsubscribe_token(cast.clerk.pk, 'digest')}/"
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
