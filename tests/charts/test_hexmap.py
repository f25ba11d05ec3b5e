"""The hexagon map: tiles touch, the frame holds them, the legend counts them."""

import csv
from pathlib import Path

from housing.charts.hexmap import Tile, hexmap

TILES = Path(__file__).resolve().parents[2] / "housing" / "data" / "tiles.csv"


def test_odd_rows_stand_half_a_tile_to_the_east():
    assert (Tile(3, 4, "", "").x, Tile(3, 5, "", "").x) == (156, 182)
    assert (Tile(3, 4, "", "").y, Tile(3, 5, "", "").y) == (180, 225)


def test_legend_counts_each_status_that_occurs():
    tiles = [Tile(0, 0, "", "", "behind"), Tile(1, 0, "", "", "done"), Tile(2, 0, "", "", "behind")]
    assert hexmap(tiles).legend == (("behind", 2), ("done", 1))


def test_frame_holds_every_tile_of_the_country():
    with TILES.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["valid_on"] == "2022-03-24"]
    country = hexmap(Tile(int(row["col"]), int(row["row"]), "/", row["code"]) for row in rows)
    left, top, width, height = (int(edge) for edge in country.view_box.split())
    assert len(country.tiles) == 344
    for tile in country.tiles:
        assert left < tile.x - 26
        assert tile.x + 26 < left + width
        assert top < tile.y - 30
        assert tile.y + 30 < top + height


def test_no_tiles_no_map():
    assert hexmap([]).tiles == ()
