"""Parts of addresses that become values of the domain."""

from housing.domain.periods import HalfYear, Month


class PeriodConverter:
    """A half-year in an address: /landelijk/2022-1/."""

    regex = r"(?:19|20)\d\d-[12]"

    def to_python(self, value: str) -> HalfYear:
        """The half-year; an impossible one is no address of ours."""
        return HalfYear.parse(value)

    def to_url(self, value: HalfYear | str) -> str:
        """Its code."""
        return str(value)


class MonthConverter:
    """Reads "2022-10" in an address as a month."""

    regex = "[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        """The month; a ValueError (no match) outside the calendar."""
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        """The code of the month."""
        return str(value)
