"""Exchanges of targets between municipalities: what may be agreed (Huisvestingswet 2014 art. 29 lid 2).

Persons are in the sign of the balance: who hands over a part of its target has a positive number, who takes
it over a negative one. An exchange adds up to zero.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from housing.domain.errors import DomainError, gettext_noop

#: More persons than any target has.
MOST_PERSONS = 99_999

_GROUP = re.compile(r"uitruil ([1-9][0-9]{0,17})")


class ExchangeError(DomainError):
    """An exchange that cannot be proposed, confirmed, refused or withdrawn; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a municipality can still hand over of its target in a half-year, in persons.

    `target` is its target, `exchanged` what earlier exchanges did to it in the sign of the balance (handed
    over is positive), `promised` what it hands over in other proposals that are still open.
    """

    target: int
    exchanged: int = 0
    promised: int = 0

    @property
    def left(self) -> int:
        """The target after the exchanges that were booked: at most this can be handed over."""
        return self.target - self.exchanged

    def is_exceeded_by(self, persons: int) -> bool:
        """Whether handing over so many (taking over: negative) is more than what is left."""
        return persons > max(self.left, 0)

    def is_tight_for(self, persons: int) -> bool:
        """Whether it is more than what is left once the other proposals are booked as well."""
        return persons > 0 and persons + self.promised > self.left


def group_of(number: int) -> str:
    """The name that the lines of an exchange have in the journal."""
    return f"uitruil {number}"


def number_of(group: str) -> int | None:
    """The exchange that the name of a group stands for; None for groups that were named by somebody else."""
    match = _GROUP.fullmatch(group)
    return int(match[1]) if match else None


def check_parts(parts: Mapping[str, int]) -> None:
    """Raise `ExchangeError` unless two or more municipalities shift persons that add up to zero."""
    if len(parts) < 2:
        raise ExchangeError(
            gettext_noop(
                "Een uitruil heeft ten minste twee gemeenten: een die overdraagt en een die overneemt."
            )
        )
    if any(persons == 0 for persons in parts.values()):
        raise ExchangeError(
            gettext_noop("Vul bij elke gemeente een aantal van 1 of meer in, of haal de gemeente weg.")
        )
    if any(abs(persons) > MOST_PERSONS for persons in parts.values()):
        raise ExchangeError(gettext_noop("Een aantal is hoogstens %(most)s."), most=MOST_PERSONS)
    _check_zero(
        over=sum(persons for persons in parts.values() if persons > 0),
        taken=-sum(persons for persons in parts.values() if persons < 0),
    )


def _check_zero(*, over: int, taken: int) -> None:
    """Raise unless as much is taken over as is handed over; the message says by how much it differs."""
    if over == taken:
        return
    raise ExchangeError(
        gettext_noop(
            "Er wordt %(over)s overgedragen en %(taken)s overgenomen: %(difference)s te weinig overgenomen. "
            "Maak beide gelijk."
        )
        if over > taken
        else gettext_noop(
            "Er wordt %(over)s overgedragen en %(taken)s overgenomen: %(difference)s te veel overgenomen. "
            "Maak beide gelijk."
        ),
        over=over,
        taken=taken,
        difference=abs(over - taken),
    )


def check_room(name: str, room: Room, persons: int) -> None:
    """Raise `ExchangeError` when a municipality hands over more than it has left of its target."""
    if not room.is_exceeded_by(persons):
        return
    if room.left <= 0:
        raise ExchangeError(
            gettext_noop("%(name)s heeft in dit halfjaar geen taakstelling (meer) om over te dragen."),
            name=name,
        )
    raise ExchangeError(
        gettext_noop(
            "%(name)s kan hoogstens %(left)s overdragen: meer blijft er na eerdere uitruil niet over van de "
            "taakstelling. Verlaag het aantal van %(persons)s."
        ),
        name=name,
        left=room.left,
        persons=persons,
    )
