"""Forms of the date watch."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, any_choice, choices_of, offer
from insyn.registry.models import Agreement
from insyn.registry.rules.watch import Horizon, WatchKind


class WatchFilter(FilterForm):
    """Ask which dates to list."""

    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Avtal"), empty_label=_("Alla")
    )
    kind = forms.ChoiceField(label=_("Vad"), choices=any_choice(WatchKind.choices()))
    horizon = forms.ChoiceField(
        label=_("Hur långt fram"),
        choices=[("", _("Ett halvår")), *choices_of(Horizon)],
    )
    is_mine = forms.BooleanField(label=_("Bara mina"))

    def __init__(self, access: Access, data: QueryDict | Mapping[str, Any]) -> None:
        super().__init__(data)
        offer(self, "agreement", Agreement.objects.visible_to(access))
