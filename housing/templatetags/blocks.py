"""Template filters for blocks of documents: runs of text with their links, and drawings as SVG."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from housing.charts.drawing import Drawing, svg
from housing.exports.blocks import Run

register = template.Library()


@register.filter
def runs(found: Iterable[Run]) -> SafeString:
    """Runs as text; those with an address as links, which others can link back to."""
    return format_html_join("", "{}", ((_run(run),) for run in found))


@register.filter
def drawn(drawing: Drawing) -> SafeString:
    """A drawing in a page, with its description for who does not see it."""
    return mark_safe(svg(drawing, is_titled=False))  # noqa: S308


@register.filter
def drawn_titled(drawing: Drawing) -> SafeString:
    """A drawing in a document that becomes PDF, which reads the title as alternative text."""
    return mark_safe(svg(drawing))  # noqa: S308


def _run(run: Run) -> SafeString | str:
    text: SafeString | str = format_html("<strong>{}</strong>", run.text) if run.is_bold else run.text
    if not run.url:
        return text
    name = format_html(' id="{}"', run.name) if run.name else ""
    return format_html('<a class="letter__figure" href="{}"{}>{}</a>', run.url, name, text)
