"""Forms about where nobody new is placed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, any_choice, offer
from insyn.registry.models import Agreement
from insyn.registry.rules import ContractStatus
from insyn.registry.rules.statuses import HAMPERING

_STATUSES = [(code, text) for code, text in ContractStatus.choices() if code in HAMPERING]


class StopFilter(FilterForm):
    """Which stops the list shows."""

    q = forms.CharField(label=_("Utförare"), max_length=100)
    status = forms.ChoiceField(label=_("Läge"), choices=any_choice(_STATUSES))
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Avtal"))

    def __init__(self, access: Access, data: Any) -> None:
        super().__init__(data)
        offer(self, "agreement", Agreement.objects.visible_to(access))
