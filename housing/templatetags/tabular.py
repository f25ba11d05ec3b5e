"""Rows of long tables, written without the overhead of django-tables2's own loop over cells.

The table keeps its columns, accessors, render functions, links and defaults; only what is the same for
every row (attributes, signatures, accessors) is worked out once per column instead of once per cell.
"""

from collections.abc import Callable, Iterator
from typing import Any

import django_tables2
from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.rows import BoundPinnedRow, BoundRow
from django_tables2.utils import AttributeDict, computed_values, signature

register = template.Library()

Cell = Callable[[BoundRow], Any]


@register.filter
def table_rows(table: django_tables2.Table) -> SafeString:
    """All rows of the table's page as ``<tr>`` elements; cells of a column with scope="row" are ``<th>``."""
    columns = [(*_tags(column), _cell(column)) for column in table.columns]
    return mark_safe("\n".join(_row(row, columns, table) for row in table.paginated_rows))  # noqa: S308


@register.filter
def footer_cells(table: django_tables2.Table) -> Iterator[SafeString]:
    """The cells of the table's footer, the first of them as row header."""
    for place, column in enumerate(table.columns):
        attrs = column.attrs["tf"]
        tag, shared = ("th", {"scope": "row"}) if place == 0 else ("td", {})
        html = AttributeDict(shared | attrs).as_html()
        yield format_html("<{}{}{}>{}</{}>", tag, " " if html else "", html, column.footer, tag)


@register.filter
def aria_sort(column: Any) -> str:
    """ascending, descending, or "" when the table is not sorted by this column."""
    if not column.is_ordered:
        return ""
    return "descending" if column.order_by_alias.is_descending else "ascending"


def _row(row: BoundRow, columns: list[tuple[str, str, Cell]], table: django_tables2.Table) -> str:
    cells = "".join(
        f"{opening}{conditional_escape(cell(row))}{closing}" for opening, closing, cell in columns
    )
    pinned = isinstance(row, BoundPinnedRow)
    declared = table.pinned_row_attrs if pinned else table.row_attrs
    attrs = computed_values(declared, kwargs={"table": table, "record": row.record}) if declared else {}
    html = AttributeDict(attrs).as_html() if attrs else ""
    return f"<tr {html}>{cells}</tr>" if html else f"<tr>{cells}</tr>"


def _tags(column: Any) -> tuple[str, str]:
    """Opening and closing tag of a column's cells; its attributes are the same for every row."""
    attrs = column.attrs["td"]
    tag = "th" if attrs.get("scope") == "row" else "td"
    html = attrs.as_html()
    return (f"<{tag} {html}>" if html else f"<{tag}>"), f"</{tag}>"


def _cell(column: Any) -> Cell:
    """A function from row to shown value: a direct one for plain columns, else the library's own."""
    name = column.name
    render, link = _direct(column.render), _link(column)
    if render is None or link is None or not isinstance(column.accessor, str):
        return lambda row: row.get_cell(name)
    empty, accessor, default = column.column.empty_values, column.accessor, column.default

    def cell(row: BoundRow) -> object:
        value = _resolved(accessor, row.record)
        if value in empty:
            return default
        content = render(value, row.record)
        url = link(value, row.record)
        return content if url is None else format_html('<a href="{}">{}</a>', url, content)

    return cell


def _direct(function: Callable[..., Any]) -> Callable[[Any, Any], Any] | None:
    """The function, called with value and record in the way that it asks for; None when it asks for more."""
    wanted, catches_all = signature(function)
    if catches_all or set(wanted) - {"value", "record"}:
        return None
    if not wanted:
        return lambda value, record: function()
    if len(wanted) == 2:
        return lambda value, record: function(value=value, record=record)
    if "value" in wanted:
        return lambda value, record: function(value=value)
    return lambda value, record: function(record=record)


def _link(column: Any) -> Callable[[Any, Any], Any] | None:
    """The address of a cell's link, None for a cell without one; no function for links of other kinds."""
    if not column.link:
        return lambda value, record: None
    return None if column.link.attrs or not callable(column.link.url) else _direct(column.link.url)


def _resolved(accessor: Any, record: object) -> object:
    if isinstance(record, dict) and accessor in record:
        return record[accessor]
    if "__" in accessor or "." in accessor:
        return accessor.resolve(record, quiet=True)
    value = getattr(record, accessor, None)
    return value() if callable(value) and not getattr(value, "do_not_call_in_templates", False) else value
