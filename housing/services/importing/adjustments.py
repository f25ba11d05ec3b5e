"""Adjustments of files: groups that are booked already, groups that add up to zero, openings that fit."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from housing.domain.exchanges import number_of
from housing.formatting import moment as shown_moment
from housing.models import Adjustment, Exchange, PeriodTotal, Posting
from housing.queries.journal import JournalState
from housing.services.importing.areas import Areas
from housing.services.importing.cells import language
from housing.services.importing.lines import AdjustmentLine
from housing.services.importing.problems import Problems, printable

#: Type and name: lines of one type and one name belong together.
Group = tuple[str, str]
ZERO_SUM = ("exchange", "merger")
CHUNK = 5000


class Adjustments:
    """The adjustments of one call. `skipped` counts the lines of groups that the journal holds already."""

    def __init__(
        self,
        lines: Sequence[AdjustmentLine],
        others: Iterable[tuple[str, str]],
        state: JournalState,
        areas: Areas,
        problems: Problems,
    ) -> None:
        """`others`: the municipalities and half-years that other lines of the call are about."""
        self._state = state
        self._areas = areas
        self._problems = problems
        booked = _booked({line.group for line in lines})
        groups: dict[Group, list[AdjustmentLine]] = defaultdict(list)
        for line in _without_repeats(lines):
            groups[line.type, line.group].append(line)
        self._new = {key: group for key, group in groups.items() if key not in booked}
        self._others = {*others, *((line.municipality, line.period.code) for line in lines)}
        self.skipped = len(lines) - sum(len(group) for group in self._new.values())
        self.notices = [
            _("Groep “%(group)s” (%(type)s) is al geboekt, maar met andere regels. Hij is overgeslagen.")
            % {"group": printable(name), "type": type_}
            for (type_, name), group in groups.items()
            if (type_, name) in booked and booked[type_, name] != _content(group)
        ]

    def postings(self, refused: set[str]) -> list[Posting]:
        """The lines of groups that are not booked; of `refused` groups not all lines could be read."""
        self._check_openings()
        found: list[Posting] = []
        for (type_, name), group in self._new.items():
            self._check_moments(group)
            if type_ in ZERO_SUM and name not in refused:
                self._check_zero(group)
            if type_ == "exchange":
                self._check_name(group)
            day = self._merger_day(group) if type_ == "merger" else None
            found += [_posting(line, day) for line in group]
        return found

    def _check_moments(self, group: Iterable[AdjustmentLine]) -> None:
        head = self._state.recorded_at
        for line in group:
            if head and line.moment.at and line.moment.at < head:
                self._problems.add(
                    line.place,
                    _(
                        "Dit moment ligt vóór de laatste boeking (%(head)s), en de regel is nog niet "
                        "geboekt. Laat recorded_at leeg (dan geldt nu), of geef een later moment."
                    )
                    % {"head": shown_moment(head, language())},
                    column="recorded_at",
                )

    def _check_zero(self, group: Sequence[AdjustmentLine]) -> None:
        total = sum(line.persons for line in group)
        if total:
            self._problems.add(
                group[0].place,
                _(
                    "De regels van deze groep (%(lines)s) zijn samen %(total)d en moeten samen 0 zijn: "
                    "wat de ene gemeente overneemt, geeft de andere."
                )
                % {"lines": _numbers(group), "total": total},
                column="group",
                value=group[0].group,
            )

    def _check_name(self, group: Sequence[AdjustmentLine]) -> None:
        """An exchange that was agreed in the system has its name to itself."""
        number = number_of(group[0].group)
        if number is not None and Exchange.objects.filter(pk=number).exists():
            self._problems.add(
                group[0].place,
                _("Deze naam is van een uitruil die in het systeem is voorgesteld. Kies een andere naam."),
                column="group",
                value=group[0].group,
            )

    def _merger_day(self, group: Sequence[AdjustmentLine]) -> date | None:
        """The one day on which all of these municipalities merged."""
        days = frozenset.intersection(*(line.merger_days for line in group))
        if len(days) == 1:
            return min(days)
        self._problems.add(
            group[0].place,
            _(
                "Bij de gemeenten van deze groep (%(lines)s) hoort niet één dag van herindeling. "
                "Zet elke herindeling in een eigen groep."
            )
            % {"lines": _numbers(group)},
            column="group",
            value=group[0].group,
        )
        return None

    def _check_openings(self) -> None:
        """Only the first half-year of a municipality has a posted opening; later ones are derived."""
        openings = [line for (type_, _), group in self._new.items() if type_ == "opening" for line in group]
        if not openings:
            return
        codes = {line.municipality for line in openings}
        opened = dict(
            Adjustment.objects.filter(type="opening", municipality__in=codes).values_list(
                "municipality_id", "period_id"
            )
        )
        first: dict[str, str] = {}
        held = PeriodTotal.objects.filter(municipality__in=codes).values_list("municipality_id", "period_id")
        for code, period in (*held, *self._others):
            first[code] = min(first.get(code, period), period)
        for line in openings:
            earlier = opened.get(line.municipality) or first[line.municipality]
            if line.municipality in opened or earlier < line.period.code:
                self._problems.add(
                    line.place, self._why_no_opening(line, earlier), column="type", value=line.type
                )

    def _why_no_opening(self, line: AdjustmentLine, earlier: str) -> str:
        names = {"name": self._areas.name(line.municipality), "period": earlier}
        if earlier < line.period.code:
            return (
                _("%(name)s heeft al cijfers in %(period)s; latere beginsaldi volgen daaruit. ") % names
            ) + _("Boek een verschil als correction.")
        return (_("%(name)s heeft al een beginsaldo in %(period)s. ") % names) + _(
            "Boek een verschil als correction."
        )


def _without_repeats(lines: Iterable[AdjustmentLine]) -> list[AdjustmentLine]:
    """A derived group stands for one line: the same file twice in one call counts once."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        if not (line.is_derived and line.group in seen):
            kept.append(line)
        if line.is_derived:
            seen.add(line.group)
    return kept


def _booked(names: set[str]) -> dict[Group, Counter[tuple[str, str, int]]]:
    """What the journal holds of the groups with these names."""
    booked: dict[Group, Counter[tuple[str, str, int]]] = {}
    ordered = sorted(names)
    for start in range(0, len(ordered), CHUNK):
        rows = Adjustment.objects.filter(group__in=ordered[start : start + CHUNK]).values_list(
            "type", "group", "municipality_id", "period_id", "persons"
        )
        for type_, name, code, period, persons in rows:
            booked.setdefault((type_, name), Counter())[code, period, persons] += 1
    return booked


def _content(group: Iterable[AdjustmentLine]) -> Counter[tuple[str, str, int]]:
    return Counter((line.municipality, line.period.code, line.persons) for line in group)


def _numbers(group: Sequence[AdjustmentLine]) -> str:
    """Where the lines of a group are: "regel 3, 4 en 7" without naming more than ten."""
    numbers = [str(line.place.line) for line in group[:10]]
    return _("regel %(numbers)s") % {"numbers": ", ".join(numbers) + (", …" if len(group) > 10 else "")}


def _posting(line: AdjustmentLine, day: date | None) -> Adjustment:
    return Adjustment(
        municipality_id=line.municipality,
        period_id=line.period.code,
        type=line.type,
        effective_on=day,
        group=line.group,
        persons=line.persons,
        reason=line.reason,
        source=line.source,
        recorded_at=line.moment.at,
    )
