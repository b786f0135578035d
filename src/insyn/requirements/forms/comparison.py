"""Forms about comparing: which days, which other agreement."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.platform.forms import FilterForm, any_choice, offer
from insyn.registry.models import Agreement
from insyn.requirements.rules.comparison import Change

BETWEEN_AGREEMENTS: Mapping[Change, Any] = {
    Change.SAME: _("Lika"),
    Change.CHANGED: _("Olika"),
    Change.GONE: _("Saknas i det andra avtalet"),
    Change.ADDED: _("Saknas i det här avtalet"),
}
"""What a requirement is to two agreements, where two days would say that it came or went."""


class DaysFilter(FilterForm):
    """Ask which two days to compare."""

    before = forms.DateField(label=_("Från så som det löd den"))
    after = forms.DateField(label=_("Till så som det löd den"))
    change = forms.ChoiceField(label=_("Visa"), choices=any_choice(Change.choices()))


class OtherFilter(FilterForm):
    """Ask which other agreement to put beside this one."""

    other = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Jämför med"), empty_label=_("Välj avtal")
    )
    change = forms.ChoiceField(
        label=_("Visa"),
        choices=[("", _("Alla")), *BETWEEN_AGREEMENTS.items()],
    )

    def __init__(self, agreements: QuerySet[Agreement], data: QueryDict) -> None:
        super().__init__(data)
        offer(self, "other", agreements)
