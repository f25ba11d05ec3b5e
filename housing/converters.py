"""Parts of addresses that become values of the domain."""

from housing.domain.periods import HalfYear


class PeriodConverter:
    """A half-year in an address: /landelijk/2022-1/."""

    regex = r"(?:19|20)\d\d-[12]"

    def to_python(self, value: str) -> HalfYear:
        """The half-year; an impossible one is no address of ours."""
        return HalfYear.parse(value)

    def to_url(self, value: HalfYear | str) -> str:
        """Its code."""
        return str(value)
