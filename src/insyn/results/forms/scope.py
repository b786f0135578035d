"""What figures are about: year or days, board, service and form of operation, from the address."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, any_choice, offer
from insyn.registry.models import ServiceArea
from insyn.registry.rules import OperatingForm
from insyn.results.rules.ages import Age
from insyn.results.rules.scope import Scope

YEARS_BACK = 8


class ScopeForm(FilterForm):
    """Ask what to count. Without anything chosen: this year, the boards that the asker works in.

    A board that only reports to one of them can be chosen by itself: much of it is not known
    here, and would leave nothing to say of all together. Two days count instead of a year when
    they are given.
    """

    year = forms.TypedChoiceField(label=__("År"), coerce=int, required=False, empty_value=None)
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=__("Nämnd"), required=False, empty_label=__("Alla egna")
    )
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=__("Verksamhetsområde"), required=False,
        empty_label=__("Alla"),
    )  # fmt: skip
    operating_form = forms.ChoiceField(
        label=__("Driftform"), choices=any_choice(OperatingForm.choices()), required=False
    )
    starts_on = forms.DateField(label=__("Från"), required=False)
    ends_on = forms.DateField(label=__("Till och med"), required=False)

    def __init__(self, access: Access, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.boards = access.authority_ids
        self.today = today
        known = access.authority_ids | access.coordinated_ids
        mine = Authority.objects.select_related("municipality").filter(pk__in=known)
        offer(self, "authority", mine)
        years = range(today.year, today.year - YEARS_BACK, -1)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("I år (%(year)s)") % {"year": today.year})] + [
            (year, str(year)) for year in years[1:]
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("starts_on"), found.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Sista dagen ligger före den första. Ändra en av dem."))
        return found

    @property
    def scope(self) -> Scope:
        """Return what is asked for; what cannot be read counts as not chosen."""
        board, area = self.chosen["authority"], self.chosen["service_area"]
        first, last = self._days()
        return Scope(
            frozenset({board.pk}) if board else frozenset(self.boards),
            min(first, last),
            last,
            area.pk if area else None,
            self.chosen["operating_form"] or "",
        )

    def _days(self) -> tuple[date, date]:
        """Return the days that are given, else the year; one day alone is filled up with a year."""
        first, last = self.chosen["starts_on"], self.chosen["ends_on"]
        year = self.chosen["year"] or self.today.year
        if first is None and last is None:
            return date(year, 1, 1), date(year, 12, 31)
        if last is None:
            last = max(self.today, first)
        return first or date(last.year, 1, 1), last


class AgeForm(ScopeForm):
    """Ask also for how old what is shown may be."""

    age = forms.ChoiceField(label=__("Ålder"), choices=any_choice(Age.choices()), required=False)
    field_order = ("age",)

    @property
    def wanted(self) -> Age | None:
        """Return the age that is asked for."""
        return Age(self.chosen["age"]) if self.chosen["age"] else None
