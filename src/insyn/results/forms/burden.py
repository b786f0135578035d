"""Which year's burden to show, and of whom."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as __

from insyn.platform.forms import FilterForm

YEARS_BACK = 6


class BurdenFilter(FilterForm):
    """Ask for a year; the present one unless another is chosen."""

    q = forms.CharField(label=__("Utförare"), max_length=100, required=False)
    year = forms.ChoiceField(label=__("År"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        years = range(today.year + 1, today.year - YEARS_BACK, -1)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", __("I år")), *((str(year), str(year)) for year in years)]

    @property
    def shown_year(self) -> int:
        return int(self.chosen["year"] or self.today.year)


class YearFilter(BurdenFilter):
    """Ask for a year only."""

    q = None  # type: ignore[assignment]
