"""The paragraphs of the letter about the interim target, and about who is ahead and who is behind."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from housing import formatting
from housing.views.letter_facts import half
from housing.views.letter_page import NAMED, LetterFigures
from housing.views.letter_words import Figure, Runs, Words, joined
from housing.views.page import language


def interim(words: Words, letter: LetterFigures) -> Runs:
    """The interim target: what it asked, what was achieved, and whether it was met."""
    if letter.interim is None or not letter.has_before:
        return ()
    target = letter.interim.target
    asked = (
        _("De tussendoelstelling was: op %(due)s ten minste %(reduction)s minder achterstand dan op "
          "%(baseline)s.")
        if letter.interim.is_due
        else _("De tussendoelstelling is: op %(due)s ten minste %(reduction)s minder achterstand dan op "
               "%(baseline)s.")
    )  # fmt: skip
    return joined(
        words.say(
            asked,
            due=formatting.date(target.due_on, language()),
            baseline=formatting.date(target.baseline_on, language()),
        ),
        _share(words, letter),
        _achieved(words, letter),
        _judgement(words, letter),
    )


def _share(words: Words, letter: LetterFigures) -> Runs:
    if letter.share is None:
        return ()
    name = letter.area.name
    if letter.share.assessment.share or letter.share.backlog:
        return words.say(_("Het aandeel van %(area)s daarin is %(share)s, naar achterstand."), area=name)
    return words.say(_("%(area)s had geen achterstand en heeft daarin een aandeel van %(share)s."), area=name)


def _achieved(words: Words, letter: LetterFigures) -> Runs:
    assert letter.interim is not None
    achieved = letter.facts["achieved"].persons
    if letter.share is not None and not letter.share.backlog:
        return ()
    if letter.interim.is_due:
        if achieved > 0:
            return words.say(_("De achterstand daalde met %(achieved)s."))
        if achieved < 0:
            return words.say(_("De achterstand daalde niet, maar nam toe met %(achieved)s."))
        return words.say(_("De achterstand bleef gelijk."))
    if _is_unmeasured(letter):
        return words.say(_("Die dag is nog niet voorbij, en nog geen maand ervan is te meten."))
    if achieved > 0:
        return words.say(_("Die dag is nog niet voorbij. Tot nu toe daalde de achterstand met %(achieved)s."))
    if achieved < 0:
        return words.say(
            _("Die dag is nog niet voorbij. Tot nu toe nam de achterstand toe met %(achieved)s.")
        )
    return words.say(_("Die dag is nog niet voorbij. Tot nu toe bleef de achterstand gelijk."))


def _is_unmeasured(letter: LetterFigures) -> bool:
    """Whether the interim target runs and none of its months is known yet."""
    found = letter.interim
    return found is not None and not found.is_due and bool(found.months) and not found.steps


def _judgement(words: Words, letter: LetterFigures) -> Runs:
    assert letter.interim is not None
    difference = letter.facts["difference"].persons
    shown = Figure("difference", is_bold=True)
    if letter.share is not None and not letter.share.assessment.share:
        return ()
    if _is_unmeasured(letter):
        return ()
    goal = _("Het aandeel") if letter.share is not None else _("De tussendoelstelling")
    if not letter.interim.is_due:
        text = (
            _("Dat is %(difference)s boven wat nodig is.")
            if difference >= 0
            else _("Dat is %(difference)s minder dan nodig is.")
        )
        return words.say(text, difference=shown)
    if difference > 0:
        return words.say(_("%(goal)s is gehaald, met %(difference)s meer."), goal=goal, difference=shown)
    if difference == 0:
        return words.say(_("%(goal)s is precies gehaald."), goal=goal)
    return words.say(
        _("%(goal)s is niet gehaald: het verschil is %(difference)s."), goal=goal, difference=shown
    )


def ahead_and_short(words: Words, letter: LetterFigures) -> Runs:
    """Which provinces did best and worst against their share; or who has the largest backlog."""
    if not letter.has_before:
        return ()
    if letter.interim is not None and letter.is_country:
        if _is_unmeasured(letter):
            return ()
        return joined(_ahead(words, letter), _short(words, letter))
    return _largest(words, letter)


def _with_difference(words: Words, letter: LetterFigures, *, met: bool) -> list[Runs]:
    shares = letter.ahead[:NAMED] if met else letter.short
    return [
        words.say(
            "%(area)s (%(difference)s)",
            area=share.area.name,
            difference=Figure(f"difference-{share.area.slug}", is_signed=True),
        )
        for share in shares
    ]


def _ahead(words: Words, letter: LetterFigures) -> Runs:
    found = _with_difference(words, letter, met=True)
    assert letter.interim is not None
    if not letter.interim.is_due:
        text = ngettext(
            "Tot nu toe kwam boven haar aandeel %(areas)s.",
            "Tot nu toe kwamen het verst boven hun aandeel %(areas)s.",
            len(found),
        )
        return words.say(text, areas=words.listed(found)) if found else ()
    if not found:
        return words.say(_("Geen enkele provincie haalde haar aandeel."))
    if not letter.short and len(letter.ahead) > len(found):
        return words.say(
            _("Alle provincies haalden hun aandeel. Het verst erboven kwamen %(areas)s."),
            areas=words.listed(found),
        )
    text = ngettext(
        "Boven haar aandeel kwam %(areas)s.", "Het verst boven hun aandeel kwamen %(areas)s.", len(found)
    )
    return words.say(text, areas=words.listed(found))


def _short(words: Words, letter: LetterFigures) -> Runs:
    found = _with_difference(words, letter, met=False)
    if not found:
        return ()
    assert letter.interim is not None
    text = (
        ngettext("Onder haar aandeel bleef %(areas)s.", "Onder hun aandeel bleven %(areas)s.", len(found))
        if letter.interim.is_due
        else ngettext(
            "Haar aandeel nog niet gehaald heeft %(areas)s.",
            "Hun aandeel nog niet gehaald hebben %(areas)s.",
            len(found),
        )
    )
    named = words.say(text, areas=words.listed(found))
    if not letter.interim.is_due or letter.interim.target.due_on > letter.before.ends_on:
        return named
    after = ngettext(
        "Die provincie begint het nieuwe halfjaar met een grotere inhaalopgave.",
        "Zij beginnen het nieuwe halfjaar met een grotere inhaalopgave.",
        len(found),
    )
    return joined(named, words.say(after))


def _largest(words: Words, letter: LetterFigures) -> Runs:
    """How many are behind and ahead, and the three furthest behind."""
    if "areas" not in letter.facts:
        return ()
    named = [
        words.say(
            "%(area)s (%(balance)s)",
            area=part.area.name,
            balance=Figure(f"balance-{part.area.slug}", is_signed=True),
        )
        for part in letter.leading
    ]
    largest = ngettext(
        "De grootste achterstand heeft %(areas)s.", "De grootste achterstand hebben %(areas)s.", len(named)
    )
    return joined(
        _counts(words, letter),
        words.say(largest, areas=words.listed(named)) if named and letter.is_over else (),
    )


def _counts(words: Words, letter: LetterFigures) -> Runs:
    """How many of the areas are behind, and how many ahead."""
    parts = _("provincies") if letter.is_country else _("gemeenten")
    behind, ahead, every = (letter.facts[key].persons for key in ("areas_behind", "areas_ahead", "areas"))
    if behind == 0:
        text = _("Geen van de %(areas)s %(parts)s heeft een achterstand uit de %(before)s.")
    elif behind == every:
        text = _("Alle %(areas)s %(parts)s hebben een achterstand uit de %(before)s.")
    elif ahead == 0:
        text = ngettext(
            "Van de %(areas)s %(parts)s heeft er %(areas_behind)s een achterstand uit de %(before)s.",
            "Van de %(areas)s %(parts)s hebben er %(areas_behind)s een achterstand uit de %(before)s.",
            int(behind),
        )
    else:
        text = ngettext(
            "Van de %(areas)s %(parts)s heeft er %(areas_behind)s een achterstand uit de %(before)s, en "
            "%(areas_ahead)s een voorsprong.",
            "Van de %(areas)s %(parts)s hebben er %(areas_behind)s een achterstand uit de %(before)s, en "
            "%(areas_ahead)s een voorsprong.",
            int(behind),
        )
    if not letter.is_over:
        text = _("In de %(before)s is de opgave nog niet af bij %(areas_behind)s van de %(areas)s %(parts)s.")
    return words.say(text, parts=parts, before=half(letter.before))
