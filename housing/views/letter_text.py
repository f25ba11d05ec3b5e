"""The paragraphs of the letter in our own words: each a function of its figures, empty where it says nothing.

They read well for any half-year and area: behind or ahead, with an interim target or without, met or missed,
the first half-year of the ledger, and a half-year that still runs.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.domain.balances import AreaBalance
from housing.views.letter_facts import half, other_parts
from housing.views.letter_page import LetterFigures
from housing.views.letter_words import Figure, Runs, Words, joined
from housing.views.page import language


def who(letter: LetterFigures) -> str:
    """Of whom the letter speaks, at the start of a sentence."""
    if letter.is_country:
        return _("Gemeenten")
    return _("De gemeenten in %(province)s") % {"province": letter.area.name}


def introduction(words: Words, letter: LetterFigures) -> Runs:
    """What the letter is about."""
    where = _("in Nederland") if letter.is_country else _("in %(area)s") % {"area": letter.area.name}
    text = (
        _("Deze brief gaat over de huisvesting van vergunninghouders %(where)s: wat gemeenten deden in de "
          "%(before)s, en wat de opgave is in de %(period)s. Alle aantallen zijn personen.")
        if letter.has_before
        else _("Deze brief gaat over de huisvesting van vergunninghouders %(where)s in de %(period)s. "
               "Alle aantallen zijn personen.")
    )  # fmt: skip
    return words.say(text, where=where, before=half(letter.before), period=half(letter.period))


def review(words: Words, letter: LetterFigures) -> Runs:
    """Target, opening, obligation, who was housed, and what is left of the earlier half-year."""
    if not letter.has_before:
        return ()
    balance, name = letter.halves.before.balance, half(letter.before)
    target = (
        words.say(_("In de %(before)s was de taakstelling %(target_before)s."), before=name)
        if letter.is_over
        else words.say(_("De %(before)s loopt nog. De taakstelling is %(target_before)s."), before=name)
    )
    return joined(
        target,
        _opening(words, letter, balance),
        _cause(words, balance, "other_before"),
        _obligation(words, balance),
        _housed(words, letter, balance),
        _left(words, letter, balance),
    )


def _opening(words: Words, letter: LetterFigures, balance: AreaBalance) -> Runs:
    subject = who(letter)
    if balance.opening < 0:
        return words.say(_("%(who)s begonnen met een achterstand van %(opening)s."), who=subject)
    if balance.opening > 0:
        return words.say(_("%(who)s begonnen met een voorsprong van %(opening)s."), who=subject)
    return words.say(_("%(who)s begonnen zonder achterstand of voorsprong."), who=subject)


def _cause(words: Words, balance: AreaBalance, key: str) -> Runs:
    """That exchanges, corrections or mergers changed the obligation; nothing when they did not."""
    fact = words.facts.get(key)
    if fact is None:
        return ()
    causes = words.listed([words.say(label) for label, _persons in other_parts(balance)])
    if fact.persons > 0:
        return words.say(
            _("Door %(causes)s werd de opgave %(change)s hoger."), causes=causes, change=Figure(key)
        )
    if fact.persons < 0:
        return words.say(
            _("Door %(causes)s werd de opgave %(change)s lager."), causes=causes, change=Figure(key)
        )
    return ()


def _obligation(words: Words, balance: AreaBalance) -> Runs:
    if balance.obligation > 0:
        return words.say(_("Samen was de opgave %(obligation_before)s."))
    return words.say(_("Er was daardoor geen opgave."))


def _housed(words: Words, letter: LetterFigures, balance: AreaBalance) -> Runs:
    """Who was housed; while the half-year runs, up to which month."""
    noun = ngettext("vergunninghouder", "vergunninghouders", balance.placed)
    if letter.last_month is None:
        return words.say(_("Bij deze stand is nog geen maand gemeld."))
    if not letter.is_over:
        month = formatting.month(letter.last_month, language())
        text = (
            _("Tot en met %(month)s huisvestten zij %(homes)s %(noun)s, en %(hotel)s met de hotel- en "
              "accommodatieregeling.")
            if balance.hotel
            else _("Tot en met %(month)s huisvestten zij %(homes)s %(noun)s.")
        )  # fmt: skip
        return words.say(text, month=month, noun=noun)
    text = (
        _("%(who)s huisvestten %(homes)s %(noun)s, en %(hotel)s met de hotel- en accommodatieregeling.")
        if balance.hotel
        else _("%(who)s huisvestten %(homes)s %(noun)s.")
    )
    return words.say(text, who=_("Gemeenten") if letter.is_country else _("Zij"), noun=noun)


def _left(words: Words, letter: LetterFigures, balance: AreaBalance) -> Runs:
    left = Figure("left", is_bold=True)
    if balance.remaining < 0:
        text = (
            _("Daarmee is de opgave gehaald, met een voorsprong van %(left)s.")
            if balance.obligation > 0
            else _("De voorsprong is nu %(left)s.")
        )
        return words.say(text, left=left)
    if balance.remaining == 0:
        return words.say(_("Daarmee is de opgave precies gehaald."))
    if not letter.is_over:
        return words.say(_("Van de opgave is nog %(left)s over."), left=left)
    return words.say(_("Er blijft een achterstand over van %(left)s."), left=left)


def hotel(words: Words, letter: LetterFigures) -> Runs:
    """The hotel scheme, apart."""
    if not letter.has_before:
        return ()
    name, persons = half(letter.before), letter.halves.before.balance.hotel
    if persons == 0:
        return words.say(
            _("De hotel- en accommodatieregeling is in de %(before)s niet gebruikt."), before=name
        )
    text = ngettext(
        "De hotel- en accommodatieregeling staat apart: daarmee is in de %(before)s in totaal %(hotel)s "
        "mens gehuisvest.",
        "De hotel- en accommodatieregeling staat apart: daarmee zijn in de %(before)s in totaal %(hotel)s "
        "mensen gehuisvest.",
        abs(persons),
    )
    return joined(
        words.say(text, before=name, hotel=Figure("hotel", is_signed=persons < 0)),
        words.say(
            _("Dat telt mee voor het saldo. Samen met de %(homes)s in woningen en doorstroomlocaties is het "
              "%(realised)s.")
        ),
    )  # fmt: skip
