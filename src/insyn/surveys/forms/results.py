"""Forms about results: which group to show, and which units to compare."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.platform.forms import FilterForm, any_choice, offer
from insyn.registry.models import ServiceArea

OWN, OTHERS = "egen", "andra"
SIDES = ((OWN, "Egen regi"), (OTHERS, "Andra utförare"))


class ResultFilter(FilterForm):
    """Ask whose answers to show: an area of service, in-house or others."""

    area = forms.ModelChoiceField(
        ServiceArea.objects.none(), label=_("Verksamhetsområde"), empty_label=_("Alla")
    )
    side = forms.ChoiceField(label=_("Driftform"), choices=any_choice(SIDES))

    def __init__(self, areas: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", ServiceArea.objects.filter(pk__in=areas))

    @property
    def area_id(self) -> int | None:
        area = self.chosen["area"]
        return area.pk if area else None

    @property
    def is_own(self) -> bool | None:
        side = self.chosen["side"]
        return None if not side else side == OWN


class CompareFilter(ResultFilter):
    """Ask which units to compare."""

    q = forms.CharField(label=_("Utförare eller verksamhet"), max_length=100)
    field_order = ("q", "area", "side")
