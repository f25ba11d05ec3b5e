"""Template filters for exchanges: who shifts how much, and where it stands, in words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from housing import formatting
from housing.models import Exchange
from housing.queries.exchanges import Agreement, Part

register = template.Library()

#: The icon and colour of each state; `css/review.css` draws them.
_LOOKS = {
    Exchange.State.PROPOSED: "waiting",
    Exchange.State.BOOKED: "approved",
    Exchange.State.WITHDRAWN: "open",
    Exchange.State.REFUSED: "returned",
}


@register.filter
def exchange_names(found: Agreement) -> str:
    """ "Rotterdam, Utrecht": who takes part, those that hand over first."""
    return ", ".join(part.name for part in found.parts)


@register.filter
def exchange_part(part: Part) -> str:
    """ "Rotterdam draagt 10 over", "Utrecht neemt 10 over"."""
    values = {"name": part.name, "persons": formatting.number(abs(part.persons), get_language() or "nl")}
    if part.hands_over:
        return _("%(name)s draagt %(persons)s over") % values
    return _("%(name)s neemt %(persons)s over") % values


@register.filter
def exchange_state(found: Agreement) -> SafeString:
    """Where it stands: a word with icon and colour; while it waits, for how many."""
    word = str(found.state.label)
    if found.is_open:
        confirmed = sum(part.is_confirmed for part in found.parts)
        word = _("voorgesteld, %(confirmed)s van %(all)s bevestigd") % {
            "confirmed": confirmed,
            "all": len(found.parts),
        }
    return format_html('<span class="state state--{}">{}</span>', _LOOKS[found.state], word)
