"""Where a month stands, in a word with an icon."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from housing.domain.completeness import MonthStanding, Standing
from housing.domain.reporting import Timeliness

_TONES = {
    Standing.NOT_EXPECTED: "none",
    Standing.NOT_OPEN: "none",
    Standing.OPEN: "on-schedule",
    Standing.MISSING: "behind",
    Standing.SUBMITTED: "on-schedule",
    Standing.RETURNED: "behind",
    Standing.REOPENED: "behind",
    Standing.APPROVED: "done",
    Standing.READ_IN: "done",
}


def standing_word(month: MonthStanding) -> str:
    """Where a month is, in a word or two."""
    if month.standing is Standing.OPEN and month.has_draft:
        return _("concept")
    words = {
        Standing.NOT_EXPECTED: _("bestaat niet"),
        Standing.NOT_OPEN: _("nog niet open"),
        Standing.OPEN: _("open"),
        Standing.MISSING: _("ontbreekt"),
        Standing.SUBMITTED: _("ingediend"),
        Standing.RETURNED: _("teruggestuurd"),
        Standing.REOPENED: _("heropend"),
        Standing.APPROVED: _("goedgekeurd"),
        Standing.READ_IN: _("ingelezen"),
    }
    return words[month.standing]


def standing_badge(month: MonthStanding) -> SafeString:
    """The same with its icon; below it that it came in late."""
    shown = badge(_TONES[month.standing], standing_word(month))
    if month.timeliness is Timeliness.LATE:
        return format_html('{}<span class="cell-note">{}</span>', shown, _("te laat binnen"))
    return shown


def badge(tone: str, word: str) -> SafeString:
    """A word with an icon that goes with its tone."""
    return format_html('<span class="status status--{}">{}</span>', tone, word)
