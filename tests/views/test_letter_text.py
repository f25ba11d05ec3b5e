"""The text of the letter in every state: behind or ahead, met or missed, running, provisional."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from housing.domain import interim
from housing.domain.balances import AreaBalance, sum_areas
from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import ReportState
from housing.exports.blocks import Heading, Paragraph
from housing.queries.areas import Area
from housing.queries.balances import MonthFigures
from housing.queries.figures import AreaFigures, country, summed
from housing.queries.letter import Halves, LetterSources
from housing.queries.position_marks import ProvisionalMonth
from housing.queries.positions import Position
from housing.queries.targets import InterimResult, InterimShare
from housing.views.letter_charts import areas_chart
from housing.views.letter_choice import Choice, Part
from housing.views.letter_document import Links, letter_blocks, letter_document
from housing.views.letter_page import LetterFigures, figures_of
from housing.views.letter_tables import provinces_table

OLD, NEW = HalfYear(2021, 2), HalfYear(2022, 1)
NORTH, SOUTH = Area("PV01", "Noord", "noord", "noord"), Area("PV02", "Zuid", "zuid", "zuid")
AFTER, DURING, LATER = date(2022, 1, 7), date(2021, 11, 20), date(2022, 4, 20)


def page_on(today: date) -> Any:
    registry = SimpleNamespace(
        provinces={"PV01": NORTH, "PV02": SOUTH}, municipalities={}, province_of=lambda code, month: code
    )
    return SimpleNamespace(
        position=Position(12, "ab" * 32, today, stand=today),
        registry=registry,
        state=SimpleNamespace(is_demonstration=False),
    )


def figures(area: Area, period: HalfYear, balance: AreaBalance, reported: int = 6) -> AreaFigures:
    """An area whose persons housed all came in its last reported month."""
    months = [
        MonthFigures(month, expected=1, reported=int(k < reported)) for k, month in enumerate(period.months)
    ]
    if reported:
        months[reported - 1] = replace(
            months[reported - 1], home=balance.home, transitional=balance.transitional, hotel=balance.hotel
        )
    return AreaFigures(area, period, sum_areas([balance]), min(reported, 6), tuple(months))


def halves(area: Area, old: list[AreaFigures], new: list[AreaFigures]) -> Halves:
    return Halves(area, summed(area, old), summed(area, new), tuple(old), tuple(new))


def sources(
    old: tuple[AreaBalance, AreaBalance] = (
        AreaBalance(-60, 100, home=120, hotel=5),
        AreaBalance(-40, 80, home=90),
    ),
    new: tuple[AreaBalance, AreaBalance] = (AreaBalance(-35, 90), AreaBalance(-30, 70)),
    *,
    reported: int = 6,
    new_reported: int = 0,
    target: InterimResult | None = None,
    provisional: tuple[ProvisionalMonth, ...] = (),
) -> LetterSources:
    before = [figures(area, OLD, b, reported) for area, b in zip((NORTH, SOUTH), old, strict=True)]
    after = [figures(area, NEW, b, new_reported) for area, b in zip((NORTH, SOUTH), new, strict=True)]
    provinces = tuple(
        halves(area, [before[place]], [after[place]]) for place, area in enumerate((NORTH, SOUTH))
    )
    return LetterSources(NEW, halves(country(), before, after), provinces, target, provisional)


def aim(
    achieved: tuple[int, int], shares: tuple[int, int] = (30, 20), *, is_due: bool = True
) -> InterimResult:
    """An interim target of 50 over two provinces that each achieved something."""
    parts = tuple(
        InterimShare(area, Fraction(-60), Fraction(-60 + got), interim.assess(share, -60, -60 + got))
        for area, got, share in zip((NORTH, SOUTH), achieved, shares, strict=True)
    )
    national = interim.assess(sum(shares), -120, -120 + sum(achieved))
    target = interim.InterimTarget(sum(shares), date(2021, 7, 1), date(2021, 12, 31))
    return InterimResult(target, "", national, parts, is_due)


def letter(made: LetterSources, today: date = AFTER, place: int | None = None) -> LetterFigures:
    return figures_of(page_on(today), made, None if place is None else made.provinces[place])


def text(made: LetterSources, today: date = AFTER, place: int | None = None, *parts: Part) -> str:
    """The paragraphs of the letter, with every figure in them traced to a fact of the same size."""
    found = letter(made, today, place)
    links = Links(lambda key: f"#{key}", lambda key: f"#{key}", lambda area: "", "https://voorbeeld.example/")
    blocks = letter_blocks(page_on(today), found, Choice(frozenset(parts or Part)), links).blocks
    for block in blocks:
        if isinstance(block, Paragraph):
            for run in block.runs:
                if run.url:
                    fact = found.facts[run.url.removeprefix("#")]
                    assert run.text.lstrip("+−") == fact.shown.lstrip("+−")
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph | Heading))


# The half-year that ended


@pytest.mark.parametrize(
    ("old", "words"),
    [
        (AreaBalance(-60, 100, home=120, hotel=5), (
            "In de 2e helft 2021 was de taakstelling 200.",
            "Gemeenten begonnen met een achterstand van 120.",
            "Samen was de opgave 320.",
            "Gemeenten huisvestten 240 vergunninghouders, en 10 met de hotel- en accommodatieregeling.",
            "Er blijft een achterstand over van 70.",
            "zijn in de 2e helft 2021 in totaal 10 mensen gehuisvest.",
        )),
        (AreaBalance(10, 100, home=120), (
            "Gemeenten begonnen met een voorsprong van 20.",
            "Gemeenten huisvestten 240 vergunninghouders.",
            "Daarmee is de opgave gehaald, met een voorsprong van 60.",
            "De hotel- en accommodatieregeling is in de 2e helft 2021 niet gebruikt.",
        )),
        (AreaBalance(0, 100, home=100), (
            "Gemeenten begonnen zonder achterstand of voorsprong.",
            "Daarmee is de opgave precies gehaald.",
        )),
        (AreaBalance(200, 100, home=3), (
            "Er was daardoor geen opgave.",
            "De voorsprong is nu 206.",
        )),
        (AreaBalance(-10, 100, home=80, corrections=-7, exchanges=2), (
            "Door uitruil en correcties werd de opgave 10 hoger.",
        )),
        (AreaBalance(-10, 100, home=80, transfers=7), (
            "Door overdrachten door herindeling werd de opgave 14 lager.",
        )),
    ],
)  # fmt: skip
def test_review(old: AreaBalance, words: tuple[str, ...]) -> None:
    found = text(sources((old, old)))
    for sentence in words:
        assert sentence in found


def test_review_of_one_person() -> None:
    found = text(sources((AreaBalance(0, 2, home=1), AreaBalance(0, 1, hotel=1))))
    assert "Gemeenten huisvestten 1 vergunninghouder, en 1 met" in found
    assert "in totaal 1 mens gehuisvest" in found


def test_half_year_that_still_runs_goes_up_to_its_last_month() -> None:
    found = text(sources(reported=4), DURING)
    assert "De 2e helft 2021 loopt nog. De taakstelling is 180." in found
    assert "Tot en met oktober 2021 huisvestten zij 210 vergunninghouders, en 5 met" in found
    assert "Van de opgave is nog 65 over." in found
    assert "Wat gemeenten nog huisvesten in de 2e helft 2021, gaat daar van af." in found
    assert "blijft een achterstand over" not in found
    assert "In september en oktober 2021 waren het er gemiddeld 107,5." in found
    assert "In de 2e helft 2021 is de opgave nog niet af bij 2 van de 2 provincies." in found


def test_nothing_reported_yet() -> None:
    old = (AreaBalance(-60, 100), AreaBalance(-40, 80))
    found = text(sources(old, reported=0), DURING)
    assert "Bij deze stand is nog geen maand gemeld." in found
    assert "gemiddeld" not in found
    assert "waren het er" not in found


def test_one_month_has_no_average() -> None:
    assert "In juli 2021 waren het er 215." in text(sources(reported=1), DURING)


def test_first_half_year_looks_forward_only() -> None:
    found = text(sources((AreaBalance.ZERO, AreaBalance.ZERO), target=aim((1, 1))))
    assert found.count("2e helft 2021") == 0
    assert "Tussendoelstelling" not in found
    assert "Daar komt de achterstand van 65 uit eerdere halfjaren bij." in found
    assert "De totale opgave is 225." in found


# The interim target


@pytest.mark.parametrize(
    ("achieved", "is_due", "words"),
    [
        ((40, 25), True, (
            "De achterstand daalde met 65. De tussendoelstelling is gehaald, met 15 meer.",
            "Het verst boven hun aandeel kwamen Noord (+10) en Zuid (+5).",
        )),
        ((30, 20), True, ("De tussendoelstelling is precies gehaald.",)),
        ((40, 3), True, (
            "De tussendoelstelling is niet gehaald: het verschil is 7.",
            "Boven haar aandeel kwam Noord (+10). Onder haar aandeel bleef Zuid (−17).",
            "Die provincie begint het nieuwe halfjaar met een grotere inhaalopgave.",
        )),
        ((0, 0), True, ("De achterstand bleef gelijk.", "Geen enkele provincie haalde haar aandeel.",
                        "Onder hun aandeel bleven Noord (−30) en Zuid (−20).")),
        ((-9, -1), True, ("De achterstand daalde niet, maar nam toe met 10.",)),
        ((40, 25), False, (
            "Die dag is nog niet voorbij. Tot nu toe daalde de achterstand met 65. Dat is 15 boven wat nodig",
        )),
        ((10, 5), False, ("Dat is 35 minder dan nodig is.",)),
        ((-1, 0), False, ("Tot nu toe nam de achterstand toe met 1.",)),
        ((0, 0), False, ("Tot nu toe bleef de achterstand gelijk.",)),
    ],
)  # fmt: skip
def test_interim_target(achieved: tuple[int, int], is_due: bool, words: tuple[str, ...]) -> None:
    found = text(sources(target=aim(achieved, is_due=is_due)), AFTER if is_due else DURING)
    assert "op 31 december 2021 ten minste 50 minder achterstand dan op 1 juli 2021" in found
    for sentence in words:
        assert sentence in found
    if not is_due:
        assert "grotere inhaalopgave" not in found


def test_share_of_a_province() -> None:
    made = sources(target=aim((40, 3)))
    assert "Het aandeel van Noord daarin is 30, naar achterstand." in text(made, AFTER, 0)
    assert "Het aandeel is gehaald, met 10 meer." in text(made, AFTER, 0)
    assert "Het aandeel is niet gehaald: het verschil is 17." in text(made, AFTER, 1)


def test_province_without_a_backlog_has_no_share() -> None:
    target = aim((40, 3), shares=(50, 0))
    south = replace(target.shares[1], before=Fraction(7), after=Fraction(10))
    found = text(sources(target=replace(target, shares=(target.shares[0], south))), AFTER, 1)
    assert "Zuid had geen achterstand en heeft daarin een aandeel van 0." in found
    assert "is gehaald" not in found.replace("opgave is gehaald", "")
    assert "achterstand daalde" not in found


def test_a_backlog_that_is_too_small_for_a_share_is_still_a_backlog() -> None:
    found = text(sources(target=aim((40, 3), shares=(50, 0))), AFTER, 1)
    assert "Het aandeel van Zuid daarin is 0, naar achterstand. De achterstand daalde met 3." in found


def test_nothing_is_met_or_missed_before_the_due_date() -> None:
    made = sources(target=aim((40, 3), is_due=False))
    found = text(made, DURING)
    assert "De tussendoelstelling is: op 31 december 2021" in found
    assert "Tot nu toe kwam boven haar aandeel Noord (+10)." in found
    assert "Haar aandeel nog niet gehaald heeft Zuid (−17)." in found
    assert "bleef" not in found
    table = provinces_table(letter(made, DURING), lambda area: "")
    assert {row[4].text for row in (*table.rows, table.foot)} == {"loopt nog"}
    drawn = areas_chart(letter(made, DURING)).drawing
    assert not [
        item for item in drawn.items if "niet gehaald" in getattr(item, "text", "").replace("Nog niet", "")
    ]


def test_one_due_in_the_half_year_itself_says_nothing_of_what_that_begins_with() -> None:
    target = aim((40, 3))
    later = replace(target, target=interim.InterimTarget(50, date(2022, 1, 1), date(2022, 3, 31)))
    assert "grotere inhaalopgave" in text(sources(target=target), LATER)
    assert "grotere inhaalopgave" not in text(sources(target=later), LATER)


def test_a_running_interim_target_of_which_no_month_is_known() -> None:
    target = aim((0, 0), is_due=False)
    target = replace(target, months=target.target.months)
    found = text(sources(target=target), DURING)
    assert "Die dag is nog niet voorbij, en nog geen maand ervan is te meten." in found
    assert "minder dan nodig" not in found
    assert "aandeel" not in found


# The half-year that begins


@pytest.mark.parametrize(
    ("new", "words", "absent"),
    [
        (AreaBalance(0, 90), ("Er is geen achterstand of voorsprong uit eerdere halfjaren.",), ()),
        (AreaBalance(10, 90), ("Daar gaat de voorsprong van 20 uit eerdere halfjaren van af.",
                               "De totale opgave is 160."), ()),
        (AreaBalance(100, 90), ("De voorsprong is groter dan de taakstelling: er is geen opgave.",),
                               ("per maand",)),
        (AreaBalance(-5, 90, corrections=-3), ("Door correcties komt er 6 bij.",
                                               "De totale opgave is 196."), ()),
        (AreaBalance(-5, 90, exchanges=3), ("Door uitruil gaat er 6 af.",), ()),
        (AreaBalance(-5, 90, exchanges=3, corrections=-3), ("De totale opgave is 190.",), ("Door ",)),
    ],
)  # fmt: skip
def test_new_obligation(new: AreaBalance, words: tuple[str, ...], absent: tuple[str, ...]) -> None:
    found = text(sources(new=(new, new)), AFTER, None, Part.NEW, Part.PACE)
    for sentence in words:
        assert sentence in found
    for sentence in absent:
        assert sentence not in found


def test_half_year_that_runs_says_how_far_it_is() -> None:
    new = (AreaBalance(-35, 90, home=40), AreaBalance(-30, 70, home=21))
    found = text(sources(new=new, new_reported=3), LATER)
    assert "Tot en met maart 2022 zijn 61 van de 225 gehuisvest." in found
    assert "Er zijn er nog 164 over: 55 per maand." in found


def test_half_year_that_is_over_says_what_was_left_or_that_it_was_met() -> None:
    short = (AreaBalance(-35, 90, home=40), AreaBalance(-30, 70, home=21))
    assert "Het halfjaar is voorbij: 164 bleef over." in text(
        sources(new=short, new_reported=6), date(2022, 9, 1)
    )
    met = (AreaBalance(-35, 90, home=140), AreaBalance(-30, 70, home=121))
    assert "Daarmee is de opgave gehaald." in text(sources(new=met, new_reported=6), date(2022, 9, 1))


def test_nothing_announced_says_so_and_nothing_else() -> None:
    found = text(sources(new=(AreaBalance(-35), AreaBalance(-30))))
    assert found == "Voor dit halfjaar was bij deze stand nog geen taakstelling bekendgemaakt."


# Who is behind, and what is provisional


@pytest.mark.parametrize(
    ("old", "words"),
    [
        ((-60, -40), "2021. De grootste achterstand hebben Noord (−60) en Zuid (−40)."),
        ((-60, -40), "Alle 2 provincies hebben een achterstand uit de 2e helft 2021."),
        ((60, -40), "heeft er 1 een achterstand uit de 2e helft 2021, en 1 een voorsprong."),
        ((60, -40), "De grootste achterstand heeft Zuid (−40)."),
        ((0, -40), "Van de 2 provincies heeft er 1 een achterstand uit de 2e helft 2021. De grootste"),
        ((60, 40), "Geen van de 2 provincies heeft een achterstand uit de 2e helft 2021."),
    ],
)  # fmt: skip
def test_largest_backlogs_without_an_interim_target(old: tuple[int, int], words: str) -> None:
    first, second = (AreaBalance(balance, 10, home=10) for balance in old)
    assert words in text(sources((first, second)), AFTER, None, Part.AHEAD)


def test_reports_that_are_not_in() -> None:
    found = text(sources(reported=5), AFTER)
    assert "Van de 12 maandopgaven over de 2e helft 2021 zijn er 10 binnen." in found
    assert "Er zijn geen voorlopige cijfers bij." in found


@pytest.mark.parametrize(("count", "noun"), [(1, "maandopgave,"), (2, "maandopgaven,")])
def test_provisional_months(count: int, noun: str) -> None:
    months = tuple(
        ProvisionalMonth("PV01", Month(2021, 11 + k), ReportState.SUBMITTED, 7) for k in range(count)
    )
    found = text(sources(provisional=months))
    assert f"Voorlopig zijn {7 * count} in {count} {noun} die de provincie nog niet goedkeurde." in found
    assert "Er zijn geen voorlopige cijfers bij." in text(sources(), AFTER, 1)


# The file


def test_annex_explains_the_figures_that_the_text_uses() -> None:
    found = letter(sources())
    links = Links(lambda key: f"#{key}", lambda key: f"#{key}", lambda area: "", "https://voorbeeld.example/")
    made = letter_document(page_on(AFTER), found, Choice(frozenset({Part.NEW, Part.FACTS})), links)
    (annex,) = [block for block in made.blocks if block.kind == "table"]
    assert [row[0].text for row in annex.rows] == [  # type: ignore[union-attr]
        "Taakstelling 1e helft 2022",
        "Achterstand die overblijft",
        "Totale opgave 1e helft 2022",
    ]
    how = [row[2].text for row in annex.rows]  # type: ignore[union-attr]
    assert how[0] == "90 Noord + 70 Zuid"
    assert how[2] == "160 taakstelling + 65 achterstand aan het begin"
    assert made.moment.date() == AFTER
    assert re.match(r"stand per 7 januari 2022 · boeking 12:", made.footer)
