from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing import formatting
from housing.domain.periods import HalfYear, Month, PeriodError

languages = st.sampled_from(["nl", "en"])


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (12_787, "12.787", "12,787"),
        (-5_586, "\u22125.586", "\u22125,586"),
        (1_234_567, "1.234.567", "1,234,567"),
        (999, "999", "999"),
        (0, "0", "0"),
        (None, "\u2013", "\u2013"),
    ],
)
def test_number(value, dutch, english):
    assert formatting.number(value, "nl") == dutch
    assert formatting.number(value, "en") == english


@pytest.mark.parametrize(
    ("value", "expected"),
    [(358, "+358"), (-20, "\u221220"), (0, "0"), (1_500, "+1.500"), (None, "\u2013")],
)
def test_signed(value, expected):
    assert formatting.signed(value, "nl") == expected


@pytest.mark.parametrize(
    ("value", "digits", "dutch", "english"),
    [
        (Fraction(14, 15), 0, "93%", "93%"),
        (Fraction(14, 15), 1, "93,3%", "93.3%"),
        (Fraction(1, 200), 0, "1%", "1%"),
        (Fraction(-1, 200), 0, "\u22121%", "\u22121%"),
        (Fraction(0), 0, "0%", "0%"),
        (Fraction(25, 2), 0, "1.250%", "1,250%"),
        (None, 0, "\u2013", "\u2013"),
    ],
)
def test_rate(value, digits, dutch, english):
    assert formatting.rate(value, "nl", digits) == dutch
    assert formatting.rate(value, "en", digits) == english


@pytest.mark.parametrize(
    ("value", "digits", "trim", "expected"),
    [
        (Fraction(4_577, 2), 1, False, "2.288,5"),
        (2_288, 1, False, "2.288,0"),
        (2_288, 1, True, "2.288"),
        (Fraction(5, 2), 2, True, "2,5"),
        (100, 0, True, "100"),
        (Fraction(1, 3), 2, False, "0,33"),
        (Fraction(-1, 3), 1, False, "\u22120,3"),
        (Fraction(-1, 300), 1, False, "0,0"),
        (Fraction(5, 2), 0, False, "3"),
        (Fraction(199_999, 100), 1, False, "2.000,0"),
        (None, 1, False, "\u2013"),
    ],
)
def test_decimal(value, digits, trim, expected):
    assert formatting.decimal(value, "nl", digits, trim) == expected


def test_decimal_in_english():
    assert formatting.decimal(Fraction(4_577, 2), "en") == "2,288.5"


def test_date():
    assert formatting.date(date(2022, 1, 7), "nl") == "7 januari 2022"
    assert formatting.date(date(2022, 1, 7), "en") == "7 January 2022"


def test_moment_is_on_the_clock_of_amsterdam():
    winter, summer = datetime(2022, 1, 7, 23, 5, tzinfo=UTC), datetime(2022, 7, 7, 7, 5, tzinfo=UTC)
    assert formatting.moment(winter, "nl") == "8 januari 2022, 00:05"
    assert formatting.moment(summer, "en") == "7 July 2022, 09:05"


def test_moment_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        formatting.moment(datetime(2022, 1, 7), "nl")  # noqa: DTZ001


@pytest.mark.parametrize("value", [Month(2022, 3), date(2022, 3, 24)])
def test_month(value):
    assert formatting.month(value, "nl") == "maart 2022"
    assert formatting.month(value, "en") == "March 2022"
    assert formatting.month(value, "nl", short=True) == "mrt 2022"
    assert formatting.month_name(value, "nl") == "maart"
    assert formatting.month_name(value, "en", short=True) == "Mar"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_month_has_a_name_of_its_own(language):
    for short in (False, True):
        assert len({formatting.month_name(Month(2022, n), language, short) for n in range(1, 13)}) == 12


def test_half_year():
    assert formatting.half_year(HalfYear(2022, 1), "nl") == "1e helft 2022"
    assert formatting.half_year("2022-2", "nl") == "2e helft 2022"
    assert formatting.half_year("2022-1", "en") == "1st half of 2022"
    assert formatting.half_year("2022-2", "en") == "2nd half of 2022"
    with pytest.raises(PeriodError):
        formatting.half_year("2022", "nl")


def test_variants_of_english_and_anything_else():
    assert formatting.number(1_000, "en-gb") == formatting.number(1_000, "EN") == "1,000"
    assert formatting.number(1_000, "nl-be") == formatting.number(1_000, "de") == "1.000"


@given(st.integers(-(10**12), 10**12), languages)
def test_number_can_be_read_back(value, language):
    text = formatting.number(value, language)
    point = "." if language == "nl" else ","
    assert int(text.replace(point, "").replace("\u2212", "-")) == value
    assert "-" not in text


@given(st.fractions(-(10**6), 10**6), st.integers(0, 4), languages)
def test_decimal_is_the_nearest(value, digits, language):
    text = formatting.decimal(value, language, digits)
    thousands, point = (".", ",") if language == "nl" else (",", ".")
    read = Fraction(text.replace(thousands, "").replace(point, ".").replace("\u2212", "-"))
    assert abs(read - value) <= Fraction(1, 2 * 10**digits)
    opposite = formatting.decimal(-value, language, digits)
    assert opposite.replace("\u2212", "") == text.replace("\u2212", "")
