"""Periods as they are typed."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.kernel.errors import RuleViolation
from insyn.plans.models import FormStage, Plan
from insyn.plans.rules.period_words import SENTENCES, NotAPeriod, read_periods
from insyn.plans.rules.spans import Span
from insyn.plans.services.activities import PeriodFacts
from insyn.plans.services.activities.checks import require_inside
from insyn.platform.sentences import said

LONGEST = 4_000
YEAR_SHAPE = re.compile(r"(19|20)[0-9]{2}")
EXAMPLES = _(
    "Skriv till exempel mars–maj 2026, september 2026, februari–maj varje år, vecka 12–14 2026 "
    "eller 2026-03-01 till 2026-05-31. Skriv komma mellan flera perioder."
)


class PeriodsField(forms.CharField):
    """Periods in words, as ”mars–maj 2026”. Becomes facts, of the stage if there is one."""

    widget = forms.Textarea

    def __init__(self, plan: Plan, *, stage: FormStage | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, **kwargs)
        self.widget.attrs["rows"] = 2
        self.plan = plan
        self.stage = stage

    def clean(self, value: Any) -> Any:
        """Return the periods as facts; none for an empty field.

        Raises:
            ValidationError: something cannot be read as a period, or lies outside the plan.
        """
        text = super().clean(value)
        try:
            spans = read_periods(text, Span(self.plan.starts_on, self.plan.ends_on))
            for span in spans:
                require_inside(self.plan, span.starts_on, span.ends_on)
        except NotAPeriod as no:
            raise ValidationError(gettext(SENTENCES[no.code]) % no.values) from no
        except RuleViolation as no:
            raise ValidationError(said(no)) from no
        return facts_of(spans, self.stage)


class YearsField(forms.CharField):
    """Years with commas between, as ”2025, 2028”. Becomes whole numbers in order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the years.

        Raises:
            ValidationError: something is no year of four figures.
        """
        text = super().to_python(value) or ""
        parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        for part in parts:
            if not YEAR_SHAPE.fullmatch(part):
                said = gettext("”%s” är inget år. Skriv år med fyra siffror och komma emellan.")
                raise ValidationError(said % part)
        return sorted({int(part) for part in parts})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def facts_of(spans: Sequence[Span], stage: FormStage | None = None) -> list[PeriodFacts]:
    """Return the spans as facts of periods."""
    return [PeriodFacts(span.starts_on, span.ends_on, span.label, stage) for span in spans]


def days_of(periods: Sequence[PeriodFacts]) -> list[tuple[date, date]]:
    """Return the first and last day of each period."""
    return [(period.starts_on, period.ends_on) for period in periods]
