from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.periods import HalfYear, Month, PeriodError

days = st.dates(date(1990, 1, 1), date(2990, 12, 31))


def test_month_parse_and_text():
    assert Month.parse("2022-03") == Month(2022, 3)
    assert str(Month(2022, 3)) == "2022-03"


@pytest.mark.parametrize(
    "text",
    ["", "2022", "2022-3", "2022-13", "2022-00", " 2022-03", "2022-03\n", "22-03", "٢٠٢٢-٠٣", "9999-01"],
)
def test_month_parse_refuses(text):
    with pytest.raises(PeriodError) as caught:
        Month.parse(text)
    assert str(caught.value).endswith(".")


def test_month_days():
    february = Month(2024, 2)
    assert (february.first_day, february.last_day) == (date(2024, 2, 1), date(2024, 2, 29))
    assert Month(2021, 12).last_day == date(2021, 12, 31)


def test_month_due_on_the_tenth_of_the_next_month():
    assert Month(2021, 11).due_on == date(2021, 12, 10)
    assert Month(2021, 12).due_on == date(2022, 1, 10)


def test_month_index_in_its_half_year():
    assert [Month(2022, n).index for n in range(1, 13)] == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]
    assert Month(2022, 6).half_year == HalfYear(2022, 1)
    assert Month(2022, 7).half_year == HalfYear(2022, 2)


def test_months_order_and_can_be_keys():
    assert Month(2021, 12) < Month(2022, 1)
    assert {Month(2022, 1): "x"}[Month.parse("2022-01")] == "x"


@given(days, st.integers(-300, 300))
def test_month_plus_and_back(day, months):
    month = Month.containing(day)
    try:
        later = month.plus(months)
    except PeriodError:
        return
    assert later.plus(-months) == month
    assert (later.year - month.year) * 12 + later.number - month.number == months


@given(days)
def test_every_day_is_in_one_month_and_one_half_year(day):
    month, half_year = Month.containing(day), HalfYear.containing(day)
    assert month.first_day <= day <= month.last_day
    assert half_year.starts_on <= day <= half_year.ends_on
    assert month.half_year == half_year
    assert half_year.months[month.index - 1] == month
    assert Month.parse(str(month)) == month
    assert HalfYear.parse(half_year.code) == half_year
    assert month.plus(1).first_day == month.last_day + timedelta(days=1)
    assert half_year.next.starts_on == half_year.ends_on + timedelta(days=1)
    assert half_year.next.previous == half_year


def test_half_year():
    first = HalfYear.parse("2022-1")
    assert first.code == str(first) == "2022-1"
    assert (first.starts_on, first.ends_on) == (date(2022, 1, 1), date(2022, 6, 30))
    assert [str(month) for month in first.months] == [f"2022-0{n}" for n in range(1, 7)]
    assert (first.previous.code, first.next.code, first.next.next.code) == ("2021-2", "2022-2", "2023-1")
    assert HalfYear(2021, 2) < first


@pytest.mark.parametrize(
    "text", ["", "2022", "2022-3", "2022-0", "2022-01", "2022-1 ", "٢٠٢٢-1", "x", "0000-1"]
)
def test_half_year_parse_refuses(text):
    with pytest.raises(PeriodError):
        HalfYear.parse(text)


def test_half_year_outside_the_calendar():
    with pytest.raises(PeriodError):
        _ = HalfYear(2999, 2).next
    with pytest.raises(PeriodError):
        HalfYear(2022, 3)


def test_both_halves_use_the_population_of_the_year_before():
    assert HalfYear(2022, 1).population_date == HalfYear(2022, 2).population_date == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2022, 7, 1), 0),
        (date(2022, 8, 10), 0),  # the due date itself is still in time
        (date(2022, 8, 11), 1),
        (date(2022, 11, 15), 4),
        (date(2023, 1, 10), 5),
        (date(2023, 1, 11), 6),
        (date(2030, 1, 1), 6),
        (date(2020, 1, 1), 0),
    ],
)
def test_months_due(today, due):
    assert HalfYear(2022, 2).months_due(today) == due
    assert HalfYear(2022, 2).months_left(today) == 6 - due


@pytest.mark.parametrize(
    ("day", "completed"),
    [
        (date(2021, 7, 1), 0),
        (date(2021, 7, 30), 0),
        (date(2021, 7, 31), 1),
        (date(2021, 12, 30), 5),
        (date(2021, 12, 31), 6),
    ],
)
def test_months_completed(day, completed):
    assert HalfYear(2021, 2).months_completed(day) == completed


def test_error_can_be_shown_in_another_language():
    with pytest.raises(PeriodError) as caught:
        HalfYear.parse("100%")
    assert caught.value.template % caught.value.params == str(caught.value)
    assert "100%" in str(caught.value)
