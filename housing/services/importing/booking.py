"""From lines of files to postings: what is booked already is left out, what cannot be is a problem."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from housing.domain.periods import Month
from housing.formatting import moment as shown_moment
from housing.models import (
    Adjustment,
    Announcement,
    CoaCount,
    Placement,
    Posting,
    Report,
    Target,
    TargetPeriod,
)
from housing.queries.journal import AMSTERDAM, JournalState
from housing.services.importing.adjustments import Adjustments
from housing.services.importing.areas import Areas
from housing.services.importing.cells import language
from housing.services.importing.formats import Kind
from housing.services.importing.lines import (
    AdjustmentLine,
    AnnouncementLine,
    Cell,
    CoaLine,
    Line,
    PlacementLine,
    TargetLine,
    Total,
)
from housing.services.importing.problems import Problems
from housing.services.importing.totals import Totals

NEVER = datetime.max.replace(tzinfo=AMSTERDAM)
_KINDS: dict[type[Posting], Kind] = {
    Announcement: Kind.ANNOUNCEMENTS,
    Target: Kind.TARGETS,
    Adjustment: Kind.ADJUSTMENTS,
    Placement: Kind.PLACEMENTS,
    CoaCount: Kind.COA,
}


@dataclass(slots=True)
class Plan:
    """What to post, in the order of the files, how many lines were left out, and what to mention."""

    postings: list[Posting] = field(default_factory=list)
    skipped: int = 0
    notices: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> dict[str, int]:
        """How many lines are posted of each kind of file, by its name ("coa"); kinds without any left out."""
        return dict(Counter(_KINDS[type(posting)].value for posting in self.postings))


class Booking:
    """Works out what lines add to the journal, whose head is `state` and stays so meanwhile."""

    def __init__(self, state: JournalState, areas: Areas, problems: Problems) -> None:
        self._state = state
        self._areas = areas
        self._problems = problems
        self._closed = frozenset(TargetPeriod.objects.exclude(closed_at=None).values_list("code", flat=True))

    def plan(self, lines: Sequence[Line], refused_groups: Iterable[str]) -> Plan:
        """What to post. `refused_groups`: of these not every line could be read."""
        plan = Plan()
        changes = self._changes(_in_order(lines), plan)
        new = self._announcements(lines, changes, plan)
        links = Links(new)
        plan.postings += new
        plan.postings += [links.target(line, n) for line, n in changes if isinstance(line, TargetLine)]
        plan.postings += self._adjustments(lines, refused_groups, plan)
        plan.postings += [_placement(line, n) for line, n in changes if isinstance(line, PlacementLine)]
        plan.postings += [_coa_count(line) for line, _ in changes if isinstance(line, CoaLine)]
        return plan

    def _changes(self, lines: Sequence[Total], plan: Plan) -> list[tuple[Total, int]]:
        """The lines that change a total, with the difference."""
        totals = Totals(lines, self._state.recorded_at)
        reported = _reported(lines)
        given: dict[tuple[Cell, datetime | None], Total] = {}
        changes = []
        for line in lines:
            other = given.setdefault((line.cell, line.moment.at), line)
            if other.persons != line.persons:
                self._problems.add(
                    line.place,
                    _(
                        "Regel %(line)d van %(file)s geeft voor ditzelfde een ander aantal (%(persons)d) op "
                        "hetzelfde moment. Laat er één staan, of geef ze een verschillende recorded_at."
                    )
                    % {"line": other.place.line, "file": other.place.file, "persons": other.persons},
                    column="persons",
                    value=str(line.persons),
                )
            elif totals.is_past(line.moment):
                if totals.was_held(line):
                    plan.skipped += 1
                else:
                    self._refuse_past(line, totals.held_then(line))
            elif (difference := totals.difference(line)) is None:
                plan.skipped += 1
            elif isinstance(line, PlacementLine) and (line.municipality, line.month) in reported:
                self._refuse_reported(line)
            elif not isinstance(line, CoaLine) and self._is_closed(line):
                self._refuse_closed(line)
            else:
                changes.append((line, difference))
        return changes

    def _is_closed(self, line: Line) -> bool:
        """Whether its half-year was closed: COA's counts still come in, nothing else."""
        period = line.month.half_year if isinstance(line, (PlacementLine, CoaLine)) else line.period
        return period.code in self._closed

    def _refuse_closed(self, line: Line) -> None:
        self._problems.add(
            line.place,
            _(
                "Dit halfjaar is afgesloten: daarin wordt niets meer geboekt. Boek het verschil als "
                "correctie in het lopende halfjaar, met de bron."
            ),
        )

    def _refuse_reported(self, line: PlacementLine) -> None:
        """What a municipality submitted itself is changed by a report, never by a file."""
        self._problems.add(
            line.place,
            _(
                "Deze maand is door de gemeente zelf ingediend; een bestand verandert hem niet meer. Laat "
                "%(name)s de maand wijzigen of een correctie aanvragen, en haal de regel uit het bestand."
            )
            % {"name": self._areas.name(line.municipality)},
            column="month",
            value=str(line.month),
        )

    def _refuse_past(self, line: Total, held: int) -> None:
        self._problems.add(
            line.place,
            _(
                "Op dat moment stond %(held)d in het grootboek, en dat is al verder: tot %(head)s. "
                "Laat recorded_at leeg (dan geldt nu), of geef een later moment."
            )
            % {"held": held, "head": shown_moment(self._state.recorded_at or NEVER, language())},
            column="persons",
            value=str(line.persons),
        )

    def _announcements(
        self, lines: Sequence[Line], changes: Sequence[tuple[Total, int]], plan: Plan
    ) -> list[Announcement]:
        """The announcements that the journal does not know yet."""
        wanted = [line for line in lines if isinstance(line, AnnouncementLine)]
        fields = ("period_id", "persons", "population_date", "announced_on")
        known = set(Announcement.objects.values_list(*fields)) if wanted else set()
        used = _first_use(line for line, _ in changes if isinstance(line, TargetLine))
        new = []
        for line in wanted:
            identity = (line.period.code, line.persons, line.population_date, line.announced_on)
            if identity in known:
                plan.skipped += 1
                continue
            known.add(identity)
            if self._is_closed(line):
                self._refuse_closed(line)
                continue
            moment = self._known_at(line, used.get((line.period.code, line.announced_on)))
            if moment and self._state.recorded_at and moment < self._state.recorded_at:
                self._problems.add(
                    line.place,
                    _(
                        "Dit moment ligt vóór de laatste boeking (%(head)s). Laat recorded_at leeg "
                        "(dan geldt nu), of geef een later moment."
                    )
                    % {"head": shown_moment(self._state.recorded_at, language())},
                    column="recorded_at",
                )
            new.append(
                Announcement(
                    period_id=line.period.code,
                    persons=line.persons,
                    population_date=line.population_date,
                    announced_on=line.announced_on,
                    source=line.source,
                    recorded_at=moment,
                )
            )
        return new

    def _known_at(self, line: AnnouncementLine, used: datetime | None) -> datetime | None:
        """When an announcement was known: as the file says, or when its first target was.

        Else now; in an empty journal, where nobody can have read figures yet, the day of announcement.
        """
        if line.moment is not None:
            return line.moment.at
        if used is not None:
            return None if used == NEVER else used
        if self._state.recorded_at is None:
            return datetime.combine(line.announced_on, time(), AMSTERDAM)
        return None

    def _adjustments(self, lines: Sequence[Line], refused_groups: Iterable[str], plan: Plan) -> list[Posting]:
        wanted = [line for line in lines if isinstance(line, AdjustmentLine)]
        if not wanted:
            return []
        others = {
            (
                line.municipality,
                line.period.code if isinstance(line, TargetLine) else line.month.half_year.code,
            )
            for line in lines
            if isinstance(line, (TargetLine, PlacementLine))
        }
        adjustments = Adjustments(wanted, others, self._state, self._areas, self._problems)
        plan.skipped += adjustments.skipped
        plan.notices += adjustments.notices
        found = adjustments.postings(set(refused_groups))
        posted = {_adjusted(posting) for posting in found if isinstance(posting, Adjustment)}
        for line in wanted:
            if self._is_closed(line) and (line.municipality, line.period.code, line.group) in posted:
                self._refuse_closed(line)
        return found


class Links:
    """Ties targets to the announcement of the same half-year and day, of this call or of before."""

    def __init__(self, new: Iterable[Announcement]) -> None:
        self._new = {(a.period_id, a.announced_on): a for a in new}
        self._known = {
            (period, day): pk
            for pk, period, day in Announcement.objects.order_by("seq").values_list(
                "pk", "period_id", "announced_on"
            )
        }

    def target(self, line: TargetLine, persons: int) -> Target:
        """A target, with its announcement when that was known by then."""
        posting = Target(
            municipality_id=line.municipality,
            period_id=line.period.code,
            persons=persons,
            source=line.source,
            recorded_at=line.moment.at,
        )
        if line.announced_on is None:
            return posting
        key = (line.period.code, line.announced_on)
        new = self._new.get(key)
        if new is not None and (new.recorded_at or NEVER) <= (line.moment.at or NEVER):
            posting.announcement = new
        else:
            posting.announcement_id = self._known.get(key)
        return posting


def _in_order(lines: Iterable[Line]) -> list[Total]:
    """The totals in order of time; at one moment zeros last, so that they are no report beside others."""
    return sorted(
        (line for line in lines if isinstance(line, (TargetLine, PlacementLine, CoaLine))),
        key=lambda line: (line.moment.at or NEVER, line.persons == 0),
    )


def _reported(lines: Iterable[Line]) -> set[tuple[str, Month]]:
    """The municipalities and months of these placements that were ever submitted as a report.

    A report that was withdrawn is one of them: its month is to stay empty until it is submitted again.
    """
    rows = Report.objects.filter(
        month__in={line.month.first_day for line in lines if isinstance(line, PlacementLine)},
        submission__gt=0,
    )
    return {(code, Month.containing(day)) for code, day in rows.values_list("municipality_id", "month")}


def _adjusted(posting: Adjustment) -> tuple[str, str, str]:
    return posting.municipality_id, posting.period_id, posting.group


def _first_use(lines: Iterable[TargetLine]) -> dict[tuple[str, date], datetime]:
    """When the first target of each announcement was known."""
    first: dict[tuple[str, date], datetime] = {}
    for line in lines:
        if line.announced_on:
            key, at = (line.period.code, line.announced_on), line.moment.at or NEVER
            first[key] = min(first.get(key, at), at)
    return first


def _placement(line: PlacementLine, persons: int) -> Placement:
    return Placement(
        municipality_id=line.municipality,
        period_id=line.month.half_year.code,
        month=line.month.first_day,
        kind=line.kind,
        persons=persons,
        source=line.source,
        recorded_at=line.moment.at,
    )


def _coa_count(line: CoaLine) -> CoaCount:
    return CoaCount(
        municipality_id=line.municipality,
        period_id=line.month.half_year.code,
        month=line.month.first_day,
        persons=line.persons,
        source=line.source,
        recorded_at=line.moment.at,
    )
