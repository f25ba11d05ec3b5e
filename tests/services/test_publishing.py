"""Publishing and withdrawing: who may, what is refused, what is kept."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from housing.access import NotAllowedError
from housing.models import Event, EventText, Publication, Withdrawal
from housing.queries.journal import AMSTERDAM, end_of_day, journal_state
from housing.queries.positions import published_position
from housing.services.publishing import OvertakenError, PublishError, free_slug, proposed, publish, withdraw
from housing.services.verifying import verify
from tests.cast import UTRECHT, Cast
from tests.conftest import Ledger

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2022, 2, 3), date(2022, 3, 3)
OTHER = Publication.Kind.OTHER


@pytest.fixture(autouse=True)
def journal(ledger: Ledger) -> Ledger:
    ledger.target(UTRECHT, "2022-1", 60, date(2022, 1, 3))
    ledger.home(UTRECHT, "2022-01", 12, FIRST)
    ledger.home(UTRECHT, "2022-02", 7, SECOND)
    return ledger


def published(title: str = "Stand", **fields: object) -> Publication:
    known_on = fields.pop("known_on", None) or journal_state().now
    return publish(**{"title": title, "kind": OTHER, "known_on": known_on, **fields})  # type: ignore[arg-type]


def test_what_is_published_is_what_was_known_then(cast: Cast) -> None:
    made = published("Maart", known_on=end_of_day(date(2022, 2, 28)), remarks=" Let op. ", by=cast.manager)
    assert (made.slug, made.seq, made.remarks, made.published_by) == ("maart", 2, "Let op.", cast.manager)
    assert made.sums["2022-1"] == {
        "opening": 0, "target": 60, "exchanges": 0, "corrections": 0, "transfers": 0,
        "home": 12, "transitional": 0, "hotel": 0, "closing": -48,
    }  # fmt: skip
    event = Event.objects.get(action="publication.made")
    assert event.actor == cast.manager
    assert event.data["new"] == {
        "publication": "maart", "kind": "other", "known_on": "2022-02-28T23:59:59.999999+01:00", "seq": 2,
    }  # fmt: skip
    assert verify().is_sound


@pytest.mark.parametrize("who", ["ministry_reader", "coordinator", "clerk", "administrator", "outsider"])
def test_only_managers_publish_and_withdraw(cast: Cast, who: str) -> None:
    made = published()
    with pytest.raises(NotAllowedError):
        published("Andere", by=getattr(cast, who))
    with pytest.raises(NotAllowedError):
        withdraw(by=getattr(cast, who), publication=made, reason="Fout")
    assert (Publication.objects.count(), Withdrawal.objects.count()) == (1, 0)


@pytest.mark.parametrize("title", ["", "   ", "🎉🎉", "…", "\0", "een\0twee", "x" * 121, "---"])
def test_a_title_that_says_nothing_is_refused(title: str) -> None:
    with pytest.raises(PublishError, match="titel"):
        published(title)
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"known_on": datetime(2999, 1, 1, tzinfo=AMSTERDAM)}, "toekomst"),
        ({"known_on": datetime(2022, 1, 2, tzinfo=AMSTERDAM)}, "nog niets in het journaal"),
        ({"remarks": "x" * 10_001}, "korter"),
        ({"remarks": "een\0twee"}, "korter"),
        ({"kind": "roman"}, "soort"),
    ],
)
def test_what_cannot_be_published_is_refused_with_the_remedy(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(PublishError, match=reason):
        published(**fields)
    assert not Publication.objects.exists()
    assert not Event.objects.exists()


def test_a_title_that_is_there_gets_a_number_behind_its_address() -> None:
    assert [published("Stand mei").slug for _ in range(3)] == ["stand-mei", "stand-mei-2", "stand-mei-3"]
    assert published("Vergelijken").slug == "vergelijken-2"


def test_long_addresses_stay_within_their_column_and_differ() -> None:
    title = "maandoverzicht " * 8
    slugs = [published(title).slug for _ in range(12)]
    assert len(set(slugs)) == 12
    assert max(map(len, slugs)) <= 80
    assert not [slug for slug in slugs if slug.startswith("-") or "--" in slug]
    assert free_slug(title) == slugs[-1][:-2] + "13"


def test_a_proposal_is_what_would_be_stored_and_stores_nothing() -> None:
    known_on = end_of_day(FIRST)
    made = proposed(title="Stand", kind=OTHER, known_on=known_on)
    assert not Publication.objects.exists()
    stored = published(known_on=known_on)
    for name in ("slug", "title", "kind", "known_on", "seq", "hash", "sums"):
        assert getattr(made, name) == getattr(stored, name)


def test_who_confirms_what_no_longer_holds_is_told(cast: Cast) -> None:
    seen = journal_state().publications
    made = published(by=cast.manager, seen=seen)
    with pytest.raises(OvertakenError):
        published("Nog een", by=cast.second_manager, seen=seen)
    with pytest.raises(OvertakenError):
        withdraw(by=cast.second_manager, publication=made, reason="Fout", seen=seen)
    assert (Publication.objects.count(), Withdrawal.objects.count()) == (1, 0)


def test_withdrawing_adds_a_reason_and_changes_nothing(cast: Cast) -> None:
    made = published("Stand")
    before = Publication.objects.values().get()
    withdraw(by=cast.manager, publication=made, reason="  Een telfout in Utrecht. ")
    assert Publication.objects.values().get() == before
    kept = Withdrawal.objects.get()
    assert (kept.reason, kept.withdrawn_by) == ("Een telfout in Utrecht.", cast.manager)
    event = Event.objects.get(action="publication.withdrawn")
    assert event.data["old"]["publication"] == "stand"
    assert EventText.objects.get(event=event, kind="reason").text == "Een telfout in Utrecht."
    assert verify().is_sound


@pytest.mark.parametrize("reason", ["", "  ", "\0", "een\0twee", "x" * 2001])
def test_withdrawing_needs_a_reason_that_can_be_read(cast: Cast, reason: str) -> None:
    made = published()
    with pytest.raises(PublishError, match="reden"):
        withdraw(by=cast.manager, publication=made, reason=reason)
    assert not Withdrawal.objects.exists()


def test_a_publication_is_withdrawn_once(cast: Cast) -> None:
    made = published()
    withdraw(by=cast.manager, publication=made, reason="Fout")
    with pytest.raises(PublishError, match="al ingetrokken"):
        withdraw(by=cast.second_manager, publication=made, reason="Ook fout")
    assert Withdrawal.objects.get().reason == "Fout"


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_database_keeps_withdrawals(cast: Cast, deed: str) -> None:
    withdraw(by=cast.manager, publication=published(), reason="Fout")
    with pytest.raises(DatabaseError), transaction.atomic():
        Withdrawal.objects.update(reason="Anders") if deed == "update" else Withdrawal.objects.all().delete()


def test_what_the_public_sees_goes_back_to_the_last_valid_one(cast: Cast) -> None:
    def seen() -> str:
        found = published_position(journal_state())
        return found.publication.slug if found and found.publication else ""

    first = published("Eerste", known_on=end_of_day(date(2022, 2, 28)))
    second = published("Tweede")
    older = published("Later gemaakt", known_on=end_of_day(date(2022, 2, 20)))
    assert seen() == "tweede"
    withdraw(by=cast.manager, publication=second, reason="Fout")
    assert seen() == "eerste"
    withdraw(by=cast.manager, publication=first, reason="Fout")
    assert seen() == "later-gemaakt"
    withdraw(by=cast.manager, publication=older, reason="Fout")
    assert seen() == ""
    found = published_position(journal_state(), "tweede")
    assert found is not None
    assert found.publication is not None
    assert found.publication.withdrawn is not None
    assert found.publication.withdrawn.reason == "Fout"


def test_a_moment_in_the_past_has_its_place_whatever_is_posted_later(journal: Ledger) -> None:
    moment = journal_state().now
    before = proposed(title="Stand", kind=OTHER, known_on=moment)
    journal.home(UTRECHT, "2022-03", 5)
    assert journal_state().now > moment + timedelta(0)
    assert proposed(title="Stand", kind=OTHER, known_on=moment).seq == before.seq
