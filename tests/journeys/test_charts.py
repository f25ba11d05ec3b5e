"""Charts are drawn under the strict policy, once they are in view; without scripts tables tell the same."""

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.places import RICH

DRAWN = ".chart[data-state=drawn] svg.main-svg"


#: The letter has drawings of its own, which need no script.
CHARTED = [place for place in RICH if "/brief/" not in place]


@pytest.mark.parametrize("place", CHARTED)
def test_charts_draw(page: Page, place: str) -> None:
    page.goto(place)
    boxes = page.locator(".chart[data-chart-url]").all()
    assert boxes
    for box in boxes:
        box.scroll_into_view_if_needed()
        expect(box).to_have_attribute("data-state", "drawn")
        expect(box.locator("svg.main-svg").first).to_be_visible()
        inside, around = box.locator("svg.main-svg").first.bounding_box(), box.bounding_box()
        assert inside
        assert around
        assert inside["width"] <= around["width"] + 1


def test_charts_wait_until_they_are_in_view(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 1280, "height": 300})
    page.goto("/landelijk/2022-2/", wait_until="networkidle")
    assert not [url for url in asked if "plotly" in url or "/grafiek/" in url]

    page.locator(".chart").first.scroll_into_view_if_needed()
    expect(page.locator(DRAWN).first).to_be_visible()
    assert len([url for url in asked if url.endswith("plotly-basic.min.js")]) == 1


def test_nothing_comes_from_elsewhere(page: Page, address: str) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto("/landelijk/2022-2/", wait_until="networkidle")
    page.locator(".chart").first.scroll_into_view_if_needed()
    expect(page.locator(DRAWN).first).to_be_visible()
    assert asked
    assert not [request.url for request in asked if not request.url.startswith((address, "data:", "blob:"))]


def test_chart_fits_a_narrow_window(visitor: NewVisitor) -> None:
    page = visitor(viewport={"width": 390, "height": 800})
    page.goto("/provincies/zuid-holland/2022-2/")
    box = page.locator(".chart").first
    box.scroll_into_view_if_needed()
    expect(page.locator(DRAWN).first).to_be_visible()
    drawing = page.locator(DRAWN).first.bounding_box()
    assert drawing
    assert drawing["width"] <= 390


def test_chart_that_fails_opens_its_table(browser_page_without_charts: Page) -> None:
    page = browser_page_without_charts
    page.goto("/landelijk/2022-2/")
    box = page.locator(".chart").first
    page.locator(".chart-figure").first.scroll_into_view_if_needed()
    expect(box).to_have_attribute("data-state", "failed")
    expect(page.locator(".chart-figure table").first).to_be_visible()


@pytest.fixture
def browser_page_without_charts(visitor: NewVisitor) -> Page:
    """A visitor whose charts do not arrive; the script says so in the console, which is right."""
    page = visitor(complains=True)
    page.route("**/grafiek/*.json*", lambda route: route.abort())
    return page


@pytest.mark.parametrize("place", ["/", *RICH])
def test_without_scripts_everything_is_there(visitor: NewVisitor, place: str) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(place)
    expect(page.locator("h1")).to_be_visible()
    for table in page.locator("main .data-table").all():
        expect(table).to_be_visible()
    for box in page.locator(".chart").all():
        expect(box).to_be_hidden()
    for fold in page.locator("details.figure__how").all():
        fold.locator("summary").click()
        expect(fold.locator("table")).to_be_visible()
