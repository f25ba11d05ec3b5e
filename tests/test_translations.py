"""The English catalogue: every text that is shown is in it, whole, and the compiled file agrees with it."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.template import templatize

from housing.domain.errors import DomainError
from housing.domain.interim import InterimTarget
from housing.domain.mergers import Succession
from housing.domain.periods import HalfYear, Month

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "housing" / "locale" / "en" / "LC_MESSAGES"
SOURCES = sorted([*(ROOT / "housing").rglob("*.py"), *(ROOT / "templates").rglob("*.html")])
ADVICE = "run makemessages and compilemessages as CONTRIBUTING.md says, and translate what is new"

#: Which arguments of a function are texts; as makemessages knows them.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")

DAY = date(2022, 1, 1)

Text = str | tuple[str, str]


def texts_of(path: Path) -> Iterator[tuple[Text, str | None]]:
    """What a file shows: text, or singular and plural; with its context."""
    source = path.read_text()
    if path.suffix == ".html":
        # Line by line, because what is left of the mark-up is indented as no Python is.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    for _line, message, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        yield message, context


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="en")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_is_in_the_catalogue(path, catalog):
    missing = []
    for text, context in texts_of(path):
        message = catalog.get(text, context)
        if message is None or not (all(message.string) if message.pluralizable else message.string):
            missing.append(text)
    assert not missing, ADVICE


def test_texts_are_found():
    """Else the test above would be content with anything."""
    found = {
        text if isinstance(text, str) else text[0] for path in SOURCES for text, _context in texts_of(path)
    }
    assert "Nog te huisvesten" in found  # a template
    assert "stand per %(day)s" in found  # a view
    assert "Maand %(number)s bestaat niet. Kies een maand van 1 tot en met 12." in found  # the domain
    assert "%(shown)s resultaat" in found  # a plural
    assert len(found) > 500


def test_catalogue_is_whole(catalog):
    for message in catalog:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        for text, english in pairs(message):
            assert english, text
            assert sorted(set(PLACEHOLDER.findall(english))) == sorted(set(PLACEHOLDER.findall(text))), text
            assert english.count("%%") == text.count("%%"), text
            assert re.findall(r"</?\w+>", english) == re.findall(r"</?\w+>", text), text
            assert (english[:1].isspace(), english[-1:].isspace()) == (
                text[:1].isspace(),
                text[-1:].isspace(),
            )


def pairs(message) -> list[tuple[str, str]]:
    if message.pluralizable:
        return list(zip(message.id, message.string, strict=True))
    return [(message.id, message.string)]


def edges(text: str) -> tuple[str, str]:
    """The white space around a text, which joins it to its neighbours."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_compiled_file_agrees(catalog):
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = read_mo(file)
    assert plain(compiled) == plain(catalog), ADVICE


def plain(catalog: Catalog) -> dict[tuple[str | None, str], list[tuple[str, str]]]:
    return {(context(m), m.id[0] if m.pluralizable else m.id): pairs(m) for m in catalog if m.id}


def context(message: Message) -> str | None:
    """Of a compiled file Babel reads it as bytes."""
    return message.context.decode() if isinstance(message.context, bytes) else message.context


@pytest.mark.parametrize(
    ("mistake", "english"),
    [
        (lambda: Month(2022, 13), "Month 13 does not exist"),
        (lambda: HalfYear.parse("2022-3"), "“2022-3” is not a half-year"),
        (
            lambda: InterimTarget(0, *(HalfYear(2022, 1).starts_on,) * 2),
            "An interim target of 0 is not possible",
        ),
        (lambda: Succession(HalfYear(2022, 1).starts_on, "GM0001", "GM0001"), "GM0001 cannot succeed itself"),
    ],
)
def test_error_of_the_domain_is_shown_in_english(mistake, english):
    with pytest.raises(DomainError) as caught:
        mistake()
    with translation.override("en"):
        assert (gettext(caught.value.template) % caught.value.params).startswith(english)
    assert not str(caught.value).startswith(english)
