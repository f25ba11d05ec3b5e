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

Cell = Callable[[BoundRow], object]


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
    if column.link or not isinstance(column.accessor, str):
        return lambda row: row.get_cell(name)
    wanted, catches_all = signature(column.render)
    empty, accessor = column.column.empty_values, column.accessor
    default, render = column.default, column.render
    if catches_all or set(wanted) - {"value", "record"}:
        return lambda row: row.get_cell(name)
    with_value, with_record = "value" in wanted, "record" in wanted

    def cell(row: BoundRow) -> object:
        record = row.record
        value = _resolved(accessor, record)
        if value in empty:
            return default
        arguments = ({"value": value} if with_value else {}) | ({"record": record} if with_record else {})
        return render(**arguments)

    return cell


def _resolved(accessor: Any, record: object) -> object:
    if isinstance(record, dict) and accessor in record:
        return record[accessor]
    if "__" in accessor or "." in accessor:
        return accessor.resolve(record, quiet=True)
    value = getattr(record, accessor, None)
    return value() if callable(value) and not getattr(value, "do_not_call_in_templates", False) else value
