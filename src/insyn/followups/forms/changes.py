"""What is filled in when a follow-up is abandoned, or goes on at the unit's new operator."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from insyn.followups.forms.followups import REASON_LENGTH
from insyn.platform import clock
from insyn.platform.forms import InsynForm, offer
from insyn.registry.models import Contract


class AbandonForm(InsynForm):
    """Ask why a follow-up that has begun is abandoned."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Skäl till att den avbryts"), max_length=REASON_LENGTH)


class ContinueForm(InsynForm):
    """Ask in which contract the follow-up goes on, and when."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    contract = forms.ModelChoiceField(Contract.objects.none(), label=_("Nytt kontrakt"))
    planned_for = forms.DateField(label=_("Planerad till"), initial=clock.today)

    def __init__(self, contracts: QuerySet[Contract], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "contract", contracts)
        found = list(contracts[:2])
        if len(found) == 1:
            self.initial.setdefault("contract", found[0].pk)
