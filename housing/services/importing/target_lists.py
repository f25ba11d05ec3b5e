"""An official list of targets, from a spreadsheet: a code or a name, and a number, per municipality."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from housing.domain.names import search_key
from housing.domain.periods import HalfYear
from housing.queries.areas import Area, Registry
from housing.queries.simulation import taking_part
from housing.services.importing.area_names import AreaNames
from housing.services.importing.cells import MOST_MUNICIPAL, whole_number
from housing.services.importing.problems import TOLD, CellError, printable
from housing.services.importing.sheets import Cell, Row, Sheet, SheetError, read_sheets

CODE_HEADERS = frozenset(
    {"gemeentecode", "code", "cbs code", "gm code", "municipality code", "gemeentenummer"}
)
NAME_HEADERS = frozenset({"gemeente", "gemeentenaam", "naam", "name", "municipality", "naam gemeente"})
TARGET_HEADERS = frozenset({"taakstelling", "target", "persons", "personen", "aantal", "aantal personen"})
TARGET_START = ("taakstelling", "target")
TOTALS = ("totaal", "total", "nederland", "som")
#: The header stands in one of the first lines.
HEADER_WITHIN = 40

_persons = whole_number(0, MOST_MUNICIPAL)


@dataclass(frozen=True, slots=True)
class ListProblem:
    """A line that cannot be used: which, what it says, and what to do."""

    line: int
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in a sheet; `code` or `name` may be missing, not both."""

    header: int
    target: int
    code: int | None
    name: int | None


@dataclass
class TargetList:
    """What a list says: targets by code of municipality. `stated` is the total that the list gives itself.

    `problems` are told up to a hundred, in order of line, and counted in `count`. `missing` are
    municipalities that have a target by law and are not in the list.
    """

    sheet: str
    targets: dict[str, int] = field(default_factory=dict)
    problems: list[ListProblem] = field(default_factory=list)
    count: int = 0
    missing: tuple[Area, ...] = ()
    stated: int | None = None

    @property
    def total(self) -> int:
        """What the lines add up to."""
        return sum(self.targets.values())

    @property
    def is_complete(self) -> bool:
        """Whether it can be announced."""
        return not self.count and not self.missing

    def refuse(self, line: int, value: str, message: str) -> None:
        """Note a problem."""
        self.count += 1
        if self.count <= TOLD:
            self.problems.append(ListProblem(line, printable(value), message))


def read_target_list(content: bytes, name: str, registry: Registry, period: HalfYear) -> TargetList:
    """Read a list of the targets of a half-year; what is wrong with lines stands in `problems`.

    Raises `SheetError` for a file that cannot be read, or has no list in it.
    """
    sheet, columns = _found(read_sheets(content, name), period)
    names = AreaNames(registry, period.starts_on)
    found = TargetList(sheet.name)
    lines: dict[str, int] = {}
    for place, row in enumerate(sheet.rows[columns.header + 1 :], columns.header + 2):
        _read(row, place, columns, names, found, lines)
    if not lines and not found.count:
        raise SheetError(
            gettext_noop("Onder de kopregel staan geen gemeenten. Kies het bestand met de lijst.")
        )
    found.missing = tuple(area for area in taking_part(registry, period) if area.code not in lines)
    return found


def _found(sheets: Sequence[Sheet], period: HalfYear) -> tuple[Sheet, Columns]:
    """The sheet that holds the list, with its columns."""
    for sheet in sheets:
        for place, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            headers = [_header(cell) for cell in row]
            targets = _target_columns(headers, period)
            code = next((i for i, text in enumerate(headers) if text in CODE_HEADERS), None)
            name = next((i for i, text in enumerate(headers) if text in NAME_HEADERS), None)
            if not targets or (code is None and name is None):
                continue
            if len(targets) > 1:
                raise SheetError(
                    gettext_noop(
                        "Er is meer dan één kolom met een taakstelling. Laat alleen die van dit halfjaar "
                        "over, of zet %(period)s in de kop."
                    ),
                    period=period.code,
                )
            return sheet, Columns(place, targets[0], code, name)
    raise SheetError(
        gettext_noop(
            "De kopregel is niet herkend. Zet boven de kolommen: gemeentecode (of gemeente) en taakstelling."
        )
    )


def _header(cell: Cell) -> str:
    return " ".join(search_key(cell[:80]).replace("_", " ").split()) if isinstance(cell, str) else ""


def _target_columns(headers: Sequence[str], period: HalfYear) -> list[int]:
    """The columns that may hold the target; of several the one that names the half-year."""
    exact = [i for i, text in enumerate(headers) if text in TARGET_HEADERS]
    named = exact or [i for i, text in enumerate(headers) if text.startswith(TARGET_START)]
    codes = (period.code, period.code.replace("-", " "))
    own = [i for i in named if any(code in headers[i] for code in codes)]
    return own if len(named) > 1 and own else named


def _read(
    row: Row, line: int, columns: Columns, names: AreaNames, found: TargetList, lines: dict[str, int]
) -> None:
    """One line of the list: into `found`, or among its problems."""
    code = _text(row, columns.code)
    name = _text(row, columns.name)
    cell = row[columns.target]
    if not code and not name and cell is None:
        return
    if search_key((name or code)[:80]).startswith(TOTALS) and not (code and name):
        found.stated = cell if isinstance(cell, int) else found.stated
        return
    value = " ".join(filter(None, (code, name)))
    try:
        area = names.by_code(code) if code else names.by_name(name)
        if code and name:
            _check_name(area, name, names)
        value = str(cell) if cell is not None else ""
        persons = _persons(str(cell) if cell is not None else "")
        if area.code in lines:
            value = area.name
            raise CellError(
                _("Deze gemeente staat al op regel %(line)d. Laat er één staan.") % {"line": lines[area.code]}
            )
    except CellError as error:
        found.refuse(line, value, str(error))
        return
    lines[area.code] = line
    found.targets[area.code] = persons


def _check_name(area: Area, name: str, names: AreaNames) -> None:
    """Refuse a name that is another municipality's; a name that nobody knows is left to the code."""
    try:
        other = names.by_name(name)
    except CellError:
        return
    if other.code != area.code:
        raise CellError(
            _("De code is van %(area)s, de naam van %(other)s. Verbeter een van beide.")
            % {"area": area.name, "other": other.name}
        )


def _text(row: Row, column: int | None) -> str:
    """A cell as text; a number without decimals as it stands there."""
    cell = None if column is None else row[column]
    return "" if cell is None else str(cell).strip()
