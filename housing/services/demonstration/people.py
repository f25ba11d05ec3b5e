"""The accounts of the demonstration: one for each role (two managers), for anybody to try."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from housing.domain.roles import Role

#: Everybody may know it: these accounts exist only where all municipal figures are synthetic.
PASSWORD = "demonstratie"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Person:
    """An account: `areas` are codes of municipalities or of one province, none for the whole country."""

    email: str
    name: str
    role: Role
    areas: tuple[str, ...] = ()
    about: str = ""


PEOPLE = (
    Person(
        "invoer@demonstratie.example", "Iris Invoerder", Role.MUNICIPALITY_EDITOR, ("GM0599", "GM0489"),
        gettext_noop("voert in voor Rotterdam en Barendrecht"),
    ),
    Person(
        "gemeente@demonstratie.example", "Gijs Gemeentelezer", Role.MUNICIPALITY_READER, ("GM0599",),
        gettext_noop("leest mee bij Rotterdam"),
    ),
    Person(
        "provincie@demonstratie.example", "Carla Coördinator", Role.PROVINCE_COORDINATOR, ("PV28",),
        gettext_noop("beoordeelt Zuid-Holland"),
    ),
    Person(
        "regietafel@demonstratie.example", "Remco Regietafel", Role.PROVINCE_READER, ("PV28",),
        gettext_noop("leest mee bij Zuid-Holland"),
    ),
    Person(
        "ministerie@demonstratie.example", "Mira Ministerielezer", Role.MINISTRY_READER,
        about=gettext_noop("leest alle provincies"),
    ),
    Person(
        "beheer1@demonstratie.example", "Bas Beheerder", Role.MINISTRY_MANAGER,
        about=gettext_noop("stuurt landelijk"),
    ),
    Person(
        "beheer2@demonstratie.example", "Bo Beheerder", Role.MINISTRY_MANAGER,
        about=gettext_noop("stuurt landelijk, als tweede"),
    ),
    Person(
        "accounts@demonstratie.example", "Ada Accountbeheerder", Role.ADMINISTRATOR,
        about=gettext_noop("beheert accounts, ziet het logboek"),
    ),
)  # fmt: skip
