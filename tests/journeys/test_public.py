"""Anybody: what was published, and nothing else."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisitor


def test_the_last_publication_is_what_anybody_sees(public: Page) -> None:
    public.goto("/")
    expect(public.locator(".position__mark")).to_have_text("stand per 1 november 2022")
    expect(public.locator(".position__label")).to_contain_text("laatste publicatie")
    public.get_by_role("link", name=re.compile("^Alles over de 2e helft 2022")).click()
    expect(public).to_have_url(re.compile(r"/landelijk/2022-2/$"))
    public.get_by_role("link", name="Zuid-Holland").click()
    expect(public.locator(".position__mark")).to_have_text("stand per 1 november 2022")
    expect(public.get_by_label("Cijfers zoals bekend op")).to_have_count(0)


def test_choosing_another_publication_and_going_back(public: Page) -> None:
    public.goto("/landelijk/2022-1/")
    public.get_by_text("Andere publicatie kiezen").click()
    public.get_by_label("Publicatie", exact=True).select_option(label="Maandoverzicht 1 april 2022")
    public.get_by_role("button", name="Toon").last.click()
    expect(public.locator(".position__mark")).to_have_text("stand per 1 april 2022")
    public.get_by_role("link", name="Alle getallen voor de brief").click()
    expect(public).to_have_url(re.compile(r"/brief/\?publicatie=maandoverzicht-1-april-2022$"))
    public.get_by_role("link", name="Terug naar de laatste publicatie").click()
    expect(public.locator(".position__mark")).to_have_text("stand per 1 november 2022")


def test_reading_about_a_publication(public: Page) -> None:
    public.goto("/publicaties/")
    public.get_by_role("link", name="Kamerbrief 7 januari 2022").click()
    expect(public.locator("h1")).to_have_text("Kamerbrief 7 januari 2022")
    expect(public.locator(".figures")).to_contain_text("13.728")
    public.get_by_role("link", name="2e helft 2021").click()
    expect(public.locator(".position__mark")).to_have_text("stand per 7 januari 2022")
    expect(public.locator("h1")).to_contain_text("2e helft 2021")


def test_what_is_not_published_leads_to_what_is(visitor: NewVisitor) -> None:
    # The browser says in its console that the page is not there, which is right.
    page = visitor(anybody=True, complains=True)
    page.goto("/landelijk/2022-1/?stand=2022-03-01")
    expect(page.locator("h1")).to_have_text("Deze stand is niet gepubliceerd")
    page.locator("main").get_by_role("link", name="Maandoverzicht 1 november 2022").click()
    expect(page.locator("h1")).to_have_text("Maandoverzicht 1 november 2022")


def test_without_scripts_the_public_pages_work(visitor: NewVisitor) -> None:
    page = visitor(anybody=True, java_script_enabled=False)
    page.goto("/gemeenten/rotterdam/2022-2/")
    page.get_by_text("Andere publicatie kiezen").click()
    page.get_by_label("Publicatie", exact=True).select_option(label="Maandoverzicht 1 oktober 2022")
    page.get_by_role("button", name="Toon").last.click()
    expect(page.locator(".position__mark")).to_have_text("stand per 1 oktober 2022")
