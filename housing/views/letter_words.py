"""Sentences of the letter: text with its figures, each a link to how it comes about."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from housing.exports.blocks import Run
from housing.templatetags.exact import exact_number as exact
from housing.views.letter_facts import Fact

_PLACE = re.compile(r"%\((\w+)\)s")
Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Figure:
    """A figure in a sentence: the key of its fact; `is_signed` writes its sign."""

    key: str
    is_signed: bool = False
    is_bold: bool = False


class Words:
    """Makes sentences with the figures of one letter, and remembers which figures were used, in order."""

    def __init__(self, facts: Mapping[str, Fact], link: Callable[[str], str]) -> None:
        self.facts = facts
        self.link = link
        self.used: list[str] = []

    def say(self, template: str, **values: "str | Figure | Runs") -> Runs:
        """A sentence. `%(name)s` is a value, or else the figure of that name, without its sign."""
        runs: list[Run] = []
        end = 0
        for place in _PLACE.finditer(template):
            runs.append(Run(template[end : place.start()]))
            value = values.get(place[1], Figure(place[1]))
            if isinstance(value, str):
                runs.append(Run(value))
            elif isinstance(value, Figure):
                runs.append(self._figure(value))
            else:
                runs.extend(value)
            end = place.end()
        runs.append(Run(template[end:]))
        return tuple(run for run in runs if run.text)

    def listed(self, items: Sequence[Runs]) -> Runs:
        """ "a", "a en b", "a, b en c"."""
        found: list[Run] = []
        for place, runs in enumerate(items):
            if place:
                found.append(Run(f" {_('en')} " if place == len(items) - 1 else ", "))
            found.extend(runs)
        return tuple(found)

    def _figure(self, figure: Figure) -> Run:
        fact = self.facts[figure.key]
        persons = Fraction(fact.persons)
        shown = exact(persons if figure.is_signed else abs(persons), signed=figure.is_signed)
        is_first = figure.key not in self.used
        if is_first:
            self.used.append(figure.key)
        name = f"tekst-{figure.key}" if is_first else ""
        return Run(shown, figure.is_bold, self.link(figure.key), name)


def joined(*sentences: Runs) -> Runs:
    """Sentences after each other, with a space between; empty ones are left out."""
    found: list[Run] = []
    for runs in sentences:
        if runs:
            found.extend((Run(" "), *runs) if found else runs)
    return tuple(found)
