"""`manage.py invite`: the first administrator."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from housing.domain.roles import Role
from housing.models import Event, Invitation, Mail
from housing.services import accounts

EMAIL = "eerste@voorbeeld.example"


def invite(*args: str) -> str:
    out = StringIO()
    call_command("invite", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_first_administrator_is_invited_once() -> None:
    assert "is uitgenodigd als accountbeheerder" in invite("Eerste@voorbeeld.example")
    assert "niets veranderd" in invite(EMAIL, "--role", "administrator")
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.invited_by) == (EMAIL, "administrator", None)
    assert Mail.objects.count() == Event.objects.count() == 1
    user = accounts.accept(invitation=invitation.pk, name="Eef Eerste", password="fietsbel-op-dinsdag")
    assert user.memberships.get().role == Role.ADMINISTRATOR
    assert "niets veranderd" in invite(EMAIL)


@pytest.mark.django_db
def test_the_link_comes_by_mail_and_not_on_the_screen() -> None:
    shown = invite(EMAIL, "--name", "Eef Eerste")
    assert "/uitnodiging/" not in shown
    assert "/uitnodiging/" in Mail.objects.get().text
    assert "U bent uitgenodigd" in Mail.objects.get().text


@pytest.mark.django_db
def test_another_role_for_an_area() -> None:
    assert "coördinator provincie" in invite(EMAIL, "--role", "province_coordinator", "--area", "PV28")
    assert Invitation.objects.get().province_id == "PV28"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["geen adres"], "geen e-mailadres"),
        ([EMAIL, "--area", "GM9999"], "Er is geen gemeente of provincie"),
        ([EMAIL, "--area", "GM0599"], "hele land"),
        ([EMAIL, "--role", "municipality_editor"], "hoort een gemeente"),
    ],
)
def test_what_cannot_be_says_why(arguments: list[str], text: str) -> None:
    with pytest.raises(CommandError, match=text):
        invite(*arguments)
    assert not Invitation.objects.exists()
