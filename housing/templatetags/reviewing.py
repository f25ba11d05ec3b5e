"""Template filters for reviews: states and differences in words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from housing import formatting
from housing.domain.checks import describe
from housing.domain.errors import DomainError
from housing.domain.reporting import Timeliness
from housing.queries.comparisons import Comparison
from housing.queries.review_items import Item, Place, Remark

register = template.Library()


def _number(value: object) -> object:
    return formatting.number(value, get_language() or "nl") if isinstance(value, int) else value


@register.filter
def remark_text(remark: Remark) -> str:
    """A warning of the checks as the reviewer reads it."""
    params = {name: _number(value) for name, value in remark.params.items()}
    texts = {
        "history": _("%(total)s mensen is anders dan gewoon: meestal zijn het er %(low)s tot %(high)s."),
        "pace": _("%(total)s mensen is meer dan twee keer het tempo van de opgave: %(pace)s per maand."),
    }
    if remark.code in texts:
        return texts[remark.code] % params
    text, values = describe(remark.code, params)
    return _(text) % values if values else _(text)


@register.filter
def coa_words(comparison: Comparison) -> str:
    """COA's count beside the municipality's own, in a sentence."""
    difference = comparison.difference
    if difference is None:
        return _("Nog niet vergeleken: er is nog geen overzicht van COA.")
    coa = _number(comparison.coa)
    if difference == 0:
        return _("Gelijk aan COA: %(coa)s.") % {"coa": coa}
    params = {
        "difference": formatting.signed(difference, get_language() or "nl"),
        "own": _number(comparison.placed),
        "coa": coa,
    }
    return _("Verschil met COA: %(difference)s. De gemeente telt %(own)s, COA %(coa)s.") % params


@register.filter
def coa_cell(comparison: Comparison) -> str:
    """The signed difference for a cell of a table."""
    if comparison.difference is None:
        return _("nog niet vergeleken")
    return formatting.signed(comparison.difference, get_language() or "nl")


@register.filter
def place_badge(item: Item) -> SafeString:
    """Where a month is: word with icon and colour."""
    words = {
        Place.WAITING: _("wacht op beoordeling"),
        Place.RETURNED: _("teruggestuurd"),
        Place.REOPENED: _("heropend"),
        Place.APPROVED: _("goedgekeurd"),
        Place.IMPORTED: _("ingelezen, staat vast"),
        Place.MISSING: _("ontbreekt"),
        Place.OPEN: _("nog niet binnen"),
        Place.NOT_OPEN: _("nog niet open"),
    }
    return format_html(
        '<span class="state state--{}">{}</span>', item.place.value.replace("_", "-"), words[item.place]
    )


@register.filter
def late_words(item: Item) -> str:
    """Whether a month came in too late, or how long it is overdue; empty when neither."""
    return _("te laat binnen") if item.timeliness is Timeliness.LATE else ""


@register.filter
def persons(count: int) -> str:
    """ "1 mens", "12 mensen"."""
    return ngettext("%(count)s mens", "%(count)s mensen", count) % {"count": _number(count)}


@register.filter
def error_text(error: DomainError) -> str:
    """The message of an error of the domain, in the language of the page."""
    return _(error.template) % error.params if error.params else _(error.template)


@register.filter
def kind_word(kind: str) -> str:
    """A kind of placement as people read it."""
    return {"home": _("Woning"), "transitional": _("Doorstroomlocatie"), "hotel": _("Hotelregeling")}[kind]


@register.filter
def suggested_reason(item: Item) -> str:
    """What a reviewer probably asks when a month cannot be approved; to be changed at will."""
    if not item.is_blocked:
        return ""
    return _(
        "U meldt %(own)s mensen in woningen en doorstroomlocaties, COA telt er %(coa)s. "
        "Klopt uw aantal? Leg dan het verschil uit. Klopt het niet? Verbeter het dan."
    ) % {
        "own": item.comparison.placed,
        "coa": item.comparison.coa,
    }
