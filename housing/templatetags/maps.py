"""The tiles of a hexagon map as SVG, written in one go: a template loop takes ten times as long."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from housing.charts.hexmap import HexMap

register = template.Library()

ACTIVE, LIGHT, DONE = ' class="tile-active"', ' class="tile-light"', "done"


@register.filter
def tiles(drawn: HexMap, name: str = "") -> SafeString:
    """Every tile as a link that holds the hexagon of its status; ``name`` tells maps on one page apart."""
    return mark_safe(  # noqa: S308
        "\n".join(
            f'<a href="{escape(tile.url)}"{ACTIVE if tile.is_active else ""}>'
            f"<title>{escape(tile.label)}</title>"
            f'<use href="#hex{escape(name)}-{tile.status_key}" x="{tile.x}" y="{tile.y}"/></a>'
            for tile in drawn.tiles
        )
    )


@register.filter
def tile_texts(drawn: HexMap) -> SafeString:
    """The abbreviations, in a layer over the tiles: the links already say the full names."""
    return mark_safe(  # noqa: S308
        "\n".join(
            f'<text x="{tile.x}" y="{tile.y}"{LIGHT if tile.status_key == DONE else ""}>'
            f"{escape(tile.abbr)}</text>"
            for tile in drawn.tiles
            if tile.abbr
        )
    )
