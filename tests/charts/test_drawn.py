"""The charts in a real browser, under the content security policy of the pages."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from housing import charts
from housing.charts.inputs import Closing, InterimShare, MonthBar, Months
from housing.local.browser import provide_chromium

pytestmark = pytest.mark.journey

STATIC = Path(__file__).resolve().parents[2] / "static"
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"
CHART = """<figure class="chart-figure"><h2>{name}</h2>
<div class="chart" data-chart-url="/{name}.json" role="img" aria-label="{name}"></div>
<details class="fold chart-data"><summary>Cijfers</summary>
<table><tr><td>tabel {name}</td></tr></table></details></figure>"""
PAGE = """<!doctype html><html lang="nl" data-plotly="/vendor/plotly/plotly-basic.min.js"
data-plotly-css="/vendor/plotly/plotly.css"><head><meta charset="utf-8"><title>Grafieken</title>
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/css/theme.css">
<link rel="stylesheet" href="/css/app.css"><script src="/js/charts.js" defer></script></head>
<body class="page"><main>{charts}</main></body></html>"""


class Handler(SimpleHTTPRequestHandler):
    """Static files, and answers of the test's own, all under the policy."""

    def __init__(self, *args, answers, **kwargs):
        self.answers = answers
        super().__init__(*args, directory=str(STATIC), **kwargs)

    def do_GET(self):
        if self.path not in self.answers:
            return super().do_GET()
        body = self.answers[self.path].encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path == "/" else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return self.wfile.write(body)

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=provide_chromium(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def figures(closed, country):
    return {
        "cumulative": charts.cumulative(closed, "nl"),
        "months": charts.months(
            Months((MonthBar("jul", 1200, 2, 3, True), MonthBar("aug", 9, 9, 9)), 4), "nl"
        ),
        "waterfall": charts.waterfall(charts.waterfall_steps(country, "nl"), "nl"),
        "history": charts.history((Closing("2021-2", -3728), Closing("2022-1", 20, True)), "nl"),
        "interim": charts.provinces_interim((InterimShare("Drenthe", 40, 55),), "nl"),
    }


@pytest.fixture
def site(figures) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a page with every chart, and the answers that it gives, to be changed by tests."""
    answers = {f"/{name}.json": json.dumps(charts.figure_json(figure)) for name, figure in figures.items()}
    answers["/"] = PAGE.format(charts="".join(CHART.format(name=name) for name in figures))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, answers=answers))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", answers
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, site) -> Iterator[Page]:
    """A page that fails the test when something is refused by the policy or goes wrong in a script."""
    shown = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    shown.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    shown.on("pageerror", lambda error: problems.append(str(error)))
    shown.problems = problems
    yield shown
    shown.close()


def draw_all(page: Page) -> None:
    for chart in page.locator(".chart").all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".main-svg").first).to_be_visible(timeout=20_000)


def test_every_chart_is_drawn_and_nothing_is_refused(page, site):
    page.goto(site[0])
    draw_all(page)
    assert page.problems == []
    assert page.locator("style").count() == 0


def test_library_is_fetched_once_and_only_from_here(page, site):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site[0])
    draw_all(page)
    assert sum(url.endswith("plotly-basic.min.js") for url in asked) == 1
    assert all(url.startswith(site[0]) for url in asked)


def test_library_waits_until_a_chart_comes_near(page, site):
    site[1]["/"] = site[1]["/"].replace("<main>", '<main><p class="chart"></p>' * 8)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site[0], wait_until="networkidle")
    assert not any("plotly" in url for url in asked)
    page.locator(".chart[data-chart-url]").first.scroll_into_view_if_needed()
    expect(page.locator(".main-svg").first).to_be_visible(timeout=20_000)


def test_numbers_on_the_axes_are_dutch(page, site):
    page.goto(site[0])
    draw_all(page)
    assert "10.000" in page.locator(".chart").first.locator(".ytick").all_text_contents()


def test_drawing_moves_nothing(page, site):
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) =>"
        " { window.moved += entry.value; })).observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(site[0])
    draw_all(page)
    assert page.evaluate("window.moved") < 0.02


def test_pointer_shows_the_figures_of_the_month(page, site):
    page.goto(site[0])
    draw_all(page)
    chart = page.locator(".chart").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    for step in range(5):
        page.mouse.move(box["x"] + box["width"] * (0.5 + step / 100), box["y"] + box["height"] * 0.6)
        page.wait_for_timeout(60)
    expect(chart.locator(".hoverlayer").get_by_text("Gehuisvest: 5.300")).to_be_visible()


def test_table_opens_when_the_figure_does_not_come(page, site):
    del site[1]["/months.json"]
    page.goto(site[0])
    failed = page.locator(".chart-figure").nth(1)
    failed.scroll_into_view_if_needed()
    expect(failed.get_by_text("tabel months")).to_be_visible()
    expect(failed.locator(".chart")).to_be_hidden()
    expect(page.locator(".chart").first.locator(".main-svg").first).to_be_visible(timeout=20_000)


def test_paper_gets_drawn_charts_and_the_tables_of_the_others(page, site):
    page.goto(site[0])
    first = page.locator(".chart").first
    expect(first.locator(".main-svg").first).to_be_visible(timeout=20_000)
    last = page.locator(".chart-figure").last
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(last.get_by_text("tabel interim")).to_be_visible()
    assert first.locator(".main-svg").first.bounding_box()["width"] == 660
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(last.get_by_text("tabel interim")).to_be_hidden()


def test_without_scripts_the_tables_show(browser, site):
    plain = browser.new_context(java_script_enabled=False)
    shown = plain.new_page()
    shown.goto(site[0])
    expect(shown.get_by_text("tabel cumulative")).to_be_visible()
    expect(shown.locator(".chart").first).to_be_hidden()
    plain.close()
