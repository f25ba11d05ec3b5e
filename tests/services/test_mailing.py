"""The outbox: written with the change, sent at most once, kept while the server is away."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as server
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.test import Client

from housing.models import Mail, User
from housing.services import mailing
from housing.services.mailing import (
    Message,
    forget_old,
    owe,
    owe_many,
    send_owed,
    sign_in_link,
    uncertain,
)
from tests.cast import Cast
from tests.mail_backends import Away

LINES = {
    "lines": [],
    "due_on": date(2022, 11, 10),
    "days_left": 3,
    "url": "http://localhost:8000/inloggen/?next=/taken/",
}

Committed = Callable[..., Any]


@pytest.fixture(autouse=True)
def server_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server was away just before a test."""
    monkeypatch.setattr(mailing, "_rests_until", 0.0)
    Away.attempts = 0


def remind(user: User, key: str = "before 2022-11-10", **options: Any) -> None:
    owe(kind=Mail.Kind.BEFORE_DUE, key=key, template="before_due", context=LINES, user=user, **options)


def invite(address: str = "Nieuw@Voorbeeld.example") -> None:
    context = {
        "invitation": {"name": "", "valid_until": None, "expires_at": mailing.journal_state().now},
        "inviter": "Ada",
        "role": "invoerder",
        "area": None,
        "url": "http://localhost:8000/uitnodiging/geheim/",
    }
    owe(
        kind=Mail.Kind.INVITATION, key="invitation-1", template="invitation", context=context, address=address
    )


def sent() -> EmailMultiAlternatives:
    [message] = server.outbox
    assert isinstance(message, EmailMultiAlternatives)
    return message


def test_mail_is_sent_when_the_change_is_committed(
    cast: Cast, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        remind(cast.clerk)
        assert not server.outbox
    assert sent().to == ["clerk@voorbeeld.example"]
    mail = Mail.objects.get()
    assert mail.sent_at
    assert (mail.attempts, mail.last_error) == (1, "")


def test_mail_of_a_change_that_was_rolled_back_is_not_owed(cast: Cast) -> None:
    with transaction.atomic():
        remind(cast.clerk)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_same_mail_is_owed_once(cast: Cast, django_capture_on_commit_callbacks: Committed) -> None:
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            remind(cast.clerk)
    assert len(server.outbox) == Mail.objects.count() == 1
    assert send_owed() == (0, 0)


def test_mail_has_headers_of_a_list_and_no_answer_is_expected(cast: Cast) -> None:
    remind(cast.clerk)
    assert send_owed() == (1, 0)
    headers = sent().extra_headers
    assert re.fullmatch(r"<http://localhost:8000/afmelden/[^/>]+/>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"].endswith("@localhost>")


def test_mail_is_plain_text_and_html_with_the_choices_at_the_foot(cast: Cast) -> None:
    remind(cast.clerk)
    send_owed()
    message = sent()
    [(html, kind)] = [(part.content, part.mimetype) for part in message.alternatives]
    assert kind == "text/html"
    for text in (message.body, html):
        assert "/afmelden/" in text
        assert "/inloggen/?next=/account/berichten/" in text
    assert "<" not in message.body
    assert "<html" in str(html)


def test_invitation_has_no_way_to_unsubscribe_and_is_blanked_once_sent(db: None) -> None:
    invite()
    assert Mail.objects.get().address == "nieuw@voorbeeld.example"
    send_owed()
    assert "List-Unsubscribe" not in sent().extra_headers
    assert "geheim" in sent().body
    mail = Mail.objects.get()
    assert (mail.text, mail.html) == ("", "")


def test_mail_is_in_the_language_of_the_account(cast: Cast) -> None:
    cast.clerk.language = "en"
    remind(cast.clerk)
    assert 'lang="en"' in Mail.objects.get().html


def test_plain_text_holds_no_entities(cast: Cast) -> None:
    cast.clerk.name = "D'Artagnan & Zn\nBcc: iemand@voorbeeld.example"
    remind(cast.clerk)
    mail = Mail.objects.get()
    assert "D'Artagnan & Zn" in mail.text
    assert "D&#x27;Artagnan &amp; Zn" in mail.html
    assert "\n" not in mail.subject


def test_links_lead_through_signing_in() -> None:
    assert sign_in_link("/taken/?a=1&b=2") == "http://localhost:8000/inloggen/?next=/taken/%3Fa%3D1%26b%3D2"


# ── Who gets none ────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_owed_to_whoever_does_not_want_it_or_is_gone(cast: Cast) -> None:
    cast.clerk.mail_before_due = False
    cast.second_clerk.is_active = False
    remind(cast.clerk)
    remind(cast.second_clerk)
    assert not Mail.objects.exists()


def test_mail_that_is_no_longer_wanted_is_not_sent(cast: Cast) -> None:
    remind(cast.clerk)
    User.objects.filter(pk=cast.clerk.pk).update(mail_before_due=False)
    assert send_owed() == (0, 0)
    assert not Mail.objects.exists()


# ── A server that is away ────────────────────────────────────────────────────────────────────────────────


def test_server_that_is_away_costs_time_not_mail(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Committed
) -> None:
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.mail_backends.Away"
    with django_capture_on_commit_callbacks(execute=True):
        remind(cast.clerk)
        remind(cast.second_clerk)
    mail = Mail.objects.get(user=cast.clerk)
    assert (mail.sent_at, mail.attempts) == (None, 1)
    assert mail.last_error == "ConnectionRefusedError: no mail server"
    assert Mail.objects.get(user=cast.second_clerk).attempts == 0, "a server that was just away is left alone"
    Mail.objects.update(created_at=mail.created_at - timedelta(minutes=1))
    assert send_owed() == (0, 2)
    assert Away.attempts == 2, "the run ends at the first message when the server cannot be reached"
    settings.EMAIL_BACKEND = kept
    Mail.objects.update(created_at=mail.created_at - timedelta(minutes=5))
    assert send_owed() == (2, 0)
    assert {message.to[0] for message in server.outbox} == {cast.clerk.email, cast.second_clerk.email}


def test_address_that_is_refused_does_not_hold_up_the_others(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.Refusing"
    remind(cast.clerk)
    remind(cast.second_clerk)
    assert send_owed() == (1, 1)
    assert send_owed() == (0, 0), "the refused one waits a minute"
    assert "550" in Mail.objects.get(user=cast.clerk).last_error


def test_refused_mail_is_tried_again_ever_more_seldom_and_never_given_up(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.Refusing"
    remind(cast.clerk)
    written = Mail.objects.get().created_at
    tried = 0
    for hour in range(0, 24 * 10, 3):
        Mail.objects.update(created_at=written - timedelta(hours=hour))
        tried += send_owed() == (0, 1)
    assert 10 <= tried <= 16


def test_web_server_without_a_way_out_leaves_sending_to_the_next_run(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Committed
) -> None:
    settings.MAIL_AT_ONCE = False
    with django_capture_on_commit_callbacks(execute=True):
        remind(cast.clerk)
    assert not server.outbox
    assert send_owed() == (1, 0)


def test_mail_that_was_cut_off_is_never_sent_twice_and_is_reported(cast: Cast, settings: Any) -> None:
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.mail_backends.Killed"
    remind(cast.clerk)
    with pytest.raises(KeyboardInterrupt):
        send_owed()
    settings.EMAIL_BACKEND = kept
    assert send_owed() == (0, 0)
    assert uncertain() == 0, "it may still be under way"
    Mail.objects.update(sent_at=mailing.journal_state().now - timedelta(hours=2))
    assert uncertain() == 1
    assert Mail.objects.get().text == ""


def test_old_mail_is_forgotten(cast: Cast, settings: Any) -> None:
    remind(cast.clerk)
    send_owed()
    assert forget_old() == 0
    Mail.objects.update(
        sent_at=mailing.journal_state().now - timedelta(days=settings.ADDRESS_RETENTION_DAYS + 1)
    )
    assert forget_old() == 1


# ── Two runs at once ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def closing() -> Callable[..., Any]:
    """Runs something in a thread and closes that thread's connection after it."""

    def run(action: Callable[..., Any], *args: Any) -> Any:
        try:
            return action(*args)
        finally:
            connection.close()

    return run


@pytest.mark.django_db(transaction=True)
def test_two_runs_never_send_the_same_mail(settings: Any, closing: Callable[..., Any]) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.Slow"
    for number in range(20):
        user = User.objects.create_user(f"u{number}@voorbeeld.example")
        remind(user, at_once=False)
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(closing, send_owed) for _ in range(4)]
        results = [run.result() for run in runs]
    assert sum(count for count, _ in results) == 20
    assert len({message.to[0] for message in server.outbox}) == len(server.outbox) == 20


@pytest.mark.django_db(transaction=True)
def test_same_mail_owed_by_two_at_once_is_sent_once(closing: Callable[..., Any]) -> None:
    user = User.objects.create_user("u@voorbeeld.example")
    with ThreadPoolExecutor(6) as pool:
        runs = [pool.submit(closing, remind, user) for _ in range(6)]
        for run in runs:
            run.result()
    assert len(server.outbox) == Mail.objects.count() == 1


# ── Stopping mail ────────────────────────────────────────────────────────────────────────────────────────


def test_links_of_reminders_show_nothing_without_signing_in(cast: Cast) -> None:
    remind(cast.clerk)
    text = Mail.objects.get().text
    for address in re.findall(r"http://localhost:8000(/\S*)", text):
        body = Client().get(address, follow=True).content.decode()
        assert cast.clerk.email not in body


# ── Many at once ─────────────────────────────────────────────────────────────────────────────────────────


def test_same_message_to_many_differs_in_the_name_alone(cast: Cast) -> None:
    User.objects.filter(pk=cast.second_clerk.pk).update(name="Bo <b>'t Vet</b>")
    User.objects.filter(pk=cast.other_clerk.pk).update(language="en")
    User.objects.filter(pk=cast.reader.pk).update(name="")
    people = list(User.objects.filter(memberships__municipality__isnull=False).order_by("pk"))
    one_by_one = {}
    for user in people:
        remind(user, at_once=False)
        mail = Mail.objects.get(address=user.email)
        one_by_one[user.email] = (mail.subject, mail.text, mail.html, mail.unsubscribe_url)
    Mail.objects.all().delete()
    messages = [Message(LINES, user) for user in people]
    to = owe_many(
        kind=Mail.Kind.BEFORE_DUE, key="before 2022-11-10", template="before_due", messages=messages
    )
    assert to == [user.email for user in people]
    rows = Mail.objects.values_list("address", "subject", "text", "html", "unsubscribe_url")
    assert {address: tuple(rest) for address, *rest in rows} == one_by_one
    second = Mail.objects.get(address=cast.second_clerk.email)
    assert "Beste Bo <b>'t Vet</b>," in second.text
    assert "Beste Bo &lt;b&gt;&#x27;t Vet&lt;/b&gt;," in second.html
    assert "Dear" in Mail.objects.get(address=cast.other_clerk.email).text


def test_many_messages_take_as_many_queries_as_two(cast: Cast, django_assert_num_queries: Committed) -> None:
    people = User.objects.bulk_create(User(email=f"p{n}@voorbeeld.example", name=f"P {n}") for n in range(40))
    given = {"kind": Mail.Kind.BEFORE_DUE, "key": "before 2022-11-10", "template": "before_due"}
    with django_assert_num_queries(3):
        owe_many(**given, messages=[Message(LINES, user) for user in people[:2]])
    with django_assert_num_queries(3):
        owe_many(**given, messages=[Message(LINES, user) for user in people])
    assert Mail.objects.count() == 40
    with django_assert_num_queries(1):
        assert owe_many(**given, messages=[Message(LINES, user) for user in people]) == []


def test_one_address_among_many_gets_one_message_and_who_does_not_want_it_none(cast: Cast) -> None:
    User.objects.filter(pk=cast.reader.pk).update(mail_before_due=False)
    people = [cast.clerk, cast.clerk, User.objects.get(pk=cast.reader.pk)]
    messages = [Message(LINES, user) for user in people]
    assert owe_many(kind=Mail.Kind.BEFORE_DUE, key="twice", template="before_due", messages=messages) == [
        cast.clerk.email
    ]
