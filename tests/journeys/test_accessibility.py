"""No page has a fault that axe finds, wide or narrow; nothing is cut off; keyboard and paper do."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.places import CORNERS, PAGES, PUBLIC, RICH, WIDTHS

AXE = Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(found => [
  found.passes.length,
  found.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id} (${rule.impact}): ${node.target.join(" ")}: ${node.failureSummary}`)),
])
"""
OPEN_ALL = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
#: Rows of a long table are all alike, and axe takes seconds for hundreds.
SHORTEN = (
    "document.querySelectorAll('tbody tr:nth-child(n+41):not(:last-child)').forEach(row => row.remove())"
)
TOO_WIDE = """
() => {
  const width = document.documentElement.clientWidth;
  const scrolls = element => element && (/auto|scroll|hidden/.test(getComputedStyle(element).overflowX)
    || scrolls(element.parentElement));
  const wide = [...document.querySelectorAll("body *")].filter(element =>
    element.checkVisibility() && element.getBoundingClientRect().right > width + 1
    && !scrolls(element.parentElement) && !element.closest("svg"));
  return {page: document.documentElement.scrollWidth - width,
          elements: wide.slice(0, 5).map(e => `<${e.localName} class="${e.className}">`)};
}
"""


def faults_by_axe(page: Page) -> list[str]:
    """What axe finds on the page as it is."""
    page.evaluate(SHORTEN)
    page.add_script_tag(path=AXE)
    passes, faults = page.evaluate(RUN, TAGS)
    assert passes > 10, "axe looked at nothing"
    return faults


def test_axe_finds_nothing(visitor: NewVisitor) -> None:
    # axe brings styles of its own, which our policy rightly refuses: only here it is set aside.
    page = visitor(bypass_csp=True, complains=True)
    faults: dict[str, list[str]] = {}
    for place in (*PAGES, *CORNERS):
        page.goto(place)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if found := faults_by_axe(page):
                faults[f"{place} at {width}"] = found
    assert faults == {}


def test_axe_finds_nothing_for_anybody(visitor: NewVisitor) -> None:
    page = visitor(bypass_csp=True, complains=True, anybody=True)
    faults: dict[str, list[str]] = {}
    for place in PUBLIC:
        page.goto(place)
        page.evaluate(OPEN_ALL)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if found := faults_by_axe(page):
                faults[f"{place} at {width}"] = found
            if page.evaluate(TOO_WIDE)["page"] > 0:
                faults[f"{place} at {width}"] = ["too wide"]
    assert faults == {}


def test_axe_finds_nothing_when_all_is_open_and_in_english(visitor: NewVisitor) -> None:
    page = visitor(bypass_csp=True, complains=True)
    page.goto("/")
    page.get_by_role("button", name="English").click()
    faults: dict[str, list[str]] = {}
    for place in RICH:
        page.goto(place)
        page.evaluate(OPEN_ALL)
        for box in page.locator(".chart").all():
            box.scroll_into_view_if_needed()
            expect(box).to_have_attribute("data-state", "drawn")
        if found := faults_by_axe(page):
            faults[place] = found
    assert faults == {}


@pytest.mark.parametrize("width", [390, 320])
def test_page_never_scrolls_sideways(visitor: NewVisitor, width: int) -> None:
    """320 points wide is a window of 1280 at 400%."""
    page = visitor(viewport={"width": width, "height": 700}, complains=True)
    faults: dict[str, object] = {}
    for place in (*PAGES, *CORNERS):
        page.goto(place)
        page.evaluate(OPEN_ALL)
        found = page.evaluate(TOO_WIDE)
        if found["page"] > 0 or found["elements"]:
            faults[place] = found
    assert faults == {}


def test_everything_is_within_reach_at_400_percent(visitor: NewVisitor) -> None:
    page = visitor(viewport={"width": 320, "height": 256})
    page.goto("/")
    page.get_by_label("Zoek een gemeente").fill("rotterdam")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Rotterdam")
    page.get_by_text("Andere stand kiezen").click()
    expect(page.get_by_label("Cijfers zoals bekend op")).to_be_visible()
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Provincies").click()
    expect(page).to_have_url(re.compile(r"/provincies/$"))


def test_the_way_to_the_content_comes_first(page: Page) -> None:
    page.goto("/landelijk/2022-2/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page).to_have_url(re.compile("#inhoud$"))


FOCUS = """
() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const shown = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== "none" || style.getPropertyValue("--tile-stroke").trim() !== "";
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const covered = !(at && (element.contains(at) || at.contains(element)));
  return {what: element.outerHTML.slice(0, 90), body: element === document.body, shown, covered,
          seen: box.bottom > 0 && box.top < innerHeight};
}
"""


@pytest.mark.parametrize("place", ["/provincies/zeeland/2022-2/", "/gemeenten/rotterdam/2022-2/"])
def test_focus_is_always_visible(page: Page, place: str) -> None:
    page.goto(place)
    page.keyboard.press("Tab")
    stops = 0
    while stops < 120:
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["body"]:
            break
        stops += 1
        assert focus["shown"], focus["what"]
        assert focus["seen"], focus["what"]
        assert not focus["covered"], focus["what"]
    assert stops > 30


def test_on_paper_nothing_is_lost(visitor: NewVisitor) -> None:
    # A4 without its margins. A browser makes a sheet smaller to fit, to two thirds at most.
    page = visitor(viewport={"width": 688, "height": 1000})
    page.emulate_media(media="print")
    for place in PAGES:
        page.goto(place)
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("header nav, header form, .periods").evaluate_all(HOW_MANY_VISIBLE) == 0
        kept = page.locator("main .data-table:not(details:not([open]) *), .position__mark, .demonstration")
        assert kept.evaluate_all(HOW_MANY_VISIBLE) == kept.count(), place
        assert page.evaluate(TOO_WIDE)["page"] <= 688 / 2, place


HOW_MANY_VISIBLE = "elements => elements.filter(element => element.checkVisibility()).length"
