"""What stands in the database shows in the language of the page."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from housing.models import POSTING_MODELS
from housing.queries.positions import Published
from housing.views.journal_texts import shown, title_of

LETTER = Published(
    slug="kamerbrief",
    title="Kamerbrief 7 januari 2022",
    kind="letter",
    known_on=datetime(2022, 1, 7, 23, 59, tzinfo=ZoneInfo("Europe/Amsterdam")),
    seq=1,
    hash="",
)


def test_texts_of_our_own_are_translated_by_part():
    with translation.override("en"):
        assert (
            shown("synthetisch (demonstratie), datum synthetisch")
            == "synthetic (demonstration), synthetic date"
        )
    assert shown("synthetisch (demonstratie)") == "synthetisch (demonstratie)"


def test_months_of_our_own_are_translated():
    with translation.override("en"):
        assert shown("Meppel, maart 2022") == "Meppel, March 2022"
        assert shown("maart 0000") == "maart 0000"
    assert shown("maart 2022") == "maart 2022"


@pytest.mark.parametrize("text", ["", "Friesch Dagblad 2021", "e-mail van 3 mei, met bijlage"])
def test_other_texts_are_left(text):
    with translation.override("en"):
        assert shown(text) == text


def test_publication_is_named_by_kind_and_day_in_english():
    assert title_of(LETTER) == "Kamerbrief 7 januari 2022"
    with translation.override("en"):
        assert title_of(LETTER) == "Letter, 7 January 2022"


#: Names, which are the same in both languages.
SOURCES = {"", "Wet arhi art. 44", "Friesch Dagblad 2021", "stadszaken.nl 2021"}


def test_every_text_of_the_demonstration_is_translated(site):
    texts = {
        text
        for model in POSTING_MODELS
        for pair in model.objects.values_list("reason", "source")
        for text in pair
    }
    with translation.override("en"):
        assert {text for text in texts - SOURCES if shown(text) == text} == set()


@pytest.mark.parametrize("query", ["stand=x", "stand=2099-01-01", "publicatie=x"])
def test_position_that_cannot_be_shown_is_explained_in_english(site, query):
    site.cookies["taal"] = "en"
    html = site.get(f"/landelijk/2022-1/?{query}").content.decode()
    assert not [word for word in ("Deze", "Kies", "Schrijf") if word in html]
