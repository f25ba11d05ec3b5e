"""The accounts of the demonstration: one for each role (two managers), and editors who can be called."""

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


def _editor(name: str, *areas: str) -> Person:
    address = name.lower().replace(" ", ".")
    return Person(f"{address}@demonstratie.example", name, Role.MUNICIPALITY_EDITOR, areas)


#: Who enters for the other municipalities of Zuid-Holland. Nobody can sign in as one of them.
EDITORS = (
    _editor("Anna Alblas", "GM0482", "GM0523", "GM0590", "GM0610", "GM1978"),
    _editor("Dirk Dordt", "GM0505", "GM0531", "GM0642", "GM1963"),
    _editor("Hanna Haag", "GM0518", "GM0603", "GM0629", "GM1916"),
    _editor("Dora Delfland", "GM0503", "GM1783", "GM1842", "GM1926"),
    _editor("Leo Leidse", "GM0546", "GM0547", "GM0579", "GM0626", "GM0638"),
    _editor("Bella Bollen", "GM0534", "GM0537", "GM0553", "GM0575", "GM1525"),
    _editor("Rein Rijnland", "GM0484", "GM0569", "GM1884"),
    _editor("Gerda Goudse", "GM0513", "GM0627", "GM1892", "GM1901", "GM1931"),
    _editor("Yara IJssel", "GM0502", "GM0542", "GM0637", "GM1621"),
    _editor("Willem Waterweg", "GM0556", "GM0606", "GM0622"),
    _editor("Vera Voorne", "GM0501", "GM0530", "GM0614", "GM1924", "GM1930"),
    _editor("Ben Baanhoek", "GM0512", "GM0597", "GM0613"),
)

_EDITOR_OF = {
    code: person.email
    for person in (*PEOPLE, *EDITORS)
    if person.role is Role.MUNICIPALITY_EDITOR
    for code in person.areas
}


def editor_of(code: str) -> str:
    """The address of who enters for a municipality; empty where the demonstration has nobody."""
    return _EDITOR_OF.get(code, "")


def coordinator_of(province: str) -> str:
    """The address of who reviews a province; empty where the demonstration has nobody."""
    return next(
        (p.email for p in PEOPLE if p.role is Role.PROVINCE_COORDINATOR and p.areas == (province,)), ""
    )
