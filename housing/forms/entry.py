"""What clerks type into the grid: Dutch numbers, and the fields of each month as they were sent."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_noop

from housing.domain.errors import DomainError
from housing.domain.periods import Month, PeriodError
from housing.domain.reporting import Counts

KINDS = ("home", "transitional", "hotel")
LONGEST_NOTE, LONGEST_LINE = 2000, 300
_LARGEST_VERSION = 2**31 - 1

_WHOLE = re.compile(r"[0-9]{1,9}")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*")
_NEGATIVE = re.compile(r"[-−–]\s*[0-9][0-9., ]*")
_BROKEN = re.compile(r"[0-9][0-9. ]*")
_PART = re.compile(r"[0-9][0-9. ]*,[0-9, ]*")
_WITH_WORDS = re.compile(r"([0-9]+)\s*[^\W\d_][^\d]*")
#: Spaces that spreadsheets put between thousands.
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2008\u2009\u202f\t"), " ")


class CountError(DomainError):
    """A text that is no number of persons; the message says what to type."""


def read_count(text: str) -> int | None:
    """The number of persons that somebody typed: "1.234", "1 234" and "1234" are 1234; None when empty.

    Raises `CountError` with the remedy for anything else: a part of a person, less than nobody, words.
    """
    typed = " ".join(text.translate(_SPACES).split())
    if not typed:
        return None
    if _WHOLE.fullmatch(typed) or _GROUPED.fullmatch(typed):
        return int(re.sub(r"[. ]", "", typed))
    if _NEGATIVE.fullmatch(typed):
        raise CountError(gettext_noop("Een aantal personen kan niet onder nul zijn. Vul 0 of meer in."))
    if _PART.fullmatch(typed):
        raise CountError(
            gettext_noop("Vul een heel getal in, zonder komma. Duizendtallen schrijft u als 1.234 of 1234.")
        )
    if _BROKEN.fullmatch(typed):
        digits = re.sub(r"[. ]", "", typed).lstrip("0") or "0"
        if len(digits) <= 9:
            raise CountError(
                gettext_noop("Bedoelt u %(digits)s? Vul dat dan in, zonder punt of spatie."), digits=digits
            )
        raise CountError(gettext_noop("Dit getal is te lang. Controleer het en vul het opnieuw in."))
    if words := _WITH_WORDS.fullmatch(typed):
        raise CountError(gettext_noop("Vul alleen het getal in: %(digits)s."), digits=words[1][:9])
    raise CountError(
        gettext_noop("Vul een heel getal in, bijvoorbeeld 12. Kreeg niemand een plek? Vul 0 in.")
    )


def clean_text(text: object, longest: int = LONGEST_NOTE) -> str:
    """A text as the database takes it: no null characters, no halves of characters, not endless."""
    if not isinstance(text, str):
        return ""
    plain = text.replace("\0", "").encode("utf-8", "replace").decode()
    return plain.replace("\r\n", "\n").strip()[:longest]


@dataclass(frozen=True)
class MonthFields:
    """The fields of one month as they were sent, or as the page shows them first.

    `typed` is the text per kind, `counts` what it means, `errors` what it does not. `is_sent` is the tick
    "indienen", `is_zero` the choice "nul, niemand gehuisvest".
    """

    month: Month
    typed: Mapping[str, str]
    note: str = ""
    version: int = 0
    explanation: str = ""
    seen: frozenset[str] = frozenset()
    is_sent: bool = False
    is_zero: bool = False
    shown_version: int | None = None
    counts: Counts = field(default_factory=Counts)
    errors: Mapping[str, CountError] = field(default_factory=dict)

    @classmethod
    def of(cls, month: Month, counts: Counts, note: str, version: int, **more: object) -> "MonthFields":
        """The fields that show what is kept."""
        typed = {kind: _text(getattr(counts, kind)) for kind in KINDS}
        is_zero = counts == Counts(0, 0, 0)
        return cls(month, typed, note, version, counts=counts, is_zero=is_zero, **more)  # type: ignore[arg-type]

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed or chosen."""
        return bool(self.errors) or not self.counts.is_empty

    def saved(self, version: int) -> "MonthFields":
        """The same, kept as this version."""
        return replace(self, version=version)


def read_fields(data: Mapping[str, str], months: Iterable[Month]) -> list[MonthFields]:
    """The fields of the months that a form holds, by names as "2022-10-home"."""
    return [_read(data, month) for month in months if f"{month}-version" in data]


def read_draft(data: object) -> MonthFields | None:
    """One month as the page saves it by itself (JSON); None when that is not what it is."""
    if not isinstance(data, dict):
        return None
    try:
        month = Month.parse(str(data.get("month", "")))
    except PeriodError:
        return None
    named = {f"{month}-{name}": value for name, value in data.items() if isinstance(value, str)}
    version = data.get("version")
    return _read(
        named | {f"{month}-version": str(version) if isinstance(version, int) else "0"},
        month,
    )


def _read(data: Mapping[str, str], month: Month) -> MonthFields:
    def named(name: str) -> str:
        return data.get(f"{month}-{name}", "")

    typed = {kind: clean_text(named(kind), 40) for kind in KINDS}
    values: dict[str, int | None] = {}
    errors: dict[str, CountError] = {}
    for kind, text in typed.items():
        try:
            values[kind] = read_count(text)
        except CountError as error:
            errors[kind] = error
    is_zero = bool(named("zero"))
    if is_zero and not any(values.values()) and not errors:
        values = dict.fromkeys(KINDS, 0)
        typed = dict.fromkeys(KINDS, "0")
    elif is_zero:
        errors |= {
            kind: CountError(
                gettext_noop("U koos “nul, niemand gehuisvest”. Maak dit vak leeg, of haal dat vinkje weg.")
            )
            for kind in KINDS
            if values.get(kind)
        }
    return MonthFields(
        month,
        typed,
        clean_text(named("note")),
        _version(named("version")) or 0,
        clean_text(" ".join(named("explanation").split()), LONGEST_LINE),
        frozenset(named("seen").split()[:10]),
        bool(named("send")),
        is_zero,
        _version(named("shown")),
        Counts(*(values.get(kind) for kind in KINDS)),
        errors,
    )


def _version(text: str) -> int | None:
    if not re.fullmatch(r"[0-9]{1,10}", text):
        return None
    return min(int(text), _LARGEST_VERSION)


def _text(persons: int | None) -> str:
    return "" if persons is None else str(persons)
