"""The hexagon map: where each tile stands, in whole units, ready for components/hexmap.html."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# A hexagon that stands on its point, 52 units wide and 60 high; rows lie three quarters of that apart.
WIDTH, HEIGHT, PITCH = 52, 60, 45
KEYS = ("behind", "on-schedule", "done", "none")


@dataclass(frozen=True, slots=True)
class Tile:
    """One municipality: its place ("odd-r" columns and rows), address, and text.

    label: everything that the tile says, in words ("Rotterdam: achter op schema, nog 14 te huisvesten").
    status_key: behind, on-schedule, done or none. abbr: two to four letters, on large maps.
    """

    col: int
    row: int
    url: str
    label: str
    status_key: str = "none"
    abbr: str = ""
    is_active: bool = False

    @property
    def x(self) -> int:
        """Centre, to the east."""
        return WIDTH * self.col + WIDTH // 2 * (self.row % 2)

    @property
    def y(self) -> int:
        """Centre, to the south."""
        return PITCH * self.row


@dataclass(frozen=True, slots=True)
class HexMap:
    """The tiles with the frame that holds them, and how many there are of each status."""

    tiles: tuple[Tile, ...]
    view_box: str
    legend: tuple[tuple[str, int], ...]


def hexmap(tiles: Iterable[Tile]) -> HexMap:
    """A map that is just large enough for its tiles; an empty one has an empty frame."""
    placed = tuple(tiles)
    counts = Counter(tile.status_key for tile in placed)
    legend = tuple((key, counts[key]) for key in KEYS if counts[key])
    if not placed:
        return HexMap((), "0 0 1 1", ())
    left, right = min(tile.x for tile in placed), max(tile.x for tile in placed)
    top, bottom = min(tile.y for tile in placed), max(tile.y for tile in placed)
    margin = 6
    frame = (
        left - WIDTH // 2 - margin,
        top - HEIGHT // 2 - margin,
        right - left + WIDTH + 2 * margin,
        bottom - top + HEIGHT + 2 * margin,
    )
    return HexMap(placed, " ".join(str(edge) for edge in frame), legend)
