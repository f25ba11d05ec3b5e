"""What reviewers and those who ask for corrections send: reasons, reports as they were seen, due dates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from housing.domain.periods import HalfYear, Month
from housing.domain.reporting import Counts
from housing.forms.entry import KINDS, CountError, clean_text, read_count
from housing.queries.areas import Area

_PAIR = re.compile(r"([0-9]{1,9}):([0-9]{1,9})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
LONGEST_REASON = 2000
MOST_PAIRS = 1000
EMPTY = gettext_noop("Vul een getal in. Is er niemand gehuisvest? Vul dan 0 in.")
SELECT = "utrecht-select utrecht-select--html-select"
TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"


def read_reviewed(values: Iterable[str]) -> dict[int, int]:
    """Reports with the submission that was seen, as forms and addresses carry them: "12:1".

    What is no such pair is passed over.
    """
    found = (_PAIR.fullmatch(value) for value in list(values)[:MOST_PAIRS])
    return {int(match[1]): int(match[2]) for match in found if match}


def read_number(text: str) -> int | None:
    """A whole number that a form carries; None for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else None


def read_reason(data: Mapping[str, str]) -> str:
    """The reason as it was typed."""
    return clean_text(data.get("reden", ""), LONGEST_REASON)


def read_half_year(text: str) -> HalfYear | None:
    """The half-year that a form carries; None for anything else."""
    try:
        return HalfYear.parse(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class CorrectionFields:
    """The new values as they were typed, what they mean, and what they do not; the reason."""

    typed: Mapping[str, str]
    counts: Counts = field(default_factory=Counts)
    errors: Mapping[str, CountError] = field(default_factory=dict)
    reason: str = ""
    reason_is_missing: bool = False
    submission: int | None = None

    @classmethod
    def of(cls, counts: Counts, submission: int) -> "CorrectionFields":
        """The fields that show what counts now."""
        typed = {kind: str(getattr(counts, kind) or 0) for kind in KINDS}
        return cls(typed, counts, submission=submission)

    @classmethod
    def read(cls, data: Mapping[str, str]) -> "CorrectionFields":
        """The fields as they were sent."""
        typed = {kind: clean_text(data.get(kind, ""), 40) for kind in KINDS}
        values: dict[str, int | None] = {}
        errors: dict[str, CountError] = {}
        for kind, text in typed.items():
            try:
                values[kind] = read_count(text)
                if values[kind] is None:
                    errors[kind] = CountError(EMPTY)
            except CountError as error:
                errors[kind] = error
        reason = read_reason(data)
        return cls(
            typed,
            Counts(*(values.get(kind) for kind in KINDS)),
            errors,
            reason,
            not reason,
            read_number(data.get("indiening", "")),
        )

    @property
    def is_valid(self) -> bool:
        """Whether it can be sent."""
        return not self.errors and not self.reason_is_missing

    @property
    def digest(self) -> str:
        """Names the values, so that only those whose effect was shown are sent."""
        return "-".join(str(getattr(self.counts, kind)) for kind in KINDS)


class ReasonField(forms.CharField):
    """A line or two for people to read."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            **{  # type: ignore[arg-type]
                "label": _("Reden"),
                "max_length": LONGEST_REASON,
                "widget": forms.Textarea(attrs={"rows": 3, "class": "utrecht-textarea"}),
                "error_messages": {"required": _("Geef in het kort een reden.")},
                **options,
            }
        )


class ExceptionForm(forms.Form):
    """Another due date for one month of one municipality."""

    gemeente = forms.ChoiceField(label=_("Gemeente"), error_messages={"required": _("Kies een gemeente.")})
    maand = forms.ChoiceField(label=_("Maand"), error_messages={"required": _("Kies een maand.")})
    dag = forms.DateField(
        label=_("Nieuwe uiterste dag"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": TEXTBOX}),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": _("Kies een dag."),
            "invalid": _("Dit is geen dag. Schrijf hem als 31-12-2022."),
        },
    )
    reden = ReasonField()

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        areas: Iterable[Area],
        months: Iterable[tuple[Month, str]],
    ) -> None:
        super().__init__(data, auto_id="uitzondering-%s")
        self.areas = {area.slug: area for area in areas}
        chosen = [("", _("Kies een gemeente")), *((a.slug, a.name) for a in self.areas.values())]
        for name in ("gemeente", "maand"):
            self.fields[name].widget.attrs["class"] = SELECT
        self.fields["gemeente"].choices = chosen  # type: ignore[attr-defined]
        self.fields["maand"].choices = [  # type: ignore[attr-defined]
            ("", _("Kies een maand")),
            *((str(month), name) for month, name in months),
        ]

    @property
    def area(self) -> Area:
        """The municipality that was chosen."""
        return self.areas[self.cleaned_data["gemeente"]]

    @property
    def month(self) -> Month:
        """The month that was chosen."""
        return Month.parse(self.cleaned_data["maand"])


class LeadTimesForm(forms.Form):
    """When the months of a half-year open and are due."""

    halfjaar = forms.ChoiceField(label=_("Halfjaar"), error_messages={"required": _("Kies een halfjaar.")})
    open_vooraf = forms.IntegerField(
        label=_("Opent zoveel dagen voor het einde van de maand"),
        help_text=_("0: op de laatste dag van de maand."),
        min_value=0,
        max_value=31,
        error_messages={
            "required": _("Vul een aantal dagen in, van 0 tot en met 31."),
            "invalid": _("Vul een heel getal in, van 0 tot en met 31."),
            "min_value": _("Vul een aantal dagen in, van 0 tot en met 31."),
            "max_value": _("Vul een aantal dagen in, van 0 tot en met 31."),
        },
    )
    uiterste_dag = forms.IntegerField(
        label=_("Uiterste dag van de volgende maand"),
        min_value=1,
        max_value=28,
        error_messages={
            "required": _("Vul een dag in, van 1 tot en met 28."),
            "invalid": _("Vul een heel getal in, van 1 tot en met 28."),
            "min_value": _("Vul een dag in, van 1 tot en met 28."),
            "max_value": _("Vul een dag in, van 1 tot en met 28."),
        },
    )

    def __init__(
        self, data: Mapping[str, str] | None, *, periods: Iterable[tuple[HalfYear, str]], **options: object
    ) -> None:
        super().__init__(data, auto_id="termijn-%s", **options)  # type: ignore[arg-type]
        self.fields["halfjaar"].widget.attrs["class"] = SELECT
        for name in ("open_vooraf", "uiterste_dag"):
            self.fields[name].widget.attrs["class"] = TEXTBOX
        self.fields["halfjaar"].choices = [(p.code, name) for p, name in periods]  # type: ignore[attr-defined]
