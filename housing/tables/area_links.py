"""The name of an area in a table that is about reports, with a link to the page of its reports."""

from collections.abc import Callable

import django_tables2
from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing.queries.areas import Area

Link = Callable[[Area], str]
ROW = {"td": {"scope": "row"}}


class AreaColumn(django_tables2.Column):
    """The name of an area with a link to its page."""

    def __init__(self, title: str, link: Link) -> None:
        self.link_to = link
        super().__init__(verbose_name=title, accessor="area", attrs=ROW, orderable=False)

    def render(self, value: Area) -> str:
        """The name, linked."""
        return _linked(value, self.link_to)


def _linked(area: Area, link: Link) -> SafeString:
    url = link(area)
    return format_html('<a href="{}">{}</a>', url, area.name) if url else format_html("{}", area.name)
