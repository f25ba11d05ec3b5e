"""The letter put together: blocks for the page, for PDF and for ODT, with the chosen parts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from django.utils.translation import gettext as _

from housing import formatting
from housing.exports.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Picture,
    Run,
    Style,
    Table,
)
from housing.queries.areas import Area
from housing.views import letter_text as text
from housing.views import letter_text_interim as text_interim
from housing.views import letter_text_new as text_new
from housing.views.letter_charts import areas_chart, path_chart
from housing.views.letter_choice import Choice, Part
from housing.views.letter_facts import half
from housing.views.letter_page import LetterFigures
from housing.views.letter_tables import areas_table
from housing.views.letter_words import Runs, Words
from housing.views.page import Page, ShownPosition, language

CREATOR = "Taakstelling huisvesting vergunninghouders"


@dataclass(frozen=True)
class Links:
    """Where the letter's figures and areas lead to, and the address that it names for itself.

    `fact` is where a figure of the text leads, `source` where the same figure of the annex leads; `back`, for
    files that can, is the way from the annex to the text.
    """

    fact: Callable[[str], str]
    source: Callable[[str], str]
    area: Callable[[Area], str]
    address: str
    back: Callable[[str], str] = lambda key: ""


@dataclass
class LetterBlocks:
    """The blocks of a letter under headings, and the figures that its text used, in order."""

    blocks: list[Block] = field(default_factory=list)
    used: list[str] = field(default_factory=list)


def title_of_letter(letter: LetterFigures) -> str:
    """The title: what it is about."""
    if letter.is_country:
        return _("Huisvesting van vergunninghouders, %(period)s") % {"period": half(letter.period)}
    return _("Huisvesting van vergunninghouders in %(province)s, %(period)s") % {
        "province": letter.area.name,
        "period": half(letter.period),
    }


def letter_blocks(page: Page, letter: LetterFigures, choice: Choice, links: Links) -> LetterBlocks:
    """The letter from its greeting to its signature, without the annex."""
    words = Words(letter.facts, links.fact)
    made = LetterBlocks(used=words.used)
    if not letter.is_known:
        made.blocks.append(
            _plain(_("Voor dit halfjaar was bij deze stand nog geen taakstelling bekendgemaakt."))
        )
        return made
    if Part.GREETING in choice:
        made.blocks += _greeting(letter)
    made.blocks.append(Paragraph(text.introduction(words, letter)))
    for heading, blocks in _sections(page, letter, choice, links, words):
        found = list(blocks)
        if found:
            made.blocks += [Heading(heading), *found]
    if Part.GREETING in choice:
        made.blocks += [_plain(_("Hoogachtend,"), Style.SIGNATURE), _plain(_signature(letter), Style.ADDRESS)]
    return made


def _sections(
    page: Page, letter: LetterFigures, choice: Choice, links: Links, words: Words
) -> Iterator[tuple[str, Iterator[Block]]]:
    """The sections in order, each with the blocks that are chosen and say something."""

    def said(*parts: tuple[Part, Callable[[], Runs]]) -> Iterator[Block]:
        for part, make in parts:
            if part in choice and (runs := make()):
                yield Paragraph(runs, name=part.value)

    def looking_back() -> Iterator[Block]:
        yield from said(
            (Part.REVIEW, lambda: text.review(words, letter)), (Part.HOTEL, lambda: text.hotel(words, letter))
        )
        if Part.CHARTS in choice and (chart := path_chart(letter)):
            yield Picture(chart.drawing)

    def areas() -> Iterator[Block]:
        yield from said((Part.AHEAD, lambda: text_interim.ahead_and_short(words, letter)))
        if Part.CHARTS in choice:
            yield Picture(areas_chart(letter).drawing)
        if Part.AREAS in choice:
            yield areas_table(letter, links.area)

    yield _("De %(before)s") % {"before": half(letter.before)}, looking_back()
    yield _("Tussendoelstelling"), said((Part.INTERIM, lambda: text_interim.interim(words, letter)))
    yield (
        _("De opgave voor de %(period)s") % {"period": half(letter.period)},
        said(
            (Part.NEW, lambda: text_new.obligation(words, letter)),
            (Part.PACE, lambda: text_new.pace(words, letter)),
        ),
    )
    yield (_("Per provincie") if letter.is_country else _("Per gemeente")), areas()
    yield (
        _("Over deze cijfers"),
        said(
            (Part.PROVISIONAL, lambda: text_new.provisional(words, letter)),
            (Part.ACCOUNT, lambda: text_new.account(words, page, links.address)),
        ),
    )


def _greeting(letter: LetterFigures) -> list[Block]:
    if letter.is_country:
        to, dear = _("Aan de Voorzitter van de Tweede Kamer der Staten-Generaal"), _("Geachte voorzitter,")
    else:
        to = _("Aan het college van gedeputeerde staten van %(province)s") % {"province": letter.area.name}
        dear = _("Geacht college,")
    return [_plain(to, Style.ADDRESS), Heading(title_of_letter(letter), 1), _plain(dear)]


def _signature(letter: LetterFigures) -> str:
    return _("De minister,")


def _plain(words: str, style: Style = Style.TEXT) -> Paragraph:
    return Paragraph((Run(words),), style)


# ── The file ─────────────────────────────────────────────────────────────────────────────────────────────


def letter_document(page: Page, letter: LetterFigures, choice: Choice, links: Links) -> Document:
    """The letter as a file: with its title, what it is a demonstration of, and the annex."""
    made = letter_blocks(page, letter, choice, links)
    title = title_of_letter(letter)
    blocks = made.blocks
    if Part.GREETING not in choice or not letter.is_known:
        blocks.insert(0, Heading(title, 1))
    blocks[:0] = [_plain(notice, Style.NOTICE) for notice in _notices(page)]
    if Part.FACTS in choice and made.used:
        blocks += [
            Heading(_("Bijlage: hoe de getallen tot stand komen"), starts_page=True),
            _annex(letter, made.used, links),
        ]
    position = ShownPosition(page.position)
    mark = f"{page.position.seq}:{page.position.hash}"
    return Document(
        title=title,
        subject=title,
        creator=CREATOR,
        moment=datetime.combine(page.position.today, time(12), UTC),
        footer=f"{position.label} · {_('boeking')} {mark[:24]}…",
        blocks=tuple(blocks),
        language="nl-NL",
        about={
            "Stand": str(page.position.today),
            "Boeking": mark,
            "Publicatie": position.publication_title or "–",
            "Adres": links.address,
        },
    )


def _notices(page: Page) -> Iterator[str]:
    """What whoever reads the file must know first."""
    withdrawn = page.position.publication.withdrawn if page.position.publication else None
    if withdrawn is not None:
        yield _("Deze cijfers zijn op %(day)s ingetrokken. Reden: %(reason)s") % {
            "day": formatting.date(withdrawn.day, language()),
            "reason": withdrawn.reason,
        }
    if page.state.is_demonstration:
        yield _(
            "Demonstratie: cijfers per gemeente zijn nagemaakt. Landelijke totalen en gepubliceerde cijfers "
            "zijn echt."
        )


def _annex(letter: LetterFigures, used: list[str], links: Links) -> Table:
    """Each figure of the text with how it comes about; every figure leads to its place on the page."""
    rows = tuple(
        (
            Cell(fact.label[:1].upper() + fact.label[1:], url=links.back(fact.key)),
            Cell(fact.shown, is_number=True, url=links.source(fact.key), name=f"getal-{fact.key}"),
            Cell(fact.how),
        )
        for fact in (letter.facts[key] for key in used)
    )
    headers = (Cell(_("Wat")), Cell(_("Aantal"), is_number=True), Cell(_("Hoe het tot stand komt")))
    return Table(_("Getallen in de tekst, in de volgorde van de tekst"), headers, rows, widths=(30, 12, 58))


__all__ = [
    "CREATOR",
    "Links",
    "formatting",
    "language",
    "letter_blocks",
    "letter_document",
    "title_of_letter",
]
