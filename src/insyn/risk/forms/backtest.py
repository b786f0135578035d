"""What a backtest counts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.kernel.choices import Choice
from insyn.platform.forms import FilterForm, choices_of


class Counted(Choice):
    """Which findings count."""

    ALL = "all", "Alla brister"
    MAJOR = "major", "Bara allvarliga brister"


class Reach(Choice):
    """How long after the assessment to look, in months."""

    ONE_YEAR = "12", "12 månader"
    TWO_YEARS = "24", "24 månader"


class BacktestFilter(FilterForm):
    """Ask what to count, and how long after the assessment."""

    counted = forms.ChoiceField(label=_("Vad som räknas"), choices=choices_of(Counted))
    reach = forms.ChoiceField(label=_("Hur länge efter bedömningen"), choices=choices_of(Reach))

    @property
    def only_major(self) -> bool:
        return bool(self.chosen["counted"] == Counted.MAJOR)

    @property
    def years(self) -> int:
        """Return how many years to look; one when nothing is chosen."""
        return 2 if self.chosen["reach"] == Reach.TWO_YEARS else 1
