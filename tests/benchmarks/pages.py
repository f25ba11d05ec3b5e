"""The pages of figures that are measured, and the administration's list of the same rows."""

from dataclasses import dataclass

STAND = "?stand=2022-01-07"
EARLIER = (
    "/landelijk/2021-2/",
    "/landelijk/2021-2/gemeenten/",
    "/provincies/zuid-holland/2021-2/",
    "/gemeenten/rotterdam/2021-2/",
)


@dataclass(frozen=True, slots=True)
class Page:
    """An address; `current` is that of the page to compare it with, when there is one.

    `is_public` tells whether anybody gets it.
    """

    address: str
    current: str = ""
    is_public: bool = True


FRONT = Page("/")
NATIONAL = Page("/landelijk/2022-2/")
MUNICIPALITIES = Page("/landelijk/2022-2/gemeenten/")
CHART = Page("/landelijk/2022-2/grafiek/cumulatief.json")
FILE = Page("/landelijk/2022-2/gemeenten/?_export=csv")
MONITOR = Page("/landelijk/", is_public=False)

#: Pages with styles and scripts.
PAGES = (
    FRONT,
    NATIONAL,
    MUNICIPALITIES,
    Page("/landelijk/2022-1/brief/"),
    Page("/provincies/"),
    Page("/provincies/zuid-holland/2022-2/"),
    Page("/gemeenten/"),
    Page("/gemeenten/rotterdam/2022-2/"),
)
CURRENT = (*PAGES, CHART, FILE, MONITOR, *map(Page, EARLIER))
AS_OF = tuple(Page(address + STAND, current=address) for address in EARLIER)

#: The rows of MUNICIPALITIES, on one page.
ADMINISTRATION = Page(
    "/technisch-beheer/housing/periodtotal/?period__code__exact=2022-2", current=MUNICIPALITIES.address
)
