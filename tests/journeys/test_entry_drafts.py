"""Drafts that save themselves, and are lost by nothing; two people in the same month."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.grid import OCTOBER, SAVED, cell, come_in, state, typed

OFFERED = "Op dit apparaat staat nog invoer"


# ── Drafts save themselves ───────────────────────────────────────────────────────────────────────────────


def test_a_draft_saves_itself_and_is_there_again(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("capelle-aan-den-ijssel", complains=False)
    cell(page, "hotel").fill("1.234")
    expect(state(page)).to_have_text(SAVED)
    expect(page.locator(f"#maand-{OCTOBER} [data-total]")).to_have_text("1.241")
    page.reload()
    expect(cell(page, "hotel")).to_have_value("1234")
    expect(page.locator("main")).not_to_contain_text(OFFERED)
    expect(page.locator(f"#maand-{OCTOBER}")).to_contain_text("nog niet opnieuw ingediend")


def test_what_is_no_number_is_said_at_the_field(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("capelle-aan-den-ijssel")
    field = cell(page, "transitional")
    field.fill("1,5")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"[id='{OCTOBER}-transitional-error']")).to_contain_text("heel getal")
    described = field.get_attribute("aria-describedby") or ""
    assert f"{OCTOBER}-transitional-error" in described.split()
    field.fill("2")
    expect(state(page)).to_have_text(SAVED)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_zero_is_a_choice(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("oegstgeest", complains=False)
    zero = page.get_by_label("Nul, niemand gehuisvest")
    zero.check()
    assert typed(page) == [["0", "0", "0"]]
    expect(state(page)).to_have_text(SAVED)
    cell(page, "home").fill("3")
    expect(zero).not_to_be_checked()
    expect(state(page)).to_have_text(SAVED)


def test_a_lost_connection_loses_nothing(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("lisse")
    page.context.set_offline(True)
    cell(page, "home").fill("31")
    expect(state(page)).to_contain_text("geen verbinding")
    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(cell(page, "home")).to_have_value("31")


def test_what_was_not_saved_is_offered_again(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("lisse")
    page.route("**/concept/", lambda route: route.abort())
    cell(page, "home").fill("32")
    page.locator(f"#maand-{OCTOBER} summary").click()
    page.get_by_label("Opmerking bij oktober").fill("met de hand geteld")
    expect(state(page)).to_contain_text("Niet bewaard")
    page.unroute("**/concept/")
    other = page.context.new_page()
    other.goto("/invoer/lisse/2022-2/")
    expect(other.locator(".entry-restore")).to_contain_text(f"{OFFERED} die niet is bewaard: oktober.")
    other.get_by_role("button", name="Zet terug").click()
    expect(cell(other, "home")).to_have_value("32")
    expect(state(other)).to_have_text(SAVED)
    other.reload()
    expect(cell(other, "home")).to_have_value("32")
    expect(other.locator(f"[id='{OCTOBER}-note']")).to_have_value("met de hand geteld")
    expect(other.locator(".entry-restore")).to_have_count(0)


def test_what_was_not_saved_can_be_thrown_away(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("maassluis")
    page.route("**/concept/", lambda route: route.abort())
    before = cell(page, "home").input_value()
    cell(page, "home").fill("33")
    expect(state(page)).to_contain_text("Niet bewaard")
    page.reload()
    page.get_by_role("button", name="Gooi weg").click()
    expect(cell(page, "home")).to_have_value(before)
    page.reload()
    expect(page.locator(".entry-restore")).to_have_count(0)


def test_an_ended_session_loses_nothing(clerk, address: str) -> None:  # type: ignore[no-untyped-def]
    page = clerk("maassluis")
    page.context.clear_cookies()
    cell(page, "home").fill("34")
    expect(state(page)).to_contain_text("u bent niet meer ingelogd")
    link = state(page).get_by_role("link", name="Log opnieuw in")
    assert link.get_attribute("href") == "/inloggen/?next=%2Finvoer%2Fmaassluis%2F2022-2%2F"
    come_in(page.context, "maassluis", address)
    page.goto("/invoer/maassluis/2022-2/")
    page.get_by_role("button", name="Zet terug").click()
    expect(state(page)).to_have_text(SAVED)
    expect(cell(page, "home")).to_have_value("34")


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_mine", [True, False])
def test_a_conflict_is_shown_and_decided(clerk, is_mine: bool) -> None:  # type: ignore[no-untyped-def]
    page = clerk("katwijk")
    other = page.context.new_page()
    other.goto("/invoer/katwijk/2022-2/")
    mine, theirs = ("41", "42") if is_mine else ("43", "44")
    cell(other, "home").fill(theirs)
    expect(state(other)).to_have_text(SAVED)
    cell(page, "home").fill(mine)
    panel = page.locator(".entry-conflict")
    expect(panel).to_contain_text("Welke waarde blijft?")
    assert panel.locator("tbody tr").first.inner_text().split() == ["woning", mine, theirs]
    other.reload()
    expect(cell(other, "home")).to_have_value(theirs)
    panel.get_by_role("button", name="De waarde hier" if is_mine else "De waarde daar").click()
    expect(panel).to_have_count(0)
    if is_mine:
        expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(cell(page, "home")).to_have_value(mine if is_mine else theirs)


def test_a_conflict_without_script(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("schiedam", java_script_enabled=False)
    other = page.context.new_page()
    other.goto("/invoer/schiedam/2022-2/")
    cell(other, "home").fill("11")
    other.get_by_role("button", name="Bewaar concept").last.click()
    expect(other.locator("main")).to_contain_text("Concept bewaard")
    cell(page, "home").fill("12")
    page.get_by_role("button", name="Bewaar concept").last.click()
    panel = page.locator(".entry-conflict")
    assert panel.locator("tbody tr").first.inner_text().split() == ["woning", "12", "11"]
    expect(cell(page, "home")).to_have_value("12")
    panel.get_by_role("button", name="De waarde hier").click()
    expect(page.locator("main")).to_contain_text("Concept bewaard")
    expect(cell(page, "home")).to_have_value("12")


def test_a_conflict_that_comes_with_submitting_is_decided_by_script_too(clerk) -> None:  # type: ignore[no-untyped-def]
    page = clerk("hillegom")
    page.route("**/concept/", lambda route: route.abort())
    other = page.context.new_page()
    other.goto("/invoer/hillegom/2022-2/")
    cell(other, "home").fill("3")
    expect(state(other)).to_have_text(SAVED)
    cell(page, "home").fill("2")
    page.locator("[data-submit]").click()
    panel = page.locator(".entry-conflict")
    expect(panel).to_be_visible()
    page.unroute("**/concept/")
    panel.get_by_role("button", name="De waarde hier").click()
    expect(state(page)).to_have_text(SAVED)
    expect(panel).to_have_count(0)
    page.locator("[data-submit]").click()
    expect(page).to_have_url(re.compile("/ingediend/"))
