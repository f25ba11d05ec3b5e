"""The map after a redivision: a layout from its day on, with new municipalities in place of ended ones."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count

from housing.domain.redivisions import Division, Heir
from housing.models import Tile
from housing.queries.redivision_effects import inhabitants, predecessors_by_size

Place = tuple[int, int]


def redraw(plan: Division, new: Iterable[Heir]) -> None:
    """Change the map from the day of a redivision on; `new` are the heirs that have no place yet."""
    people = inhabitants(plan.ends, plan.on)
    sources = {heir.code: predecessors_by_size(plan, heir, people) for heir in new}
    days = list(Tile.objects.order_by().values_list("valid_on", flat=True).distinct())
    if not days:
        return
    if plan.on not in days:
        base = max((day for day in days if day < plan.on), default=min(days))
        Tile.objects.bulk_create(
            Tile(valid_on=plan.on, municipality_id=tile.municipality_id, col=tile.col, row=tile.row)
            for tile in Tile.objects.filter(valid_on=base)
        )
    for day in sorted({plan.on, *(day for day in days if day > plan.on)}):
        _replace(day, plan.ends, sources)


def _replace(day: date, ends: Iterable[str], sources: Mapping[str, list[str]]) -> None:
    """In one layout: take away those that ended, and give each new one a free place."""
    places = {tile.municipality_id: (tile.col, tile.row) for tile in Tile.objects.filter(valid_on=day)}
    gone = {code: places.pop(code) for code in ends if code in places}
    Tile.objects.filter(valid_on=day, municipality_id__in=list(gone)).delete()
    taken = set(places.values())
    for code, predecessors in sources.items():
        if code in places:
            continue
        wanted = [gone[each] for each in predecessors if each in gone]
        place = next((each for each in wanted if each not in taken), None) or _near(wanted, taken)
        taken.add(place)
        Tile.objects.create(valid_on=day, municipality_id=code, col=place[0], row=place[1])


def _near(wanted: list[Place], taken: set[Place]) -> Place:
    """The free place that is nearest to the one that was wanted."""
    col, row = wanted[0] if wanted else max(taken, default=(0, 0))
    for distance in count(1):
        ring = [
            (col + across, row + down)
            for across in range(-distance, distance + 1)
            for down in range(-distance, distance + 1)
            if max(abs(across), abs(down)) == distance and col + across >= 0 and row + down >= 0
        ]
        free = [place for place in ring if place not in taken]
        if free:
            return min(free, key=lambda place: (abs(place[0] - col) + abs(place[1] - row), place))
    raise AssertionError("the grid has no end")
