"""The paragraphs of the letter about the half-year that begins, and about the figures themselves."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.domain.balances import AreaBalance
from housing.views.letter_facts import half, other_parts
from housing.views.letter_page import LetterFigures
from housing.views.letter_words import Figure, Runs, Words, joined
from housing.views.page import Page, ShownPosition, language


def obligation(words: Words, letter: LetterFigures) -> Runs:
    """The new target, with what is brought from earlier half-years: the total obligation."""
    balance = letter.halves.new.balance
    return joined(
        words.say(_("Voor de %(period)s is de taakstelling %(target)s."), period=half(letter.period)),
        _brought(words, balance),
        _other(words, balance),
        _total(words, letter, balance),
    )


def _brought(words: Words, balance: AreaBalance) -> Runs:
    """What earlier half-years leave: the same figure as in the review, when it is the same."""
    opening = Figure("new_opening" if "new_opening" in words.facts else "left")
    if balance.opening < 0:
        return words.say(
            _("Daar komt de achterstand van %(opening)s uit eerdere halfjaren bij."), opening=opening
        )
    if balance.opening > 0:
        return words.say(
            _("Daar gaat de voorsprong van %(opening)s uit eerdere halfjaren van af."), opening=opening
        )
    return words.say(_("Er is geen achterstand of voorsprong uit eerdere halfjaren."))


def _other(words: Words, balance: AreaBalance) -> Runs:
    fact = words.facts.get("other")
    if fact is None or not fact.persons:
        return ()
    causes = words.listed([words.say(label) for label, _persons in other_parts(balance)])
    text = (
        _("Door %(causes)s komt er %(other)s bij.")
        if fact.persons > 0
        else _("Door %(causes)s gaat er %(other)s af.")
    )
    return words.say(text, causes=causes)


def _total(words: Words, letter: LetterFigures, balance: AreaBalance) -> Runs:
    if balance.obligation <= 0:
        return words.say(_("De voorsprong is groter dan de taakstelling: er is geen opgave."))
    total = words.say(_("De totale opgave is %(obligation)s."), obligation=Figure("obligation", is_bold=True))
    if letter.has_before and not letter.is_over:
        later = words.say(
            _("Wat gemeenten nog huisvesten in de %(before)s, gaat daar van af."), before=half(letter.before)
        )
        return joined(total, later)
    return total


def pace(words: Words, letter: LetterFigures) -> Runs:
    """The pace that the obligation asks, beside that of the last months; and how far it is already."""
    if "pace" not in words.facts:
        return ()
    return joined(
        words.say(_("De opgave vraagt %(pace)s per maand.")), _recent(words, letter), _progress(words, letter)
    )


def _recent(words: Words, letter: LetterFigures) -> Runs:
    if not letter.recent or not letter.has_before:
        return ()
    last = formatting.month(letter.recent[-1].month, language())
    if len(letter.recent) == 1:
        return words.say(_("In %(month)s waren het er %(recent)s."), month=last)
    first = formatting.month_name(letter.recent[0].month, language())
    return words.say(_("In %(first)s en %(last)s waren het er gemiddeld %(recent)s."), first=first, last=last)


def _progress(words: Words, letter: LetterFigures) -> Runs:
    """What was housed of the new obligation so far, and what it takes from now on."""
    if "so_far" not in words.facts:
        return ()
    figures = letter.halves.new
    month = [m.month for m in figures.months if m.is_reported][-1]
    so_far = words.say(
        _("Tot en met %(month)s zijn %(so_far)s van de %(obligation)s gehuisvest."),
        month=formatting.month(month, language()),
    )
    if figures.balance.remaining <= 0:
        return joined(so_far, words.say(_("Daarmee is de opgave gehaald.")))
    if "pace_needed" not in words.facts:
        return joined(so_far, words.say(_("Het halfjaar is voorbij: %(to_go)s bleef over.")))
    rest = words.say(_("Er zijn er nog %(to_go)s over: %(pace_needed)s per maand."))
    return joined(so_far, rest)


def provisional(words: Words, letter: LetterFigures) -> Runs:
    """Which reports are in, and what may still change."""
    return joined(_reports(words, letter), _not_approved(words))


def _reports(words: Words, letter: LetterFigures) -> Runs:
    if "reports" not in words.facts:
        return ()
    name = half(letter.before)
    if letter.months_reported >= letter.months_expected:
        return words.say(
            _("Alle %(reports)s maandopgaven van gemeenten over de %(before)s zijn binnen."), before=name
        )
    return words.say(
        _("Van de %(reports_expected)s maandopgaven over de %(before)s zijn er %(reports)s binnen."),
        before=name,
    )


def _not_approved(words: Words) -> Runs:
    if "provisional" not in words.facts:
        return words.say(_("Er zijn geen voorlopige cijfers bij."))
    reports = words.facts["provisional_reports"].persons
    return words.say(
        ngettext(
            "Voorlopig zijn %(provisional)s in %(provisional_reports)s maandopgave, die de provincie "
            "nog niet goedkeurde.",
            "Voorlopig zijn %(provisional)s in %(provisional_reports)s maandopgaven, die de provincie "
            "nog niet goedkeurde.",
            int(reports),
        )
    )


def account(words: Words, page: Page, address: str) -> Runs:
    """Where the figures come from, and how anybody can come to the same ones later."""
    position = ShownPosition(page.position)
    return words.say(
        _("De cijfers zijn de %(label)s, met in het register het kenmerk %(mark)s. Op %(address)s staat van "
          "elk getal hoe het tot stand komt. Bij deze stand blijven de getallen gelijk, ook na latere "
          "correcties."),
        label=position.label,
        mark=f"{page.position.seq}:{page.position.hash}",
        address=address,
    )  # fmt: skip


__all__ = ["account", "obligation", "pace", "provisional"]
