"""What a control chart is to show, read from the address."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as __

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, choices_of, offer
from insyn.registry.models import ProviderGroup, ServiceArea
from insyn.results.rules.charts_periods import Counted, Step, periods_back
from insyn.results.rules.scope import Scope


class ChartFilter(FilterForm):
    """Ask what to count, by month or quarter, and of whom."""

    counted = forms.ChoiceField(
        label=__("Vad som räknas"), choices=choices_of(Counted), required=False
    )
    step = forms.ChoiceField(label=__("En punkt är"), choices=choices_of(Step), required=False)
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=__("Nämnd"), required=False, empty_label=__("Alla")
    )
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=__("Verksamhetsområde"), required=False,
        empty_label=__("Alla"),
    )  # fmt: skip
    group = forms.ModelChoiceField(
        ProviderGroup.objects.all(), label=__("Koncern"), required=False, empty_label=__("Alla")
    )
    area = forms.CharField(label=__("Område i mallen"), max_length=150, required=False)

    def __init__(self, access: Access, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.boards = access.authority_ids
        self.today = today
        mine = Authority.objects.select_related("municipality").filter(pk__in=self.boards)
        offer(self, "authority", mine)

    @property
    def counted_now(self) -> Counted:
        return Counted(self.chosen["counted"] or Counted.DEFICIENCIES)

    @property
    def step_now(self) -> Step:
        return Step(self.chosen["step"] or Step.MONTH)

    @property
    def scope(self) -> Scope:
        """Return the boards, and the time from the first point to the last that is whole."""
        board, area = self.chosen["authority"], self.chosen["service_area"]
        periods = periods_back(self.step_now, self.today)
        return Scope(
            frozenset({board.pk}) if board else frozenset(self.boards),
            periods[0].starts_on,
            periods[-1].ends_on,
            area.pk if area else None,
        )
