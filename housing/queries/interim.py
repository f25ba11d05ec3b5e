"""Interim targets as known at a position: shares by province, month by month, and what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import cast

from django.db.models import Q, QuerySet

from housing.domain import interim
from housing.domain.balances import AreaBalance
from housing.domain.periods import MONTHS_PER_HALF_YEAR, HalfYear, Month
from housing.models import InterimTarget
from housing.queries.areas import Area, Registry
from housing.queries.balances import MonthFigures, balances, months
from housing.queries.figures import summed_months
from housing.queries.positions import Position

#: Balances of provinces by half-year, and what they housed by month.
Nets = Mapping[HalfYear, Mapping[str, AreaBalance]]
Housed = Mapping[str, Mapping[Month, MonthFigures]]


@dataclass(frozen=True, slots=True)
class InterimShare:
    """A province's part in an interim target, and how it did.

    `before` is its balance on the baseline date; `after` that with what it achieved since, by the due date
    (or the last month that is due, if earlier). `steps` are the months of which this is known, `unknown` the
    others.
    """

    area: Area
    before: Fraction
    after: Fraction
    assessment: interim.Assessment
    steps: tuple[interim.Step, ...] = ()
    unknown: tuple[Month, ...] = ()

    @property
    def backlog(self) -> Fraction:
        """Its backlog on the baseline date, as a count; 0 when it had none."""
        return max(-self.before, Fraction(0))


@dataclass(frozen=True, slots=True)
class InterimResult:
    """An interim target with the national assessment and those of the provinces, in order of name.

    `is_due` tells whether the due date has passed at the position; before it the assessment is provisional.
    `months` are all its months, `steps` those of the country that are known. `pk` is 0 for one that is not
    published yet.
    """

    target: interim.InterimTarget
    source: str
    national: interim.Assessment
    shares: tuple[InterimShare, ...]
    is_due: bool
    pk: int = 0
    reason: str = ""
    recorded_at: datetime | None = None
    months: tuple[Month, ...] = ()
    steps: tuple[interim.Step, ...] = ()

    @property
    def last_step(self) -> interim.Step | None:
        """The country after the last month that is known; None before the first."""
        return self.steps[-1] if self.steps else None

    @property
    def sharing(self) -> tuple[InterimShare, ...]:
        """The provinces that have a share: those with a backlog on the baseline date."""
        return tuple(share for share in self.shares if share.assessment.share)

    @property
    def without_share(self) -> tuple[InterimShare, ...]:
        """The provinces that had no backlog on the baseline date."""
        return tuple(share for share in self.shares if share.before >= 0)

    @property
    def sharing_achieved(self) -> Fraction:
        """What the provinces with a share achieved together."""
        return sum((share.assessment.achieved for share in self.sharing), Fraction(0))

    @property
    def by_difference(self) -> tuple[InterimShare, ...]:
        """The provinces with a share, the furthest behind it first."""
        return tuple(
            sorted(self.sharing, key=lambda share: (share.assessment.difference, share.area.sort_key))
        )

    @property
    def missed(self) -> tuple[InterimShare, ...]:
        """The provinces that stayed below their share."""
        return tuple(share for share in self.by_difference if not share.assessment.met)

    @property
    def backlog(self) -> Fraction:
        """Backlogs on the baseline date of the provinces that had one, as a count."""
        return sum((share.backlog for share in self.shares), Fraction(0))


@dataclass(frozen=True, slots=True)
class InterimLine:
    """An interim target as it was published; `persons` is 0 for a withdrawal.

    `replaces` and `replaced_by` are numbers of others, 0 for none.
    """

    pk: int
    persons: int
    baseline_on: date
    due_on: date
    source: str
    reason: str
    recorded_at: datetime | None
    replaces: int
    replaced_by: int

    @property
    def is_withdrawal(self) -> bool:
        """Whether it only takes another back."""
        return self.persons == 0


def interim_results(registry: Registry, position: Position, period: HalfYear) -> list[InterimResult]:
    """Interim targets of which months lie in a half-year and that hold at a position, each assessed.

    So one that runs on into a later half-year is there as well. The first one due first. One query, and for
    each one more for its months and one for every half-year that it touches.
    """
    return [_of_row(registry, position, row) for row in _counting(position.seq, period)]


def interim_of_letter(registry: Registry, position: Position, period: HalfYear) -> InterimResult | None:
    """The interim target that a letter about a half-year tells of; None when there is none.

    The last one that was due in the half-year before; else the first one that counts in it or in the
    half-year itself, and runs on. Queries as `interim_results` for one, and one more.
    """
    before = _counting(position.seq, period.previous)
    due = [row for row in before if row.due_on <= period.previous.ends_on]
    wanted = due[-1:] or before[:1] or _counting(position.seq, period)[:1]
    return _of_row(registry, position, wanted[0]) if wanted else None


def interim_result(registry: Registry, position: Position, pk: int) -> InterimResult | None:
    """One interim target, assessed, also when it was replaced; None for a withdrawal or an unknown one."""
    row = _published(position.seq).filter(pk=pk, persons__gt=0).first()
    return _of_row(registry, position, row) if row else None


def holding_results(registry: Registry, position: Position) -> list[InterimResult]:
    """All interim targets that hold at a position, the last one due first; queries as `interim_results`."""
    return [_of_row(registry, position, row) for row in _holding(position.seq).order_by("-due_on", "-seq")]


def holding(seq: int, *, besides: int = 0) -> list[InterimLine]:
    """The interim targets that hold at a position, the first one due first; one query."""
    return _lines(_holding(seq).exclude(pk=besides).order_by("due_on", "seq"), seq)


def past_lines(seq: int) -> list[InterimLine]:
    """Those that were replaced or withdrawn, and the withdrawals, the newest first; one query."""
    every = _lines(_published(seq).order_by("-seq"), seq)
    return [line for line in every if line.replaced_by or line.is_withdrawal]


def interim_line(seq: int, pk: int) -> InterimLine | None:
    """One as it was published; None when there was none at the position. One query."""
    return next(iter(_lines(_published(seq).filter(pk=pk), seq)), None)


def previewed(
    registry: Registry, position: Position, target: interim.InterimTarget, source: str = ""
) -> InterimResult:
    """An interim target that is not published yet, assessed as if it were; queries as for a published one."""
    return _assessed(registry, position, target, source)


def _published(seq: int) -> "QuerySet[InterimTarget]":
    return cast("QuerySet[InterimTarget]", InterimTarget.objects.as_of(seq))


def _holding(seq: int) -> "QuerySet[InterimTarget]":
    """Those that no other one, known at the position, came in place of."""
    return _published(seq).filter(persons__gt=0).exclude(replaced_by__seq__lte=seq)


def _counting(seq: int, period: HalfYear) -> list[InterimTarget]:
    """Those that hold and of which months lie in a half-year, the first one due first; one query."""
    touching = Q(baseline_on__lte=period.ends_on, due_on__gte=period.starts_on)
    rows = _holding(seq).filter(touching).order_by("due_on", "seq")
    return [row for row in rows if any(month.half_year == period for month in _target(row).months)]


def _target(row: InterimTarget) -> interim.InterimTarget:
    return interim.InterimTarget(row.persons, row.baseline_on, row.due_on)


def _lines(rows: "QuerySet[InterimTarget]", seq: int) -> list[InterimLine]:
    found = []
    for row in rows.select_related("replaced_by"):
        later: InterimTarget | None = getattr(row, "replaced_by", None)
        known = later is not None and later.seq is not None and later.seq <= seq
        found.append(
            InterimLine(
                row.pk,
                row.persons,
                row.baseline_on,
                row.due_on,
                row.source,
                row.reason,
                row.recorded_at,
                row.replaces_id or 0,
                later.pk if later and known else 0,
            )
        )
    return found


def _of_row(registry: Registry, position: Position, row: InterimTarget) -> InterimResult:
    return _assessed(registry, position, _target(row), row.source, row)


def _assessed(
    registry: Registry,
    position: Position,
    target: interim.InterimTarget,
    source: str,
    row: InterimTarget | None = None,
) -> InterimResult:
    is_due = position.today > target.due_on
    known = [m for m in target.months if is_due or _is_due(registry, m, position.today)]
    baseline = HalfYear.containing(target.baseline_on)
    touched = [baseline, *(m.half_year for m in known)]
    nets = {p: _by_province(registry, position.seq, p, baseline) for p in sorted(set(touched))}
    housed = _housed(registry, position.seq, baseline, touched[-1])
    before = _before(registry, nets, housed, target.baseline_on)
    gains = {code: [_gain(nets, housed, code, m) for m in known] for code in registry.provinces}
    # Sixths of a target make whole numbers when taken six times; proportions stay the same.
    sixfold = {code: int(MONTHS_PER_HALF_YEAR * balance) for code, balance in before.items()}
    shares = interim.shares(target.reduction, sixfold)
    national = [sum(column, Fraction(0)) for column in zip(*gains.values(), strict=True)]
    return InterimResult(
        target=target,
        source=source,
        national=_assess(target.reduction, sum(before.values(), Fraction(0)), national),
        shares=tuple(
            InterimShare(
                area,
                before[code],
                before[code] + sum(gains[code], Fraction(0)),
                _assess(shares.get(code, 0), before[code], gains[code]),
                interim.steps(shares.get(code, 0), target.months, gains[code]),
                target.months[len(known) :],
            )
            for code, area in registry.provinces.items()
        ),
        is_due=is_due,
        pk=row.pk if row else 0,
        reason=row.reason if row else "",
        recorded_at=row.recorded_at if row else None,
        months=target.months,
        steps=interim.steps(target.reduction, target.months, national),
    )


def _assess(share: int, before: Fraction, gains: Sequence[Fraction]) -> interim.Assessment:
    return interim.assess(share, before, before + sum(gains, Fraction(0)))


def _is_due(registry: Registry, month: Month, today: date) -> bool:
    """Whether its reports are past their due date."""
    return month.index <= registry.months_due(month.half_year, today)


def _housed(registry: Registry, seq: int, baseline: HalfYear, last: HalfYear) -> Housed:
    """The months per province, with the municipalities that lay in it on the baseline date; one query."""
    if not registry.moves:
        return months(seq, baseline.months[0], last.months[-1], by_province=True, moved=False)
    found: dict[str, dict[Month, MonthFigures]] = {}
    for code, reported in months(seq, baseline.months[0], last.months[-1]).items():
        province = found.setdefault(registry.province_of(code, baseline), {})
        for month, figures in reported.items():
            known = province.get(month)
            province[month] = summed_months([(known,), (figures,)])[0] if known else figures
    return found


def _by_province(
    registry: Registry, seq: int, period: HalfYear, baseline: HalfYear
) -> dict[str, AreaBalance]:
    """The net balance of every province in a half-year, with those that lay in it on the baseline date.

    So a municipality that changes province meanwhile neither helps nor hurts.
    """
    found = balances(seq, period)
    return {
        code: sum(
            (found[area.code] for area in registry.lying_in(code, baseline) if area.code in found),
            AreaBalance.ZERO,
        )
        for code in registry.provinces
    }


def _before(registry: Registry, nets: Nets, housed: Housed, day: date) -> dict[str, Fraction]:
    """The balance per province after the months that are over on the baseline date."""
    period = HalfYear.containing(day)
    completed = period.months_completed(day)
    return {
        code: interim.balance_on(
            nets[period][code], completed, sum(_realised(housed, code, m) for m in period.months[:completed])
        )
        for code in registry.provinces
    }


def _gain(nets: Nets, housed: Housed, code: str, month: Month) -> Fraction:
    net = nets[month.half_year][code]
    return interim.gain(net.target, net.exchanges, _realised(housed, code, month))


def _realised(housed: Housed, code: str, month: Month) -> int:
    figures = housed.get(code, {}).get(month)
    return figures.realised if figures else 0
