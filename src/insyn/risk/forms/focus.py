"""What is typed about focus areas."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.plans.models import Plan
from insyn.plans.rules import PlanState
from insyn.platform.forms import InsynForm, SeveralField, offer
from insyn.registry.models import Agreement, ServiceArea
from insyn.risk.models import FocusArea
from insyn.risk.queries.measures import of_board


class ReasonForm(InsynForm):
    """Ask why a plan that the board has adopted is changed; of no other plan."""

    reason = forms.CharField(
        label=_("Varför ändras planen?"),
        max_length=300,
        required=False,
        help_text=_("Nämnden har antagit planen. Skälet syns bland planens ändringar."),
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan.plan_state is not PlanState.ADOPTED:
            del self.fields["reason"]


class FocusForm(ReasonForm):
    """Ask what is in focus, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Avtal"), required=False)
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Verksamhetsområde"), required=False
    )
    theme = forms.CharField(
        label=_("Tema"), max_length=200, required=False,
        help_text=_("Välj ett av de tre: avtal, verksamhetsområde eller tema."),
    )  # fmt: skip
    motivation = forms.CharField(
        label=_("Varför det är i fokus"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
    )
    source = forms.CharField(
        label=_("Källa"),
        max_length=300,
        required=False,
        help_text=_("Till exempel en rapport från Socialstyrelsen eller IVO."),
    )

    def __init__(self, access: Access, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, *args, **kwargs)
        if "reason" in self.fields:
            self.fields["reason"] = self.fields.pop("reason")
        mine = Agreement.objects.visible_to(of_board(access, plan.authority_id))
        offer(self, "agreement", mine.order_by("sort_key", "pk"))

    @staticmethod
    def initial_of(focus: FocusArea) -> dict[str, Any]:
        """Return what the form shows of a focus area."""
        names = ("version", "theme", "motivation", "source")
        shown = {name: getattr(focus, name) for name in names}
        return {**shown, "agreement": focus.agreement_id, "service_area": focus.service_area_id}


class FromAssessmentForm(ReasonForm):
    """Ask which agreements of an assessment are to be in focus."""

    agreements = SeveralField(Agreement.objects.none(), label=_("Avtal"), required=False)

    def __init__(
        self, access: Access, plan: Plan, keys: list[int], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(plan, *args, **kwargs)
        offer(self, "agreements", Agreement.objects.visible_to(access).filter(pk__in=keys))
