"""Forms about how much contracts have been used."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.platform import clock
from insyn.platform.forms import FilterForm
from insyn.registry.forms.contracts import offer_agreements
from insyn.registry.forms.providers import VersionedForm
from insyn.registry.models import Agreement
from insyn.registry.rules.usage import HIGHEST_COUNT

YEARS_OFFERED = 15
"""How many years back the list of usage can be narrowed to."""


class UsageFilter(FilterForm):
    """Ask which usage to list."""

    q = forms.CharField(label=_("Utförare"), max_length=100)
    year = forms.TypedChoiceField(label=_("År"), coerce=int)
    agreement = forms.TypedChoiceField(label=_("Avtal"))

    def __init__(self, agreements: Sequence[Agreement], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_agreements(self, agreements)
        this = clock.today().year
        years = [(str(year), str(year)) for year in range(this, this - YEARS_OFFERED, -1)]
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Alla")), *years]
        field.empty_value = None


class UsageForm(VersionedForm):
    """Ask how much a contract was used during a period."""

    period_start = forms.DateField(label=_("Från och med"))
    period_end = forms.DateField(label=_("Till och med"))
    call_offs = forms.IntegerField(
        label=_("Avrop"), min_value=0, max_value=HIGHEST_COUNT, required=False
    )
    clients = forms.IntegerField(
        label=_("Personer"),
        min_value=0,
        max_value=HIGHEST_COUNT,
        required=False,
        help_text=_("Bara antalet. Skriv aldrig vilka personerna är."),
    )
    amount = forms.DecimalField(
        label=_("Belopp i kronor"),
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text=_("Utan moms."),
    )
