"""Numbers as clerks type them: Dutch notation is understood, anything else is refused with the remedy."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing import formatting
from housing.domain.periods import Month
from housing.domain.reporting import Counts
from housing.forms.entry import CountError, clean_text, read_count, read_draft, read_fields

OCTOBER = Month(2022, 10)


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("", None),
        ("   ", None),
        ("0", 0),
        ("007", 7),
        ("12", 12),
        (" 12 ", 12),
        ("1234", 1234),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("12.345.678", 12345678),
    ],
)
def test_numbers_are_understood(text: str, persons: int | None) -> None:
    assert read_count(text) == persons


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,5", "heel getal"),
        ("1.234,50", "heel getal"),
        ("-3", "onder nul"),
        ("−3", "onder nul"),
        ("12 stuks", "Vul alleen het getal in: 12."),
        ("12st", "Vul alleen het getal in: 12."),
        ("1.23", "Bedoelt u 123?"),
        ("1.2345", "Bedoelt u 12345?"),
        ("0.123", "Bedoelt u 123?"),
        ("1.234 567", "Bedoelt u 1234567?"),
        ("1234567890", "te lang"),
        ("geen", "Vul een heel getal in"),
        ("-", "Vul een heel getal in"),
        ("１２", "Vul een heel getal in"),
        ("²", "Vul een heel getal in"),
        ("1e3", "Vul"),
        ("=1+1", "Vul een heel getal in"),
        ("\0", "Vul een heel getal in"),
        ("nan", "Vul een heel getal in"),
    ],
)
def test_anything_else_is_refused_with_the_remedy(text: str, reason: str) -> None:
    with pytest.raises(CountError, match=re.escape(reason)):
        read_count(text)


@given(st.integers(0, 999_999_999), st.sampled_from([".", " ", "\u00a0", ""]))
def test_what_is_shown_can_be_typed(persons: int, separator: str) -> None:
    text = formatting.number(persons, "nl").replace(".", separator)
    assert read_count(text) == persons


@given(st.text(max_size=40))
def test_any_text_is_a_number_nothing_or_refused(text: str) -> None:
    try:
        persons = read_count(text)
    except CountError:
        return
    assert persons is None or 0 <= persons < 10**9
    assert (persons is None) == (not text.strip())


@given(st.text(alphabet="0123456789., -", max_size=12))
def test_digits_are_never_dropped(text: str) -> None:
    try:
        persons = read_count(text)
    except CountError:
        return
    digits = "".join(c for c in text if c.isdigit())
    assert persons == (int(digits) if digits else None)
    assert "," not in text
    assert "-" not in text


def test_fields_are_read_by_month() -> None:
    data = {
        "2022-10-version": "3",
        "2022-10-home": "1.234",
        "2022-10-hotel": "2",
        "2022-10-note": " tekst\0 ",
        "2022-10-send": "on",
        "2022-10-seen": "history coa-4",
        "2022-10-explanation": "een\nregel",
        "2022-11-home": "7",
    }
    [fields] = read_fields(data, [OCTOBER, OCTOBER.plus(1)])
    assert fields.counts == Counts(1234, None, 2)
    assert (fields.version, fields.note, fields.explanation) == (3, "tekst", "een regel")
    assert fields.seen == {"history", "coa-4"}
    assert fields.is_sent
    assert fields.is_filled


def test_zero_is_a_choice() -> None:
    [empty] = read_fields({"2022-10-version": "0"}, [OCTOBER])
    assert empty.counts.is_empty
    assert not empty.is_filled
    [zero] = read_fields({"2022-10-version": "0", "2022-10-zero": "1"}, [OCTOBER])
    assert zero.counts == Counts(0, 0, 0)
    [both] = read_fields({"2022-10-version": "0", "2022-10-zero": "1", "2022-10-hotel": "3"}, [OCTOBER])
    assert set(both.errors) == {"hotel"}


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.5"])
def test_a_version_that_is_none_is_the_first_or_the_last(version: str) -> None:
    [fields] = read_fields({"2022-10-version": version}, [OCTOBER])
    assert fields.version == 0


@pytest.mark.parametrize("data", [None, [], "x", 3, {}, {"month": "2022-13"}, {"month": 5}, {"month": None}])
def test_a_draft_that_is_none_is_refused(data: object) -> None:
    assert read_draft(data) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["home", "transitional", "hotel", "note", "version", "zero", "send"]), json_values
    )
)
def test_a_draft_of_anything_is_read_or_refused(data: dict[str, object]) -> None:
    fields = read_draft({"month": "2022-10", **data})
    assert fields is not None
    assert 0 <= fields.version < 2**31
    fields.note.encode()


@given(st.text())
def test_a_text_is_cleaned_for_the_database(text: str) -> None:
    cleaned = clean_text(text + "\0\ud800")
    assert "\0" not in cleaned
    cleaned.encode()
