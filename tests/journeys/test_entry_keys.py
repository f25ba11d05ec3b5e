"""A clerk fills the grid by keys, and by pasting from a spreadsheet."""

import json
import re

from hypothesis import strategies as st
from playwright.sync_api import expect

from tests.journeys.grid import OCTOBER, cell, typed

# ── By keys ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_month_by_keyboard_in_few_strokes(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("goeree-overflakkee", complains=False)
    strokes = 0

    def press(key: str) -> None:
        nonlocal strokes
        strokes += 1
        page.keyboard.press(key)

    press("Tab")
    press("Enter")  # To the content.
    while page.evaluate("document.activeElement.getAttribute('data-kind')") is None:
        if "entry-go" in page.evaluate("document.activeElement.className"):
            press("Enter")  # To the month that waits.
        else:
            press("Tab")
        assert strokes < 10
    page.keyboard.type("4")
    press("Enter")
    expect(page.locator("[data-submit]")).to_be_focused()
    expect(page.locator("[data-submit]")).to_have_text("Dien oktober in")
    press("Enter")
    expect(page).to_have_url(re.compile("/ingediend/"))
    assert strokes < 10
    expect(page.locator(".entry-changes")).to_contain_text("Nog te huisvesten")


def test_keys_move_through_the_grid(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("noordwijk", complains=False)
    first, second = "2022-09", OCTOBER
    cell(page, "home", first).focus()
    for key, kind, month in (
        ("ArrowDown", "home", second),
        ("ArrowUp", "home", first),
        ("ArrowRight", "transitional", first),
        ("ArrowRight", "hotel", first),
        ("ArrowLeft", "transitional", first),
        ("Enter", "transitional", second),
        ("Shift+Enter", "transitional", first),
        ("Tab", "hotel", first),
        ("Shift+Tab", "transitional", first),
    ):
        page.keyboard.press(key)
        expect(cell(page, kind, month)).to_be_focused()
    field = cell(page, "transitional", first)
    before = field.input_value()
    page.keyboard.type("99")
    expect(field).to_have_value("99")
    page.keyboard.press("Escape")
    expect(field).to_have_value(before)
    expect(field).to_be_focused()


def test_arrows_move_within_a_number_first(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("noordwijk")
    field = cell(page, "transitional", "2022-09")
    field.fill("123")
    field.evaluate("field => field.setSelectionRange(2, 2)")
    page.keyboard.press("ArrowRight")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "hotel", "2022-09")).to_be_focused()


# ── Pasting ──────────────────────────────────────────────────────────────────────────────────────────────


PASTE = """([id, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  return document.getElementById(id).dispatchEvent(event);
}"""


def test_any_block_fills_the_grid_from_where_it_is_pasted(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("alphen-aan-den-rijn")
    page.route(
        "**/concept/",
        lambda route: route.fulfill(
            status=422, body=json.dumps({"status": "refused"}), content_type="application/json"
        ),
    )
    months, kinds = ("2022-09", OCTOBER), ("home", "transitional", "hotel")
    values = st.text(alphabet="0123456789., xé", max_size=6).map(str.strip)
    blocks = st.lists(st.lists(values, min_size=1, max_size=4), min_size=1, max_size=4)
    cases = blocks.filter(lambda block: len(block) > 1 or len(block[0]) > 1)
    shapes = [(row, column) for row in range(2) for column in range(3)]
    for number, block in enumerate(_examples(cases, 40)):
        row, column = shapes[number % len(shapes)]
        expected = typed(page, months)
        for down, line in enumerate(block[: 2 - row]):
            for right, value in enumerate(line[: 3 - column]):
                expected[row + down][column + right] = value
        ending = ("\n", "\r\n", "" if block[-1] != [""] else "\n")[number % 3]
        text = ("\r\n" if number % 2 else "\n").join("\t".join(line) for line in block) + ending
        page.evaluate(PASTE, [f"{months[row]}-{kinds[column]}", text])
        assert typed(page, months) == expected, (row, column, text)


def _examples(strategy: st.SearchStrategy, count: int) -> list:  # type: ignore[type-arg]
    """Always the same examples of a strategy."""
    from hypothesis import Phase, given
    from hypothesis import settings as chosen

    found: list = []  # type: ignore[type-arg]

    @chosen(max_examples=count, database=None, derandomize=True, phases=[Phase.generate])
    @given(strategy)
    def collect(value: object) -> None:
        found.append(value)

    collect()
    return found


def test_a_single_number_is_pasted_as_usual(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("alphen-aan-den-rijn")
    assert page.evaluate(PASTE, [f"{OCTOBER}-home", "12"]) is True
    assert page.evaluate(PASTE, [f"{OCTOBER}-home", "12\t3"]) is False
