"""All provinces beside each other, with the same figures as each alone."""

import re

import pytest

from housing.domain.periods import HalfYear
from housing.queries.areas import registry
from housing.queries.figures import municipality_figures, province_figures
from housing.queries.journal import journal_state
from housing.queries.positions import find_position
from housing.queries.provinces import province_with_municipalities
from tests.markup import first_heading, source


def test_overview_lists_the_provinces_with_the_country_below(site):
    response = site.get("/provincies/")
    assert first_heading(response) == "1 van de 12 provincies ligt achter op schema."
    page = source(response)
    assert len(re.findall(r'<th scope="row"><a href="/provincies/[a-z-]+/2022-2/">', page)) == 12
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    assert "15.333" in foot
    assert "11.078" in foot


def test_overview_stays_at_the_position(site):
    page = source(site.get("/provincies/?stand=2022-01-07"))
    assert 'href="/provincies/zeeland/2022-1/?stand=2022-01-07"' in page
    assert "13.728" in page, "the obligation of the letter"


# The same figures everywhere


@pytest.mark.parametrize("stand", ["", "2022-01-07", "2022-02-20", "2022-05-15", "2022-11-05"])
def test_province_is_the_same_beside_the_others_and_alone(site, stand):
    areas = registry(journal_state().reference_version)
    position = find_position(journal_state(), stand=stand)
    for period in (HalfYear(2021, 2), HalfYear(2022, 1), HalfYear(2022, 2)):
        for known in province_figures(areas, position, period):
            total, rows = province_with_municipalities(areas, position, period, known.area)
            assert total == known
            codes = [member.code for member in areas.members(known.area.code)]
            assert rows == municipality_figures(areas, position, period, codes)
